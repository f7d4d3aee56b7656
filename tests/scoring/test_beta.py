"""The incomplete beta function against sums that are known exactly."""

from math import asin, comb, fsum, pi, sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessment.scoring.beta import f_quantile, quantile, regularised


@given(st.floats(0.001, 0.999), st.integers(1, 60), st.integers(1, 60))
def test_whole_parameters_give_the_binomial_tail(x: float, a: int, b: int) -> None:
    n = a + b - 1
    tail = fsum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert regularised(x, a, b) == pytest.approx(tail, abs=1e-12)


@given(st.floats(0, 0.999))
def test_half_and_half_give_the_arcsine_law(x: float) -> None:
    assert regularised(x, 0.5, 0.5) == pytest.approx(2 / pi * asin(sqrt(x)), abs=1e-9)


@given(st.floats(0, 1), st.floats(0.2, 400), st.floats(0.2, 400))
@example(1e-17, 0.2, 1.0)
def test_sides_mirror_each_other(x: float, a: float, b: float) -> None:
    x = 1 - (1 - x)  # a place whose mirror image is exact: x and 1 - x in the same steps
    assert regularised(x, a, b) == pytest.approx(1 - regularised(1 - x, b, a), abs=1e-9)
    assert 0 <= regularised(x, a, b) <= 1 + 1e-12


def test_ends_are_exact() -> None:
    assert (regularised(0, 2, 3), regularised(1, 2, 3)) == (0, 1)


@given(st.floats(0.01, 0.99), st.floats(0.5, 300), st.floats(0.5, 300))
def test_quantile_is_the_inverse_of_the_distribution(p: float, a: float, b: float) -> None:
    assert regularised(quantile(p, a, b), a, b) == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize(
    ("p", "upper", "lower", "value"),
    # Printed tables of the F distribution.
    [(0.90, 3, 10, 2.7277), (0.90, 9, 27, 1.8743), (0.95, 5, 20, 2.7109), (0.99, 1, 30, 7.5625)],
)
def test_f_quantile_is_that_of_the_tables(p: float, upper: float, lower: float, value: float) -> None:
    assert f_quantile(p, upper, lower) == pytest.approx(value, abs=6e-5)


def test_f_quantile_turns_over_with_its_degrees() -> None:
    assert f_quantile(0.1, 9, 27) == pytest.approx(1 / f_quantile(0.9, 27, 9), rel=1e-9)


@pytest.mark.parametrize(("x", "a", "b"), [(-0.1, 1, 1), (1.1, 1, 1), (0.5, 0, 1), (0.5, 1, -1)])
def test_values_outside_are_refused(x: float, a: float, b: float) -> None:
    with pytest.raises(ValueError, match="takes a, b above 0"):
        regularised(x, a, b)


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_chance_outside_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        quantile(p, 1, 1)
