"""Dates, repetitions and lengths as calendar programs write them."""

from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading
from tests.calendar_audit.exports import calendar, event

OCTOBER = date(2026, 10, 1)


def read(*events: str, month: date = OCTOBER, zone: str = "Europe/Berlin") -> Reading:
    return occurrences.read_appointments(calendar(*events), month, zone)


def minutes(reading: Reading) -> int:
    return sum(appointment.end - appointment.start for appointment in reading.appointments)


@pytest.mark.parametrize(
    ("start", "end", "month"),
    [
        ("20261005T000000", "20261005T235900", 10),
        ("20261005T000000", "20261005T233000", 10),
        ("20261005T000000", "20261006T000000", 10),
        ("20260329T000000", "20260330T000000", 3),  # 23 hours
        ("20260329T000000", "20260329T235900", 3),
        ("20261025T000000", "20261025T235900", 10),  # 25 hours
        ("20261005T120000", "20261006T120000", 10),
    ],
)
def test_a_whole_day_is_one_by_any_name(start: str, end: str, month: int) -> None:
    assert read(event(start=start, end=end), month=date(2026, month, 1)).left_out == {"all_day": 1}


def test_a_long_day_is_work() -> None:
    review = read(event(start="20261005T060000", end="20261005T220000"))
    assert (minutes(review), review.left_out) == (16 * 60, {})


@pytest.mark.parametrize(
    ("until", "times"),
    [
        ("20261007T140000", 3),
        ("20261007T180000Z", 3),
        ("20261007T170000Z", 2),
        ("20261007", 3),
        ("20261006", 2),
    ],
)
def test_until_without_a_zone_is_in_that_of_the_start(until: str, times: int) -> None:
    new_york = (
        f"DTSTART;TZID=America/New_York:20261005T140000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL={until}\n"
    )
    assert minutes(read(f"BEGIN:VEVENT\nUID:1\n{new_york}END:VEVENT\n")) == times * 60


def test_an_exception_rule_cuts_out_what_it_names() -> None:
    more = "RRULE:FREQ=DAILY;COUNT=5\nEXRULE:FREQ=DAILY;INTERVAL=2;COUNT=3\n"
    assert minutes(read(event(more=more))) == 2 * 60


@pytest.mark.parametrize("length", ["DTEND:20261005T080000Z", "DURATION:-PT1H"])
def test_an_end_before_the_start_is_no_length(length: str) -> None:
    review = read(f"BEGIN:VEVENT\nUID:1\nDTSTART:20261005T090000Z\n{length}\nEND:VEVENT\n")
    assert (review.appointments, review.left_out) == ([], {"no_length": 1})


def test_the_newest_version_of_an_event_counts_alone() -> None:
    old = event(uid="u", more="SEQUENCE:1\n")
    new = event(uid="u", start="20261120T090000Z", end="20261120T100000Z", more="SEQUENCE:2\n")
    assert minutes(read(old, new)) == 0
    assert minutes(read(new, old)) == 0


def test_copies_under_one_uid_at_other_times_count_each() -> None:
    copies = [
        event(uid="u", start=f"202610{day:02}T090000Z", end=f"202610{day:02}T100000Z") for day in (5, 6, 6)
    ]
    assert minutes(read(*copies)) == 2 * 60


def test_events_without_a_uid_count_each() -> None:
    blank = [event(title, uid="x").replace("UID:x\n", "") for title in ("A", "B")]
    assert len(read(*blank).appointments) == 2


@pytest.mark.parametrize(
    "line",
    [
        *("RRULE:", "EXRULE:", "DURATION:", "SEQUENCE:", "SEQUENCE:1.5", "RECURRENCE-ID:", "UID:"),
        "RRULE:FREQ=WEEKLY;BYDAY=;X-NAME=1;COUNT=1",
        "RRULE:RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=FORWARD;COUNT=1",
        "EXDATE:20261006T090000Z;20261007T090000Z",
    ],
)
def test_a_line_that_says_nothing_costs_no_event(line: str) -> None:
    review = read(event("Kept", uid=" " if line == "UID:" else "1", more=f"{line}\n"))
    assert (minutes(review), review.unreadable) == (60, {})


@pytest.mark.parametrize(
    "zone", ["tzone://Microsoft/Utc", '"tzone://Microsoft/Utc"', "tzone://Microsoft/Custom"]
)
def test_a_zone_of_exchange_with_a_colon_in_its_name_is_read(zone: str) -> None:
    local = event(start="20260930T223000", end="20260930T233000")
    review = read(local.replace("DTSTART", f"DTSTART;TZID={zone}").replace("DTEND", f"DTEND;TZID={zone}"))
    assert (minutes(review), review.unreadable) == (60 if "Utc" in zone else 0, {})


def test_a_title_is_whole_where_line_ends_were_converted_twice() -> None:
    raw = calendar(event("Folded\n title")).replace(b"\r\n", b"\r\r\n")
    (only,) = occurrences.read_appointments(raw, OCTOBER, "UTC").appointments
    assert only.title == "Foldedtitle"


