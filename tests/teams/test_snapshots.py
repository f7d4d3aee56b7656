"""From people's choices to a stored picture: what is drawn, what stands, what is withheld."""

from datetime import timedelta

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.privacy import actions as privacy
from assessment.teams import actions, snapshots
from assessment.teams.models import (
    Naming,
    Seat,
    Snapshot,
    Team,
)
from assessment.teams.queries import list_named_people, list_pictures
from tests.make import NOON
from tests.statements import statements
from tests.teams import people
from tests.teams.people import find_member, give_consents, give_result, make_crowd, team_of

QUARTER = timedelta(days=90)
LATER = NOON + QUARTER


def test_no_picture_of_four(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:4])
    assert not Snapshot.objects.exists()


def test_the_fifth_consent_draws_a_picture_of_those_five_alone(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[2:])
    (picture,) = list_pictures(team)
    assert (picture.people, picture.index.median) == (5, 50)
    seated = Attempt.objects.filter(pk__in=Seat.objects.values("attempt"))
    assert {attempt.owner for attempt in seated} == set(seven[2:])


def test_somebody_without_a_full_result_does_not_count(team: Team, seven: list[User]) -> None:
    idle = people.make_person("Idle")
    give_consents(team, seven[:4])
    joined = team.memberships.create(person=idle, joined_at=NOON)
    actions.set_consents(joined, group=True, named=False, at=NOON)
    assert not Snapshot.objects.exists()


def test_two_who_join_change_nothing_until_three_retake(team: Team, seven: list[User]) -> None:
    give_consents(team, seven)  # drawn at the fifth; two joined since
    first_picture = Snapshot.objects.get()
    for number, user in enumerate(seven[:5], 1):
        give_result(user, 80.0, at=LATER)
        snapshots.draw_snapshot(team, at=LATER)
        assert Snapshot.objects.count() == (1 if number < 3 else 2)
    assert Snapshot.objects.get(pk=first_picture.pk).picture == first_picture.picture
    assert [picture.people for picture in list_pictures(team)] == [5, 7]


def test_a_withdrawn_consent_is_in_no_later_picture(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    give_consents(team, [seven[0]], group=False)
    assert Snapshot.objects.count() == 1
    for user in seven[1:]:
        give_result(user, 70.0, at=LATER)
    give_consents(team, seven[5:], at=LATER)
    latest = Snapshot.objects.order_by("pk").last()
    assert latest is not None
    owners = set(latest.seats.values_list("attempt__owner", flat=True))
    assert owners == {user.pk for user in seven[1:6]}  # drawn when the fifth of them chose it


def test_a_second_team_of_the_same_people_less_one_is_withheld(team: Team, seven: list[User]) -> None:
    give_consents(team, seven)
    for user in seven:
        give_result(user, 55.0, at=LATER)
    snapshots.draw_snapshot(team, at=LATER)
    other = team_of(*seven[:6], name="The same less one")
    give_consents(other, seven[:6], at=LATER)
    other.refresh_from_db()
    assert (list_pictures(other), other.picture_withheld) == ([], True)
    assert len(list_pictures(team)) == 2


def test_a_second_team_of_others_is_drawn(team: Team, seven: list[User]) -> None:
    give_consents(team, seven)
    other_people = make_crowd(5, prefix="Other")
    apart = team_of(*other_people, name="Elsewhere")
    give_consents(apart, other_people)
    assert len(list_pictures(apart)) == 1


def test_pictures_are_held_beside_each_other_however_far_apart(db: None) -> None:
    """Each team shares five people with the next; added and subtracted, all five leave the first alone."""
    first, *others = make_crowd(21)
    a, b, c, d = (others[5 * i : 5 * i + 5] for i in range(4))
    for number, members in enumerate((d, [*c, *d], [*b, *c], [*a, *b])):
        link = team_of(*members, name=f"Link {number}")
        link.memberships.update(group_consent_at=NOON, consent_text="1")
        assert snapshots.draw_snapshot(link, at=NOON)
    last = team_of(first, *a, name="The end of the chain")
    last.memberships.update(group_consent_at=NOON, consent_text="1")
    assert snapshots.draw_snapshot(last, at=NOON) is None
    last.refresh_from_db()
    assert last.picture_withheld


def test_a_team_erased_and_made_again_less_one_is_withheld(team: Team, seven: list[User]) -> None:
    """The lead has kept the picture of six, and could subtract one of five from it."""
    team.memberships.filter(person__in=seven[:6]).update(group_consent_at=NOON, consent_text="1")
    assert snapshots.draw_snapshot(team, at=NOON)
    actions.erase(team, by=seven[0])
    assert Snapshot.objects.filter(team=None, picture={}).count() == 1
    again = team_of(*seven[:5], name="Made again")
    give_consents(again, seven[:5], at=LATER)
    again.refresh_from_db()
    assert (list_pictures(again), again.picture_withheld) == ([], True)


def test_what_the_last_one_takes_along_is_not_forgotten_either(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    for user in seven:
        actions.leave(find_member(team, user), at=LATER)
    assert not Team.objects.exists()
    again = team_of(*seven[1:7], name="Made again")
    give_consents(again, seven[1:7], at=LATER)
    assert list_pictures(again) == []


def test_seats_of_an_erased_team_go_with_the_last_result(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    actions.erase(team, by=seven[0])
    for user in seven[:4]:
        attempts.delete(Attempt.objects.owned_by(user))
    assert snapshots.delete_empty_snapshots() == 0
    attempts.delete(Attempt.objects.owned_by(seven[4]))
    assert snapshots.delete_empty_snapshots() == 1
    assert not Seat.objects.exists()


def test_a_result_shown_by_name_and_erased_since_still_counts_as_known(team: Team, seven: list[User]) -> None:
    """Seven in the picture, two by name, one of them erased; a third would leave four."""
    team.memberships.update(group_consent_at=NOON, consent_text="1")
    assert snapshots.draw_snapshot(team, at=NOON)
    give_consents(team, seven[:2], named=True)
    assert list_named_people(find_member(team, seven[0])).state == "shown"
    privacy.erase_account(seven[1], besides=Attempt.objects.none())
    assert Seat.objects.filter(attempt=None, named=True).count() == 1
    give_consents(team, [seven[2]], named=True)
    assert list_named_people(find_member(team, seven[0])).state == "withheld"


def test_names_beside_the_picture_leave_five_or_are_withheld(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])  # drawn: five
    give_consents(team, seven[:2], named=True)
    assert list_named_people(find_member(team, seven[0])).state == "withheld"
    assert not Naming.objects.exists()


def test_two_who_chose_it_see_each_other_where_no_picture_is_out(team: Team, seven: list[User]) -> None:
    give_consents(team, [seven[3], seven[1]], group=False, named=True)
    named_people = list_named_people(find_member(team, seven[3]))
    assert [(person.name, person.you, person.index.points) for person in named_people.people] == [
        ("Person3", True, 45),
        ("Person1", False, 35),
    ]
    assert list_named_people(find_member(team, seven[0])).state == "off"


def test_a_consent_that_ends_ends_the_table_for_everybody_at_once(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2], group=False, named=True)
    assert list_named_people(find_member(team, seven[0])).state == "shown"
    give_consents(team, [seven[1]], group=False, named=False)
    assert list_named_people(find_member(team, seven[0])).state == "few"
    assert list_named_people(find_member(team, seven[1])).state == "off"


def test_a_retake_is_shown_by_name_only_when_a_drawing_has_passed_it(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2], group=False, named=True)
    give_result(seven[1], 75.0, at=LATER)
    assert list_named_people(find_member(team, seven[0])).state == "withheld"
    snapshots.draw_snapshot(team, at=LATER)
    assert [person.index.points for person in list_named_people(find_member(team, seven[0])).people] == [
        30,
        75,
    ]


