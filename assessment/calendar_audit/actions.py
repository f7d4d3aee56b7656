"""Keeping a month: only totals, whatever they were counted from."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from assessment.accounts.models import User
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.months import get_last_day


def save_claimed_hours(user: User, month: date, minutes: Mapping[str, int], *, at: datetime) -> CalendarMonth:
    """Keep hours typed from memory, instead of those typed before. minutes: by what they went into."""
    return _save_month(
        user,
        month,
        CalendarMonth.Source.CLAIMED,
        {**minutes, "undecided": 0, "first_day": month, "last_day": get_last_day(month), "rules": ""},
        at=at,
    )


def save_counted_hours(
    user: User, month: date, minutes: Mapping[str, int], *, days: tuple[date, date], rules: str, at: datetime
) -> CalendarMonth:
    """Keep totals counted from a file, instead of those counted before. days: first and last counted."""
    first_day, last_day = days
    return _save_month(
        user,
        month,
        CalendarMonth.Source.COUNTED,
        {**minutes, "first_day": first_day, "last_day": last_day, "rules": rules},
        at=at,
    )


def erase_months(months: QuerySet[CalendarMonth]) -> bool:
    return bool(months.delete()[0])


def _save_month(
    user: User, month: date, source: str, values: Mapping[str, object], *, at: datetime
) -> CalendarMonth:
    row, _ = CalendarMonth.objects.update_or_create(
        owner=user, month=month, source=source, defaults={**values, "saved_at": at}
    )
    return row
