"""Random lives of overlapping teams, drawn by the real gate, with everything that was ever published.

Time does not pass in them, everybody knows everybody, and pictures print as much as those of rules 1 do, so
that what keeps pictures apart is tried without what else protects people.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from assessment.questionnaire.models import CAPABILITIES
from assessment.teams.aggregates import Hours, Scores
from assessment.teams.disclosure import policy
from assessment.teams.disclosure.policy import CountedResults, Decision, Disclosed, PublishedPicture
from tests.teams.disclosure.rules_1 import build_picture

Decide = Callable[[frozenset[int], frozenset[int], Disclosed], Decision]
MayName = Callable[[frozenset[int], Disclosed], bool]


@dataclass(frozen=True)
class Gate:
    """The functions that decide: the real ones, or broken ones to try the attacker on. forgets: what teams
    that are no more have shown, and which erased results were shown by name."""

    decide: Decide = policy.decide
    may_name: MayName = policy.may_name
    forgets: bool = False


@dataclass
class Sheet:
    """One published picture: the results it counts, those whose hours it sums, and its numbers."""

    results: frozenset[int]
    hours: frozenset[int]
    picture: dict[str, Any]


@dataclass
class Team:
    members: dict[int, set[str]] = field(default_factory=dict)  # person: consents
    sheets: list[Sheet] = field(default_factory=list)


@dataclass
class Life:
    """People with results, teams of them, and what has been published; result numbers never come back."""

    chance: Random
    gate: Gate = field(default_factory=Gate)
    scores: dict[int, Scores] = field(default_factory=dict)
    hours: dict[int, Hours | None] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    latest: dict[int, int] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    teams: list[Team] = field(default_factory=list)
    ended: list[Sheet] = field(default_factory=list)

    @property
    def sheets(self) -> list[Sheet]:
        """Everything that was ever out; whoever saw it has kept it."""
        return [*self.ended, *(sheet for team in self.teams for sheet in team.sheets)]

    def results_of(self, person: int | None) -> set[int]:
        return {result for result, owner in self.owner.items() if owner == person}

    def take(self, person: int) -> None:
        """A new result of a person; one in six passes the question about hours."""
        result, chance = len(self.scores), self.chance
        level = chance.uniform(20, 85)
        points = {name: (min(100, max(0, chance.gauss(level, 12))), 6.0) for name in CAPABILITIES}
        self.scores[result] = Scores(chance.uniform(15, 90), points)
        minutes = [30 * chance.randrange(0, 120) for _ in range(3)]
        self.hours[result] = Hours(*minutes) if chance.random() > 1 / 6 else None
        self.owner[result], self.latest[person] = person, result

    def erase(self, person: int) -> None:
        self.erased |= {result for result, owner in self.owner.items() if owner == person}
        self.latest.pop(person, None)
        for team in self.teams:
            team.members.pop(person, None)

    def end(self, team: Team) -> None:
        """The team is erased, and its lead makes another of whoever is in it."""
        self.ended += team.sheets
        team.sheets = []

    def standing(self, team: Team, consent: str) -> frozenset[int]:
        return frozenset(
            self.latest[person]
            for person, consents in team.members.items()
            if consent in consents and person in self.latest
        )

    def gather_disclosed(self, team: Team) -> Disclosed:
        return Disclosed(
            pictures=[
                self._published(sheet)
                for sheet in self.sheets
                if not (self.gate.forgets and sheet in self.ended)
            ],
            last=self._published(team.sheets[-1]) if team.sheets else None,
            named=frozenset(self.named - self.erased),
            people=self.owner,
        )

    def _published(self, sheet: Sheet) -> PublishedPicture:
        def count_results(results: frozenset[int]) -> CountedResults:
            named_and_erased = frozenset() if self.gate.forgets else results & self.erased & self.named
            return CountedResults(results - self.erased, len(results & self.erased), len(named_and_erased))

        return PublishedPicture(
            count_results(sheet.results), count_results(sheet.hours) if sheet.hours else None
        )

    def draw(self, team: Team) -> None:
        """As snapshots.draw_snapshot does it, without a database."""
        group = self.standing(team, "group")
        with_hours = frozenset(result for result in group if self.hours[result])
        decision = self.gate.decide(group, with_hours, self.gather_disclosed(team))
        if decision.rule == policy.DRAWN:
            summed = with_hours if decision.calendar else frozenset()
            hours = [hours_of_month for result in summed if (hours_of_month := self.hours[result])]
            numbers = build_picture([self.scores[result] for result in group], hours)
            team.sheets.append(Sheet(group, summed, numbers))
        names = self.standing(team, "named")
        if len(names) > 1 and self.gate.may_name(names, self.gather_disclosed(team)):
            self.named |= names


def make_history(seed: int, gate: Gate | None = None, *, steps: int = 70) -> Life:
    """One random history of two or three teams over the same few people."""
    chance = Random(seed)  # noqa: S311  # a seeded history, not a secret
    life = Life(chance, gate or Gate())
    everybody = list(range(chance.randint(9, 16)))
    for person in everybody:
        life.take(person)
    life.teams = [Team() for _ in range(chance.choice([1, 2, 3]))]
    for team in life.teams:
        for person in chance.sample(everybody, chance.randint(5, len(everybody))):
            team.members[person] = {"group"} if chance.random() < 0.8 else set()
        life.draw(team)
    for _ in range(steps):
        let_one_thing_happen(life, chance.choice(everybody))
    return life


def let_one_thing_happen(life: Life, person: int) -> None:
    """One thing happens to one person; then every team is drawn that may be."""
    let_happen(life, life.chance.choice(life.teams), person)
    for team in life.teams:
        life.draw(team)


def let_happen(life: Life, team: Team, person: int) -> None:
    events = {_join: 8, _leave: 6, _group: 8, _named: 3, _retake: 8, _erase: 2, _end: 1}
    (happens,) = life.chance.choices(list(events), weights=list(events.values()))
    happens(life, team, person)


def _join(life: Life, team: Team, person: int) -> None:
    team.members.setdefault(person, {"group"} if life.chance.random() < 0.8 else set())
    if person not in life.latest:
        life.take(person)


def _leave(life: Life, team: Team, person: int) -> None:
    team.members.pop(person, None)


def _group(life: Life, team: Team, person: int, consent: str = "group") -> None:
    if person in team.members:
        team.members[person] ^= {consent}


def _named(life: Life, team: Team, person: int) -> None:
    _group(life, team, person, "named")


def _retake(life: Life, team: Team, person: int) -> None:
    if person in life.latest:
        life.take(person)


def _erase(life: Life, team: Team, person: int) -> None:
    life.erase(person)


def _end(life: Life, team: Team, person: int) -> None:
    life.end(team)