def test_a_picture_after_names_that_would_leave_three_is_withheld(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2], group=False, named=True)
    give_consents(team, seven[:2], group=True, named=True)
    give_consents(team, seven[2:5])
    team.refresh_from_db()
    assert (list_pictures(team), team.picture_withheld) == ([], True)
    give_consents(team, seven[5:])
    assert [picture.people for picture in list_pictures(team)] == [7]


def test_hours_of_four_are_not_shared_out(db: None) -> None:
    users = [people.make_person(f"Hours{number}") for number in range(6)]
    for number, user in enumerate(users):
        give_result(user, 50.0, hours=people.HOURS if number < 4 else None)
    team = team_of(*users)
    give_consents(team, users)
    (picture,) = list_pictures(team)
    assert picture.shares is None
    assert not Seat.objects.filter(hours=True).exists()


def test_hours_are_shares_over_those_who_gave_them(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    (picture,) = list_pictures(team)
    assert picture.shares is not None
    assert vars(picture.shares) == {"approving": 40, "designing": 10, "other": 50}
    assert picture.calendar is None


def test_erasing_a_person_empties_the_seat_and_leaves_the_picture(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    before = Snapshot.objects.get().picture
    privacy.erase_account(seven[4], besides=Attempt.objects.none())
    assert Snapshot.objects.get().picture == before
    assert Seat.objects.filter(attempt=None).count() == 1
    snapshots.draw_snapshot(team, at=LATER)
    assert Snapshot.objects.count() == 1


def test_an_erased_result_counts_as_one_who_left(team: Team, seven: list[User]) -> None:
    """Four retake and one is erased: five differ."""
    team.memberships.exclude(person=seven[6]).update(group_consent_at=NOON, consent_text="1")
    assert snapshots.draw_snapshot(team, at=NOON)
    for user in seven[:4]:
        give_result(user, 60.0, at=LATER)
    snapshots.draw_snapshot(team, at=LATER)
    assert Snapshot.objects.count() == 1
    attempts.delete(Attempt.objects.owned_by(seven[4]))
    snapshots.draw_snapshot(team, at=LATER)
    assert Snapshot.objects.count() == 2


def history(name: str, people_in_it: list[User], pictures: int) -> Team:
    """A team whose first five retake, and are drawn, again and again; then five are ready once more."""
    team = team_of(*people_in_it, name=name)
    team.memberships.update(group_consent_at=NOON, consent_text="1")
    for number in range(pictures):
        assert snapshots.draw_snapshot(team, at=NOON + number * QUARTER)
        for user in people_in_it[:5]:
            give_result(user, 40.0 + number, at=NOON + number * QUARTER + timedelta(hours=1))
    return team


def test_drawing_takes_as_many_statements_whatever_the_team(db: None) -> None:
    small = history("Small", make_crowd(5), 2)
    large = history("Large", make_crowd(60, prefix="Many"), 5)
    counts = []
    for team in (small, large):
        with statements() as recorded:
            assert snapshots.draw_snapshot(team, at=NOON + 5 * QUARTER)
        counts.append(len(recorded.product))
    assert counts[0] == counts[1] <= 20


def test_draw_all_draws_every_team_and_says_how_many_are_new(team: Team, seven: list[User]) -> None:
    team.memberships.update(group_consent_at=NOON, consent_text="1")
    assert actions.draw_all(at=NOON) == 1
    assert actions.draw_all(at=NOON) == 0
