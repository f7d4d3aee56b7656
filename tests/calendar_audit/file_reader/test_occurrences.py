"""Whose appointment it is, how many were asked, what a "maybe" is; edges that exports have."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Appointment, Reading
from tests.calendar_audit.exports import GUESTS, calendar, event

OCTOBER = date(2026, 10, 1)
ME = ["cmo@example.org"]


def read(*events: str, head: str = "", **options: Any) -> Reading:
    return occurrences.read_appointments(
        calendar(*events, head=head), OCTOBER, **({"zone": "UTC", "addresses": ME} | options)
    )


def read_only_appointment(*events: str, **options: Any) -> Appointment:
    (appointment,) = read(*events, **options).appointments
    return appointment


def minute_of(day: int, hour: int) -> int:
    return int(datetime(2026, 10, day, hour, tzinfo=UTC).timestamp()) // 60


def test_an_appointment_is_minutes_on_the_clock() -> None:
    assert read_only_appointment(event("Review")) == Appointment(
        minute_of(5, 9), minute_of(5, 10), "Review", recurring=False, people=1, mine=None, tentative=False
    )


def test_attendees_and_organiser_are_counted_once_and_rooms_not_at_all() -> None:
    room = "ATTENDEE;CUTYPE=ROOM:mailto:room@example.org\n"
    appointment = read_only_appointment(event(more=GUESTS.format("ACCEPTED") + room))
    assert (appointment.people, appointment.mine) == (2, True)


def test_somebody_elses_meeting_is_not_mine() -> None:
    guests = GUESTS.format("ACCEPTED").replace("ORGANIZER;CN=Ada Obi:mailto:cmo@", "ORGANIZER:mailto:ben@")
    assert read_only_appointment(event(more=guests)).mine is False


@pytest.mark.parametrize("answer", ["TENTATIVE", "tentative"])
def test_an_invitation_answered_with_maybe_is_tentative(answer: str) -> None:
    assert read_only_appointment(event(more=GUESTS.format(answer))).tentative


@pytest.mark.parametrize("line", ["STATUS:TENTATIVE\n", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\n"])
def test_an_event_marked_as_tentative_is_tentative(line: str) -> None:
    assert read_only_appointment(event(more=line)).tentative


def test_what_others_answered_decides_nothing() -> None:
    declined = GUESTS.format("ACCEPTED").replace("PARTSTAT=ACCEPTED;CN=Ben", "PARTSTAT=DECLINED;CN=Ben")
    assert len(read(event(more=declined)).appointments) == 1


def test_without_an_address_of_mine_the_owner_is_who_is_in_most_events() -> None:
    ours = [event(f"{n}", more=GUESTS.format("ACCEPTED").replace("ben@", f"ben{n}@")) for n in range(3)]
    declined = event("Declined", more=GUESTS.format("DECLINED").replace("ben@", "ben4@"))
    review = read(*ours, declined, addresses=["elsewhere@example.com"])
    assert review.left_out == {"declined": 1}


def test_the_calendars_own_name_may_be_the_address() -> None:
    head = "X-WR-CALNAME:Cmo@Example.org\n"
    review = read(event(more=GUESTS.format("DECLINED")), head=head, addresses=())
    assert review.left_out == {"declined": 1}


def test_what_is_cut_at_the_months_edge_keeps_its_part() -> None:
    appointment = read_only_appointment(event(start="20260930T220000Z", end="20261001T030000Z"))
    assert (appointment.start, appointment.end) == (minute_of(1, 0), minute_of(1, 3))


def test_what_touches_the_month_is_not_in_it() -> None:
    before = event("Before", start="20260930T220000Z", end="20261001T000000Z")
    after = event("After", start="20261101T000000Z", end="20261101T010000Z")
    assert read(before, after).appointments == []


def test_the_night_with_an_hour_twice_has_it_twice() -> None:
    berlin = "DTSTART;TZID=Europe/Berlin:20261025T010000\nDTEND;TZID=Europe/Berlin:20261025T040000\n"
    appointment = read_only_appointment(f"BEGIN:VEVENT\nUID:1\n{berlin}SUMMARY:Night\nEND:VEVENT\n")
    assert appointment.end - appointment.start == 4 * 60


def test_a_meeting_at_nine_stays_at_nine_when_the_clocks_change() -> None:
    berlin = "DTSTART;TZID=Europe/Berlin:20261019T090000\nDTEND;TZID=Europe/Berlin:20261019T100000\n"
    review = read(f"BEGIN:VEVENT\nUID:1\n{berlin}RRULE:FREQ=WEEKLY;COUNT=2\nSUMMARY:x\nEND:VEVENT\n")
    assert [appointment.start for appointment in review.appointments] == [minute_of(19, 7), minute_of(26, 8)]


@pytest.mark.parametrize(
    ("own_zone", "head", "zone"),
    [
        ("Asia/Tokyo", "X-WR-TIMEZONE:Europe/Paris\n", "Asia/Tokyo"),
        ("", "X-WR-TIMEZONE:Europe/Paris\n", "Europe/Paris"),
        ("", "X-WR-TIMEZONE:Nowhere/Land\n", "UTC"),
        ("", "X-WR-TIMEZONE:../../etc/passwd\n", "UTC"),
        ("", "", "UTC"),
    ],
)
def test_the_months_edges_lie_in_the_persons_zone(own_zone: str, head: str, zone: str) -> None:
    assert read(event(), head=head, zone=own_zone).zone == zone


def test_most_events_zone_is_taken_where_nothing_else_says_one() -> None:
    ours = event().replace("DTSTART:20261005T090000Z", "DTSTART;TZID=Asia/Tokyo:20261005T180000")
    assert read(ours, zone="").zone == "Asia/Tokyo"


def test_a_title_is_one_line_of_bounded_length() -> None:
    assert read_only_appointment(event("  A\\n title  " + "x" * 300)).title == ("A title " + "x" * 300)[:200]


def test_every_occurrence_of_a_series_is_recurring_its_exception_too() -> None:
    series = event(more="RRULE:FREQ=WEEKLY;COUNT=2\n", uid="s")
    moved = event(
        start="20261013T090000Z", end="20261013T100000Z", more="RECURRENCE-ID:20261012T090000Z\n", uid="s"
    )
    assert [appointment.recurring for appointment in read(series, moved, event("Single")).appointments] == [
        True,
        False,
        True,
    ]


def test_an_occurrence_moved_back_from_next_month_is_found() -> None:
    series = event(start="20261005T090000Z", more="RRULE:FREQ=MONTHLY\n", uid="s")
    moved = event(
        start="20261030T090000Z", end="20261030T100000Z", more="RECURRENCE-ID:20261105T090000Z\n", uid="s"
    )
    assert len(read(series, moved).appointments) == 2
