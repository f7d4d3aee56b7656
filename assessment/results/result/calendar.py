"""Where the hours went: this month and the one before, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.calendar_audit import wording as calendar_words
from assessment.calendar_audit.month import Month
from assessment.charts import plan
from assessment.results.result.queries import Result
from assessment.results.wording import sentences
from assessment.scoring import ratio


@dataclass(frozen=True)
class DrawnMonth:
    name: str
    size: str
    range: str
    hours: Month
    plan: plan.Plan
    text_alternative: str

    @property
    def row(self) -> list[str]:
        return [calendar_words.format_hours(spent) for spent in (self.hours.approving, self.hours.designing)]

    @property
    def rest(self) -> str:
        return (
            _("not asked") if self.hours.rest is None else f"{calendar_words.format_hours(self.hours.rest)} h"
        )

    @property
    def under(self) -> str:
        template = _("%(month)s, counted") if self.hours.is_counted else _("%(month)s, from memory")
        return template % {"month": self.name}


@dataclass(frozen=True)
class Calendar:
    """headline: the finding, or why there is none. months: earlier first. change: the tested difference.
    comparison: the month counted, beside the month claimed, and what they say of each other."""

    headline: str
    months: Sequence[DrawnMonth]
    range: str
    change: str
    comparison: Sequence[str] = ()

    @property
    def has_rest(self) -> bool:
        return any(month.hours.rest is not None for month in self.months)

    @property
    def is_counted(self) -> bool:
        return any(month.hours.is_counted for month in self.months)


def build_calendar_section(result: Result, today: date) -> Calendar | None:
    claimed, counted = result.month, result.counted
    # Over time goes by the counted hours of a month too.
    now = counted or claimed
    if now is None:
        return None
    headline = calendar_words.describe_month(now.ratio, now.words)
    before = result.month_before
    comparison = calendar_words.compare_sources(claimed, counted)
    sources = [month for month in (claimed, counted) if month]
    if now.ratio.refused:
        return Calendar(headline, _draw_months(sources, today), "", "", comparison)
    change = ""
    if before and not before.ratio.refused and not now.is_counted:
        name = sentences.month_of(before.day, today)
        headline += f" {calendar_words.describe_ratio_then(before.words, name, now.words)}"
        tested = ratio.compare_ratios(before.ratio, now.ratio)
        change = calendar_words.describe_change(tested, name) if tested else ""
    return Calendar(
        headline=headline,
        months=_draw_months([before, *sources] if before else sources, today),
        range=calendar_words.describe_range(now),
        change=change,
        comparison=comparison,
    )


def _draw_months(months: Sequence[Month], today: date) -> list[DrawnMonth]:
    with_hours = [month for month in months if month.total > 0]
    if not with_hours:
        return []
    plans = plan.draw_plans([month.to_draw for month in with_hours])
    return [
        DrawnMonth(
            name=sentences.month_of(month.day, today),
            size=calendar_words.format_ratio(month.ratio, month.words),
            range=calendar_words.format_ratio_range(month.ratio),
            hours=month,
            plan=drawn,
            text_alternative=calendar_words.describe_plan(month.rooms, sentences.month_of(month.day, today)),
        )
        for month, drawn in zip(with_hours, plans, strict=True)
    ]
