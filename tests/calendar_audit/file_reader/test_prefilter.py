"""The cut to a month changes nothing of what the month holds, and keeps nothing that is not read."""

from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences, prefilter
from assessment.calendar_audit.file_reader.prefilter import keep_month
from tests.calendar_audit.exports import calendar, event
from tests.calendar_audit.file_reader.test_cases import CASES, RIGHT, month_of
from tests.calendar_audit.generated import calendar_file

OCTOBER = date(2026, 10, 1)
FILES = {name: ((CASES / name).read_bytes(), month_of(RIGHT[name])) for name in RIGHT}
FILES |= {f"generated {seed}": (calendar_file(seed), OCTOBER) for seed in range(30)}
FILES["line ends converted twice"] = (
    calendar(event("Folded\n title")).replace(b"\r\n", b"\r\r\n"),
    OCTOBER,
)
FILES["called off"] = (calendar(event(), head="METHOD:CANCEL\n"), OCTOBER)


@pytest.mark.parametrize("name", FILES)
def test_a_month_is_the_same_from_the_whole_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, month = FILES[name]
    cut = occurrences.read_appointments(raw, month, "Europe/Berlin", ["ada@example.org"])
    monkeypatch.setattr(prefilter, "MARGIN", 400_000)
    uncut = occurrences.read_appointments(raw, month, "Europe/Berlin", ["ada@example.org"])
    assert (cut.appointments, cut.left_out) == (uncut.appointments, uncut.left_out)


@pytest.mark.parametrize("name", FILES)
def test_cutting_twice_is_cutting_once(name: str) -> None:
    raw, month = FILES[name]
    assert keep_month(keep_month(raw, month), month) == keep_month(raw, month)


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [
        ("20260801T090000Z", "20260801T100000Z", ""),
        ("20261215T090000Z", "20261215T100000Z", ""),
        ("20200101T090000Z", "20200101T100000Z", "RRULE:FREQ=DAILY;UNTIL=20200601T000000Z\n"),
        ("20270101T090000Z", "20270101T100000Z", "RRULE:FREQ=DAILY\n"),
        ("20200101T090000Z", "20200101T100000Z", "RECURRENCE-ID:20200102T090000Z\n"),
    ],
)
def test_what_cannot_reach_the_month_is_cut(start: str, end: str, more: str) -> None:
    assert b"VEVENT" not in keep_month(calendar(event(start=start, end=end, more=more)), OCTOBER)


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [
        ("20260915T090000Z", "20260915T100000Z", ""),
        ("20200101T090000Z", "20270101T100000Z", ""),
        ("20200101T090000Z", "20200101T100000Z", "RRULE:FREQ=DAILY;COUNT=3\n"),
        ("20200101T090000Z", "20200101T100000Z", "RDATE:20261005T090000Z\n"),
        ("20200101T090000Z", "20200101T100000Z", "RECURRENCE-ID:20261005T090000Z\n"),
        ("20200101T090000Z", "20200101T100000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20200102T090000Z\n"),
        ("20200101T090000Z", "20200101T100000Z", "EXDATE:\n"),
        ("20200230T090000Z", "20200230T100000Z", ""),
    ],
)
def test_what_may_reach_it_or_cannot_be_read_stays(start: str, end: str, more: str) -> None:
    assert b"VEVENT" in keep_month(calendar(event(start=start, end=end, more=more)), OCTOBER)
