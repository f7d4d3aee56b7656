"""The index and its standard error, against worked examples and against numeric integration."""

from collections.abc import Callable
from itertools import product
from math import cbrt, exp, fsum, pi, prod, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.constants import VERSIONS, Z80
from assessment.scoring.index import Index, combine

Nine = tuple[float, float, float]


def combine_scores(*scores: float, error: float = 9.0) -> Index:
    combined = combine([(score, error) for score in scores])
    assert combined is not None
    return combined


def integrated(function: Callable[[float], float], score: float, error: float) -> float:
    """The mean of a function of Normal(score, error), held in 5..100, by the midpoint rule."""
    steps, reach = 20_000, 9.0
    width = 2 * reach / steps
    at = [-reach + (i + 0.5) * width for i in range(steps)]
    return fsum(
        width * exp(-z * z / 2) / sqrt(2 * pi) * function(min(100.0, max(5.0, score + error * z))) for z in at
    )


def true_error(scores: tuple[float, ...], error: float) -> float:
    first, second = (
        prod(integrated(lambda value, p=power: value**p, score, error) for score in scores)  # type: ignore[misc]  # p binds early
        for power in (1 / 3, 2 / 3)
    )
    return sqrt(second - first**2)


@pytest.mark.parametrize(
    ("scores", "index"),
    [
        ((60, 50, 40), 49.32),
        ((90, 90, 10), 43.27),
        ((62, 48, 35), 47.05),
        ((70, 55, 12), 35.88),
        ((50, 50, 50), 50),
    ],
)
def test_index_is_the_geometric_mean(scores: Nine, index: float) -> None:
    assert combine_scores(*scores).index == pytest.approx(index, abs=0.005)


def test_index_of_62_48_35_has_tolerance_7() -> None:
    index = combine_scores(62, 48, 35)
    assert index.standard_error == pytest.approx(5.49, abs=0.005)
    assert Z80 * index.standard_error == pytest.approx(7.03, abs=0.005)
    assert index.method == "delta"


def test_score_under_20_calls_for_the_product_rule() -> None:
    assert combine_scores(70, 55, 20).method == "delta"
    index = combine_scores(70, 55, 19.999)
    assert index.method == "gauss-hermite"
    assert index.standard_error == pytest.approx(combine_scores(70, 55, 20).standard_error, rel=0.05)


def test_scores_under_5_count_as_5() -> None:
    assert combine_scores(60, 60, 0).index == combine_scores(60, 60, 5).index == cbrt(60 * 60 * 5)


def test_product_rule_is_the_sum_over_343_nodes() -> None:
    table, scores = VERSIONS[1], (70.0, 55.0, 12.0)
    moments = [0.0, 0.0]
    for nodes in product(zip(table.nodes, table.node_weights, strict=True), repeat=3):
        clamped = [min(100.0, max(5.0, mean + 9 * z)) for mean, (z, _) in zip(scores, nodes, strict=True)]
        weight = prod(node_weight for _, node_weight in nodes)
        moments[0] += weight * cbrt(prod(clamped))
        moments[1] += weight * cbrt(prod(clamped)) ** 2
    assert combine_scores(*scores).standard_error == pytest.approx(
        sqrt(moments[1] - moments[0] ** 2), rel=1e-9
    )


@pytest.mark.parametrize(
    ("scores", "error", "within"),
    [
        ((50, 50, 19), 3.0, 1e-4),
        ((62, 48, 18), 3.0, 1e-4),
        # Where nodes are held at 5 or 100 the rule is coarse: within 8 % on the whole grid of fives.
        ((62, 48, 18), 9.0, 0.08),
        ((70, 55, 12), 9.0, 0.08),
        ((15, 15, 15), 9.0, 0.08),
        ((95, 60, 10), 9.0, 0.08),
        ((100, 100, 15), 9.0, 0.08),
        ((100, 100, 0), 9.0, 0.08),
    ],
)
def test_product_rule_agrees_with_numeric_integration(scores: Nine, error: float, within: float) -> None:
    index = combine_scores(*scores, error=error)
    assert index.method == "gauss-hermite"
    assert index.standard_error == pytest.approx(true_error(scores, error), rel=within)


def test_delta_method_agrees_with_numeric_integration() -> None:
    assert combine_scores(62, 48, 35).standard_error == pytest.approx(true_error((62, 48, 35), 9), rel=0.04)
    assert combine_scores(62, 58, 50, error=3).standard_error == pytest.approx(
        true_error((62, 58, 50), 3), rel=0.002
    )


def test_nodes_have_the_moments_of_a_standard_normal() -> None:
    """A 7-point rule is exact up to the 13th power."""
    table = VERSIONS[1]
    for power, moment in enumerate([1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395, 0]):
        integral = fsum(w * z**power for z, w in zip(table.nodes, table.node_weights, strict=True))
        assert integral == pytest.approx(moment, abs=1e-8)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 40)), min_size=3, max_size=3))
def test_index_always_has_an_error_and_lies_in_bounds(pairs: list[tuple[float, float]]) -> None:
    combined = combine(pairs)
    assert combined is not None
    assert combined.standard_error >= 0
    assert 5 - 1e-9 <= combined.index <= 100 + 1e-9


def test_missing_score_withholds_the_index() -> None:
    assert combine([(62, 9), None, (35, 9)]) is None


@pytest.mark.parametrize("count", [0, 2, 4])
def test_index_takes_three_scores(count: int) -> None:
    with pytest.raises(ValueError, match="three scores"):
        combine([(50.0, 9.0)] * count)


@pytest.mark.parametrize("error", [0.0, -1.0, float("nan")])
def test_error_not_above_0_is_refused(error: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        combine([(50, error), (50, 9), (50, 9)])
