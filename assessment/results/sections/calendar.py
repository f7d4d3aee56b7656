"""Where the hours went: this month and the one before, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.charts import plan
from assessment.results import calendar_words, words
from assessment.results.hours import Month
from assessment.results.reading import Result
from assessment.scoring import ratio


@dataclass(frozen=True)
class DrawnMonth:
    """One month: its name, how it stands in few words, its plan, and the plan in words."""

    name: str
    size: str
    range: str
    hours: Month
    plan: plan.Plan
    says: str

    @property
    def row(self) -> list[str]:
        """Hours as the table prints them, in halves."""
        return [calendar_words.in_hours(spent) for spent in self.hours.rooms.values()]


@dataclass(frozen=True)
class Calendar:
    """headline: the finding, or why there is none. months: earlier first. change: the tested difference."""

    headline: str
    months: Sequence[DrawnMonth]
    range: str
    change: str


def calendar(result: Result, today: date) -> Calendar | None:
    """None where the hours were passed."""
    now = result.month
    if now is None:
        return None
    headline = calendar_words.headline(now.ratio, now.words)
    before = result.month_before
    if now.ratio.refused:
        return Calendar(headline, _drawn([now], today), "", "")
    change = ""
    if before and not before.ratio.refused:
        name = words.month_of(before.day, today)
        headline += f" {calendar_words.then(before.words, name, now.words)}"
        tested = ratio.change(before.ratio, now.ratio)
        change = calendar_words.change_sentence(tested, name) if tested else ""
    return Calendar(
        headline=headline,
        months=_drawn([before, now] if before else [now], today),
        range=calendar_words.ratio_range(now.ratio, now.words),
        change=change,
    )


def _drawn(months: Sequence[Month], today: date) -> list[DrawnMonth]:
    """The months that have hours, on one scale."""
    shown = [month for month in months if month.total > 0]
    if not shown:
        return []
    plans = plan.draw([plan.Hours(month.approving, month.designing, month.rest) for month in shown])
    return [
        DrawnMonth(
            name=words.month_of(month.day, today),
            size=calendar_words.size(month.ratio, month.words),
            range=calendar_words.range_in_a_cell(month.ratio),
            hours=month,
            plan=drawn,
            says=calendar_words.spoken(month.rooms, words.month_of(month.day, today)),
        )
        for month, drawn in zip(shown, plans, strict=True)
    ]
