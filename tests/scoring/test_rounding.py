"""Rounding half up, and printed parts that add up."""

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.rounding import half_up, largest_remainder, round_range


@pytest.mark.parametrize(
    ("x", "rounded"),
    [(2.5, 3), (3.5, 4), (-2.5, -2), (2.4999, 2), (0.49999999999999994, 0), (-0.6, -1), (7, 7)],
)
def test_half_goes_up(x: float, rounded: int) -> None:
    assert half_up(x) == rounded


@given(value=st.floats(0, 100), tolerance=st.floats(0.01, 60))
def test_a_printed_range_follows_from_the_printed_value_and_tolerance(value: float, tolerance: float) -> None:
    low, high = round_range(value, tolerance)
    assert low == max(0, half_up(value) - half_up(tolerance))
    assert high == min(100, half_up(value) + half_up(tolerance))
    # Never further than a point from the ends that were tested.
    assert abs(low - max(0.0, value - tolerance)) <= 1
    assert abs(high - min(100.0, value + tolerance)) <= 1


def test_a_range_whose_ends_round_apart_from_its_value_still_agrees_with_it() -> None:
    assert round_range(52.6, 7.4) == (46, 60)  # 45.2 and 60.0, each rounded alone: 45 to 60 beside 53 ± 7


def test_parts_print_so_that_they_add_up() -> None:
    assert largest_remainder([33.333, 33.333, 33.334], decimals=0) == (33, 33, 34)
    assert largest_remainder([0.25, 0.25, 0.25, 0.25]) == (0.3, 0.3, 0.2, 0.2)
    assert largest_remainder([-0.25, -0.25]) == (-0.2, -0.3)
    assert largest_remainder([]) == ()


def test_equal_values_rise_in_order_whatever_their_last_bits() -> None:
    assert largest_remainder([0.1 + 0.2 + 0.05, 0.35]) == (0.4, 0.3)
    assert largest_remainder([0.35, 0.1 + 0.2 + 0.05]) == (0.4, 0.3)


@given(st.lists(st.floats(-60, 60), max_size=15), st.sampled_from([0, 1, 2]))
def test_printed_parts_add_up_to_the_printed_sum(values: list[float], decimals: int) -> None:
    printed = largest_remainder(values, decimals)
    step = 10.0**-decimals
    assert abs(fsum(printed) - fsum(values)) <= step / 2 + 1e-8
    for value, part in zip(values, printed, strict=True):
        assert abs(value - part) < step + 1e-8
        assert part == round(part, decimals)
