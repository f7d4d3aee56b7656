"""No minute twice; groups that keep the sum."""

from hypothesis import given
from hypothesis import strategies as st

from assessment.calendar_audit.classification.overlaps import count_overlapping, group_by_title, share_minutes
from assessment.calendar_audit.classification.rules import KINDS
from assessment.calendar_audit.classification.signed_totals import SignedTotals
from assessment.calendar_audit.file_reader.appointments import Appointment
from tests.make import NOON

MONTH = 31 * 24 * 60


def build_appointment(
    start: int, end: int, title: str = "Meeting", *, tentative: bool = False
) -> Appointment:
    return Appointment(start, end, title, recurring=False, people=1, mine=None, tentative=tentative)


@st.composite
def appointments(draw: st.DrawFn) -> list[Appointment]:
    """Up to forty appointments of a month, many of them at once."""
    count = draw(st.integers(0, 40))
    month = []
    for _ in range(count):
        start = draw(st.integers(0, MONTH - 1) | st.integers(0, 20))
        end = draw(st.integers(start + 1, min(MONTH, start + 24 * 60)))
        month.append(
            build_appointment(start, end, draw(st.sampled_from("ABCDEabc")), tentative=draw(st.booleans()))
        )
    return month


@given(appointments())
def test_merged_hours_are_the_minutes_that_anything_fills(month: list[Appointment]) -> None:
    filled = {minute for each in month for minute in range(each.start, each.end)}
    assert sum(share_minutes(month)) == len(filled) <= MONTH


@given(appointments())
def test_no_appointment_gets_more_than_it_lasts(month: list[Appointment]) -> None:
    for each, minutes in zip(month, share_minutes(month), strict=True):
        assert 0 <= minutes <= each.end - each.start


@given(appointments())
def test_groups_keep_the_sum_and_say_what_overlapped(month: list[Appointment]) -> None:
    groups = group_by_title(month)
    assert sum(group.minutes for group in groups) == sum(share_minutes(month))
    lasted = sum(each.end - each.start for each in month)
    assert count_overlapping(month, groups) == lasted - sum(group.minutes for group in groups) >= 0


@given(appointments(), st.data())
def test_moving_groups_conserves_the_sum(month: list[Appointment], data: st.DataObject) -> None:
    minutes = [group.minutes for group in group_by_title(month)]
    signed_totals = SignedTotals(NOON.date(), (NOON.date(), NOON.date()), "en-1", minutes)
    before, after = (
        data.draw(st.lists(st.sampled_from(KINDS), min_size=len(minutes), max_size=len(minutes)))
        for _ in range(2)
    )
    assert (
        sum(signed_totals.totals(before).values())
        == sum(signed_totals.totals(after).values())
        == sum(minutes)
    )


def test_a_short_meeting_inside_a_long_block_has_its_minutes() -> None:
    assert share_minutes([build_appointment(0, 240), build_appointment(60, 90)]) == [210, 30]


def test_of_two_that_begin_together_the_shorter_has_the_start() -> None:
    assert share_minutes([build_appointment(0, 60), build_appointment(0, 30)]) == [30, 30]


def test_a_maybe_gives_way() -> None:
    assert share_minutes([build_appointment(0, 60), build_appointment(30, 90, tentative=True)]) == [60, 30]


def test_back_to_back_meetings_share_nothing() -> None:
    assert share_minutes([build_appointment(0, 60), build_appointment(60, 90)]) == [60, 30]


def test_titles_that_differ_in_capitals_are_one_group() -> None:
    (group,) = group_by_title([build_appointment(0, 60, "Review"), build_appointment(100, 130, "REVIEW")])
    assert (group.title, group.times, group.minutes) == ("Review", 2, 90)
