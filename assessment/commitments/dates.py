"""When something is due. Whole days, in the calendar of whoever reads them."""

from calendar import monthrange
from datetime import date, timedelta

MONTHS = 3
"""How long a commitment runs at first, and how long after a full attempt the next one says something."""
FULL_DAYS, PULSE_DAYS = timedelta(days=90), timedelta(days=21)
"""Sooner than this after the last one, the start page advises against another."""
LONGEST = timedelta(days=550)
"""A commitment beyond the 18 months of the horizon is a wish."""


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_full(day: date) -> date:
    """When the full questionnaire is due again, after one submitted on a day."""
    return max(add_months(day, MONTHS), day + FULL_DAYS)


def next_pulse(day: date) -> date:
    """When the pulse is due, after anything submitted on a day."""
    return max(add_months(day, 1), day + PULSE_DAYS)
