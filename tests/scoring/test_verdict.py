"""Likely results, the side they fall on, ranges, and which capability may be named."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.verdict import (
    chance_above_line,
    choose_verdict_row,
    count_right,
    likely_results,
    name_capabilities,
    range80,
)

NINES = dict.fromkeys(("systems", "literacy", "uncertainty"), 9.0)


def name_of_scores(
    systems: float | None, literacy: float | None, uncertainty: float | None
) -> tuple[object, ...]:
    scores = {"systems": systems, "literacy": literacy, "uncertainty": uncertainty}
    naming = name_capabilities(scores, NINES, version=1)
    return naming.strongest, naming.weakest, naming.apart, naming.level


def test_likely_results_are_20_ascending_quantiles() -> None:
    dots = likely_results(56, 5.5)
    assert len(dots) == 20
    assert list(dots) == sorted(dots)
    normal = NormalDist(56, 5.5)
    assert [normal.cdf(dot) for dot in dots] == pytest.approx([(i + 0.5) / 20 for i in range(20)])


def test_likely_results_are_not_cut() -> None:
    assert likely_results(97, 9)[-1] > 100
    assert likely_results(3, 9)[0] < 0


@pytest.mark.parametrize(
    ("index", "error", "k", "place"),
    [
        (56, 5.5, 17, "orchestrator_probably"),
        (54, 5.5, 15, "line"),
        (47.05, 5.49, 6, "line"),
        (60, 5.5, 19, "orchestrator"),
        (42, 5.5, 1, "artefact"),
        (44, 5.5, 3, "artefact_probably"),
    ],
)
def test_dots_name_the_row(index: float, error: float, k: int, place: str) -> None:
    assert count_right(index, error) == k
    assert choose_verdict_row(k) == place


def test_dot_on_the_line_is_not_above_it() -> None:
    assert count_right(50, 1e-300) == 0


def test_every_count_has_its_row() -> None:
    assert [choose_verdict_row(k) for k in range(21)] == (
        ["artefact"] * 2
        + ["artefact_probably"] * 3
        + ["line"] * 11
        + ["orchestrator_probably"] * 3
        + ["orchestrator"] * 2
    )
    assert choose_verdict_row(None) == "not_enough"


@pytest.mark.parametrize("k", [-1, 21])
def test_counts_outside_20_are_refused(k: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 20"):
        choose_verdict_row(k)


@given(st.floats(0, 100), st.floats(0.5, 20))
def test_side_is_named_above_a_chance_of_775(index: float, error: float) -> None:
    k, chance = count_right(index, error), chance_above_line(index, error)
    for least, limit in ((16, 0.775), (19, 0.925)):
        assert abs(chance - limit) < 1e-9 or (k >= least) == (chance > limit)


def test_range_of_56_is_49_to_63() -> None:
    wide = range80(56, 5.5)
    assert (round(wide.low), round(wide.high)) == (49, 63)
    assert wide.holds_line
    assert not range80(58, 5.5).holds_line
    assert not range80(42, 5.5).holds_line


def test_range_is_cut_for_display_only() -> None:
    wide = range80(97, 9)
    assert wide.high == pytest.approx(97 + 1.2816 * 9, abs=0.001)
    assert wide.cut() == (wide.low, 100)
    assert range80(3, 9).cut()[0] == 0


@pytest.mark.parametrize("error", [0.0, -1.0, float("nan")])
def test_error_not_above_0_is_refused(error: float) -> None:
    for function in (likely_results, count_right, chance_above_line, range80):
        with pytest.raises(ValueError, match="above 0"):
            function(50, error)


def test_weakest_has_both_others_above_it() -> None:
    assert name_of_scores(62, 58, 35) == (None, "uncertainty", None, False)


def test_strongest_is_above_both_others() -> None:
    assert name_of_scores(40, 72, 45) == ("literacy", None, None, False)


def test_strongest_and_weakest_may_both_stand() -> None:
    assert name_of_scores(30, 50, 70) == ("uncertainty", "systems", None, False)


def test_highest_may_be_apart_from_the_lowest_alone() -> None:
    assert name_of_scores(62, 48, 35) == (None, None, ("systems", "uncertainty"), False)


def test_level_when_nothing_stands_apart() -> None:
    assert name_of_scores(55, 48, 45) == (None, None, None, True)
    assert name_of_scores(50, 50, 50) == (None, None, None, True)


def test_apart_begins_beyond_16_points() -> None:
    assert name_of_scores(50, 50, 33.75)[1] is None
    assert name_of_scores(50, 50, 33.65)[1] == "uncertainty"


def test_larger_errors_take_a_larger_distance() -> None:
    scores = {"systems": 50.0, "literacy": 50.0, "uncertainty": 30.0}
    assert name_capabilities(scores, NINES, version=1).weakest == "uncertainty"
    assert name_capabilities(scores, {**NINES, "uncertainty": 15.0}, version=1).level


def test_two_known_capabilities_can_only_be_apart() -> None:
    assert name_of_scores(70, None, 40) == (None, None, ("systems", "uncertainty"), False)
    assert name_of_scores(50, None, 48) == (None, None, None, False)


@pytest.mark.parametrize("score", [None, 50.0])
def test_fewer_than_two_known_capabilities_say_nothing(score: float | None) -> None:
    assert name_of_scores(score, None, None) == (None, None, None, False)
    assert name_capabilities({}, {}).level is False
