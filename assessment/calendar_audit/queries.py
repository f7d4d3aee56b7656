"""All months of a person: those kept here and the hours given inside attempts, in two statements; and those
of one attempt's owner, in the statement that fetches the attempt."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt, AttemptQuerySet
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.month import Month
from assessment.questionnaire.models import Kind


def list_months(user: User) -> list[Month]:
    """At most one claimed and one counted for each month, in order, claimed first.

    A month that was claimed twice, here or in an attempt, is as it was claimed last.
    """
    latest = {
        (month.day, month.source): month
        for _, month in sorted(_iterate_dated_months(user), key=lambda dated_month: dated_month[0])
    }
    return [latest[key] for key in sorted(latest)]


def _iterate_dated_months(user: User) -> Iterator[tuple[datetime, Month]]:
    answers = Answer.objects.filter(
        attempt__owner=user, attempt__submitted_at__isnull=False, question__kind=Kind.HOURS
    ).order_by("attempt__submitted_at", "pk")
    for submitted_at, value in answers.values_list("attempt__submitted_at", "value"):
        if submitted_at and (month := Month.from_answer(value)):
            yield submitted_at, month
    for row in CalendarMonth.objects.of(user):
        yield row.saved_at, Month.from_row(row)


COLUMNS = ("month", "source", "approving", "designing", "other", "undecided")


def with_months(attempts: AttemptQuerySet, until: datetime | None = None) -> AttemptQuerySet:
    # Attempts that bring along what their owner typed and counted outside attempts, up to a moment.
    rows = CalendarMonth.objects.filter(owner=OuterRef("owner"))
    rows = rows.filter(saved_at__lte=until) if until else rows
    return attempts.annotate(
        owners_months=ArraySubquery(rows.values(row=JSONObject(**{n: n for n in COLUMNS})))
    )


@cache
def list_results_with_months() -> AttemptQuerySet:
    # Never evaluated itself: to put it together takes longer than to run the statement.
    return with_months(Attempt.objects.all())


def get_saved_months(attempt: Attempt, month: date) -> dict[str, Month]:
    rows: list[dict[str, Any]] = getattr(attempt, "owners_months", [])
    matching = [
        CalendarMonth(**(row | {"month": month})) for row in rows if row["month"] == month.isoformat()
    ]
    return {row.source: Month.from_row(row) for row in matching}
