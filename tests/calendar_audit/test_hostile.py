"""Files that would cost time, memory or sense: refused, with the limit said, before anything expands."""

import resource
from datetime import date

import pytest

from assessment.calendar_audit import reading, words
from assessment.calendar_audit.bounds import MOST_BYTES, Refused, text_of
from tests.calendar_audit.exports import bomb, calendar, event

OCTOBER = date(2026, 10, 1)


def refusal(raw: bytes) -> str:
    with pytest.raises(Refused) as refused:
        reading.read(raw, OCTOBER)
    return refused.value.code


STARTS = {
    "too large": ("too_large", b"BEGIN:VCALENDAR\r\n" + b"X" * MOST_BYTES),
    "an archive": ("no_calendar", b"PK\x03\x04" + b"\0" * 100),
    "a compressed file": ("no_calendar", b"\x1f\x8b\x08" + b"\0" * 100),
    "nothing": ("no_calendar", b""),
    "a page": ("no_calendar", b"<html>BEGIN:VCALENDAR</html>"),
}
LOOKED_AT = {
    "hidden zeros": ("no_calendar", b"BEGIN:VCALENDAR\r\n\0\0"),
    "5,001 events": ("too_many_events", calendar("BEGIN:VEVENT\nEND:VEVENT\n" * 5001)),
    "hourly": ("too_often", bomb("FREQ=HOURLY", "19900101T000000")),
    "minutely": ("too_often", bomb("FREQ=MINUTELY")),
    "secondly": ("too_often", bomb("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")),
    "hourly in small letters": ("too_often", bomb("freq=hourly").replace(b"RRULE", b"rrule")),
    "hourly on a folded line": ("too_often", bomb("FREQ=HOU\n RLY")),
    "hourly behind a parameter": ("too_often", bomb("FREQ=HOURLY").replace(b"RRULE:", b"RRULE;X=1:")),
    "hourly in a time zone": (
        "too_often",
        calendar("BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nRRULE:FREQ=HOURLY\nEND:STANDARD\nEND:VTIMEZONE\n"),
    ),
    "every hour of a day": ("too_often", bomb("FREQ=DAILY;BYHOUR=0,1,2,3")),
    "two minutes": ("too_often", bomb("FREQ=DAILY;BYMINUTE=0,30")),
    "two seconds": ("too_often", bomb("FREQ=YEARLY;BYSECOND=0,1")),
}
PARSED = {
    "30 February": ("impossible_date", bomb("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
    "a 13th month": ("impossible_date", bomb("FREQ=YEARLY;BYMONTH=13")),
    "a 45th day": ("impossible_date", bomb("FREQ=DAILY;BYMONTHDAY=45")),
    "the sixth Monday": ("impossible_date", bomb("FREQ=MONTHLY;BYDAY=6MO")),
    "the second of one day": ("impossible_date", bomb("FREQ=DAILY;BYSETPOS=2;COUNT=5")),
    "weeks of the year by the day": ("impossible_date", bomb("FREQ=DAILY;BYWEEKNO=1;BYMONTH=6")),
    "no step forward": ("impossible_date", bomb("FREQ=DAILY;INTERVAL=0")),
    "daily since the year 1": ("impossible_date", bomb("FREQ=DAILY", "00010101T090000")),
    "daily since 1604": ("impossible_date", bomb("FREQ=DAILY", "16040101T090000")),
    "a date that is none": ("impossible_date", calendar(event(start="20261332T250000"))),
    "an end that is none": ("impossible_date", calendar(event(end="yesterday"))),
    "no date": ("impossible_date", calendar("BEGIN:VEVENT\nUID:1\nSUMMARY:x\nEND:VEVENT\n")),
    "an unknown rule": ("impossible_date", bomb("FREQ=FORTNIGHTLY")),
    "an unfinished file": ("unreadable", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"),
    "31,000 appointments": (
        "too_many_occurrences",
        calendar(*(event(more="RRULE:FREQ=DAILY\n", uid=str(n)) for n in range(1000))),
    ),
}


@pytest.mark.parametrize("name", STARTS)
def test_what_the_first_bytes_show_starts_no_process(name: str) -> None:
    code, raw = STARTS[name]
    with reading.one_at_a_time:  # so that anything further would be "busy"
        assert refusal(raw) == code


@pytest.mark.parametrize("name", LOOKED_AT)
def test_what_the_plain_text_shows_is_refused_before_it_is_parsed(name: str) -> None:
    code, raw = LOOKED_AT[name]
    with pytest.raises(Refused) as refused:
        text_of(raw)
    assert refused.value.code == code


@pytest.mark.parametrize("name", PARSED)
def test_what_parsing_shows_is_refused_before_it_expands(name: str) -> None:
    code, raw = PARSED[name]
    assert refusal(raw) == code


@pytest.mark.parametrize("name", [name for name in PARSED if name != "31,000 appointments"])
def test_a_small_bomb_costs_the_server_under_a_second(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    refusal(PARSED[name][1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 1  # of processor time, which another process's work does not lengthen


def test_a_file_that_takes_too_long_is_stopped() -> None:
    since_1900 = "RRULE:FREQ=WEEKLY;UNTIL=20260101T000000Z\n"
    slow = [
        event("x", "19000101T090000Z", "19000101T100000Z", more=since_1900, uid=str(number))
        for number in range(4000)
    ]
    assert refusal(calendar(*slow)) == "too_slow"


def test_one_file_is_read_at_a_time() -> None:
    with reading.one_at_a_time:
        assert refusal(calendar(event())) == "busy"
    assert len(reading.read(calendar(event()), OCTOBER).appointments) == 1


def test_every_refusal_has_words_that_say_what_to_do() -> None:
    codes = {code for code, _ in [*STARTS.values(), *LOOKED_AT.values(), *PARSED.values()]}
    assert codes | {"too_slow", "busy", "nothing_then"} == set(words.UNREADABLE)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw.replace(b"\r\n", b"\r"),
        lambda raw: raw.replace(b"SUMMARY:Caf", b"SUMMARY:Caf\xe9"),
    ],
)
def test_other_letters_and_line_ends_are_read(wrap) -> None:  # type: ignore[no-untyped-def]  # a lambda has none
    (one,) = reading.read(wrap(calendar(event("Caf"))), OCTOBER).appointments
    assert one.title in {"Caf", "Café"}


def test_only_what_is_needed_of_a_file_is_parsed() -> None:
    more = "DESCRIPTION:secret\nLOCATION:secret\nATTACH:secret\nBEGIN:VALARM\nSUMMARY:secret\nEND:VALARM\n"
    text = text_of(calendar(event(more=more), "BEGIN:VTODO\nSUMMARY:secret\nEND:VTODO\n"))
    assert "secret" not in text
    assert text.count("SUMMARY:Meeting") == 1
