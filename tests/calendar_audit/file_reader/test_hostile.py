"""Files that would cost time, memory or sense: refused, with the limit said, before anything expands."""

import resource
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from assessment.calendar_audit import wording
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.appointments import SortedMonth
from assessment.calendar_audit.file_reader.limits import MOST_BYTES, FileRefused
from assessment.calendar_audit.file_reader.prefilter import keep_month
from tests.calendar_audit.exports import calendar, event, make_bomb
from tests.calendar_audit.file_reader.test_formats import OTHER_FORMATS

OCTOBER = date(2026, 10, 1)


def refusal(raw: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        sandbox.read_file(raw, OCTOBER)
    return refused.value.code


@cache
def read_bomb(name: str) -> tuple[SortedMonth, float]:
    """What is read of it, and the processor time spent, which another process's work does not lengthen."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    month = sandbox.read_file(LEFT_OUT[name][1], OCTOBER)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return month, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


STARTS = {
    "too large": ("too_large", b"BEGIN:VCALENDAR\r\n" + b"X" * MOST_BYTES),
    "an archive": ("archive", b"PK\x03\x04" + b"\0" * 100),
    "a compressed file": ("compressed", b"\x1f\x8b\x08" + b"\0" * 100),
    "nothing": ("empty", b""),
    "a page": ("web_page", b"<html>BEGIN:VCALENDAR</html>"),
    "a text": ("no_calendar", b"Dear Ada"),
}
REFUSED = {
    "5,001 events that cannot be read": (
        "too_many_events",
        calendar("BEGIN:VEVENT\nEND:VEVENT\n" * 5001),
    ),
    "5,001 events of one month": ("too_many_events", calendar(*(event(uid=str(n)) for n in range(5001)))),
    "31,000 appointments": (
        "too_many_occurrences",
        calendar(*(event(more="RRULE:FREQ=DAILY\n", uid=str(n)) for n in range(1000))),
    ),
}
LEFT_OUT = {
    "hourly": ("too_often", make_bomb("FREQ=HOURLY", "19900101T000000")),
    "minutely": ("too_often", make_bomb("FREQ=MINUTELY")),
    "secondly": ("too_often", make_bomb("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")),
    "hourly in small letters": ("too_often", make_bomb("freq=hourly").replace(b"RRULE", b"rrule")),
    "hourly on a folded line": ("too_often", make_bomb("FREQ=HOU\n RLY")),
    "hourly behind a parameter": ("too_often", make_bomb("FREQ=HOURLY").replace(b"RRULE:", b"RRULE;X=1:")),
    "hourly for longer than it says": ("too_often", make_bomb("FREQ=HOURLY;COUNT=90000")),
    "hourly within rare hours": ("too_often", make_bomb("FREQ=HOURLY;INTERVAL=24;BYHOUR=3;COUNT=2")),
    "every hour of a day": ("too_often", make_bomb("FREQ=DAILY;BYHOUR=0,1,2,3")),
    "two minutes": ("too_often", make_bomb("FREQ=DAILY;BYMINUTE=0,30")),
    "two seconds": ("too_often", make_bomb("FREQ=YEARLY;BYSECOND=0,1")),
    "hourly but for an exception": ("too_often", make_bomb("FREQ=DAILY\nEXRULE:FREQ=HOURLY")),
    "30 February": ("impossible_date", make_bomb("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
    "a 13th month": ("impossible_date", make_bomb("FREQ=YEARLY;BYMONTH=13")),
    "a 45th day": ("impossible_date", make_bomb("FREQ=DAILY;BYMONTHDAY=45")),
    "the sixth Monday": ("impossible_date", make_bomb("FREQ=MONTHLY;BYDAY=6MO")),
    "the second of one day": ("impossible_date", make_bomb("FREQ=DAILY;BYSETPOS=2;COUNT=5")),
    "weeks of the year by the day": ("impossible_date", make_bomb("FREQ=DAILY;BYWEEKNO=1;BYMONTH=6")),
    "no step forward": ("impossible_date", make_bomb("FREQ=DAILY;INTERVAL=0")),
    "daily since the year 1": ("impossible_date", make_bomb("FREQ=DAILY", "00010101T090000")),
    "daily since 1604": ("impossible_date", make_bomb("FREQ=DAILY", "16040101T090000")),
    "a rule within a rule, of the first calendar programs": ("impossible_date", make_bomb("D1 #5 M10 #6")),
    "a rule of 30,000 letters": ("impossible_date", make_bomb("FREQ=DAILY;BYDAY=" + "MO," * 10_000)),
}


@pytest.mark.parametrize("name", STARTS)
def test_what_the_first_bytes_show_starts_no_process(name: str) -> None:
    code, raw = STARTS[name]
    with sandbox.one_at_a_time:  # so that anything further would be "busy"
        assert refusal(raw) == code


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_take_too_much_is_refused(name: str) -> None:
    code, raw = REFUSED[name]
    assert refusal(raw) == code


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_would_never_end_is_left_out_and_named(name: str) -> None:
    read, _seconds = read_bomb(name)
    assert (read.appointments, read.unreadable) == (0, {LEFT_OUT[name][0]: ["Bomb"]})


def test_a_zone_that_changes_by_the_hour_is_not_followed() -> None:
    hourly = (
        "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=HOURLY\n"
    )
    zone = f"BEGIN:VTIMEZONE\nTZID:Own\n{hourly}END:STANDARD\nEND:VTIMEZONE\n"
    raw = calendar(zone, event().replace("DTSTART:", "DTSTART;TZID=Own:").replace("00Z", "00"))
    assert sandbox.read_file(raw, OCTOBER).appointments == 1


def test_small_bombs_cost_the_server_under_a_second_each() -> None:
    assert sum(read_bomb(name)[1] for name in LEFT_OUT) < len(LEFT_OUT)


def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sandbox.CPU_SECONDS == 5
    monkeypatch.setattr(sandbox, "CPU_SECONDS", 1)  # all of it would take minutes
    since_1900 = "RRULE:FREQ=WEEKLY;UNTIL=20270101T000000Z\n"
    slow = [
        event("x", "19000101T090000Z", "19000101T100000Z", more=since_1900, uid=str(number))
        for number in range(4000)
    ]
    assert refusal(calendar(*slow)) == "too_slow"


@pytest.mark.parametrize("title", ["a-", "ja ", "freigabe ", "social proof ", "ä"])
def test_5000_titles_that_are_costly_to_sort_are_sorted_or_refused_in_words(title: str) -> None:
    first = datetime(2026, 10, 1, tzinfo=UTC)
    starts = [first + timedelta(minutes=8 * number) for number in range(5000)]
    events = [
        event(
            f"{number} {title * 200}"[:200],
            f"{start:%Y%m%dT%H%M%SZ}",
            f"{start + timedelta(minutes=8):%Y%m%dT%H%M%SZ}",
            uid=str(number),
        )
        for number, start in enumerate(starts)
    ]
    try:
        outcome = str(len(sandbox.read_file(calendar(*events), OCTOBER).groups))
    except FileRefused as refused:
        outcome = refused.code
    assert outcome in {"5000", "too_slow"}


SURROUNDED = {
    "a title of 300,000 soft line ends": event(
        "A", more="SUMMARY;ENCODING=QUOTED-PRINTABLE:" + "=C3=BC=\n" * 300_000 + "\n"
    ),
    "30,000 people": event(
        "A", more="".join(f"ATTENDEE;CN=P{n}:mailto:p{n}@example.org\n" for n in range(30_000))
    ),
    "an address of percent signs": event("A", more=f"ATTENDEE:mailto:{'%25' * 300_000}@x\n"),
    "zones that are paths": event("A", more="X-WR-TIMEZONE:../../../etc/shadow\n").replace(
        "DTSTART:20261005T090000Z", "DTSTART;TZID=../../etc/passwd:20261005T090000"
    ),
    "a million quotation marks around a zone": event("A").replace(
        "DTSTART:", f"DTSTART;TZID={'"' * 1_000_000}:"
    ),
    "a series of 2,000 later versions": event("A", more="RRULE:FREQ=DAILY;COUNT=1\n", uid="A")
    + "".join(
        event(
            "A",
            more=f"RECURRENCE-ID;RANGE=THISANDFUTURE:2015{n % 12 + 1:02}{n % 28 + 1:02}T090000Z\n",
            uid="A",
        )
        for n in range(2_000)
    ),
}


@pytest.mark.parametrize("name", SURROUNDED)
def test_an_event_made_to_cost_time_does_not_spoil_the_next(name: str) -> None:
    read = sandbox.read_file(
        calendar(SURROUNDED[name], event("Good", "20261006T090000Z", "20261006T100000Z")), OCTOBER
    )
    assert ("Good", 60) in [(group.title, group.minutes) for group in read.groups]


def test_one_file_is_read_at_a_time() -> None:
    with sandbox.one_at_a_time:
        assert refusal(calendar(event())) == "busy"
    assert sandbox.read_file(calendar(event()), OCTOBER).appointments == 1


def test_every_refusal_has_words_that_say_what_to_do() -> None:
    codes = {code for code, _ in [*STARTS.values(), *REFUSED.values(), *OTHER_FORMATS.values()]}
    other_codes = {"unreadable", "too_slow", "busy", "nothing_then", "wrong_name"}
    assert codes | other_codes == set(wording.UNREADABLE)


def test_every_reason_to_leave_an_event_out_has_words() -> None:
    assert {code for code, _ in LEFT_OUT.values()} | {"cut_off"} == set(wording.UNREADABLE_EVENTS)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.decode().encode("utf-16-le"),
        lambda raw: raw.decode().encode("utf-16-be"),
        lambda raw: b"\xfe\xff" + raw.decode().encode("utf-16-be"),
        lambda raw: raw.decode().encode("utf-32"),
        lambda raw: raw.decode().encode("utf-32-le"),
        lambda raw: raw.decode().encode("utf-32-be"),
        lambda raw: b"\0\0\xfe\xff" + raw.decode().encode("utf-32-be"),
        lambda raw: raw.replace(b"Caf", b"C\0af").replace(b"DTSTART", b"DT\0START") + b"\x1a\0\0",
        lambda raw: b"\0" + raw + b"\0" * 5_000,
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw.replace(b"\r\n", b"\r"),
        lambda raw: raw.replace(b"SUMMARY:Caf", b"SUMMARY:Caf\xe9"),
    ],
)
def test_other_letters_and_line_ends_are_read(wrap) -> None:  # type: ignore[no-untyped-def]  # a lambda has none
    (group,) = sandbox.read_file(wrap(calendar(event("Caf"))), OCTOBER).groups
    assert group.title in {"Caf", "Café"}


def test_only_what_is_needed_of_a_file_is_parsed() -> None:
    more = "DESCRIPTION:secret\nLOCATION:secret\nATTACH:secret\nBEGIN:VALARM\nSUMMARY:secret\nEND:VALARM\n"
    filtered = keep_month(calendar(event(more=more), "BEGIN:VTODO\nSUMMARY:secret\nEND:VTODO\n"), OCTOBER)
    assert b"secret" not in filtered
    assert filtered.count(b"SUMMARY:Meeting") == 1
