"""Numbers about people as editors may see them: in steps of at least five people, rounded up or down by lot.

An editor may know all answers but one of those that came since the last count. Rounded to the nearest, the
statistics before and after would still give that one away (docs/decisions/0034). Drawn by lot, with odds by
how near each step is, no answer can be ruled out, and the average stays right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import floor

from assessment.workshop.models import FIVE, Tally

STEPS = (1, 2, 5, 10, 20, 25)
FINE_FROM = 100
"""People from whom on a share may come in steps finer than 5 %."""
SECONDS = 5


@dataclass(frozen=True)
class Rounding:
    """How numbers about so many people are rounded; the same seed and name round alike."""

    people: int
    seed: str

    @property
    def step(self) -> int:
        """In percent: at least what five people weigh, and at least 5 below 100 people."""
        coarse = 1 if self.people >= FINE_FROM else 5
        fits = (step for step in STEPS if step >= coarse and step * self.people >= 100 * FIVE)
        return next(fits, STEPS[-1])

    def percent(self, share: float, name: str) -> int:
        return self._round_by_lot(100 * share, self.step, name)

    def shares(self, counts: Sequence[int], name: str) -> list[int]:
        """What each of several answers has of all, in percent; together 100. Empty where nobody answered."""
        total, lower, percents = sum(counts), 0, []
        if not total:
            return []
        for end in (sum(counts[: index + 1]) for index in range(len(counts))):
            upper = self._round_by_lot(100 * end / total, self.step, name)
            percents.append(upper - lower)
            lower = upper
        return percents

    def coefficient(self, value: float, name: str) -> float:
        return self._round_by_lot(100 * value, self.step, name) / 100

    def seconds(self, value: float, name: str) -> int:
        return max(SECONDS, self._round_by_lot(value, SECONDS, name))

    def count(self, people: int, name: str) -> int:
        return self._round_by_lot(people, FIVE, name)

    def _round_by_lot(self, value: float, step: int, name: str) -> int:
        return step * floor(round(value / step, 9) + self.draw(name))

    def draw(self, name: str) -> float:
        return int.from_bytes(sha256(f"{self.seed} {name}".encode()).digest()[:4]) / 2**32


def get_rounding(tally: Tally, name: str, people: int) -> Rounding:
    return Rounding(people, f"{tally.numbers.get('seed', '')} {name}")
