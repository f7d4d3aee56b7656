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
class Taken:
    """One invented result. index: None with too few answers. scores: by capability, with their error."""

    at: datetime
    edition: int
    index: float | None
    error: float
    scores: dict[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Invented:
    """Results in order of time; linked: the editions that mean the same as the one before them."""

    taken: list[Taken]
    linked: frozenset[int]

    @cached_property
    def drawn(self) -> list[Taken]:
        return [one for one in self.taken if one.index is not None]

    @cached_property
    def run(self) -> list[Taken]:
        """The latest results that may all be compared with the last one."""
        attempts_taken: list[Taken] = []
        for one in reversed(self.drawn):
            between = range(
                one.edition + 1, (attempts_taken[-1].edition if attempts_taken else one.edition) + 1
            )
            if not all(number in self.linked for number in between):
                break
            attempts_taken.append(one)
        return attempts_taken[::-1]


def invent(chance: Random) -> Invented:
    """Up to nine results within three years, on up to four editions, some without an index."""
    count = chance.randint(1, 9)
    days = sorted(chance.sample(range(1, 1100), count))
    editions = sorted(chance.choices(range(1, 5), k=count)) if chance.random() < 0.5 else [1] * count
    level, pace = chance.uniform(5, 100), chance.gauss(0, 4)
    taken = []
    for place, (ago, edition) in enumerate(zip(reversed(days), editions, strict=True)):
        index = None if chance.random() < 0.1 else _held(level + pace * place + chance.gauss(0, 7))
        scores = {
            name: (_held(chance.gauss(index or 50, 12)), chance.uniform(7, 12)) for name in CAPABILITIES
        }
        at = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - timedelta(days=ago)
        taken.append(Taken(at, edition, index, chance.uniform(3.5, 8), scores))
    return Invented(taken, frozenset(number for number in range(1, 5) if chance.random() < 0.5))


def _held(figure: float) -> float:
    return min(100.0, max(5.0, figure))


@cache
def read_history(found: Invented) -> History:
    """The same as the page reads it; nothing is stored, and no test changes it."""
    editions = {
        number: Edition(pk=number, questionnaire=FULL, number=number, comparable=number in found.linked)
        for number in range(1, 5)
    }
    attempts = [attempt_of(place, one, editions[one.edition]) for place, one in enumerate(found.taken, 1)]
    scores = {
        place: {name: Measured(*figures) for name, figures in one.scores.items()}
        for place, one in enumerate(found.taken, 1)
    }
    return History(_build_entries(attempts, {FULL.pk: list(editions.values())}, scores), [], [])


def attempt_of(place: int, one: Taken, edition: Edition) -> Attempt:
    return Attempt(
        pk=place,
        questionnaire=FULL,
        edition=edition,
        started_at=one.at,
        submitted_at=one.at,
        index=one.index,
        index_standard_error=one.error if one.index is not None else None,
    )


def scores_of(place: int, one: Taken) -> dict[str, CapabilityScore]:
    return {
        name: CapabilityScore(attempt_id=place, capability=name, score=score, standard_error=error)
        for name, (score, error) in one.scores.items()
    }


def word(x1: float, se1: float, x2: float, se2: float) -> str:
    """What may be said of a difference, worked out here and not by the code under test."""
    z = (x2 - x1) / (1.4 * hypot(se1, se2))
    if abs(z) < PROBABLY:
        return "no clear change"
    return f"{'clearly' if abs(z) >= CLEARLY else 'probably'} {'up' if z > 0 else 'down'}"


def word_between(one: Taken, other: Taken) -> str:
    """The word for two results that have an index."""
    return word(one.index or 0, one.error, other.index or 0, other.error)


def half_up(figure: float | None) -> int:
    """Whole points, half up."""
    return floor((figure or 0) + 0.5)
