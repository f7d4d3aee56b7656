"""Calendar files at their limits: 5,000 events of one month, 20,000 over years in 20 MB, long series.

    python -m benchmarks.calendar

Prints seconds for each step (median, least and most of five) and the most memory that the reading process and
this one took.
"""

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

ROUNDS = 5
OCTOBER = date(2026, 10, 1)
TITLES = (
    "Creative review",
    "Agency status",
    "1:1",
    "Workflow for briefs",
    "Workshop",
    "Board",
    "Sign-off",
    "Call",
)
BERLIN = "TZID=Europe/Berlin"
TEXT = " Join with Google Meet: https://meet.google.com/abc-defg-hij\\nOr dial: +49 30\r\n"


def file(events: int = 5_000) -> bytes:
    """As many single events of one month as a file may hold, with guests and texts, under two megabytes."""
    begin = datetime(2026, 10, 1, 6, tzinfo=UTC)
    parts = []
    for number in range(events):
        start = begin + timedelta(minutes=number * 8)
        title = f"{TITLES[number % len(TITLES)]} {number % 400}"
        parts.append(
            f"BEGIN:VEVENT\r\nUID:{number}@example.org\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
            f"DTEND:{start + timedelta(minutes=30):%Y%m%dT%H%M%SZ}\r\nSUMMARY:{title}\r\n"
            "ORGANIZER:mailto:cmo@example.org\r\n"
            f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:p{number % 50}@example.org\r\n"
            "DESCRIPTION:Agenda and links of this meeting\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n"
        )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


def whole_calendar(events: int = 20_000) -> bytes:
    """Ten years of meetings as Google exports them, in 20 MB: a tenth recur, texts and guests are long."""
    begin = datetime(2017, 1, 2, 6, tzinfo=UTC)
    parts = []
    for number in range(events):
        start = begin + timedelta(minutes=number * 260)
        until = start + timedelta(days=120)
        rule = f"RRULE:FREQ=WEEKLY;UNTIL={until:%Y%m%dT%H%M%SZ}\r\n" if number % 10 == 0 else ""
        guests = "".join(
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=P{guest}\r\n"
            f" @example.org;X-NUM-GUESTS=0:mailto:p{guest}@example.org\r\n"
            for guest in (number % 50, number % 7)
        )
        texts = "".join(
            f" Agenda, links and dial-in numbers of this meeting, line {line:02}\r\n" for line in range(7)
        )
        parts.append(
            f"BEGIN:VEVENT\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDURATION:PT30M\r\n"
            f"{rule}DTSTAMP:20261101T000000Z\r\nORGANIZER;CN=Ada:mailto:cmo@example.org\r\nUID:{number}@google.com\r\n"
            f"{guests}DESCRIPTION:\r\n{texts}LOCATION:Room\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\n"
            f"SUMMARY:{TITLES[number % len(TITLES)]}\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n"
        )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


def busy_month(events: int, guests: int, texts: int) -> bytes:
    """Events of one month in a zone that the file names, with guests, long texts and alarms."""
    return _calendar(
        _event(number, _span(datetime(2026, 10, 1, 6) + timedelta(minutes=number * 8)), guests, texts)  # noqa: DTZ001  # of Berlin
        for number in range(events)
    )


def series_with_exceptions(series: int, exceptions: int) -> bytes:
    """Weekly since 2024, seventeen dates cut out, and this month each occurrence moved by an hour."""
    parts = []
    for number in range(series):
        begin = datetime(2024, 1, 1, 8) + timedelta(days=number % 5, minutes=number * 13 % 600)  # noqa: DTZ001  # of Berlin
        weeks = [begin + timedelta(weeks=week) for week in range(143 + exceptions)]
        excluded = [f"EXDATE;{BERLIN}:{week:%Y%m%dT%H%M%S}\r\n" for week in weeks[3:100:6]]
        parts.append(_event(number, f"{_span(begin)}RRULE:FREQ=WEEKLY\r\n{''.join(excluded)}", 6, 30))
        parts += [
            _event(
                number,
                f"{_span(week + timedelta(hours=1))}RECURRENCE-ID;{BERLIN}:{week:%Y%m%dT%H%M%S}\r\n",
                6,
                30,
            )
            for week in weeks[143:]
        ]
    return _calendar(parts)


def _calendar(parts: Iterable[str]) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
    return f"{head}{''.join(parts)}END:VCALENDAR\r\n".encode()


