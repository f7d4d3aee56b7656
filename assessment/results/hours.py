"""One month of hours as somebody typed them, with what scoring says about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from assessment.scoring import ratio
from assessment.scoring.ratio import Ratio, RatioWords

MINUTES = 60


@dataclass(frozen=True)
class Month:
    """Hours of one month. day: its first. rest: None where it was not asked."""

    day: date
    approving: float
    designing: float
    rest: float | None
    source: str = "claimed"

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> Self | None:
        """The month in an hours answer; None when it was passed."""
        if not value or "month" not in value:
            return None
        year, month = map(int, value["month"].split("-"))
        rest = value.get("other")
        return cls(
            day=date(year, month, 1),
            approving=value["approving"] / MINUTES,
            designing=value["designing"] / MINUTES,
            rest=None if rest is None else rest / MINUTES,
        )

    @cached_property
    def ratio(self) -> Ratio:
        return ratio.calendar(self.approving, self.designing, self.source)

    @cached_property
    def words(self) -> RatioWords:
        return ratio.words(self.approving, self.designing)

    @property
    def rooms(self) -> dict[str, float]:
        """Hours by what they went into, in the words of the page."""
        given = {"approving": self.approving, "designing": self.designing}
        return given if self.rest is None else given | {"everything else": self.rest}

    @property
    def total(self) -> float:
        return self.approving + self.designing + (self.rest or 0)
