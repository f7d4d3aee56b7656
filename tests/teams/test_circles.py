"""Teams that share people, also by way of others, are drawn one at a time."""

from itertools import pairwise

import pytest

from assessment.teams import actions
from assessment.teams.linked_pictures import gather_disclosed
from assessment.teams.models import Membership, Seat, Snapshot, Team
from tests.make import NOON
from tests.statements import at_most
from tests.teams.people import find_member, give_consents, give_result, make_crowd, make_person, team_of

pytestmark = pytest.mark.django_db


def circle_of(team: Team) -> int:
    return Team.objects.get(pk=team.pk).circle or team.pk


def test_a_person_in_two_teams_makes_one_circle_of_both_and_of_all_linked_to_them(db: None) -> None:
    first, between, last, apart = (team_of(make_person(name)) for name in ("One", "Two", "Three", "Four"))
    shared_member = make_person("Both")
    for team in (last, between):
        Membership.objects.create(team=team, person=shared_member, joined_at=NOON)
    assert circle_of(last) == circle_of(between) == between.pk
    Membership.objects.create(team=between, person=Membership.objects.get(team=first).person, joined_at=NOON)
    assert {circle_of(team) for team in (first, between, last)} == {first.pk}
    assert circle_of(apart) == apart.pk


def test_pictures_link_teams_of_those_who_left_and_of_teams_that_are_no_more(db: None) -> None:
    people = make_crowd(6)
    erased_team = team_of(*people, name="Gone")
    give_consents(erased_team, people)
    assert Snapshot.objects.count() == 1
    other = team_of(make_person("Other"), people[0])
    actions.leave(find_member(erased_team, people[4]), at=NOON)
    assert circle_of(other) == circle_of(erased_team)
    actions.erase(erased_team, by=people[0])
    # They share nobody with the other team, but a picture that somebody may have kept.
    later = team_of(make_person("Later"), people[4])
    assert circle_of(later) == circle_of(other)


def test_pictures_linked_by_many_steps_are_found_in_four_statements(db: None) -> None:
    team = team_of(make_person("Lead"))
    results = [give_result(make_person(f"Person{number}")) for number in range(6)]
    for pair in pairwise(results):
        picture = Snapshot.objects.create(
            team=team_of(make_person(f"Lead{pair[0].pk}")), drawn_at=NOON, picture={}
        )
        Seat.objects.bulk_create(
            Seat(snapshot=picture, attempt=result, hours=False) for result in (*pair, None, None, None)
        )
    with at_most(4):
        published = gather_disclosed(team, [results[0].pk], at=NOON)
    assert [len(picture.scores.results) for picture in published.pictures] == [2] * 5
    assert published.last is None
