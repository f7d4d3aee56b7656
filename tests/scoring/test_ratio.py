"""The calendar's ratio, its refusals, its words and its change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.ratio import RatioWords, compare_ratios, describe_ratio, estimate_ratio


def test_96_approving_and_12_designing_claimed() -> None:
    estimate = estimate_ratio(96, 12, "claimed")
    assert estimate.share == pytest.approx(0.115, abs=0.0005)
    assert estimate.band == pytest.approx((0.077, 0.168), abs=0.0005)
    assert estimate.ratio == pytest.approx(7.7, abs=0.05)
    assert estimate.standard_error == pytest.approx(0.348, abs=0.0005)


def test_counted_hours_are_surer() -> None:
    estimate = estimate_ratio(60, 20, "counted")
    assert estimate.share == pytest.approx(0.253, abs=0.0005)
    assert estimate.band == pytest.approx((0.2205, 0.289), abs=0.0005)
    assert estimate.standard_error == pytest.approx(0.141, abs=0.0005)


def test_undecided_hours_widen_the_band_and_nothing_else() -> None:
    without, estimate = estimate_ratio(60, 20, "counted"), estimate_ratio(60, 20, "counted", undecided=10)
    assert estimate.band == pytest.approx((0.195, 0.377), abs=0.0005)
    assert (estimate.share, estimate.ratio, estimate.log_ratio) == (
        without.share,
        without.ratio,
        without.log_ratio,
    )


def test_claimed_hours_have_nothing_undecided() -> None:
    assert estimate_ratio(60, 20, "claimed", undecided=70) == estimate_ratio(60, 20, "claimed")


@pytest.mark.parametrize(("approving", "designing"), [(5, 2), (7.99, 0), (0, 0)])
def test_too_few_hours_are_refused(approving: float, designing: float) -> None:
    estimate = estimate_ratio(approving, designing, "claimed")
    assert estimate.refused == "too_few_hours"
    assert (estimate.share, estimate.ratio, estimate.band, estimate.log_ratio) == (None, None, None, None)


def test_eight_hours_are_enough() -> None:
    assert estimate_ratio(4, 4, "claimed").refused is None


def test_more_than_a_third_undecided_is_refused() -> None:
    assert estimate_ratio(20, 10, "counted", undecided=15).refused is None
    assert estimate_ratio(20, 10, "counted", undecided=15.1).refused == "too_much_undecided"
    assert estimate_ratio(3, 3, "counted", undecided=90).refused == "too_few_hours"


@pytest.mark.parametrize(
    ("approving", "designing", "has_band"), [(40, 3.9, False), (3.9, 40, False), (40, 4, True), (4, 40, True)]
)
def test_band_needs_four_hours_on_either_side(approving: float, designing: float, has_band: bool) -> None:
    assert (estimate_ratio(approving, designing, "claimed").band is not None) is has_band


def test_sides_mirror_each_other() -> None:
    approving, designing = estimate_ratio(70, 30, "claimed"), estimate_ratio(30, 70, "claimed")
    assert approving.share == pytest.approx(1 - (designing.share or 0))
    assert approving.log_ratio == pytest.approx(-(designing.log_ratio or 0))


@pytest.mark.parametrize(
    ("approving", "designing", "undecided"), [(-1, 10, 0), (10, -1, 0), (10, 10, -1), (float("nan"), 10, 0)]
)
def test_negative_hours_are_refused(approving: float, designing: float, undecided: float) -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        estimate_ratio(approving, designing, "counted", undecided)


def test_another_source_is_refused() -> None:
    with pytest.raises(ValueError, match="claimed or counted, not 'guessed'"):
        estimate_ratio(10, 10, "guessed")


@pytest.mark.parametrize(
    ("approving", "designing", "direction", "halves"),
    [
        (80, 0, "none_designing", 0),
        (0, 40, "none_approving", 0),
        (0, 744, "none_approving", 0),
        (0, 0, "none_designing", 0),
        (160, 0.25, "little_designing", 0),
        (0.75, 160, "little_approving", 0),
        (40, 40, "equal", 2),
        (49.9, 40, "equal", 2),
        (40, 49.9, "equal", 2),
        (50, 40, "approving", 3),
        (40, 50, "designing", 3),
        (37, 26, "approving", 3),
        (44, 1, "approving", 88),
        (1, 44, "designing", 88),
        (96, 12, "approving", 16),
        (70, 20, "approving", 7),
        (100, 10, "approving", 20),
        (105, 10, "approving", 22),
        (104, 10, "approving", 20),
        (12, 96, "designing", 16),
    ],
)
def test_words_count_hours_for_one_hour(
    approving: float, designing: float, direction: str, halves: int
) -> None:
    assert describe_ratio(approving, designing) == RatioWords(direction, halves)


@given(approving=st.floats(0, 744), designing=st.floats(0, 744))
def test_words_never_count_more_hours_than_there_are(approving: float, designing: float) -> None:
    words = describe_ratio(approving, designing)
    assert words.halves / 2 <= max(approving, designing, 1) + 0.5


@given(approving=st.floats(0, 744), designing=st.floats(0, 744))
def test_words_of_swapped_hours_are_swapped(approving: float, designing: float) -> None:
    forth, back = describe_ratio(approving, designing), describe_ratio(designing, approving)
    assert forth.halves == back.halves
    if max(approving, designing) >= 1:
        swapped = {"approving": "designing", "designing": "approving"}
        kind, _, side = forth.direction.rpartition("_")
        assert back.direction == f"{kind}_{swapped.get(side, side)}".lstrip("_")


def test_words_for_negative_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        describe_ratio(-1, 10)


def test_96_and_12_to_72_and_24_is_probably_up() -> None:
    compared = compare_ratios(estimate_ratio(96, 12, "claimed"), estimate_ratio(72, 24, "claimed"))
    assert compared is not None
    assert compared.difference == pytest.approx(0.959, abs=0.0005)
    assert (round(compared.z, 2), compared.word, compared.same_source) == (1.95, "probably up", True)


def test_claimed_beside_counted_is_marked_as_such() -> None:
    compared = compare_ratios(estimate_ratio(60, 30, "claimed"), estimate_ratio(70, 14, "counted"))
    assert compared is not None
    assert (compared.word, compared.same_source) == ("clearly down", False)


def test_refused_month_has_no_change() -> None:
    assert compare_ratios(estimate_ratio(1, 1, "claimed"), estimate_ratio(60, 30, "claimed")) is None
    assert compare_ratios(estimate_ratio(60, 30, "claimed"), estimate_ratio(1, 1, "claimed")) is None
