"""Rules of vCalendar 1.0, which old phones and address books still write."""

from datetime import UTC, date, datetime

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading


def read(rule: str, start: str = "20261005T090000Z") -> Reading:
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:1.0", "BEGIN:VEVENT", f"DTSTART:{start}"),
        *(f"DTEND:{start[:9]}100000Z", f"RRULE:{rule}", "SUMMARY:A", "END:VEVENT", "END:VCALENDAR", ""),
    )
    return occurrences.read_appointments("\r\n".join(lines).encode(), date(2026, 10, 1), "UTC")


def list_days(reading: Reading) -> list[int]:
    return [datetime.fromtimestamp(each.start * 60, UTC).day for each in reading.appointments]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("D1 #5", [5, 6, 7, 8, 9]),
        ("D2 #3", [5, 7, 9]),
        ("D7", [5, 12]),
        ("D10 #0", [5, 15, 25]),
        ("d1 20261007T090000Z", [5, 6, 7]),
        ("W1 #3", [5, 12, 19]),
        ("W2 MO #0", [5, 19]),
        ("W1 MO WE 20261014T090000Z", [5, 7, 12, 14]),
        ("W1 MO TU WE TH FR #0", [*range(5, 10), *range(12, 17), *range(19, 24), *range(26, 31)]),
        ("MP1 1+ MO #0", [5]),
        ("MP1 1+ 3+ MO #0", [5, 19]),
        ("MP1 1- FR #0", [5, 30]),
        ("MD1 5 20 #0", [5, 20]),
        ("MD1 2- #0", [5, 30]),
        ("MD1 LD #0", [5, 31]),
        ("YM1 10 #0", [5]),
        ("YD1 #0", [5]),
    ],
)
def test_the_plain_ones_are_counted(rule: str, days: list[int]) -> None:
    reading = read(rule)
    assert (list_days(reading), reading.unreadable) == (days, {})


@pytest.mark.parametrize(
    "rule",
    [
        "W1 TU TH #5",
        "D1 0900 1200 #5",
        "W1 MO 0900 #0",
        "MP1 #12",
        "YD1 100 #0",
        "M60 #12",
        "D1 #5 M10 #6",
        "W0 MO #0",
        "D1 #x",
        "D #5",
        "MD1 99 #0",
        "W1 MO 99999999",
        "D1 #-3",
        "D1 #99999999999999999999",
        f"MP1 {'1+ ' * 2_000}{'MO ' * 2_000}#0",
        f"W1 {'MO ' * 6_000}#0",
        "#",
        "=",
    ],
)
def test_the_others_are_named_and_not_counted(rule: str) -> None:
    reading = read(rule)
    assert (reading.appointments, reading.unreadable) == ([], {"impossible_date": ["A"]})
