"""Thousands of invented histories, and what may be said of each by arithmetic of this file's own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from math import floor, hypot
from random import Random

from assessment.attempts.models import Attempt, CapabilityScore
from assessment.questionnaire.models import CAPABILITIES, Edition, Questionnaire
from assessment.results.estimates import Measured
from assessment.results.timeline.queries import History, _build_entries

PROBABLY, CLEARLY = 1.2815515655446004, 1.959963984540054
TODAY = date(2026, 11, 25)
FULL = Questionnaire(pk=1, slug="full", name="Full questionnaire")


@dataclass(frozen=True)
class InventedResult:
    """One invented result. index: None with too few answers. scores: by capability, with their error."""

    at: datetime
    edition: int
    index: float | None
    error: float
    scores: dict[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class InventedHistory:
    """Results in order of time; linked: the editions that mean the same as the one before them."""

    results: list[InventedResult]
    linked: frozenset[int]

    @cached_property
    def with_index(self) -> list[InventedResult]:
        return [result for result in self.results if result.index is not None]

    @cached_property
    def run(self) -> list[InventedResult]:
        """The latest results that may all be compared with the last one."""
        comparable: list[InventedResult] = []
        for result in reversed(self.with_index):
            between = range(
                result.edition + 1, (comparable[-1].edition if comparable else result.edition) + 1
            )
            if not all(number in self.linked for number in between):
                break
            comparable.append(result)
        return comparable[::-1]


def invent(chance: Random) -> InventedHistory:
    """Up to nine results within three years, on up to four editions, some without an index."""
    count = chance.randint(1, 9)
    days = sorted(chance.sample(range(1, 1100), count))
    editions = sorted(chance.choices(range(1, 5), k=count)) if chance.random() < 0.5 else [1] * count
    level, pace = chance.uniform(5, 100), chance.gauss(0, 4)
    results = []
    for place, (ago, edition) in enumerate(zip(reversed(days), editions, strict=True)):
        index = None if chance.random() < 0.1 else _clamp(level + pace * place + chance.gauss(0, 7))
        scores = {
            name: (_clamp(chance.gauss(index or 50, 12)), chance.uniform(7, 12)) for name in CAPABILITIES
        }
        at = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - timedelta(days=ago)
        results.append(InventedResult(at, edition, index, chance.uniform(3.5, 8), scores))
    return InventedHistory(results, frozenset(number for number in range(1, 5) if chance.random() < 0.5))


def _clamp(figure: float) -> float:
    return min(100.0, max(5.0, figure))


@cache
def read_history(history: InventedHistory) -> History:
    """The same as the page reads it; nothing is stored, and no test changes it."""
    editions = {
        number: Edition(pk=number, questionnaire=FULL, number=number, comparable=number in history.linked)
        for number in range(1, 5)
    }
    attempts = [
        attempt_of(place, result, editions[result.edition]) for place, result in enumerate(history.results, 1)
    ]
    scores = {
        place: {name: Measured(*figures) for name, figures in result.scores.items()}
        for place, result in enumerate(history.results, 1)
    }
    return History(_build_entries(attempts, {FULL.pk: list(editions.values())}, scores), [], [])


def attempt_of(place: int, result: InventedResult, edition: Edition) -> Attempt:
    return Attempt(
        pk=place,
        questionnaire=FULL,
        edition=edition,
        started_at=result.at,
        submitted_at=result.at,
        index=result.index,
        index_standard_error=result.error if result.index is not None else None,
    )


def scores_of(place: int, result: InventedResult) -> dict[str, CapabilityScore]:
    return {
        name: CapabilityScore(attempt_id=place, capability=name, score=score, standard_error=error)
        for name, (score, error) in result.scores.items()
    }


def word(x1: float, se1: float, x2: float, se2: float) -> str:
    """What may be said of a difference, worked out here and not by the code under test."""
    z = (x2 - x1) / (1.4 * hypot(se1, se2))
    if abs(z) < PROBABLY:
        return "no clear change"
    return f"{'clearly' if abs(z) >= CLEARLY else 'probably'} {'up' if z > 0 else 'down'}"


def word_between(earlier: InventedResult, later: InventedResult) -> str:
    """The word for two results that have an index."""
    return word(earlier.index or 0, earlier.error, later.index or 0, later.error)


def half_up(figure: float | None) -> int:
    """Whole points, half up."""
    return floor((figure or 0) + 0.5)
