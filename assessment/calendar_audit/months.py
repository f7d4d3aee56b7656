"""Months as addresses and forms write them: 2026-10."""

import re
from datetime import date, timedelta

OFFERED = 24
"""So many months back one may be typed or counted."""
_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class MonthInAddress:
    """A month in an address, as yyyy-mm; its first day in a view."""

    regex = r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


def month_from(written: object) -> date | None:
    """The first day of a month written yyyy-mm; None for anything else."""
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) and written.isascii() else None
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) else None


def month_before(day: date) -> date:
    """The first day of the month before the one of a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_of(month: date) -> date:
    """The last day of a month, given by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def offered(today: date) -> list[date]:
    """The months that are over, newest first."""
    months = [month_before(today)]
    while len(months) < OFFERED:
        months.append(month_before(months[-1]))
    return months
