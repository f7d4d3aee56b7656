"""What belongs together is estimated together: chances of a family, and the words that follow from them."""

from itertools import permutations
from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.scoring import families
from assessment.scoring.change import (
    Gap,
    change,
    change_each,
    find_unnamed,
    gap,
    mean_gap,
    name_gaps,
)
from assessment.scoring.constants import STANDARD_NORMAL
from assessment.scoring.families import CLEARLY, PROBABLY, Family, name_chance
from assessment.scoring.team_statistics import median_errors
from assessment.scoring.verdict import name_capabilities

Estimates = list[tuple[float, float]]
KINDS = ["order", "gaps", "changes", "people", "teams"]
values = st.floats(-100, 100)
errors = st.floats(1, 25)
units = st.lists(st.tuples(values, errors), min_size=1, max_size=6)


def estimate(estimates: Estimates, kind: str = "gaps") -> Family:
    return families.estimate(kind, estimates)


@given(values, errors)
def test_a_single_value_stands_as_it_was_measured(value: float, error: float) -> None:
    family = estimate([(value, error)])
    assert family.chances_above_zero()[0] == pytest.approx(STANDARD_NORMAL.cdf(value / error), abs=1e-9)
    low, high = family.ranges80()[0]
    assert (low, high) == pytest.approx((value - 1.2815515655 * error, value + 1.2815515655 * error))


@given(units, st.sampled_from(KINDS))
def test_chances_of_two_ways_add_up_to_one(estimates: Estimates, kind: str) -> None:
    family = estimate(estimates, kind)
    mirrored = estimate([(-value, error) for value, error in estimates], kind)
    for chance, other in zip(family.chances_above_zero(), mirrored.chances_above_zero(), strict=True):
        assert chance + other == pytest.approx(1, abs=1e-9)
    for i in range(len(estimates)):
        for j in range(len(estimates)):
            assert family.chance_above(i, j) + family.chance_above(j, i) == pytest.approx(1, abs=1e-9)


@given(units, st.sampled_from(KINDS), st.floats(-50, 50))
def test_only_distances_decide_the_order(estimates: Estimates, kind: str, shift: float) -> None:
    moved = estimate([(value + shift, error) for value, error in estimates], kind)
    family = estimate(estimates, kind)
    assert moved.level == pytest.approx(family.level + shift, abs=1e-6)
    assert moved.chances_above_level() == pytest.approx(family.chances_above_level(), abs=1e-6)


@given(st.lists(st.tuples(values, errors), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_values_come_does_not_matter(estimates: Estimates, chance: object) -> None:
    shuffled = sorted(estimates, key=lambda _: chance.random())  # type: ignore[attr-defined]  # a Random
    first = dict(zip(estimates, estimate(estimates).chances_above_zero(), strict=True))
    second = dict(zip(shuffled, estimate(shuffled).chances_above_zero(), strict=True))
    assert all(first[unit] == pytest.approx(second[unit], abs=1e-9) for unit in estimates)


@given(values, errors, st.integers(2, 6))
def test_equal_values_cannot_be_told_apart(value: float, error: float, count: int) -> None:
    family = estimate([(value, error)] * count)
    assert family.chance_above(0, count - 1) == pytest.approx(0.5)
    assert family.chances_above_level() == pytest.approx([0.5] * count)


@given(st.lists(values, min_size=2, max_size=6), errors, st.floats(1, 4), st.sampled_from(KINDS))
def test_larger_errors_move_every_chance_towards_a_half(
    measured: list[float], error: float, times: float, kind: str
) -> None:
    """Of errors of one size; of several sizes the more certain value may outgrow its family's pull."""
    precise, vague = (estimate([(value, e) for value in measured], kind) for e in (error, times * error))
    for i, j in permutations(range(len(measured)), 2):
        assert abs(vague.chance_above(i, j) - 0.5) <= abs(precise.chance_above(i, j) - 0.5) + 1e-9


@given(units)
def test_a_range_lies_around_what_the_family_says(estimates: Estimates) -> None:
    family = estimate(estimates)
    for (low, high), (value, error) in zip(family.ranges80(), estimates, strict=True):
        assert low < high
        # Drawn towards the others, never beyond them.
        assert low <= max(value, *(other for other, _ in estimates), value) + 2 * error
        assert family.level_error > 0


@given(st.lists(errors, min_size=2, max_size=6), st.integers(0, 5), st.floats(5, 60))
def test_a_stray_value_is_drawn_towards_its_family(all_errors: list[float], at: int, away: float) -> None:
    assume(at < len(all_errors))
    estimates = [(away if i == at else 0.0, error) for i, error in enumerate(all_errors)]
    alone = STANDARD_NORMAL.cdf(away / all_errors[at])
    assert estimate(estimates).chances_above_zero()[at] <= alone + 1e-9


def test_a_kind_or_a_version_without_families_is_refused() -> None:
    with pytest.raises(ValueError, match="knows no family 'astrology'"):
        families.estimate("astrology", [(1, 1)])
    with pytest.raises(ValueError, match="version 1 knows no family"):
        families.estimate("gaps", [(1, 1)], version=1)


@pytest.mark.parametrize("estimates", [[], [(1.0, 0.0)], [(1.0, -2.0)]])
def test_a_family_needs_a_value_and_errors(estimates: Estimates) -> None:
    with pytest.raises(ValueError, match="errors above 0"):
        estimate(estimates)


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0.5, ""),
        (PROBABLY - 1e-12, ""),
        (PROBABLY, "probably up"),
        (CLEARLY, "clearly up"),
        (1 - PROBABLY - 1e-12, "probably down"),
        (0.01, "clearly down"),
    ],
)
def test_a_chance_earns_its_word(chance: float, word: str) -> None:
    assert name_chance(chance) == word


