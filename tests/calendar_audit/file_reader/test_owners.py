"""Whose calendar it is, however programs write addresses, and which answers are a no."""

from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.appointments import Reading
from tests.calendar_audit.exports import calendar, event

OCTOBER = date(2026, 10, 1)
BEN = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org\n"


def read(*events: str, address: str = "ada@example.org") -> Reading:
    return occurrences.read_appointments(calendar(*events), OCTOBER, "UTC", [address])


@pytest.mark.parametrize(
    "attendee",
    [
        "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org",
        "ATTENDEE;PARTSTAT=DECLINED:MAILTO: Ada@Example.org",
        "ATTENDEE;PARTSTAT=DECLINED;EMAIL=ada@example.org:/aMTUy/principal/",
        'ATTENDEE;CN="Obi, Ada";PARTSTAT=DECLINED;EMAIL=ada@example.org:invalid:nomail',
        "ATTENDEE;PARTSTAT=DECLINED;EMAIL=ada@example.org:mailto:2_GEYDG@imip.me.com",
        'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@example.org":mailto:ada@example.org',
        "ATTENDEE;partstat=declined:mailto:ada@example.org",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:Ada Obi <ada@example.org>",
        "ATTENDEE;PARTSTAT=DECLINED:smtp:ada%40example.org",
        "ATTENDEE;PARTSTAT=DECLINED:'mailto:ada@example.org'",
        "ATTENDEE;CN=Obi; Ada;PARTSTAT=DECLINED:mailto:ada@example.org",
        "ATTENDEE;CN=Team: Ada;PARTSTAT=DECLINED:mailto:ada@example.org",
        'ATTENDEE;CN=Ada "the 1st;PARTSTAT=DECLINED:mailto:ada@example.org',
        "ATTENDEE;RSVP;;PARTSTAT=DECLINED:mailto:ada@example.org",
    ],
)
def test_a_no_is_found_however_the_address_is_written(attendee: str) -> None:
    review = read(event(more=f"{attendee}\n{BEN}"))
    assert (review.appointments, review.left_out, review.answers_of) == (
        [],
        {"declined": 1},
        ["ada@example.org"],
    )


@pytest.mark.parametrize("reply", ["ACCEPTED", "COMPLETED", "X-MAYBE-LATER", ""])
def test_any_other_answer_leaves_it_in(reply: str) -> None:
    review = read(event(more=f"ATTENDEE;PARTSTAT={reply}:mailto:ada@example.org\n"))
    assert (len(review.appointments), review.answers_of) == (1, [])


def test_people_without_an_address_are_told_apart_by_name_and_are_nobody() -> None:
    guests = "".join(f"ATTENDEE;CN=Guest {n};PARTSTAT=DECLINED:invalid:nomail\n" for n in range(3))
    review = read(*(event(str(n), more=f"ORGANIZER;CN=Ada:invalid:nomail\n{guests}") for n in range(3)))
    assert [(appointment.people, appointment.mine) for appointment in review.appointments] == [(4, None)] * 3


def event_with_answers(number: int, ada: str = "ACCEPTED", assistant: str = "ACCEPTED") -> str:
    answers = {"a": ada, "ea": assistant}
    people = [f"ATTENDEE;PARTSTAT={answer}:mailto:{name}@firm.example\n" for name, answer in answers.items()]
    return event(str(number), more=f"{''.join(people)}ORGANIZER:mailto:o{number}@example.org\n")


def test_an_owner_nobody_told_us_of_and_their_assistant_both_count() -> None:
    reading = read(event_with_answers(1), event_with_answers(2), event_with_answers(3, ada="DECLINED"))
    assert (reading.left_out, reading.answers_of) == ({"declined": 1}, ["a@firm.example"])


def test_two_meetings_of_the_same_two_name_no_owner() -> None:
    assert read(event_with_answers(1), event_with_answers(2, assistant="DECLINED")).left_out == {}


def test_three_who_are_always_together_name_no_owner() -> None:
    third = "ATTENDEE;PARTSTAT=DECLINED:mailto:third@firm.example\n"
    reading = read(*(event_with_answers(n).replace("END:VEVENT", f"{third}END:VEVENT") for n in range(4)))
    assert reading.left_out == {}


@pytest.mark.parametrize(
    "line", ["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ada@example.org"]
)
def test_an_invitation_nobody_answered_is_a_maybe_in_google_and_in_outlook(line: str) -> None:
    (only,) = read(event(more=f"{line}\n")).appointments
    assert only.tentative
