"""What a month of hours says: halves, refusals, both directions, and no change beyond its test."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.calendar_audit import wording as calendar_words
from assessment.scoring.constants import Z80, Z95
from assessment.scoring.ratio import RatioWords, compare_ratios, describe_ratio, estimate_ratio

hours = st.integers(0, 300).map(lambda halves: halves / 2)


def describe_hours(approving: float, designing: float) -> str:
    return calendar_words.describe_month(
        estimate_ratio(approving, designing, "claimed"), describe_ratio(approving, designing)
    )


@pytest.mark.parametrize(
    ("approving", "designing", "sentence"),
    [
        (35, 9.6, "You approve for 3.5 hours for every hour you design."),
        (96, 12, "You approve for 8 hours for every hour you design."),
        (96, 15, "You approve for 6.5 hours for every hour you design."),
        (120, 8, "You approve for 15 hours for every hour you design."),
        (80, 0, "You spend no hours designing."),
        (0, 744, "You spend no hours approving."),
        (160, 0.25, "You design for less than an hour."),
        (0.25, 160, "You approve for less than an hour."),
        (44, 1, "You approve for 44 hours for every hour you design."),
        (37, 26, "You approve for 1.5 hours for every hour you design."),
        (40, 40, "You approve for about as long as you design."),
        (12, 24, "You design for 2 hours for every hour you approve."),
        (12, 18.5, "You design for 1.5 hours for every hour you approve."),
        (5, 2, "Too few hours to show."),
    ],
)
def test_the_headline_of_a_month(approving: float, designing: float, sentence: str) -> None:
    assert describe_hours(approving, designing) == sentence


def test_too_much_undecided_is_refused() -> None:
    estimate = estimate_ratio(20, 10, "counted", undecided=20)
    assert (
        calendar_words.describe_month(estimate, describe_ratio(20, 10)) == "Too many undecided hours to say."
    )
    assert calendar_words.describe_ratio_range(estimate, describe_ratio(20, 10)) == ""


def test_the_month_before_stands_in_few_words() -> None:
    ratio = describe_ratio(35, 9.6)
    assert (
        calendar_words.describe_ratio_then(describe_ratio(96, 16), "August", ratio) == "In August it was six."
    )
    assert (
        calendar_words.describe_ratio_then(describe_ratio(35, 9.6), "August", ratio)
        == "In August it was the same."
    )
    assert (
        calendar_words.describe_ratio_then(describe_ratio(84, 12), "August", ratio)
        == "In August it was seven."
    )
    assert (
        calendar_words.describe_ratio_then(describe_ratio(32, 9), "August", RatioWords("approving", 12))
        == "In August it was 3.5."
    )


def test_a_month_that_leant_the_other_way_is_said_in_full() -> None:
    ratio = describe_ratio(35, 9.6)
    assert (
        calendar_words.describe_ratio_then(describe_ratio(80, 0), "August", ratio)
        == "In August you spent no hours designing."
    )
    assert (
        calendar_words.describe_ratio_then(describe_ratio(0, 744), "August", ratio)
        == "In August you spent no hours approving."
    )
    assert calendar_words.describe_ratio_then(describe_ratio(40, 40), "August", ratio) == (
        "In August you approved for about as long as you designed."
    )
    assert calendar_words.describe_ratio_then(describe_ratio(12, 24), "August", ratio) == (
        "In August you designed for 2 hours for every hour you approved."
    )
    assert calendar_words.describe_ratio_then(ratio, "August", describe_ratio(12, 24)) == (
        "In August you approved for 3.5 hours for every hour you designed."
    )


def test_the_range_stands_beside_the_ratio() -> None:
    assert calendar_words.describe_ratio_range(estimate_ratio(96, 12, "claimed"), describe_ratio(96, 12)) == (
        "We’re 80\u00a0% sure of 5 to 12 hours of approving per hour of designing."
    )
    assert calendar_words.describe_ratio_range(estimate_ratio(12, 96, "claimed"), describe_ratio(12, 96)) == (
        "We’re 80\u00a0% sure of 5 to 12 hours of designing per hour of approving."
    )
    assert calendar_words.describe_ratio_range(estimate_ratio(40, 40, "claimed"), describe_ratio(40, 40)) == (
        "Designing takes 39 to 61\u00a0% of those hours; we’re 80\u00a0% sure."
    )


def test_a_range_is_refused_where_a_side_has_few_hours() -> None:
    assert calendar_words.describe_ratio_range(estimate_ratio(80, 0, "claimed"), describe_ratio(80, 0)) == (
        "With under four hours of one of them we can’t give a range."
    )
    assert calendar_words.compute_ratio_range(estimate_ratio(80, 0, "claimed")) is None
    assert calendar_words.describe_ratio_range(estimate_ratio(5, 2, "claimed"), describe_ratio(5, 2)) == ""


@given(approving=hours, designing=hours)
def test_swapping_the_hours_swaps_the_words(approving: float, designing: float) -> None:
    forth, back = describe_ratio(approving, designing), describe_ratio(designing, approving)
    if not (forth.halves and back.halves):
        return
    assert forth.halves == back.halves
    turned = (
        calendar_words.describe_ratio_now(forth)
        .replace("approve", "#")
        .replace("design", "approve")
        .replace("#", "design")
    )
    if forth.direction != "equal":
        assert turned == calendar_words.describe_ratio_now(back)


@settings(max_examples=500)
@given(approving=st.floats(4, 200), designing=st.floats(4, 200))
def test_the_ratio_lies_inside_its_range(approving: float, designing: float) -> None:
    ratio = estimate_ratio(approving, designing, "claimed")
    ends = calendar_words.compute_ratio_range(ratio)
    assert ends is not None
    assert ratio.ratio is not None
    assert ends[0] < ratio.ratio < ends[1]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ((96, 12), (72, 24), "Probably more designing than in August."),
        ((96, 12), (40, 60), "Clearly more designing than in August."),
        ((72, 24), (96, 12), "Probably less designing than in August."),
        ((96, 12), (90, 14), "No clear change since August: remembered hours can’t show a smaller change."),
    ],
)
def test_changes_speak_of_designing(before: tuple[int, int], after: tuple[int, int], sentence: str) -> None:
    tested = compare_ratios(estimate_ratio(*before, "claimed"), estimate_ratio(*after, "claimed"))
    assert tested is not None
    assert calendar_words.describe_change(tested, "August") == sentence


def test_claimed_is_never_tested_against_counted() -> None:
    unlike = compare_ratios(estimate_ratio(60, 30, "claimed"), estimate_ratio(70, 14, "counted"))
    assert unlike is not None
    with pytest.raises(ValueError, match="like with like"):
        calendar_words.describe_change(unlike, "August")


@settings(max_examples=500)
@given(st.tuples(st.floats(8, 200), st.floats(0, 200)), st.tuples(st.floats(8, 200), st.floats(0, 200)))
def test_no_change_of_hours_is_named_beyond_the_test(
    before: tuple[float, float], after: tuple[float, float]
) -> None:
    tested = compare_ratios(estimate_ratio(*before, "claimed"), estimate_ratio(*after, "claimed"))
    assert tested is not None
    sentence = calendar_words.describe_change(tested, "August")
    assert sentence.startswith("No clear change") == (abs(tested.z) < Z80)
    assert sentence.startswith("Clearly") == (abs(tested.z) >= Z95)
    if not sentence.startswith("No"):
        assert ("more designing" in sentence) == (tested.z > 0)


@given(st.floats(0.01, 500))
def test_hours_are_printed_in_halves_up_to_ten(number: float) -> None:
    printed = calendar_words.format_rounded_hours(number)
    assert re.fullmatch(r"under 0\.5|\d\.5|\d+", printed)
    if number > 10:
        assert "." not in printed


@pytest.mark.parametrize(
    ("approving", "designing", "size", "span"),
    [
        (96, 12, "8 to 1", "5 to 12"),
        (12, 24, "1 to 2", "0.5 to 1"),
        (40, 40, "About 1 to 1", "0.5 to 1.5"),
        (37, 26, "1.5 to 1", "1 to 2"),
        (80, 0, "None designed", "not given"),
        (0, 80, "None approved", "not given"),
        (80, 0.5, "Under 1 h designed", "not given"),
        (0.5, 80, "Under 1 h approved", "not given"),
        (5, 2, "Too little to say", "not given"),
    ],
)
def test_a_ratio_in_a_table(approving: float, designing: float, size: str, span: str) -> None:
    ratio = estimate_ratio(approving, designing, "claimed")
    assert calendar_words.format_ratio(ratio, describe_ratio(approving, designing)) == size
    assert calendar_words.format_ratio_range(ratio) == span


def test_a_plan_is_read_out() -> None:
    assert calendar_words.describe_plan(
        {"approving": 91, "designing": 26.5, "everything else": 0}, "October"
    ) == ("October: approving 91, designing 26.5, everything else 0 hours.")
