"""Calendar files as programs really write them, each with the right minutes and what is left out, and why."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assessment.calendar_audit.classification import rules
from assessment.calendar_audit.classification.review import Review, build_review
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.appointments import SortedMonth
from assessment.calendar_audit.file_reader.limits import FileRefused
from tests.calendar_audit.exports import calendar, event

CASES = Path(__file__).parent / "cases"
RIGHT = json.loads((CASES / "right.json").read_text())
UNREADABLE = {
    "bad_rdate_birthday": "Birthday",
    "bad_empty_exdate": "Old holiday",
    "bad_no_dtstart": "Stub",
    "bad_30_february": "Lotus meeting",
    "bad_dtstart_empty": "Untitled",
    "bad_year_1": "No date",
    "bad_two_dtstarts": "Old",
    "bad_rule_without_until": "Old",
}


def month_of(case: dict[str, Any]) -> date:
    return date.fromisoformat(f"{case['month']}-01")


@cache
def read(name: str) -> SortedMonth:
    case = RIGHT[name]
    raw = (CASES / name).read_bytes()
    return sandbox.read_file(raw, month_of(case), zone=case["zone"], addresses=case["addresses"])


def reviewed(name: str) -> Review | None:
    try:
        return build_review(read(name), rules.get_rule_book(), month_of(RIGHT[name]))
    except FileRefused:
        return None


def test_every_file_has_its_right_values() -> None:
    assert {path.name for path in CASES.glob("*.ics")} == set(RIGHT)


@pytest.mark.parametrize("name", RIGHT)
def test_a_real_file_comes_to_the_right_minutes(name: str) -> None:
    case, right = RIGHT[name], RIGHT[name]["right"]
    review = reviewed(name)
    minutes = dict(zip(rules.KINDS, [0] * 4, strict=True))
    for row in review.rows if review else []:
        minutes[row.kind] += row.minutes
    assert sum(minutes.values()) == right["minutes"], case["why"]
    if expected := right.get("minutes_by_kind"):
        assert {kind: spent for kind, spent in minutes.items() if spent} == expected


@pytest.mark.parametrize("name", RIGHT)
def test_what_a_real_file_leaves_out_is_counted_by_its_reason(name: str) -> None:
    right, review = RIGHT[name]["right"], read(name)
    assert review.left_out == right["left_out"], RIGHT[name]["why"]
    if "title" in right:
        assert [group.title for group in review.groups] == [right["title"]]


@pytest.mark.parametrize("name", [name for name in RIGHT if name.startswith("bad_")])
def test_one_event_that_cannot_be_read_is_named_and_spoils_no_other(name: str) -> None:
    title = UNREADABLE.get(name.removesuffix(".ics"))
    review = reviewed(name)
    assert review is not None
    sentences = [line for line in review.left_out if "cannot be read" in line]
    assert sentences == ([f"1 with a date that cannot be read: “{title}”"] if title else [])
    assert (review.appointments, review.rows[0].title) == (1, "Creative review")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("declined_icloud_principal.ics", "ada@example.org"),
        ("declined_alias_unknown.ics", "a.obi@firm.example"),
    ],
)
def test_the_page_says_whose_answer_was_taken_for_mine(name: str, address: str) -> None:
    review = reviewed(name)
    assert review is not None
    assert review.declined_by == f"Declined by {address}."


def test_busy_times_and_tasks_are_said_to_be_there() -> None:
    assert read("vfreebusy_only.ics").other_components == {"VFREEBUSY": 1}
    todo = calendar(event(), "BEGIN:VTODO\nSUMMARY:x\nBEGIN:VALARM\nEND:VALARM\nEND:VTODO\n")
    assert sandbox.read_file(todo, date(2026, 10, 1)).other_components == {"VTODO": 1}
