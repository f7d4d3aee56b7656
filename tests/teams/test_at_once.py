"""The same thing from many sides at the same moment: once is once, and no two drawings pass each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.privacy import actions as privacy
from assessment.teams import actions, snapshots, waiting_room
from assessment.teams.models import Invitation, JoinRequest, Membership, Snapshot, Team
from tests.make import NOON
from tests.questionnaire.test_at_once import SOMEBODY_WAITS
from tests.teams.people import make_crowd, make_person, team_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """What each call gave, or the exception it ended with."""

    def call(item: Any) -> Any:
        try:
            return work(item)
        except (
            actions.InvitationClosed,
            actions.WrongAccount,
            actions.NotAMember,
            waiting_room.RequestNotFound,
        ) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(call, items))


def test_ten_joins_on_a_mailed_invitation_join_once(db: None) -> None:
    lead, new = make_person("Lead"), make_person("New", "new@example.org")
    team = team_of(lead)
    invite = actions.invite(team, by=lead, email=new.email, at=NOON)
    memberships = at_once(lambda _: actions.join(invite.invitation.token_hash, new, at=NOON), list(range(10)))
    assert {membership.person_id for membership in memberships} == {new.pk}
    assert Membership.objects.filter(team=team, person=new).count() == 1
    assert Invitation.objects.get().joins == 1


def test_the_last_of_twenty_places_is_taken_once(db: None) -> None:
    lead = make_person("Lead")
    team = team_of(lead)
    invite = actions.invite(team, by=lead, at=NOON)
    Invitation.objects.update(joins=19)
    guests = [make_person(f"Guest{number}") for number in range(10)]
    outcomes = at_once(lambda user: actions.join(invite.invitation.token_hash, user, at=NOON), guests)
    assert outcomes.count(actions.InvitationClosed) == 9
    assert JoinRequest.objects.waiting().filter(team=team).count() == 1
    assert Invitation.objects.get().joins == 20


def test_let_in_and_refused_at_the_same_moment_has_one_outcome(db: None) -> None:
    lead = make_person("Lead")
    team = team_of(lead)
    invite = actions.invite(team, by=lead, at=NOON)
    for round_ in range(5):
        guest = make_person(f"Guest{round_}")
        request = actions.join(invite.invitation.token_hash, guest, at=NOON)
        work = [waiting_room.let_in, waiting_room.decline] * 3
        decisions = at_once(partial(_decide, team, request.uid, lead), work)
        assert sum(decision.decided for decision in decisions) == 1
        state = JoinRequest.objects.get(person=guest).state
        assert {state for decision in decisions for state in decision.states} == {state}
        assert Membership.objects.filter(person=guest).exists() == (state == "let_in")


def test_people_are_let_in_while_they_their_lead_and_the_team_are_erased(db: None) -> None:
    """Nothing waits for ever, nothing breaks, and nobody is in a team that is no more."""
    for round_ in range(5):
        lead = make_person(f"Lead{round_}")
        team = team_of(lead)
        invite = actions.invite(team, by=lead, at=NOON)
        guests = [make_person(f"Round{round_}Guest{number}") for number in range(4)]
        uids = [actions.join(invite.invitation.token_hash, guest, at=NOON).uid for guest in guests]
        work: list[Callable[[], Any]] = [
            partial(waiting_room.let_in, team, uids[:2], by=lead, at=NOON),
            partial(_erase, guests[0]),
            partial(waiting_room.let_in, team, uids[::-1], by=lead, at=NOON),
            partial(_erase, lead),
            partial(_erase, guests[3]),
            partial(actions.erase, team, by=lead),
        ]
        results = at_once(lambda step: step(), work)
        assert {result for result in results if isinstance(result, type)} <= {waiting_room.RequestNotFound}
        assert not Membership.objects.exists()


def test_whoever_is_about_to_be_counted_can_be_erased(db: None) -> None:
    """Both refer to the account: a drawing that has begun is finished first, and neither breaks."""
    people = make_crowd(5)
    team = consenting("Meridian Foods", people)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            snapshots.lock_drawing(team.pk)
            erasing = pool.submit(at_once, _erase, [people[1]])
            while not cursor.execute(SOMEBODY_WAITS).fetchone()[0]:
                assert not erasing.done(), erasing.result()
                Event().wait(0.01)
            snapshots.draw_snapshot(team, at=NOON)
        erasing.result()
    assert Snapshot.objects.count() == 1
    assert not User.objects.filter(pk=people[1].pk).exists()


def _decide(team: Team, uid: UUID, lead: User, action: Callable[..., Any]) -> Any:
    return action(team, [uid], by=lead, at=NOON)


def _erase(user: User) -> None:
    privacy.erase_account(user, besides=Attempt.objects.none(), tell=False)


def consenting(name: str, people: list[User]) -> Team:
    team = team_of(*people, name=name)
    team.memberships.update(group_consent_at=NOON, consent_text="1")
    return team


def test_a_team_drawn_from_eight_sides_has_one_picture(db: None) -> None:
    team = consenting("Meridian Foods", make_crowd(6))
    at_once(lambda _: snapshots.draw_snapshot(team, at=NOON), list(range(8)))
    assert Snapshot.objects.count() == 1


def test_of_teams_that_differ_by_one_only_the_first_to_be_drawn_has_a_picture(db: None) -> None:
    people = make_crowd(9)
    teams = [
        consenting(f"Team {number}", people[number:] + people[: max(0, number - 1)]) for number in range(6)
    ]
    at_once(lambda team: snapshots.draw_snapshot(team, at=NOON), teams)
    assert Snapshot.objects.count() == 1
    assert Team.objects.filter(picture_withheld=True).count() == 5


def test_only_teams_that_are_linked_wait_for_each_other(db: None) -> None:
    """The first and the last share nobody, but both share somebody with the one between."""
    people = make_crowd(9)
    first, _between, last = (consenting(f"Team {at}", people[at : at + 3]) for at in (0, 2, 4))
    apart = consenting("Apart", people[7:])
    with transaction.atomic():
        snapshots.draw_snapshot(first, at=NOON)
        assert at_once(_draw_without_waiting, [last, apart]) == [OperationalError, None]
        make_person("Newcomer")  # who has nothing to do with any of them
    assert at_once(_draw_without_waiting, [last]) == [None]


def test_whoever_comes_to_two_teams_at_once_links_them(db: None) -> None:
    for round_ in range(3):
        guest, *leads = make_crowd(5, prefix=f"Round{round_}Person")
        teams = [team_of(lead) for lead in leads]
        at_once(partial(_come, guest), teams)
        circles = {team.circle or team.pk for team in Team.objects.filter(memberships__person=guest)}
        assert circles == {min(team.pk for team in teams)}


def _come(guest: User, team: Team) -> None:
    Membership.objects.create(team=team, person=guest, joined_at=NOON)


def _draw_without_waiting(team: Team) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '100ms'")
        try:
            with transaction.atomic():
                return snapshots.draw_snapshot(team, at=NOON)
        except OperationalError as refused:
            return type(refused)


def test_a_team_is_erased_while_people_come_in_and_agree(db: None) -> None:
    """Whoever comes first: the team is gone, nobody is half in it, and nothing breaks."""
    for round_ in range(5):
        lead, *members = make_crowd(6, prefix=f"Round{round_}Person")
        team = team_of(lead, *members)
        invite = actions.invite(team, by=lead, at=NOON)
        guests = [make_person(f"Round{round_}Guest{number}") for number in range(4)]
        work: list[Callable[[], Any]] = [
            partial(_join_in, invite.invitation.token_hash, guest) for guest in guests
        ]
        work += [partial(_agree_in, team, member) for member in members]
        work.insert(4, partial(actions.erase, team, by=lead))
        outcomes = at_once(lambda step: step(), work)
        assert {outcome for outcome in outcomes if isinstance(outcome, type)} <= {
            actions.InvitationClosed,
            actions.NotAMember,
        }
        assert not Membership.objects.exists()


def _join_in(token_hash: str, guest: User) -> Membership | JoinRequest:
    return actions.join(token_hash, guest, at=NOON)


def _agree_in(team: Team, member: User) -> None:
    membership = Membership.objects.filter(team=team.pk, person=member).select_related("team").first()
    if membership:
        actions.set_consents(membership, group=True, named=True, at=NOON)
