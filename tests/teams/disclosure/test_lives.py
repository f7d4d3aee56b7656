"""Whatever happens in whatever order: any two pictures that were ever out differ by nobody or by five."""

from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.teams import actions, snapshots
from assessment.teams.models import Membership, Naming, Seat, Snapshot, Team
from tests.make import NOON
from tests.teams.disclosure.histories import Life, let_one_thing_happen, make_history
from tests.teams.disclosure.histories import Team as Drawn
from tests.teams.people import acquaint, give_result, make_crowd, team_of


def count_people_apart(first: frozenset[int], second: frozenset[int], owner: dict[int, int]) -> int:
    """People whose results differ, known for certain: of results that were erased since too."""
    return len({owner[result] for result in first ^ second})


def assert_private(pictures: list[frozenset[int]], owner: dict[int, int]) -> None:
    assert all(len(picture) >= 5 for picture in pictures)
    for first, second in combinations(pictures, 2):
        if first & second:
            assert count_people_apart(first, second, owner) not in {1, 2, 3, 4}


@settings(max_examples=200)
@given(seed=st.integers(0, 10**9), steps=st.integers(5, 120))
def test_no_order_of_events_leaves_one_to_four_between_two_pictures(seed: int, steps: int) -> None:
    life = make_history(seed, steps=steps)
    assert_private([sheet.results for sheet in life.sheets], life.owner)
    assert_private([sheet.hours for sheet in life.sheets if sheet.hours], life.owner)


@settings(max_examples=100)
@given(seed=st.integers(0, 10**9), order=st.lists(st.integers(0, 8), min_size=10, max_size=80))
def test_names_never_leave_one_to_four_of_a_picture(seed: int, order: list[int]) -> None:
    """What is named is out for good: beside it each picture keeps five, or nobody."""
    life = Life(Random(seed))  # noqa: S311  # a seeded history, not a secret
    for person in range(9):
        life.take(person)
    life.teams = [
        Drawn({person: {"group"} for person in range(9)}),
        Drawn({person: {"group"} for person in range(7)}),
    ]
    for person in order:
        let_one_thing_happen(life, person)
    for sheet in life.sheets:
        assert len(sheet.results - life.named) not in {1, 2, 3, 4}


class Story:
    """Random events on real rows, and what each picture counted when it was drawn."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311  # a seeded history, not a secret
        self.people = make_crowd(10)
        self.owner = dict(Attempt.objects.values_list("pk", "owner_id"))
        self.teams = [team_of(*self.people, name="All"), team_of(*self.people[2:], name="Most")]
        Membership.objects.update(group_consent_at=NOON, consent_text="1")
        self.pictures: dict[int, frozenset[int]] = {}
        self.hours: dict[int, frozenset[int]] = {}
        self.named: set[int] = set()
        self.at = NOON

    def step(self) -> None:
        self.at += timedelta(days=30)
        team, user = self.chance.choice(self.teams), self.chance.choice(self.people)
        event = self.chance.choices([self.consent, self.retake, self.come_and_go, self.erase], [3, 8, 2, 1])[
            0
        ]
        event(team, user)
        for each_team in self.teams:
            snapshots.draw_snapshot(each_team, at=self.at)
        self.look()

    def consent(self, team: Team, user: User) -> None:
        membership = Membership.objects.filter(team=team, person=user).first()
        if membership:
            named = self.chance.random() < 0.1
            actions.set_consents(membership, group=self.chance.random() < 0.9, named=named, at=self.at)

    def retake(self, team: Team, user: User) -> None:
        attempt = give_result(user, self.chance.uniform(20, 90), at=self.at)
        self.owner[attempt.pk] = user.pk

    def come_and_go(self, team: Team, user: User) -> None:
        membership = Membership.objects.filter(team=team, person=user).first()
        if membership is None:
            Membership.objects.create(team=team, person=user, joined_at=self.at)
            acquaint(team)
        elif Membership.objects.filter(team=team).count() > 1:
            actions.leave(membership, at=self.at)

    def erase(self, team: Team, user: User) -> None:
        """One result, the latest; the person stays."""
        latest = Attempt.objects.owned_by(user).order_by("-submitted_at", "-pk")[:1]
        attempts.delete(Attempt.objects.filter(pk__in=list(latest.values_list("pk", flat=True))))

    def look(self) -> None:
        for picture in Snapshot.objects.exclude(pk__in=self.pictures):
            seats = list(Seat.objects.filter(snapshot=picture).values_list("attempt_id", "hours"))
            self.pictures[picture.pk] = frozenset(result for result, _ in seats if result)
            self.hours[picture.pk] = frozenset(result for result, has_hours in seats if result and has_hours)
        self.named |= set(Naming.objects.values_list("attempt_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_same_holds_of_what_the_database_keeps(seed: int) -> None:
    story = Story(seed)
    for _ in range(70):
        story.step()
    assert len(story.pictures) > 2
    assert_private(list(story.pictures.values()), story.owner)
    assert_private([hours for hours in story.hours.values() if hours], story.owner)
    assert all(len(picture - story.named) not in {1, 2, 3, 4} for picture in story.pictures.values())
