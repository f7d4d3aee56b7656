"""What the database refuses by itself, whatever the code above it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.teams import actions
from assessment.teams.models import Acquaintance, Membership, Seat, Snapshot, Team
from tests.make import NOON
from tests.teams.people import find_member, give_consents, team_of


@contextmanager
def assert_refused(reason: str) -> Iterator[None]:
    """The statement fails, at once or when the transaction would end."""
    with pytest.raises(DatabaseError, match=reason), check_constraints_at_end():
        yield


@contextmanager
def check_constraints_at_end() -> Iterator[None]:
    """A transaction of its own, in which everything put off is looked at before it ends."""
    with transaction.atomic():
        yield
        run("set constraints all immediate")


def run(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def snapshot(team: Team, seven: list[User]) -> Snapshot:
    give_consents(team, seven[:5])
    return Snapshot.objects.get()


def test_a_picture_cannot_change(snapshot: Snapshot) -> None:
    with assert_refused("stays as it is"):
        run("update teams_snapshot set picture = '{}' where id = %s", snapshot.pk)


def test_a_picture_cannot_move_to_another_team(snapshot: Snapshot, seven: list[User]) -> None:
    other = team_of(seven[6], name="Other")
    with assert_refused("stays as it is"):
        run("update teams_snapshot set team_id = %s where id = %s", other.pk, snapshot.pk)


def test_a_seat_is_only_ever_emptied(snapshot: Snapshot, seven: list[User]) -> None:
    newcomer = Attempt.objects.get(owner=seven[6])
    seat = snapshot.seats.order_by("pk").first()
    assert seat is not None
    with assert_refused("only ever emptied"):
        run("update teams_seat set attempt_id = %s where id = %s", newcomer.pk, seat.pk)
    with assert_refused("only ever emptied"):
        run("update teams_seat set hours = false where id = %s", seat.pk)
    with assert_refused("only ever emptied"):
        run("update teams_seat set attempt_id = null, hours = false where id = %s", seat.pk)
    run("update teams_seat set attempt_id = null where id = %s", seat.pk)
    assert Seat.objects.filter(attempt=None).count() == 1


def test_a_seat_that_was_shown_by_name_stays_so(snapshot: Snapshot) -> None:
    run("update teams_seat set named = true")
    with assert_refused("only ever emptied, or shown by name"):
        run("update teams_seat set named = false")


def test_the_numbers_of_a_picture_go_with_its_team_and_nothing_else_does(snapshot: Snapshot) -> None:
    with assert_refused("stays as it is"):
        run("update teams_snapshot set team_id = null, drawn_at = drawn_at + interval '1 day'")
    run("update teams_snapshot set team_id = null, picture = %s", '{"people": 9}')
    assert Snapshot.objects.values_list("picture", flat=True).get() == {}
    assert snapshot.seats.count() == 5


def test_a_seat_cannot_move_to_another_picture(snapshot: Snapshot) -> None:
    with assert_refused("only ever emptied"):
        run("update teams_seat set snapshot_id = snapshot_id + 1")


@pytest.mark.parametrize(("seats", "hours"), [(4, 0), (5, 4), (6, 1)])
def test_a_picture_rests_on_five_people_and_its_sum_on_five(
    team: Team, seven: list[User], seats: int, hours: int
) -> None:
    results = list(Attempt.objects.order_by("pk"))[:seats]
    with assert_refused("five people at least"):
        snapshot = Snapshot.objects.create(team=team, drawn_at=NOON, rules="1", picture={})
        Seat.objects.bulk_create(
            Seat(snapshot=snapshot, attempt=result, hours=place < hours)
            for place, result in enumerate(results)
        )


def test_a_result_has_one_seat_in_a_picture(snapshot: Snapshot) -> None:
    seat = snapshot.seats.order_by("pk").first()
    assert seat is not None
    with assert_refused("teams_one_seat_a_result"):
        run(
            "insert into teams_seat (snapshot_id, attempt_id, hours) values (%s, %s, false)",
            *(snapshot.pk, seat.attempt_id),
        )


def test_a_person_is_in_a_team_once(team: Team, seven: list[User]) -> None:
    with assert_refused("teams_one_membership_each"):
        Membership.objects.create(team=team, person=seven[2], joined_at=NOON)


def test_a_team_has_one_lead(team: Team) -> None:
    with assert_refused("teams_one_lead"):
        run("update teams_membership set role = 'lead' where team_id = %s", team.pk)


def test_a_team_with_people_in_it_has_a_lead(team: Team, seven: list[User]) -> None:
    Acquaintance.objects.all().delete()
    with assert_refused("has a lead"):
        run("update teams_membership set role = 'member' where team_id = %s", team.pk)
    with assert_refused("has a lead"):
        run("delete from teams_membership where id = %s", find_member(team, seven[0]).pk)


def test_a_lead_cannot_move_to_another_team(team: Team, seven: list[User]) -> None:
    Acquaintance.objects.all().delete()
    other = Team.objects.create(name="Other", created_at=NOON)
    with assert_refused("has a lead"):
        run(
            "update teams_membership set team_id = %s where id = %s", other.pk, find_member(team, seven[0]).pk
        )


def test_a_role_is_lead_or_member(team: Team, seven: list[User]) -> None:
    with assert_refused("teams_role_is_known"):
        run("update teams_membership set role = 'owner' where id = %s", find_member(team, seven[1]).pk)


@pytest.mark.parametrize("consent", ["group_consent_at", "named_consent_at"])
def test_a_consent_has_the_version_of_its_text(team: Team, seven: list[User], consent: str) -> None:
    with assert_refused("teams_consent_has_its_text"):
        Membership.objects.filter(person=seven[1]).update(**{consent: NOON})


def test_a_team_has_a_name(team: Team) -> None:
    with assert_refused("teams_team_has_a_name"):
        run("update teams_team set name = '' where id = %s", team.pk)


@pytest.mark.parametrize(("email", "joins"), [("", 21), ("new@example.org", 2)])
def test_an_invitation_lets_in_so_many(team: Team, seven: list[User], email: str, joins: int) -> None:
    invite = actions.invite(team, by=seven[0], email=email, at=NOON)
    with assert_refused("teams_invitation_lets_in_so_many"):
        run("update teams_invitation set joins = %s where id = %s", joins, invite.invitation.pk)


def test_an_invitation_lasts_a_week_at_most(team: Team, seven: list[User]) -> None:
    actions.invite(team, by=seven[0], at=NOON)
    with assert_refused("lasts_a_week_at_most"):
        run("update teams_invitation set expires_at = created_at + interval '8 days'")


def test_an_invitation_keeps_a_hash_alone(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], at=NOON)
    with assert_refused("keeps_a_hash_alone"):
        run("update teams_invitation set token_hash = %s", invite.token)


def test_a_result_is_named_once_in_a_team(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2], group=False, named=True)
    with assert_refused("teams_one_naming_a_result"):
        run("insert into teams_naming (team_id, attempt_id) select team_id, attempt_id from teams_naming")


@pytest.fixture
def member_pair(team: Team, seven: list[User]) -> tuple[int, int]:
    """Two members who know each other."""
    membership, other = find_member(team, seven[0]), find_member(team, seven[1])
    return membership.pk, other.pk


ANSWER = (
    "insert into teams_acquaintance (member_id, other_id, known, answered_at) values (%s, %s, true, now())"
)


def test_a_member_answers_about_another_once(member_pair: tuple[int, int]) -> None:
    with assert_refused("teams_one_answer_about_a_member"):
        run(ANSWER, *member_pair)


def test_nobody_answers_about_themselves(member_pair: tuple[int, int]) -> None:
    with assert_refused("teams_nobody_answers_about_themselves"):
        run(ANSWER, member_pair[0], member_pair[0])


def test_members_know_each_other_within_one_team(member_pair: tuple[int, int], seven: list[User]) -> None:
    other = team_of(seven[2], name="Other")
    with assert_refused("within one team"):
        run(ANSWER, member_pair[0], find_member(other, seven[2]).pk)
    with assert_refused("within one team"):
        run(
            "update teams_acquaintance set other_id = %s where member_id = %s",
            find_member(other, seven[2]).pk,
            member_pair[0],
        )
    for moved in member_pair:
        with assert_refused("within one team"):
            run("update teams_membership set team_id = %s where id = %s", other.pk, moved)
