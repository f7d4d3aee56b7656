"""Whom a stored picture counts, and with which result: acquaintance, time, mailboxes, older rules."""

from datetime import timedelta
from importlib import import_module

from django.db import connection, transaction

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.teams import acquaintance, actions, snapshots
from assessment.teams.models import (
    Acquaintance,
    Membership,
    Seat,
    Snapshot,
    StandingResult,
    Team,
)
from assessment.teams.queries import list_pictures
from tests.make import NOON
from tests.teams import people
from tests.teams.people import acquaint, find_member, give_consents, give_result, make_crowd, team_of

QUARTER = timedelta(days=90)
LATER = NOON + QUARTER


def test_whoever_knows_fewer_than_four_of_those_counted_is_left_out(
    team: Team, seven: list[User], stranger: User
) -> None:
    give_result(stranger, 90.0)
    Membership.objects.create(team=team, person=stranger, joined_at=NOON)
    give_consents(team, [stranger, *seven])
    (picture,) = list_pictures(team)
    assert picture.people == 5
    assert not Seat.objects.filter(attempt__owner=stranger).exists()


def test_no_picture_of_people_who_do_not_know_each_other_until_they_say_so(seven: list[User]) -> None:
    team = team_of(*seven[:5], strangers=True)
    give_consents(team, seven[:5])
    assert list_pictures(team) == []
    members = [find_member(team, user) for user in seven[:5]]
    for member in members:
        assert list_pictures(team) == []
        acquaintance.set_known(member, [other.uid for other in members if other != member], at=NOON)
    assert [picture.people for picture in list_pictures(team)] == [5]


def test_invented_members_give_a_person_no_company(seven: list[User], stranger: User) -> None:
    """The stranger and four invented members know everybody; of two real people nobody counts."""
    invented = make_crowd(4, prefix="Invented")
    real = seven[:2]
    team = team_of(stranger, *invented, *real, strangers=True)
    give_result(stranger, 50.0)
    acquaint(team, [stranger, *invented])
    acquaint(team, real)
    give_consents(team, [stranger, *invented, *real])
    owners = Seat.objects.values_list("attempt__owner", flat=True)
    assert set(owners) == {stranger.pk, *(user.pk for user in invented)}


def test_a_picture_stands_28_days_whoever_retakes(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5], at=NOON)
    for user in seven[:5]:
        give_result(user, 70.0, at=LATER)
    other = LATER - timedelta(days=27)
    team.memberships.filter(person__in=seven[5:]).update(group_consent_at=NOON, consent_text="1")
    assert snapshots.draw_snapshot(team, at=other) is None  # two joined; five results are too new to count
    assert snapshots.draw_snapshot(team, at=LATER)
    for user in seven[:5]:
        give_result(user, 40.0, at=LATER + QUARTER)
    Membership.objects.filter(person__in=seven[:5]).update(group_consent_at=None)
    assert snapshots.draw_snapshot(team, at=LATER + timedelta(days=27)) is None


def test_a_retake_counts_from_ninety_days_after_the_result_that_counts(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    for user in seven[:5]:
        give_result(user, 70.0, at=NOON + timedelta(days=30))
    assert snapshots.draw_snapshot(team, at=LATER - timedelta(seconds=1)) is None
    assert snapshots.draw_snapshot(team, at=LATER)
    assert [picture.index.median for picture in list_pictures(team)] == [40, 70]


def test_erasing_the_counted_result_brings_a_newer_one_no_sooner(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:6])
    standing = StandingResult.objects.get(person=seven[0])
    attempts.delete(Attempt.objects.owned_by(seven[0]))
    give_result(seven[0], 90.0, at=NOON + timedelta(days=10))
    candidates = snapshots.find_candidates(team, at=LATER - timedelta(days=1))
    assert seven[0].pk not in candidates.group.values()
    standing.refresh_from_db()
    assert (standing.attempt, standing.until) == (None, LATER)
    assert seven[0].pk in snapshots.find_candidates(team, at=LATER).group.values()


