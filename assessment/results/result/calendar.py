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
    """One month: its name, how it stands in few words, its plan, and the plan in words."""

    name: str
    size: str
    range: str
    hours: Month
    plan: plan.Plan
    says: str

    @property
    def row(self) -> list[str]:
        """Hours approving and designing as the table prints them, in halves."""
        return [calendar_words.in_hours(spent) for spent in (self.hours.approving, self.hours.designing)]

    @property
    def rest(self) -> str:
        """Everything else; a pulse does not ask for it."""
        return _("not asked") if self.hours.rest is None else f"{calendar_words.in_hours(self.hours.rest)} h"

    @property
    def under(self) -> str:
        """What stands under the ratio: "October, claimed"."""
        said = _("%(month)s, counted") if self.hours.is_counted else _("%(month)s, claimed")
        return said % {"month": self.name}


@dataclass(frozen=True)
class Calendar:
    """headline: the finding, or why there is none. months: earlier first. change: the tested difference.
    beside: the month counted, beside the month claimed, and what they say of each other."""

    headline: str
    months: Sequence[DrawnMonth]
    range: str
    change: str
    beside: Sequence[str] = ()

    @property
    def has_rest(self) -> bool:
        return any(month.hours.rest is not None for month in self.months)

    @property
    def is_counted(self) -> bool:
        return any(month.hours.is_counted for month in self.months)


def calendar(result: Result, today: date) -> Calendar | None:
    """None where the hours were passed and no file was counted."""
    claimed, counted = result.month, result.counted
    now = claimed or counted
    if now is None:
        return None
    headline = calendar_words.headline(now.ratio, now.words)
    before = result.month_before
    beside = calendar_words.side_by_side(claimed, counted)
    shown = [month for month in (claimed, counted) if month]
    if now.ratio.refused:
        return Calendar(headline, _drawn(shown, today), "", "", beside)
    change = ""
    if before and not before.ratio.refused and not now.is_counted:
        name = sentences.month_of(before.day, today)
        headline += f" {calendar_words.then(before.words, name, now.words)}"
        tested = ratio.change(before.ratio, now.ratio)
        change = calendar_words.change_sentence(tested, name) if tested else ""
    return Calendar(
        headline=headline,
        months=_drawn([before, *shown] if before else shown, today),
        range=calendar_words.whole_range(now),
        change=change,
        beside=beside,
    )


def _drawn(months: Sequence[Month], today: date) -> list[DrawnMonth]:
    """The months that have hours, on one scale."""
    shown = [month for month in months if month.total > 0]
    if not shown:
        return []
    plans = plan.draw([month.to_draw for month in shown])
    return [
        DrawnMonth(
            name=sentences.month_of(month.day, today),
            size=calendar_words.size(month.ratio, month.words),
            range=calendar_words.range_in_a_cell(month.ratio),
            hours=month,
            plan=drawn,
            says=calendar_words.spoken(month.rooms, sentences.month_of(month.day, today)),
        )
        for month, drawn in zip(shown, plans, strict=True)
    ]
