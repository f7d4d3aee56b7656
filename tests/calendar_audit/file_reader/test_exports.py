"""What Google, Outlook and Apple export for October 2026, counted by hand and by us.

The clocks go back on 25 October in Berlin and London, on 1 November in New York.

google.ics
    Weekly creative review  Mondays 10 to 11 in Berlin: 5, 12, 19, 26 October. The 12th is cut out, the 19th
                            moved to Tuesday and made two hours, the 26th is after the change: 1 + 2 + 1.
    Handover rules          Thursdays 8:00 to 8:30 in New York, five of them, one cancelled: 4 * ½.
    Focus time              the 5th, 9 to 12 in Berlin, an hour of it inside the review: 2.
    Launch readout          answered "maybe": 1, undecided.
    Night flight            30 September 23:00 to 1 October 1:00, and 31 October 23:30 to 1 November 0:30 in
                            Berlin: 1 + ½ inside October.
    Declined, free, all day: nothing.
outlook.ics
    Status round            working days 9:00 to 9:30 from 19 October, ten times; one deleted, one moved and
                            made an hour: 8 * ½ + 1.
    Site release            25 October 1:00 to 4:00 on the wall, with the hour that comes twice: 4.
    Decision rules          23 October 10 to 11; at the same time a "maybe", which gets nothing: 1.
    Canceled, free, away, a whole day: nothing.
apple.ics
    Playbook for launches   every second Tuesday for 90 minutes from 6 October, three times, the third in
                            November: 2 * 1½.
    Dashboard readout       the last Friday, 9 to 10, made 8 to 10 by its exception: 2.
    Lunch                   without a zone, 12:00 to 12:45: ¾.
    15 October              14 to 18, 15 to 17 and 16 to 17: 2, 1 and 1.
    A birthday, a reminder without a length, a task: nothing.
"""

from datetime import date

import pytest

from assessment.calendar_audit.classification import rules
from assessment.calendar_audit.classification.review import Review, build_review
from assessment.calendar_audit.file_reader import sandbox
from tests.calendar_audit.exports import export

OCTOBER = date(2026, 10, 1)
BY_HAND = {
    "google": {
        "Weekly creative review": (3, 4.0, "approving"),
        "Handover rules with New York": (4, 2.0, "designing"),
        "Focus time": (1, 2.0, "undecided"),
        "Night flight": (2, 1.5, "other"),
        "Launch readout": (1, 1.0, "undecided"),
    },
    "outlook": {
        "Status round": (9, 5.0, "approving"),
        "Site release": (1, 4.0, "approving"),
        "Decision rules for refunds": (1, 1.0, "designing"),
    },
    "apple": {
        "Playbook for launches": (2, 3.0, "designing"),
        "Dashboard readout": (1, 2.0, "approving"),
        "Strategy day": (1, 2.0, "other"),
        "Copy check": (1, 1.0, "approving"),
        "Quick call": (1, 1.0, "undecided"),
        "Lunch": (1, 0.75, "other"),
    },
}


def build_review_of(name: str, month: date = OCTOBER) -> Review:
    """As the cmo, who has set no time zone, would see it; Outlook's files do not name one either."""
    zone = "Europe/Berlin" if name == "outlook" else ""
    review = sandbox.read_file(export(name), month, zone=zone, addresses=["cmo@example.org"])
    return build_review(review, rules.get_rule_book(), month)


@pytest.mark.parametrize("name", BY_HAND)
def test_an_export_comes_to_the_hours_counted_by_hand(name: str) -> None:
    rows = {row.title: (row.times, row.minutes / 60, row.kind) for row in build_review_of(name).rows}
    assert rows == BY_HAND[name]


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("google", {"1 declined", "1 cancelled", "1 marked free or away", "1 all day or longer"}),
        ("outlook", {"2 marked free or away", "1 all day or longer", "1 cancelled"}),
        ("apple", {"1 all day or longer", "1 without a length"}),
    ],
)
def test_what_holds_no_hours_is_left_out_and_said(name: str, left_out: set[str]) -> None:
    assert set(build_review_of(name).left_out) == left_out


@pytest.mark.parametrize(
    ("name", "first", "last"), [("google", 1, 31), ("outlook", 19, 30), ("apple", 6, 30)]
)
def test_the_span_is_the_days_between_which_something_counts(name: str, first: int, last: int) -> None:
    assert build_review_of(name).signed_totals.days == (date(2026, 10, first), date(2026, 10, last))


@pytest.mark.parametrize(("name", "shared"), [("google", "1"), ("outlook", "1"), ("apple", "3")])
def test_hours_that_overlap_are_counted_once_and_said(name: str, shared: str) -> None:
    assert build_review_of(name).overlapping == shared


def test_the_file_says_whose_midnight_it_is_until_the_account_does() -> None:
    assert build_review_of("google").zone == "Europe/Berlin"
    tokyo = sandbox.read_file(export("google"), OCTOBER, zone="Asia/Tokyo", addresses=["cmo@example.org"])
    (flight,) = [group for group in tokyo.groups if group.title == "Night flight"]
    assert (tokyo.zone, flight.minutes) == ("Asia/Tokyo", 120)  # 1 October, 6:00 to 8:00


def test_another_month_of_the_same_file_has_its_own_hours() -> None:
    rows = {row.title: row.minutes / 60 for row in build_review_of("google", date(2026, 11, 1)).rows}
    assert rows == {
        "Weekly creative review": 5.0,  # 2, 9, 16, 23, 30 November
        "Handover rules with New York": 2.0,  # 5, 12, 19, 26 November
        "Night flight": 0.5,
    }
