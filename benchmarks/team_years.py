"""A year of an invented team, drawn by the rules that the site applies, without a database.

Real people tick whom they know; puppets say that they know everybody. Everything printed is kept.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assessment.scoring.team_statistics import harrell_davis, published_step
from assessment.teams.disclosure import counting, policy
from assessment.teams.disclosure.counting import Acquaintances, StandingResult
from assessment.teams.disclosure.policy import CountedResults, Decision, Disclosed, PublishedPicture
from assessment.teams.disclosure.rounding import RoundedQuartiles, round_to_step

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
QUANTILES = (0.25, 0.5, 0.75)
DAY = timedelta(days=1)
Scores = Mapping[str, float]


@dataclass(frozen=True)
class Rules:
    """The privacy rules as functions and times, so that each can be broken by itself."""

    find_counted: Callable[[Collection[int], Acquaintances], frozenset[int]] = counting.find_counted
    may_print_middle_halves: Callable[[Collection[int], Acquaintances], bool] = (
        counting.may_print_middle_halves
    )
    step: Callable[[int], int] = published_step
    decide: Callable[[frozenset[int], frozenset[int], Disclosed], Decision] = policy.decide
    interval: timedelta = policy.LEAST_INTERVAL
    standing: timedelta = counting.STANDING
    settling: timedelta = counting.SETTLING


RULES_2 = Rules()
RULES_1 = Rules(
    find_counted=lambda people, acquaintances: frozenset(people),
    may_print_middle_halves=lambda counted, acquaintances: True,
    step=lambda people: 1,
    interval=timedelta(0),
    standing=timedelta(0),
    settling=timedelta(0),
)


@dataclass(frozen=True)
class Picture:
    """What was printed, by measure, and the results behind it, which nobody sees: by person."""

    at: datetime
    step: int
    results: Mapping[int, int]
    halves: Mapping[str, RoundedQuartiles]


@dataclass
class TeamYear:
    """People by number, with consent or without; results by number, in the order they were taken."""

    rules: Rules
    acquaintances: dict[int, set[int]]
    joined_at: dict[int, datetime]
    consents: set[int]
    scores: list[Scores] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    taken_at: list[datetime] = field(default_factory=list)
    standing: dict[int, StandingResult] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)

    def take(self, person: int, scores: Scores, at: datetime) -> None:
        self.scores.append(scores)
        self.owners.append(person)
        self.taken_at.append(at)

    def may_replace(self, person: int, at: datetime) -> bool:
        return person not in self.standing or at >= self.standing[person].until

    def may_draw(self, at: datetime) -> bool:
        return not self.pictures or at >= self.pictures[-1].at + self.rules.interval

    def draw(self, at: datetime) -> Picture | None:
        latest = {person: result for result, person in enumerate(self.owners)}
        chosen = {
            person: result
            for person in self.consents
            if person in latest and self._has_settled(person, at)
            if (result := counting.choose_result(latest[person], self.standing.get(person), at)) is not None
        }
        counted = self.rules.find_counted(chosen, self.acquaintances)
        results = {person: chosen[person] for person in counted}
        decision = self.rules.decide(frozenset(results.values()), frozenset(), self._list_published(at))
        if decision.rule != policy.DRAWN or not self.may_draw(at):
            return None
        picture = self._print(results, at)
        self.pictures.append(picture)
        for person, result in results.items():
            before = self.standing.get(person)
            if before is None or before.result != result:
                since = self.taken_at[result] if before is None else max(self.taken_at[result], at)
                self.standing[person] = StandingResult(result, since + self.rules.standing)
        return picture

    def _has_settled(self, person: int, at: datetime) -> bool:
        return not self.pictures or at >= self.joined_at[person] + self.rules.settling

    def _list_published(self, at: datetime) -> Disclosed:
        published = [
            PublishedPicture(CountedResults(frozenset(picture.results.values())), None)
            for picture in self.pictures
        ]
        last = published[-1] if published else None
        # The interval is the one of these rules, looked at in draw().
        return Disclosed(published, last, people=dict(enumerate(self.owners)), since_last=None)

    def _print(self, results: Mapping[int, int], at: datetime) -> Picture:
        step = self.rules.step(len(results))
        with_halves = self.rules.may_print_middle_halves(results, self.acquaintances)
        measures = self.scores[next(iter(results.values()))]
        halves = {}
        for name in measures:
            scores = [self.scores[result][name] for result in results.values()]
            low, median, high = (round_to_step(harrell_davis(scores, p), step) for p in QUANTILES)
            halves[name] = RoundedQuartiles(
                low if with_halves else None, median, high if with_halves else None
            )
        return Picture(at, step, results, halves)


def found_team(rules: Rules, real: Sequence[int], puppets: Sequence[int] = ()) -> TeamYear:
    """Real people know each other; puppets say that they know everybody. All are there from the first day."""
    everybody = {*real, *puppets}
    acquaintances = {person: set(real) - {person} for person in real}
    acquaintances |= {puppet: everybody - {puppet} for puppet in puppets}
    return TeamYear(rules, acquaintances, dict.fromkeys(everybody, BEGIN), set(everybody))
