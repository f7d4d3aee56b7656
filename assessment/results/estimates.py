"""Figures with their standard errors, and two of them side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from assessment.results.wording.numbers import format_range
from assessment.scoring import change
from assessment.scoring.change import Change
from assessment.scoring.constants import CURRENT_VERSION
from assessment.scoring.rounding import half_up, round_range
from assessment.scoring.verdict import range80


@dataclass(frozen=True)
class Measured:
    """Points 0..100 and a standard error above 0, printed in whole points and never without the tolerance."""

    value: float
    standard_error: float

    @classmethod
    def build(cls, value: float | None, standard_error: float | None) -> Self | None:
        return None if value is None or standard_error is None else cls(value, standard_error)

    @property
    def points(self) -> int:
        return half_up(self.value)

    @property
    def tolerance(self) -> int:
        return half_up(range80(self.value, self.standard_error).tolerance)

    @property
    def low(self) -> int:
        return self._ends[0]

    @property
    def high(self) -> int:
        return self._ends[1]

    @property
    def range(self) -> str:
        return format_range(*self._ends)

    @property
    def _ends(self) -> tuple[int, int]:
        return round_range(self.value, range80(self.value, self.standard_error).tolerance)

    def __str__(self) -> str:
        return f"{self.points} ± {self.tolerance}"


@dataclass(frozen=True)
class Compared:
    """One figure then and now, in points, with the test of the difference and both standard errors."""

    before: float
    after: float
    change: Change
    before_error: float
    after_error: float

    @property
    def then(self) -> Measured:
        return Measured(self.before, self.before_error)

    @property
    def now(self) -> Measured:
        return Measured(self.after, self.after_error)

    @classmethod
    def build(cls, x1: float | None, se1: float | None, x2: float | None, se2: float | None) -> Self | None:
        if x1 is None or se1 is None or x2 is None or se2 is None:
            return None
        return cls(x1, x2, change.change(x1, se1, x2, se2), se1, se2)


def compare_each(
    pairs: Mapping[str, tuple[Measured | None, Measured | None]], version: int = CURRENT_VERSION
) -> dict[str, Compared]:
    """What is printed together, tested as this scoring version tests it. pairs: then and now, by name; one
    that is not known on both sides is left out."""
    on_both_sides = {name: (then, now) for name, (then, now) in pairs.items() if then and now}
    tested = change.change_each(
        {
            name: (then.value, then.standard_error, now.value, now.standard_error)
            for name, (then, now) in on_both_sides.items()
        },
        version,
    )
    return {
        name: Compared(then.value, now.value, tested[name], then.standard_error, now.standard_error)
        for name, (then, now) in on_both_sides.items()
    }
