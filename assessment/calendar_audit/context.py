"""What the calendar's pages show: months in words and plans, and the totals of a table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.accounts.models import User
from assessment.calendar_audit import wording
from assessment.calendar_audit.classification import rules
from assessment.calendar_audit.classification.review import Review
from assessment.calendar_audit.month import MINUTES, Month
from assessment.charts import plan

KINDS = {
    "approving": _("Approving"),
    "designing": _("Designing"),
    "other": _("Everything else"),
    "undecided": _("Undecided"),
}
# In a row of the review table, with room for five.
CHOICES = KINDS | {"other": _("Else"), rules.NOT_WORK: _("Not work")}


@dataclass(frozen=True)
class MonthView:
    """One month from one source. erasable: typed or counted here, not inside an attempt."""

    hours: Month
    source: str
    plan: plan.Plan | None
    text_alternative: str
    size: str
    amounts: str
    headline: str
    range: str
    erasable: bool

    @property
    def row(self) -> list[str]:
        month = self.hours
        cells = (month.approving, month.designing, month.rest, month.undecided if month.is_counted else None)
        return ["" if hours is None else wording.format_hours(hours) for hours in cells]


@dataclass(frozen=True)
class MonthEntry:
    day: date
    sources: Sequence[MonthView]
    comparison: Sequence[str]


def build_month_views(
    months: Sequence[Month], kept_here: Collection[tuple[date, str]] = ()
) -> list[MonthView]:
    # Months on one scale; one without hours has no plan.
    with_hours = [month for month in months if month.total > 0]
    plans = dict(zip(with_hours, _draw_plans(with_hours), strict=True)) if with_hours else {}
    return [
        _build_month_view(month, plans.get(month), (month.day, month.source) in kept_here) for month in months
    ]


def _draw_plans(months: Sequence[Month]) -> tuple[plan.Plan, ...]:
    return plan.draw_plans([month.to_draw for month in months])


def _build_month_view(month: Month, drawing: plan.Plan | None, erasable: bool) -> MonthView:
    return MonthView(
        hours=month,
        source=str(wording.SOURCES[month.source]),
        plan=drawing,
        text_alternative=wording.describe_plan(month.rooms, date_format(month.day, "F")),
        size=wording.format_ratio(month.ratio, month.words),
        amounts=wording.list_hours(month.rooms),
        headline=wording.describe_month(month.ratio, month.words),
        range=wording.describe_range(month),
        erasable=erasable,
    )


def build_months_page(
    months: Sequence[Month], kept_here: Collection[tuple[date, str]], saved: date | None
) -> dict[str, Any]:
    days = sorted({month.day for month in months}, reverse=True)
    entries = []
    for day in days:
        of_month = [month for month in months if month.day == day]
        by_source = {month.source: month for month in of_month}
        entries.append(
            MonthEntry(
                day,
                build_month_views(of_month, kept_here),
                wording.compare_sources(by_source.get("claimed"), by_source.get("counted")),
            )
        )
    return {
        # Above the forms: what was just saved, else the latest month.
        "first": [month for month in entries if month.day == saved] or entries[:1],
        "entries": entries,
        "too_large": wording.UNREADABLE["too_large"],
        "limit": wording.LIMIT,
        **_build_rules(),
        "kinds": KINDS,
        "current": "calendar",
    }


def build_review_page(review: Review, user: User) -> dict[str, Any]:
    return {
        "review": review,
        "month": review.signed_totals.month,
        "signed_totals": review.signed_totals.signed(user),
        **_build_rules(),
        "choices": CHOICES,
        "limit": wording.LIMIT,
        "current": "calendar",
    } | build_totals_page(
        review.signed_totals.month, review.signed_totals.totals(review.kinds), review.kinds.count("undecided")
    )


def build_totals_page(month: date, minutes: Mapping[str, int], rows_left: int) -> dict[str, Any]:
    approving, designing, other, undecided = (minutes[kind] / MINUTES for kind in KINDS)
    (month_view,) = build_month_views([Month(month, approving, designing, other, "counted", undecided)])
    sums = zip(KINDS.values(), month_view.row, strict=True)
    return {
        "totals": month_view,
        "sums": sums,
        "left": wording.describe_rows_left(undecided, rows_left),
        "placed": wording.list_hours(
            {name: hours for name, hours in month_view.hours.rooms.items() if name != "undecided"}
        ),
        "month": month,
        "current": "calendar",
    }


@dataclass(frozen=True)
class RuleText:
    description: str
    goes_to: str
    words: Mapping[str, rules.Rule]


def _build_rules() -> dict[str, Any]:
    book = rules.get_rule_book(get_language())
    texts = []
    for number, rule in enumerate(book.rules):
        by_language = {
            language: book_of_language.rules[number]
            for language, book_of_language in rules.load_rule_books().items()
        }
        texts.append(RuleText(rule.description, wording.name_activity(wording.ROOMS[rule.kind]), by_language))
    return {"rules": texts, "rules_name": book.name}
