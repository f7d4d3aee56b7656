"""Months as addresses and forms write them: 2026-10."""

import re
from datetime import date, timedelta

# So many months back one may be typed or counted.
OFFERED_MONTHS = 24
_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class MonthConverter:
    regex = r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


def parse_month(text: object) -> date | None:
    match = _WRITTEN.fullmatch(text) if isinstance(text, str) and text.isascii() else None
    return date(int(match[1]), int(match[2]), 1) if match and int(match[1]) else None


def month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def get_last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def list_offered_months(today: date) -> list[date]:
    months = [month_before(today)]
    while len(months) < OFFERED_MONTHS:
        months.append(month_before(months[-1]))
    return months