def test_a_line_end_in_a_quoted_printable_title_stays_in_the_title() -> None:
    summary = "SUMMARY;ENCODING=QUOTED-PRINTABLE:Review=0D=0ADTEND:20261005T180000Z"
    (only,) = read(event("T").replace("SUMMARY:T", summary)).appointments
    assert (only.title, only.end - only.start) == ("Review DTEND:20261005T180000Z", 60)


@pytest.mark.parametrize(
    "more", ["STATUS:CANCELED\n", "STATUS:Cancelled\n", "STATUS: CANCELLED \n", "STATUS:CANCELLED\n"]
)
def test_a_cancelled_event_is_one_in_both_spellings(more: str) -> None:
    assert read(event(more=more)).left_out == {"cancelled": 1}


@pytest.mark.parametrize("head", ["METHOD:CANCEL\n", "method: cancel \n", "METHOD;X-A=1:Cancel\n"])
def test_all_of_a_file_that_calls_off_is_cancelled(head: str) -> None:
    raw = calendar(event("One"), event("Two", more="RRULE:FREQ=WEEKLY;COUNT=2\n"), head=head)
    review = occurrences.read_appointments(raw, OCTOBER, "UTC")
    assert (review.appointments, review.left_out) == ([], {"cancelled": 3})


@pytest.mark.parametrize("method", ["PUBLISH", "REQUEST", "REPLY"])
def test_other_methods_call_nothing_off(method: str) -> None:
    raw = calendar(event(), head=f"METHOD:{method}\n")
    assert minutes(occurrences.read_appointments(raw, OCTOBER, "UTC")) == 60


def test_a_calendar_that_calls_off_leaves_the_others_in_its_file_as_they_are() -> None:
    raw = calendar(event("Off", uid="1"), head="METHOD:CANCEL\n") + calendar(event("On", uid="2"))
    review = occurrences.read_appointments(raw, OCTOBER, "UTC")
    assert ([each.title for each in review.appointments], review.left_out) == (["On"], {"cancelled": 1})


def test_a_later_cancellation_calls_off_the_invitation_in_the_same_file() -> None:
    off = calendar(event(uid="1", more="SEQUENCE:1\n"), head="METHOD:CANCEL\n")
    review = occurrences.read_appointments(calendar(event(uid="1")) + off, OCTOBER, "UTC")
    assert (review.appointments, review.left_out) == ([], {"cancelled": 1})


@pytest.mark.parametrize("title", ["Declined: Review", "Abgelehnt: Freigabe"])
def test_a_title_that_begins_as_declined_is_not_counted(title: str) -> None:
    review = read(event(title), event("Declined orders review"))
    assert (minutes(review), review.left_out) == (60, {"declined": 1})


def test_a_title_in_quoted_printable_is_read_over_its_soft_line_ends() -> None:
    summary = "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Pr=C3=BCfung =\nder Kampagne"
    (only,) = read(event("T").replace("SUMMARY:T", summary)).appointments
    assert only.title == "Prüfung der Kampagne"


@pytest.mark.parametrize("letter", ["ü", "€", "🎯"])
def test_a_fold_inside_a_letter_spoils_no_title(letter: str) -> None:
    raw = letter.encode()
    for place in range(1, len(raw)):
        folded = calendar(event(f"Pr{letter}fung"), event("Müller", uid="2")).replace(
            raw, raw[:place] + b"\r\n " + raw[place:], 1
        )
        titles = {
            appointment.title
            for appointment in occurrences.read_appointments(folded, OCTOBER, "UTC").appointments
        }
        assert titles == {f"Pr{letter}fung", "Müller"}


def test_lines_in_other_letters_do_not_spoil_those_in_utf_8() -> None:
    raw = calendar(event("Prüfung"), event("Caf", uid="2")).replace(b"Caf", b"Caf\xe9")
    assert {
        appointment.title for appointment in occurrences.read_appointments(raw, OCTOBER, "UTC").appointments
    } == {
        "Prüfung",
        "Café",
    }


@pytest.mark.parametrize("offset", ["+5328", "+5020", "+1730", "0053", "+0053 ", "+005328", "x"])
def test_no_offset_in_a_known_zone_matters(offset: str) -> None:
    standard = (
        f"BEGIN:STANDARD\nDTSTART:18930401T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:+0100\nEND:STANDARD\n"
    )
    zone = f"BEGIN:VTIMEZONE\nTZID:Europe/Berlin\n{standard}END:VTIMEZONE\n"
    berlin = event().replace("DTSTART:", "DTSTART;TZID=Europe/Berlin:").replace("0000Z", "0000")
    assert minutes(read(zone, berlin)) == 60


def test_an_event_at_which_the_file_breaks_off_is_named() -> None:
    raw = calendar(event("Whole"), event("Half", uid="2")).partition(b"END:VEVENT")
    cut = raw[0] + raw[1] + raw[2].partition(b"END:VEVENT")[0]
    appointments = occurrences.read_appointments(cut, OCTOBER, "UTC")
    assert ([appointment.title for appointment in appointments.appointments], appointments.unreadable) == (
        ["Whole"],
        {"cut_off": ["Half"]},
    )
