"""What the calendar's pages show: months in words and plans, and the totals of a table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.accounts.models import User
from assessment.calendar_audit import wording as words
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
CHOICES = KINDS | {"other": _("Else"), rules.NOT_WORK: _("Not work")}
"""In a row of the review table, with room for five."""


@dataclass(frozen=True)
class Drawn:
    """One month from one source. erasable: typed or counted here, not inside an attempt."""

    hours: Month
    source: str
    plan: plan.Plan | None
    says: str
    size: str
    amounts: str
    headline: str
    range: str
    erasable: bool

    @property
    def row(self) -> list[str]:
        """Hours as the table prints them, one cell for each of KINDS; empty where it was not asked."""
        month = self.hours
        cells = (month.approving, month.designing, month.rest, month.undecided if month.is_counted else None)
        return ["" if hours is None else words.in_hours(hours) for hours in cells]


@dataclass(frozen=True)
class Listed:
    """A month with what was claimed and what was counted of it. beside: what they say of each other."""

    day: date
    drawn: Sequence[Drawn]
    beside: Sequence[str]


def draw(months: Sequence[Month], kept_here: Collection[tuple[date, str]] = ()) -> list[Drawn]:
    """Months on one scale; one without hours has no plan."""
    with_hours = [month for month in months if month.total > 0]
    plans = dict(zip(with_hours, _plans(with_hours), strict=True)) if with_hours else {}
    return [_drawn(month, plans.get(month), (month.day, month.source) in kept_here) for month in months]


def _plans(months: Sequence[Month]) -> tuple[plan.Plan, ...]:
    return plan.draw([month.to_draw for month in months])


def _drawn(month: Month, drawing: plan.Plan | None, erasable: bool) -> Drawn:
    return Drawn(
        hours=month,
        source=str(words.SOURCES[month.source]),
        plan=drawing,
        says=words.spoken(month.rooms, date_format(month.day, "F")),
        size=words.size(month.ratio, month.words),
        amounts=words.amounts(month.rooms),
        headline=words.headline(month.ratio, month.words),
        range=words.whole_range(month),
        erasable=erasable,
    )


def of_months(
    months: Sequence[Month], kept_here: Collection[tuple[date, str]], saved: date | None
) -> dict[str, Any]:
    """The page of months, newest first, one just saved also apart; all plans of a month on one scale."""
    days = sorted({month.day for month in months}, reverse=True)
    listed = []
    for day in days:
        of_it = [month for month in months if month.day == day]
        both = {month.source: month for month in of_it}
        listed.append(
            Listed(day, draw(of_it, kept_here), words.side_by_side(both.get("claimed"), both.get("counted")))
        )
    return {
        "saved": [month for month in listed if month.day == saved],
        "listed": listed,
        "too_large": words.UNREADABLE["too_large"],
        "limit": words.LIMIT,
        **_rules(),
        "kinds": KINDS,
        "current": "calendar",
    }


def of_review(review: Review, user: User) -> dict[str, Any]:
    """The review table, its rules in words, and what it comes to as the rules placed it."""
    return {
        "review": review,
        "month": review.slip.month,
        "slip": review.slip.signed(user),
        **_rules(),
        "choices": CHOICES,
        "limit": words.LIMIT,
        "current": "calendar",
    } | of_totals(review.slip.month, review.slip.totals(review.kinds), review.kinds.count("undecided"))


def of_totals(month: date, minutes: Mapping[str, int], rows_left: int) -> dict[str, Any]:
    """What the minutes of each kind come to, and what is still undecided."""
    approving, designing, rest, undecided = (minutes[kind] / MINUTES for kind in KINDS)
    (drawn,) = draw([Month(month, approving, designing, rest, "counted", undecided)])
    sums = zip(KINDS.values(), drawn.row, strict=True)
    return {
        "totals": drawn,
        "sums": sums,
        "left": words.rows_left(undecided, rows_left),
        "placed": words.amounts(
            {name: hours for name, hours in drawn.hours.rooms.items() if name != "undecided"}
        ),
        "month": month,
        "current": "calendar",
    }


@dataclass(frozen=True)
class RuleText:
    """A rule as a person reads it: what it looks at, what it sorts into, and its words by language."""

    description: str
    goes_to: str
    words: Mapping[str, rules.Rule]


def _rules() -> dict[str, Any]:
    """The rules in order, and their version."""
    book = rules.book(get_language())
    texts = []
    for number, rule in enumerate(book.rules):
        by_language = {language: one.rules[number] for language, one in rules.books().items()}
        texts.append(RuleText(rule.description, words.spent_on(words.ROOMS[rule.kind]), by_language))
    return {"rules": texts, "rules_name": book.name}
