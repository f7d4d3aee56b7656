"""Lengths over the nights in which clocks change, counted by hand.

In Berlin 25 October 2026 has 25 hours, 29 March 2026 has 23; in New York 1 November 2026 has 25. RFC 5545,
3.3.6 and 3.8.5.3: hours are exact and days nominal; a series that names an end has its first length, exactly.
"""

from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading

BERLIN, NEW_YORK = "TZID=Europe/Berlin", "TZID=America/New_York"


def read(lines: str, month: date, head: str = "") -> Reading:
    document = f"BEGIN:VCALENDAR\n{head}BEGIN:VEVENT\nUID:1\n{lines}\nSUMMARY:A\nEND:VEVENT\nEND:VCALENDAR\n"
    return occurrences.read_appointments(
        document.replace("\n", "\r\n").encode(), month, "Europe/Berlin", ["ada@example.org"]
    )


def list_minutes(reading: Reading) -> list[int]:
    return [appointment.end - appointment.start for appointment in reading.appointments]


NIGHT = f"DTSTART;{BERLIN}:20261024T220000\nDTEND;{BERLIN}:20261025T060000"
MOVED = (
    f"DTSTART;{BERLIN}:20261017T100000\nDTEND;{BERLIN}:20261017T110000\nRRULE:FREQ=WEEKLY;COUNT=2\n"
    f"SUMMARY:A\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID;{BERLIN}:20261024T100000\n{NIGHT}"
)
PERIODS = (
    f"DTSTART;{BERLIN}:20261005T100000\nDTEND;{BERLIN}:20261005T110000\n"
    f"RDATE;VALUE=PERIOD;{BERLIN}:20261023T220000/20261024T060000,20261024T220000/20261025T060000\n"
    f"RDATE;VALUE=PERIOD;{BERLIN}:20261025T010000/PT4H"
)
SPANS: dict[str, tuple[str, list[int]]] = {
    "eight hours into the long night": (f"DTSTART;{BERLIN}:20261024T220000\nDURATION:PT8H", [480]),
    "from ten to six in the long night": (NIGHT, [540]),
    "three nights of eight hours, the second long": (
        f"DTSTART;{BERLIN}:20261023T220000\nDURATION:PT8H\nRRULE:FREQ=DAILY;COUNT=3",
        [480, 480, 480],
    ),
    "a series whose first night has eight hours": (
        f"DTSTART;{BERLIN}:20261017T220000\nDTEND;{BERLIN}:20261018T060000\nRRULE:FREQ=WEEKLY;COUNT=2",
        [480, 480],
    ),
    "a series whose first night has nine hours": (f"{NIGHT}\nRRULE:FREQ=DAILY;COUNT=2", [540, 540]),
    "half past one to half past three, with the hour that comes twice": (
        f"DTSTART;{BERLIN}:20261025T013000\nDTEND;{BERLIN}:20261025T033000",
        [180],
    ),
    "two hours from half past one": (f"DTSTART;{BERLIN}:20261025T013000\nDURATION:PT2H", [120]),
    "a time in UTC": ("DTSTART:20261024T200000Z\nDTEND:20261025T050000Z", [540]),
    "a start in UTC with an end in Berlin": (
        f"DTSTART:20261024T200000Z\nDTEND;{BERLIN}:20261025T060000",
        [540],
    ),
    "a flight to New York before and after Berlin’s change": (
        f"DTSTART;{BERLIN}:20261019T100000\nDTEND;{NEW_YORK}:20261019T123000\nRRULE:FREQ=WEEKLY;COUNT=2",
        [510, 510],
    ),
    "a flight to New York in the long night": (
        f"DTSTART;{BERLIN}:20261017T220000\nDTEND;{NEW_YORK}:20261018T000000\nRRULE:FREQ=WEEKLY;COUNT=2",
        [480, 480],
    ),
    "floating, eight hours": ("DTSTART:20261024T220000\nDURATION:PT8H", [480]),
    "floating, from ten to six": ("DTSTART:20261024T220000\nDTEND:20261025T060000", [540]),
    "a floating series": (
        "DTSTART:20261017T220000\nDTEND:20261018T060000\nRRULE:FREQ=WEEKLY;COUNT=2",
        [480, 480],
    ),
    "one of a series moved into the long night": (MOVED, [60, 540]),
    "a period with its end, and one with its length": (PERIODS, [60, 480, 540, 240]),
}


@pytest.mark.parametrize(("lines", "minutes"), SPANS.values(), ids=SPANS)
def test_hours_over_the_change_of_october_are_exact(lines: str, minutes: list[int]) -> None:
    reading = read(lines, date(2026, 10, 1))
    assert (list_minutes(reading), reading.left_out) == (minutes, {})


@pytest.mark.parametrize(
    ("end", "minutes"), [(f"DTEND;{BERLIN}:20260329T060000", 420), ("DURATION:PT8H", 480)]
)
def test_hours_over_the_change_of_march_are_exact(end: str, minutes: int) -> None:
    lines = f"DTSTART;{BERLIN}:20260328T220000\n{end}"
    assert list_minutes(read(lines, date(2026, 3, 1))) == [minutes]


@pytest.mark.parametrize(("end", "minutes"), [("DTEND:20261101T060000", 540), ("DURATION:PT8H", 480)])
def test_floating_hours_change_with_the_clocks_of_the_zone_the_file_names(end: str, minutes: int) -> None:
    lines = f"DTSTART:20261031T220000\n{end}"
    assert list_minutes(read(lines, date(2026, 11, 1), "X-WR-TIMEZONE:America/New_York\n")) == [minutes]


@pytest.mark.parametrize(
    ("lines", "month", "days"),
    [
        (f"DTSTART;{BERLIN}:20261025T000000\nDURATION:P1D", 10, 1),
        (f"DTSTART;{BERLIN}:20260329T000000\nDURATION:P1D", 3, 1),
        (f"DTSTART;{BERLIN}:20261025T000000\nDURATION:PT24H", 10, 1),
        (f"DTSTART;{BERLIN}:20260329T000000\nDURATION:PT24H", 3, 1),
        (f"DTSTART;{BERLIN}:20261023T000000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=5", 10, 5),
        (f"DTSTART;{BERLIN}:20260327T000000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=5", 3, 5),
        (f"DTSTART;{BERLIN}:20261025T000000\nDTEND;{BERLIN}:20261026T000000", 10, 1),
        (f"DTSTART;{BERLIN}:20260329T000000\nDTEND;{BERLIN}:20260330T000000", 3, 1),
        ("DTSTART;VALUE=DATE:20261023\nDTEND;VALUE=DATE:20261024\nRRULE:FREQ=DAILY;COUNT=5", 10, 5),
        ("DTSTART;VALUE=DATE:20261023\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=5", 10, 5),
        ("DTSTART;VALUE=DATE:20260328\nDURATION:P1W", 3, 1),
    ],
)
def test_whole_days_of_23_or_25_hours_are_whole_days(lines: str, month: int, days: int) -> None:
    reading = read(lines, date(2026, month, 1))
    assert (list_minutes(reading), reading.left_out) == ([], {"all_day": days})


def test_a_day_that_the_clocks_shorten_ends_with_its_month() -> None:
    lines = f"DTSTART;{BERLIN}:20240331T000000\nDURATION:P1D"
    assert [read(lines, date(2024, month, 1)).left_out for month in (3, 4)] == [{"all_day": 1}, {}]