SIXES = {"systems": 6.0, "literacy": 6.0, "uncertainty": 6.0}


def test_one_change_of_three_that_would_be_named_alone_is_drawn_to_the_others() -> None:
    pairs = {"systems": (50.0, 9.0, 74.0, 9.0), "literacy": (50.0, 9.0, 50.0, 9.0)}
    pairs |= {"uncertainty": (50.0, 9.0, 48.0, 9.0)}
    assert change_each(pairs, version=1)["systems"].word == "probably up"
    assert {tested.word for tested in change_each(pairs, version=2).values()} == {"no clear change"}


def test_three_that_move_together_are_named_sooner() -> None:
    pairs = dict.fromkeys(SIXES, (50.0, 9.0, 66.0, 9.0))
    assert {tested.word for tested in change_each(pairs, version=1).values()} == {"no clear change"}
    assert {tested.word for tested in change_each(pairs, version=2).values()} == {"probably up"}


def test_each_test_of_a_change_keeps_its_difference() -> None:
    tested = change_each({"systems": (40.0, 9.0, 70.0, 8.0)})["systems"]
    alone = change(40.0, 9.0, 70.0, 8.0)
    assert (tested.difference, tested.standard_error, tested.word) == (
        alone.difference,
        alone.standard_error,
        alone.word,
    )
    assert change_each({}) == {}


def test_a_gap_that_stands_alone_is_named_only_in_version_1() -> None:
    gaps: dict[str, Gap | None] = {"systems": gap(70, 10, 48, 13), "literacy": gap(50, 10, 52, 13)}
    gaps |= {"uncertainty": gap(50, 10, 52, 13)}
    assert [named_gap.named for named_gap in name_gaps(gaps, version=1)[0].values() if named_gap] == [
        True,
        False,
        False,
    ]
    assert [named_gap.named for named_gap in name_gaps(gaps, version=2)[0].values() if named_gap] == [
        False,
        False,
        False,
    ]


def test_the_mean_gap_is_the_level_of_the_family() -> None:
    gaps: dict[str, Gap | None] = {name: gap(70, 10, 45, 13) for name in SIXES}
    named_gaps, mean = name_gaps(gaps)
    assert mean is not None
    assert mean.gap == pytest.approx(25)
    assert mean.named
    assert all(named_gap and named_gap.named for named_gap in named_gaps.values())
    # Less sure than if the three were known to be the same.
    assert mean.standard_error > sqrt(10**2 + 13**2) / sqrt(3)
    assert name_gaps(gaps, version=1)[1] == mean_gap(list(gaps.values()))


def test_a_gap_that_is_missing_stays_missing() -> None:
    known_gap = gap(70, 5, 30, 5)
    named_gaps, mean = name_gaps({"systems": None, "literacy": known_gap})
    assert named_gaps == {"systems": None, "literacy": known_gap}
    assert mean is None
    assert name_gaps({"systems": None}) == ({"systems": None}, None)


def test_capabilities_are_ordered_by_their_family() -> None:
    scores = {"systems": 50.0, "literacy": 50.0, "uncertainty": 33.0}
    nines = dict.fromkeys(scores, 9.0)
    assert name_capabilities(scores, nines, version=1).weakest == "uncertainty"
    assert name_capabilities(scores, nines, version=2).level
    far = {"systems": 66.4, "literacy": 65.4, "uncertainty": 34.5}
    assert name_capabilities(far, nines).weakest == "uncertainty"


def test_between_two_ends_no_next_figure_is_a_change() -> None:
    low, high = find_unnamed(64, 5.2)
    assert (low, high) == pytest.approx((50.8, 77.2), abs=0.05)
    for value, word in ((high + 1e-9, "probably up"), (high - 1e-9, "no clear change")):
        assert change(64, 5.2, value, 5.2).word == word
    assert change(64, 5.2, low - 1e-9, 5.2).word == "probably down"


def test_a_median_is_less_sure_where_fewer_people_count_and_steps_are_coarser() -> None:
    small, large = median_errors([(20.0, 20), (20.0, 250)])
    assert small > large
    assert median_errors([(None, 6)])[0] == pytest.approx(7.100874643)
    # People who are alike leave a least spread.
    assert median_errors([(0.0, 10)]) == median_errors([(3.0, 10)])
    with pytest.raises(ValueError, match="5 people"):
        median_errors([(None, 4)])


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from([2.0, 3.0, 7.0])), min_size=1, max_size=12))
def test_pairs_apart_are_those_whose_chance_is_named(steps: list[tuple[int, float]]) -> None:
    family = estimate([(5.0 * step, error) for step, error in steps], "teams")
    places = range(len(steps))
    expected = {(i, j) for i in places for j in places if family.chance_above(i, j) >= PROBABLY}
    pairs = list(family.pairs_apart())
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected


def test_a_quantile_is_where_the_chance_says() -> None:
    family = estimate([(40.0, 5.0), (52.0, 3.0), (75.0, 8.0)], "teams")
    for i, (low, high) in enumerate(family.ranges80()):
        assert family.chance_over(low, i) == pytest.approx(0.9, abs=1e-7)
        assert family.chance_over(high, i) == pytest.approx(0.1, abs=1e-7)