def _span(start: datetime) -> str:
    end = start + timedelta(minutes=30)
    return f"DTSTART;{BERLIN}:{start:%Y%m%dT%H%M%S}\r\nDTEND;{BERLIN}:{end:%Y%m%dT%H%M%S}\r\n"


def _event(number: int, dates: str, guests: int, texts: int) -> str:
    people = "".join(
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=P{guest}\r\n"
        f" @example.org;X-NUM-GUESTS=0:mailto:p{guest}@example.org\r\n"
        for guest in ((number * 7 + place) % 50 for place in range(guests))
    )
    return (
        f"BEGIN:VEVENT\r\n{dates}ORGANIZER;CN=Ada:mailto:cmo@example.org\r\nUID:{number}@google.com\r\n"
        f"{people}DESCRIPTION:\r\n{TEXT * texts}SEQUENCE:0\r\nSTATUS:CONFIRMED\r\n"
        f"SUMMARY:{TITLES[number % len(TITLES)]} {number % 400}\r\nTRANSP:OPAQUE\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P0DT0H10M0S\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    )


def processor_seconds(work: Callable[[], Any]) -> str:
    """Of this process and of those it started, for one go."""
    before = sum(os.times()[:4])
    work()
    return f"{sum(os.times()[:4]) - before:.2f}"


def timed(work: Callable[[], Any]) -> tuple[str, Any]:
    seconds, result = [], None
    for _ in range(ROUNDS):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return f"{statistics.median(seconds):6.3f} ({min(seconds):.3f} to {max(seconds):.3f})", result


def time_whole_files(read_file: Callable[..., Any]) -> None:
    for name, content in (
        ("20,000 events over ten years", whole_calendar()),
        ("4,900 events of one month, 4 guests each", busy_month(4_900, 4, 40)),
        ("4,600 events of one month, 27 guests each", busy_month(4_600, 27, 5)),
        ("1,000 weekly series since 2024, dates cut out", series_with_exceptions(1_000, 0)),
        ("980 such series, 4 occurrences of each moved", series_with_exceptions(980, 4)),
    ):
        spent = processor_seconds(partial(read_file, content, OCTOBER, addresses=["cmo@example.org"]))
        print(f"{len(content) / 1e6:.1f} MB, {name}: {spent} s of processor")


def main() -> None:
    os.environ.setdefault("DATABASE_URL", "postgres:///none")  # nothing here asks the database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django  # noqa: PLC0415  # after the environment is set

    django.setup()
    from django.template.loader import render_to_string  # noqa: PLC0415  # needs the settings

    from assessment.accounts.models import User  # noqa: PLC0415  # the same
    from assessment.calendar_audit import context  # noqa: PLC0415  # the same
    from assessment.calendar_audit.classification import rules  # noqa: PLC0415  # the same
    from assessment.calendar_audit.classification.review import build_review  # noqa: PLC0415  # the same
    from assessment.calendar_audit.file_reader import occurrences, prefilter, sandbox  # noqa: PLC0415  # the same

    raw = file()
    appointments = occurrences.read_appointments(raw, OCTOBER, addresses=["cmo@example.org"])
    prefilter_time, _ = timed(lambda: prefilter.keep_month(raw, OCTOBER))
    reading_time, month = timed(lambda: sandbox.read_file(raw, OCTOBER, addresses=["cmo@example.org"]))
    classification_time, _ = timed(lambda: rules.classify_appointments(appointments))
    _, review = timed(lambda: build_review(month, rules.get_rule_book(), OCTOBER))
    user = User(email="cmo@example.org")
    rendering_time, html = timed(
        lambda: render_to_string("calendar_audit/review.html", context.build_review_page(review, user))
    )
    children, own = (
        resource.getrusage(usage_of).ru_maxrss // 1024
        for usage_of in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    )
    print(f"{len(raw) / 1e6:.2f} MB, {month.appointments} appointments")
    print(f"{len(review.rows)} rows, {len(html) // 1024} KB of page")
    print(f"cut down to the month      {prefilter_time} s")
    print(f"read in a process apart    {reading_time} s, this and the next included")
    print(f"merged, grouped, sorted    {classification_time} s")
    print(f"shown                      {rendering_time} s")
    time_whole_files(sandbox.read_file)
    print(f"most memory: the process apart {children} MB, this one {own} MB")


if __name__ == "__main__":
    main()
