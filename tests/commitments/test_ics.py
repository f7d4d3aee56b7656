"""The calendar file, read back by the library that others read it with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar, Component

from assessment.accounts.models import User
from assessment.commitments import actions
from assessment.commitments.dates import add_months, next_full, next_pulse
from assessment.commitments.ics import Entry, calendar_file
from assessment.commitments.suggested_texts import PHRASES
from tests import make

MADE = datetime(2026, 11, 22, 10, tzinfo=UTC)
ENTRY = Entry(
    "1@example.org",
    date(2027, 2, 22),
    "Kept, partly; or not?",
    "When X\ncomes round",
    "https://example.org/c/",
)


def events(content: bytes) -> list[Component]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_day_comes_back_as_it_went_in() -> None:
    (event,) = events(calendar_file([ENTRY], at=MADE))
    assert event.decoded("dtstart") == ENTRY.day
    assert event.decoded("dtend") == date(2027, 2, 23)
    assert (str(event["uid"]), str(event["summary"]), str(event["url"])) == (
        ENTRY.uid,
        ENTRY.title,
        ENTRY.link,
    )
    assert str(event["description"]) == ENTRY.words
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=9)


def test_what_somebody_typed_starts_no_property() -> None:
    hostile = Entry("1@example.org", ENTRY.day, "x\r\nBEGIN:VEVENT", "y\r\nATTENDEE:mailto:z@example.org")
    content = calendar_file([hostile], at=MADE)
    (event,) = events(content)
    assert "attendee" not in event
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_nothing_to_remind_of_and_a_moment_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="needs an entry"):
        calendar_file([], at=MADE)
    with pytest.raises(ValueError, match="time zone"):
        calendar_file([ENTRY], at=datetime(2026, 11, 22))  # noqa: DTZ001  # what is refused


def test_the_file_of_a_result_holds_both_dates(client: Client, cmo: User) -> None:
    result = make.attempt(cmo, at=MADE)
    commitment = make.commitment(result, due_on=date(2027, 2, 22))
    client.force_login(cmo)
    response = client.get(f"/r/{result.uid}/reminder.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    due, again = events(response.content)
    assert (due.decoded("dtstart"), str(due["description"])) == (date(2027, 2, 22), commitment.sentence)
    assert again.decoded("dtstart") == date(2027, 2, 22)
    assert str(again["url"]).endswith("/start/")
    assert str(due["summary"]) == "Architect or Artefact: kept, partly, or not at all?"
    assert str(again["summary"]).startswith("Architect or Artefact: ")
    actions.close_commitment(commitment, "kept", at=MADE)
    (event,) = events(client.get(f"/r/{result.uid}/reminder.ics").content)
    assert str(event["uid"]) == str(again["uid"])


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("made_on", "due_on", "first"),
    [
        (date(2026, 11, 22), date(2027, 2, 22), MONDAY),  # made on a Sunday
        (MONDAY, date(2027, 2, 22), date(2026, 11, 30)),
        (date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 25)),  # over before the next Monday
    ],
)
def test_the_weekly_line_begins_on_a_monday_and_ends_with_the_date(
    client: Client, cmo: User, made_on: date, due_on: date, first: date
) -> None:
    result = make.attempt(cmo, at=MADE)
    commitment = make.commitment(result, made_on=made_on, due_on=due_on)
    client.force_login(cmo)
    response = client.get(f"/r/{result.uid}/weekly.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response.content)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (first, first + timedelta(days=1))
    assert event["rrule"] == {"FREQ": ["WEEKLY"], "UNTIL": [due_on]}
    assert f"UNTIL={due_on:%Y%m%d}\r\n".encode() in response.content
    assert str(event["summary"]) == f"Architect or Artefact, this week: {commitment.act}"
    assert str(event["description"]) == commitment.sentence


def test_a_second_weekly_file_replaces_the_first(client: Client, cmo: User) -> None:
    result = make.attempt(cmo, at=datetime.now(UTC))
    make.commitment(result)
    client.force_login(cmo)
    (before,) = events(client.get(f"/r/{result.uid}/weekly.ics").content)
    due_on = datetime.now(UTC).date() + timedelta(days=20)
    actions.save_commitment(result, PHRASES["systems.flow"], due_on=due_on, today=datetime.now(UTC).date())
    (after,) = events(client.get(f"/r/{result.uid}/weekly.ics").content)
    (reminder, _again) = events(client.get(f"/r/{result.uid}/reminder.ics").content)
    assert str(before["uid"]) == str(after["uid"]) != str(reminder["uid"])
    assert str(before["summary"]) != str(after["summary"])
    assert after["rrule"] == {"FREQ": ["WEEKLY"], "UNTIL": [due_on]}


def test_only_an_open_commitment_of_ones_own_has_a_weekly_line(
    client: Client, cmo: User, stranger: User
) -> None:
    result = make.attempt(cmo, at=MADE)
    address = f"/r/{result.uid}/weekly.ics"
    client.force_login(cmo)
    assert client.get(address).status_code == 404
    commitment = make.commitment(result)
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(cmo)
    assert client.get(address).status_code == 200
    actions.close_commitment(commitment, "kept", at=MADE)
    assert client.get(address).status_code == 404


def test_an_open_attempt_and_a_strangers_have_no_file(client: Client, cmo: User, stranger: User) -> None:
    client.force_login(stranger)
    assert client.get(f"/r/{make.attempt(cmo).uid}/reminder.ics").status_code == 404
    assert client.get(f"/r/{make.started(stranger).uid}/reminder.ics").status_code == 404


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 3, date(2027, 2, 22)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_on_keeps_the_day_or_takes_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_reminder_is_never_sooner_than_the_advice() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(800)]
    assert min(next_full(day) - day for day in days) == timedelta(days=90)
    assert min(next_pulse(day) - day for day in days) >= timedelta(days=21)
