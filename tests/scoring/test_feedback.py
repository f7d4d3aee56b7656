"""Confidence against accuracy, and ranges against hits."""

import pytest

from assessment.scoring.feedback import hit_tail, overconfidence, too_narrow

FIRST_FOUR = [(True, 90, True), (False, 70, False), (True, 80, False), (False, 50, True)]


def test_first_four_beliefs_are_not_named() -> None:
    result = overconfidence(FIRST_FOUR)
    assert result is not None
    assert (result.confidence, result.accuracy, result.over) == (72.5, 50, 22.5)
    assert result.standard_error == pytest.approx(21.1, abs=0.05)
    assert (result.named, result.is_enough) == (False, False)


def test_twelve_beliefs_at_90_with_six_right_are_named() -> None:
    result = overconfidence([(True, 90, True), (True, 90, False)] * 6)
    assert result is not None
    assert (result.over, result.named, result.is_enough) == (40, True, True)


def test_underconfidence_is_named_too() -> None:
    result = overconfidence([(True, 50, True)] * 8)
    assert result is not None
    assert (result.over, result.named) == (-50, True)


def test_eight_beliefs_are_enough_to_show() -> None:
    seven, eight = (overconfidence([(True, 60, True)] * count) for count in (7, 8))
    assert seven is not None
    assert eight is not None
    assert (seven.is_enough, eight.is_enough) == (False, True)


def test_certainty_keeps_an_error() -> None:
    result = overconfidence([(True, 100, True)] * 4)
    assert result is not None
    assert result.standard_error == pytest.approx(25 * (4 * 0.95 * 0.05) ** 0.5)


def test_no_beliefs_say_nothing() -> None:
    assert overconfidence([]) is None


@pytest.mark.parametrize("confidence", [49, 101])
def test_confidence_outside_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="from 50 to 100"):
        overconfidence([(True, confidence, True)])


@pytest.mark.parametrize(
    ("hits", "ranges", "chance", "narrow"), [(3, 6, 0.099, True), (4, 6, 0.345, False), (5, 9, 0.086, True)]
)
def test_few_hits_call_ranges_too_narrow(hits: int, ranges: int, chance: float, narrow: bool) -> None:
    assert hit_tail(hits, ranges) == pytest.approx(chance, abs=0.0005)
    assert too_narrow(hits, ranges) is narrow


def test_all_hits_or_fewer_are_certain() -> None:
    assert hit_tail(9, 9) == pytest.approx(1, abs=1e-15)
    assert hit_tail(0, 0) == 1


def test_five_ranges_are_too_few_to_judge() -> None:
    assert too_narrow(0, 5) is None


@pytest.mark.parametrize(("hits", "ranges"), [(-1, 3), (4, 3)])
def test_impossible_hits_are_refused(hits: int, ranges: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        hit_tail(hits, ranges)
