"""Dates and times in small letters and as ISO 8601, as programs write them that read the standard once."""

from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading
from assessment.calendar_audit.file_reader.moments import parse_day, standardize_moments
from tests.calendar_audit.exports import calendar, event

OCTOBER = date(2026, 10, 1)
HOUR = [(9 * 60, 10 * 60)]


def read(*events: str) -> Reading:
    return occurrences.read_appointments(calendar(*events), OCTOBER, "UTC")


def times_of_day(reading: Reading) -> list[tuple[int, int]]:
    return [(appointment.start % 1440, appointment.end % 1440) for appointment in reading.appointments]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("20261005t090000z", "20261005t100000z"),
        ("2026-10-05T09:00:00Z", "2026-10-05T10:00:00Z"),
        ("2026-10-05t09:00:00z", "2026-10-05t10:00:00z"),
        ("2026-10-05T09:00Z", "2026-10-05T10:00Z"),
        ("2026-10-05T09:00:00.000Z", "2026-10-05T10:00:00.5Z"),
        ("2026-10-05 09:00:00", "2026-10-05 10:00:00"),
        ("20261005T0900Z", "20261005T1000Z"),
        ("2026-10-05T11:00:00+02:00", "2026-10-05T12:00:00+0200"),
        ("20261005T110000+02", "20261005T080000-0200"),
        ("2026-10-06T01:00:00+16:00", "2026-10-06T02:00:00+16:00"),
        ("20261005T090000Z", "20261005T100060Z"),  # a second that clocks do not have
    ],
)
def test_a_time_is_read_however_it_is_written(start: str, end: str) -> None:
    review = read(event(start=start, end=end))
    assert (times_of_day(review), review.unreadable) == (HOUR, {})


def test_midnight_may_be_the_24th_hour_of_the_day_before() -> None:
    (only,) = read(event(start="20261005T230000", end="20261005T240000")).appointments
    assert only.end - only.start == 60


def test_a_length_may_be_in_small_letters() -> None:
    review = read(event().replace("DTEND:20261005T100000Z", "DURATION:pt1h"))
    assert (times_of_day(review), review.unreadable) == (HOUR, {})


def test_a_zone_of_the_line_holds_over_an_offset() -> None:
    berlin = event(start="2026-10-05T11:00:00+02:00", end="20261005t120000")
    review = read(
        berlin.replace("DTSTART", "DTSTART;TZID=Europe/Berlin").replace("DTEND", "DTEND;TZID=Europe/Berlin")
    )
    assert times_of_day(review) == HOUR


def in_zone(name: str, start: str = "20261005T110000", end: str = "20261005T120000") -> str:
    written = event(start=start, end=end)
    return written.replace("DTSTART", f"DTSTART;TZID={name}").replace("DTEND", f"DTEND;TZID={name}")


@pytest.mark.parametrize(
    "zone",
    [
        *("W. Europe Standard Time", "w. europe standard time", "W. Europe Daylight Time"),
        *("Mitteleuropäische Zeit", "Mitteleuropäische Sommerzeit", "MEZ", "Central European Summer Time"),
        *('"(UTC+02:00)"', "GMT +0200", "Romance Daylight Time"),
    ],
)
def test_a_zone_without_a_definition_is_known_by_its_name(zone: str) -> None:
    review = read(in_zone(zone))
    assert (times_of_day(review), review.unknown_zones) == (HOUR, {})


@pytest.mark.parametrize(
    "name", ["Customized Time Zone", '"Customized Time Zone"', "Customized Time Zone;X-A=1"]
)
def test_a_zone_that_nothing_explains_is_named_with_the_one_its_times_were_read_in(name: str) -> None:
    review = occurrences.read_appointments(calendar(in_zone(name)), OCTOBER, "Europe/Berlin")
    assert (times_of_day(review), review.unknown_zones) == (HOUR, {"Customized Time Zone": "Europe/Berlin"})


def test_a_zone_that_nothing_explains_is_named_in_a_series() -> None:
    weekly = in_zone("Nowhere").replace("END:VEVENT", "RRULE:FREQ=WEEKLY;COUNT=2\nEND:VEVENT")
    assert read(weekly).unknown_zones == {"Nowhere": "UTC"}


def test_no_zone_is_called_unknown_where_none_is_named_or_nothing_of_it_was_counted() -> None:
    floating = event(start="20261005T110000", end="20261005T120000")
    elsewhere = in_zone("Nowhere", "20261105T110000", "20261105T120000")
    whole_day = event("Day", start="20261005", end="20261006").replace("DTSTART:", "DTSTART;TZID=Nowhere:")
    moment = in_zone("Nowhere", "20261006T110000Z", "20261006T120000Z")
    assert read(floating, elsewhere, whole_day, moment).unknown_zones == {}


def test_a_whole_day_is_read_with_hyphens() -> None:
    whole_day = event(start="2026-10-05", end="2026-10-06").replace("DTSTART:", "DTSTART;VALUE=DATE:")
    assert read(whole_day).left_out == {"all_day": 1}


@pytest.mark.parametrize(
    ("more", "times"),
    [
        ("RRULE:FREQ=DAILY;UNTIL=2026-10-07T09:00:00Z\n", 3),
        ("RRULE:freq=daily;until=20261007t090000z\n", 3),
        ("RRULE:FREQ=DAILY;UNTIL=2026-10-07\n", 3),
        ("RRULE:FREQ=DAILY;COUNT=5\nEXDATE:2026-10-06T09:00:00Z,20261007t090000z\n", 3),
        ("RDATE:2026-10-06T09:00:00Z,20261007t090000z\n", 3),
        ("RDATE;VALUE=PERIOD:2026-10-06T09:00:00Z/PT1H,20261007t090000z/2026-10-07T10:00:00Z\n", 3),
    ],
)
def test_rules_and_exceptions_are_read_the_same_way(more: str, times: int) -> None:
    review = read(event(more=more))
    assert (times_of_day(review), review.unreadable) == (HOUR * times, {})


@pytest.mark.parametrize(
    "date_text", ["2026-1005", "2026-10-05T9:00", "2026-10-05T09:00+2", "5.10.2026", "now", ""]
)
def test_what_is_no_date_stays_as_it_is_and_is_named(date_text: str) -> None:
    assert standardize_moments(date_text, has_zone=False) == date_text
    assert parse_day(date_text.encode()) is None
    assert read(event("Bad", start=date_text)).unreadable == {"impossible_date": ["Bad"]}


@pytest.mark.parametrize("date_text", ["2026-10-05T25:00:00Z", "2026-02-30", "2026-10-05T09:00:00+99:99"])
def test_a_date_there_is_none_of_is_named(date_text: str) -> None:
    assert read(event("Bad", start=date_text)).unreadable == {"impossible_date": ["Bad"]}
