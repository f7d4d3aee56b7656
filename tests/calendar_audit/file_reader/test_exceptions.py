"""An exception replaces its occurrence, however it names it: it is never counted beside it."""

from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading
from tests.calendar_audit.exports import calendar

BERLIN = "DTSTART;TZID=Europe/Berlin:20261005T090000\nDTEND;TZID=Europe/Berlin:20261005T100000\n"
FLOATING = BERLIN.replace(";TZID=Europe/Berlin", "")
WHOLE_DAYS = "DTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261006\n"
MOVED = "DTSTART;TZID=Europe/Berlin:20261006T110000\nDTEND;TZID=Europe/Berlin:20261006T130000\n"


def read(*bodies: str) -> Reading:
    events = [f"BEGIN:VEVENT\nUID:series\nSUMMARY:Weekly\n{body}END:VEVENT\n" for body in bodies]
    return occurrences.read_appointments(calendar(*events), date(2026, 10, 1), "Europe/Berlin")


def lengths(reading: Reading) -> list[int]:
    return [appointment.end - appointment.start for appointment in reading.appointments]


@pytest.mark.parametrize("start", [BERLIN, FLOATING])
@pytest.mark.parametrize(
    "replaced",
    [
        ";VALUE=DATE:20261006",
        ":20261006",
        ":2026-10-06",
        ":20261006T070000Z",
        ":20261006T090000",
        ":20261006T000000",
        ";TZID=Europe/Berlin:20261006T000000",
        ";TZID=Europe/Berlin:20261006T090000",
        ";TZID=America/New_York:20261006T030000",
    ],
)
def test_an_exception_of_a_series_with_times(start: str, replaced: str) -> None:
    series = f"{start}RRULE:FREQ=DAILY;COUNT=3\n"
    assert lengths(read(series, f"RECURRENCE-ID{replaced}\n{MOVED}")) == [60, 120, 60]
    cancelled = read(series, f"RECURRENCE-ID{replaced}\nSTATUS:CANCELLED\n{MOVED}")
    assert (lengths(cancelled), cancelled.left_out) == ([60, 60], {"cancelled": 1})


def test_from_a_date_on() -> None:
    later = f"RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261006\n{MOVED}"
    review = read(f"{BERLIN}RRULE:FREQ=DAILY;COUNT=3\n", later)
    assert [
        (appointment.start % 1440, appointment.end - appointment.start) for appointment in review.appointments
    ] == [
        (7 * 60, 60),
        (9 * 60, 120),
        (9 * 60, 120),
    ]


@pytest.mark.parametrize(
    "named",
    [
        ";VALUE=DATE:20261006",
        ":20261006T000000",
        ":20261006T000000Z",
        ":20261005T220000Z",
        ";TZID=Europe/Berlin:20261006T000000",
    ],
)
def test_an_exception_of_a_series_of_whole_days(named: str) -> None:
    series = f"{WHOLE_DAYS}RRULE:FREQ=DAILY;COUNT=3\n"
    replaced = read(series, f"RECURRENCE-ID{named}\n{MOVED}")
    assert (lengths(replaced), replaced.left_out) == ([120], {"all_day": 2})
    assert read(f"{series}EXDATE{named}\n").left_out == {"all_day": 2}


def test_an_exception_whose_series_is_not_in_the_file_counts_of_its_own() -> None:
    assert lengths(read(f"RECURRENCE-ID;VALUE=DATE:20261006\n{MOVED}")) == [120]
