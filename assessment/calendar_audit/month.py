"""One month of hours, claimed or counted, with what scoring says about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from assessment.calendar_audit.models import CalendarMonth
from assessment.charts import plan
from assessment.scoring import ratio
from assessment.scoring.ratio import Ratio, RatioWords

MINUTES = 60


@dataclass(frozen=True)
class Month:
    """Hours of one month. day: its first. rest: None where not asked. undecided: only where counted."""

    day: date
    approving: float
    designing: float
    rest: float | None
    source: str = "claimed"
    undecided: float = 0.0

    @classmethod
    def from_answer(cls, value: Mapping[str, Any] | None) -> Self | None:
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

    @classmethod
    def from_row(cls, row: CalendarMonth) -> Self:
        return cls(
            day=row.month,
            approving=row.approving / MINUTES,
            designing=row.designing / MINUTES,
            rest=row.other / MINUTES,
            source=row.source,
            undecided=row.undecided / MINUTES,
        )

    @property
    def is_counted(self) -> bool:
        return self.source == CalendarMonth.Source.COUNTED

    @cached_property
    def ratio(self) -> Ratio:
        return ratio.estimate_ratio(self.approving, self.designing, self.source, self.undecided)

    @cached_property
    def words(self) -> RatioWords:
        return ratio.describe_ratio(self.approving, self.designing)

    @property
    def rooms(self) -> dict[str, float]:
        hours = self.pair
        if self.rest is not None:
            hours["everything else"] = self.rest
        return hours | {"undecided": self.undecided} if self.undecided else hours

    @property
    def pair(self) -> dict[str, float]:
        return {"approving": self.approving, "designing": self.designing}

    @property
    def to_draw(self) -> plan.Hours:
        return plan.Hours(self.approving, self.designing, self.rest, self.undecided or None)

    @property
    def total(self) -> float:
        return self.approving + self.designing + (self.rest or 0) + self.undecided
