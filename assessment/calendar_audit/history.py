"""All months of a person: those kept here and the hours given inside attempts, in two statements."""

from collections.abc import Iterator
from datetime import datetime

from assessment.accounts.models import User
from assessment.attempts.models import Answer
from assessment.calendar_audit.hours import Month
from assessment.calendar_audit.models import CalendarMonth
from assessment.questionnaire.models import Kind


def months_of(user: User) -> list[Month]:
    """At most one claimed and one counted for each month, in order, claimed first.

    A month that was claimed twice, here or in an attempt, is as it was claimed last.
    """
    latest = {(month.day, month.source): month for _, month in sorted(_given(user), key=lambda one: one[0])}
    return [latest[key] for key in sorted(latest)]


def _given(user: User) -> Iterator[tuple[datetime, Month]]:
    """Each month with the time it was given."""
    answers = Answer.objects.filter(
        attempt__owner=user, attempt__submitted_at__isnull=False, question__kind=Kind.HOURS
    ).order_by("attempt__submitted_at", "pk")
    for submitted_at, value in answers.values_list("attempt__submitted_at", "value"):
        if submitted_at and (month := Month.of(value)):
            yield submitted_at, month
    for row in CalendarMonth.objects.of(user):
        yield row.saved_at, Month.kept(row)
