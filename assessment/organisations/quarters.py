"""The calendar quarter of a day, in the site's zone: the same one for every reader."""

from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from assessment.days import day_in

QUARTER = relativedelta(months=3)


def first_day_of_quarter(moment: datetime) -> date:
    day = day_in("", moment)
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def first_day_of_next(starts: date) -> date:
    following: date = starts + QUARTER
    return following


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def list_ended_quarters(since: datetime, at: datetime) -> list[date]:
    # Every quarter over by now, from the one of `since` on.
    quarters, starts = [], first_day_of_quarter(since)
    while starts < first_day_of_quarter(at):
        quarters.append(starts)
        starts = first_day_of_next(starts)
    return quarters