def test_leaving_and_joining_again_brings_a_newer_result_no_sooner(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    counted_result = Attempt.objects.get(owner=seven[4])
    actions.leave(find_member(team, seven[4]), at=NOON)
    give_result(seven[4], 90.0, at=NOON + timedelta(days=1))
    Membership.objects.create(
        team=team, person=seven[4], joined_at=NOON, group_consent_at=NOON, consent_text="1"
    )
    assert counted_result.pk in snapshots.find_candidates(team, at=LATER - timedelta(days=1)).group


def test_a_newcomer_counts_from_the_seventh_day(team: Team, seven: list[User], stranger: User) -> None:
    give_consents(team, seven[:5])
    give_result(stranger, 50.0)
    joined = NOON + timedelta(days=50)
    Membership.objects.create(
        team=team, person=stranger, joined_at=joined, group_consent_at=joined, consent_text="1"
    )
    for days, counts in ((6, False), (7, True)):
        candidates = snapshots.find_candidates(team, at=joined + timedelta(days=days))
        assert (stranger.pk in candidates.group.values()) is counts


def test_a_team_all_of_whose_members_joined_today_has_its_first_picture_at_once(
    seven: list[User],
) -> None:
    team = team_of(*seven, at=NOON)
    give_consents(team, seven, at=NOON + timedelta(minutes=10))
    assert len(list_pictures(team)) == 1


def test_hours_of_people_who_do_not_know_each_other_are_not_shared_out(db: None) -> None:
    """Six are counted; of the five who gave hours, one knows three of them alone."""
    users = [people.make_person(f"Hours{number}") for number in range(6)]
    for number, user in enumerate(users):
        give_result(user, 50.0, hours=people.HOURS if number < 5 else None)
    team = team_of(*users)
    Acquaintance.objects.filter(member=find_member(team, users[0]), other=find_member(team, users[1])).update(
        known=False
    )
    give_consents(team, users)
    Membership.objects.update(group_consent_at=NOON, consent_text="1")
    picture = snapshots.draw_snapshot(team, at=NOON) or Snapshot.objects.get()
    assert (picture.picture["people"], picture.picture["shares"]) == (6, None)


def test_ten_who_know_each_other_print_middle_halves_and_nine_do_not(db: None) -> None:
    users = make_crowd(10)
    for count, printed in ((9, False), (10, True)):
        team = team_of(*users[:count], name=f"Team of {count}")
        Membership.objects.filter(team=team).update(group_consent_at=NOON, consent_text="1")
        Snapshot.objects.all().delete()
        snapshot = snapshots.draw_snapshot(team, at=NOON)
        assert snapshot
        assert (snapshot.picture["index"][0] is not None) is printed


def test_two_accounts_of_one_mailbox_count_once(seven: list[User]) -> None:
    """Four people, one of them in it twice: no picture; and a fifth person makes five."""
    double = people.make_person("Person0 again", "person0+work@example.org")
    give_result(double, 80.0)
    team = team_of(*seven[:4], seven[4])
    Membership.objects.filter(person=seven[4]).update(person=double)
    give_consents(team, [*seven[:4], double])
    assert list_pictures(team) == []
    Membership.objects.create(team=team, person=seven[5], joined_at=NOON)
    acquaint(team)
    give_consents(team, [seven[5]])
    assert [picture.people for picture in list_pictures(team)] == [5]
    assert not Seat.objects.filter(attempt__owner=double).exists()


def test_pictures_of_rules_1_take_part_in_what_is_withheld(team: Team, seven: list[User]) -> None:
    """Six stood in a picture in whole points; five of them in another team would leave the sixth."""
    with transaction.atomic():
        snapshot = Snapshot.objects.create(team=team, drawn_at=NOON, rules="1", picture={"people": 6})
        Seat.objects.bulk_create(
            Seat(snapshot=snapshot, attempt=result, hours=False)
            for result in Attempt.objects.filter(owner__in=seven[:6])
        )
    other = team_of(*seven[:5], name="One fewer")
    give_consents(other, seven[:5], at=LATER)
    other.refresh_from_db()
    assert (list_pictures(other), other.picture_withheld) == ([], True)


def test_pictures_that_were_out_say_which_result_stands(team: Team, seven: list[User]) -> None:
    """Of two pictures the later one says it; whoever stood in none has nothing that stands."""
    migration = import_module("assessment.teams.migrations.0007_the_result_that_stands")
    with transaction.atomic():
        for at in (NOON, LATER):
            snapshot = Snapshot.objects.create(team=team, drawn_at=at, rules="1", picture={"people": 5})
            latest = [Attempt.objects.owned_by(user).latest("submitted_at") for user in seven[:5]]
            Seat.objects.bulk_create(
                Seat(snapshot=snapshot, attempt=result, hours=False) for result in latest
            )
            for user in seven[:2]:
                give_result(user, 70.0, at=NOON + timedelta(days=60))
    with connection.cursor() as cursor:
        cursor.execute(migration.COUNTED_LAST)
    standing = StandingResult.objects.values_list("person", "attempt__submitted_at", "until")
    assert set(standing) == {
        *((user.pk, NOON + timedelta(days=60), NOON + timedelta(days=150)) for user in seven[:2]),
        *((user.pk, NOON, LATER) for user in seven[2:5]),
    }
