"""Coefficients for editors, and the flags and thresholds around them."""

import numpy as np
import pytest

from assessment.scoring.reliability import (
    ItemStatistics,
    flag_items,
    flag_options,
    floor_ceiling,
    hasty,
    item_statistics,
    name_standing,
)

TEN = [
    [2, 3, 2, 3],
    [4, 4, 5, 4],
    [3, 2, 3, 3],
    [5, 4, 4, 5],
    [1, 2, 2, 1],
    [3, 3, 4, 2],
    [4, 5, 4, 4],
    [2, 2, 1, 3],
    [3, 4, 3, 3],
    [5, 5, 4, 4],
]


@pytest.fixture(scope="module")
def ten() -> ItemStatistics:
    """Once for all: its best fit leaves a question no uniqueness, which the search nears slowly."""
    return compute_statistics([[float(score) for score in row] for row in TEN])


def compute_statistics(matrix: list[list[float]]) -> ItemStatistics:
    return item_statistics(matrix)


def one_factor(loadings: list[float], n: int = 4000) -> list[list[float]]:
    """People whose answers share one factor and nothing else."""
    chance = np.random.default_rng(11)
    loading = np.array(loadings)
    common = chance.standard_normal((n, 1)) * loading
    own = chance.standard_normal((n, len(loadings))) * np.sqrt(1 - loading**2)
    return [[float(score) for score in row] for row in common + own]


def test_check_matrix_of_ten_people(ten: ItemStatistics) -> None:
    assert ten.n == 10
    assert ten.alpha == pytest.approx(0.9161, abs=5e-5)
    assert ten.feldt80 == pytest.approx((0.843, 0.963), abs=5e-4)
    assert ten.omega == pytest.approx(0.9286, abs=1e-4)


def test_alpha_of_parallel_questions_is_the_spearman_brown_value() -> None:
    statistics = compute_statistics(one_factor([0.6**0.5] * 4))
    assert statistics.alpha == pytest.approx(4 * 0.6 / (1 + 3 * 0.6), abs=0.01)
    assert statistics.omega == pytest.approx(statistics.alpha or 0, abs=0.002)


def test_omega_recovers_unequal_loadings() -> None:
    loadings = [0.9, 0.8, 0.5, 0.4, 0.3, 0.7]
    true = sum(loadings) ** 2 / (sum(loadings) ** 2 + sum(1 - loading * loading for loading in loadings))
    statistics = compute_statistics(one_factor(loadings))
    assert statistics.omega == pytest.approx(true, abs=0.01)
    assert (statistics.alpha or 0) < true - 0.01


def test_omega_does_not_depend_on_the_unit() -> None:
    matrix = one_factor([0.8, 0.7, 0.6, 0.5])
    quarters = [[score / 4 for score in row] for row in matrix]
    assert compute_statistics(quarters).omega == pytest.approx(
        compute_statistics(matrix).omega or 0, abs=1e-6
    )


def test_feldt_range_holds_alpha_and_narrows_with_people() -> None:
    matrix = one_factor([0.7] * 6)
    few, many = compute_statistics(matrix[:50]), compute_statistics(matrix)
    assert few.feldt80 is not None
    assert many.feldt80 is not None
    for statistics, (low, high) in ((few, few.feldt80), (many, many.feldt80)):
        assert low < (statistics.alpha or 0) < high
    assert many.feldt80[1] - many.feldt80[0] < (few.feldt80[1] - few.feldt80[0]) / 5


def test_item_rest_is_the_correlation_with_the_sum_of_the_others(ten: ItemStatistics) -> None:
    rest_of_sum = [sum(row[1:]) for row in TEN]
    own = [row[0] for row in TEN]
    assert ten.item_rest[0] == pytest.approx(np.corrcoef(own, rest_of_sum)[0, 1])


def test_two_questions_have_no_alpha_without_one_of_them() -> None:
    statistics = compute_statistics([[0.0, 0.25], [0.5, 0.5], [1.0, 0.5]])
    assert statistics.alpha is not None
    assert statistics.alpha_if_deleted == (None, None)


def test_question_that_never_varies_has_no_correlation() -> None:
    statistics = compute_statistics([[0.5, 0.25, 0.0], [0.5, 0.5, 0.5], [0.5, 1.0, 0.75]])
    assert statistics.item_rest[0] is None
    assert statistics.item_rest[1] is not None
    assert statistics.omega is None
    assert statistics.alpha is not None


def test_nothing_varying_has_no_coefficient() -> None:
    statistics = compute_statistics([[0.5, 0.5]] * 5)
    assert (statistics.alpha, statistics.feldt80, statistics.omega, statistics.item_rest) == (
        None,
        None,
        None,
        (None, None),
    )


def test_search_for_a_factor_ends_even_where_there_is_none() -> None:
    statistics = compute_statistics([[0.0, 1.0], [1.0, 0.0], [0.0, 0.75], [1.0, 0.25]])
    assert statistics.omega is not None
    assert 0 <= statistics.omega <= 1


@pytest.mark.parametrize(
    "matrix", [[], [[1.0, 2.0]] * 2, [[1.0]] * 5, [1.0, 2.0, 3.0], [[1.0, float("nan")]] * 4]
)
def test_matrix_too_small_or_with_gaps_is_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="at least 3 people by 2 questions"):
        item_statistics(matrix)


@pytest.mark.parametrize(
    ("people", "name"),
    [
        (0, "nothing"),
        (19, "nothing"),
        (20, "shares"),
        (49, "shares"),
        (50, "provisional"),
        (199, "provisional"),
        (200, "full"),
    ],
)
def test_number_of_people_decides_what_editors_see(people: int, name: str) -> None:
    assert name_standing(people) == name


def test_floor_and_ceiling_are_shares() -> None:
    assert floor_ceiling([0, -3, 50, 100]) == (0.5, 0.25)
    with pytest.raises(ValueError, match="at least one score"):
        floor_ceiling([])


@pytest.mark.parametrize(
    ("item_rest", "alpha", "without", "flags"),
    [
        (0.19, 0.7, 0.71, ("weak",)),
        (0.20, 0.7, 0.71, ()),
        (0.25, 0.7, 0.73, ("raises_alpha",)),
        (0.10, 0.7, 0.73, ("weak", "raises_alpha")),
        (None, None, None, ()),
        (None, 0.7, None, ()),
    ],
)
def test_questions_are_flagged(
    item_rest: float | None, alpha: float | None, without: float | None, flags: tuple[str, ...]
) -> None:
    assert flag_items(item_rest, alpha, without) == flags


@pytest.mark.parametrize(
    ("counts", "pair", "flags"),
    [
        ([80, 20, 0, 0, 0], False, ()),
        ([81, 19, 0, 0, 0], False, ("one_option",)),
        ([20, 15, 0, 30, 35], True, ()),
        ([20, 14, 0, 30, 36], True, ("lopsided",)),
        ([40, 26, 0, 20, 14], True, ("lopsided",)),
        ([30, 0, 40, 0, 30], True, ()),
        ([0, 0, 100, 0, 0], True, ("one_option",)),
        ([90, 0, 0, 10, 0], True, ("one_option", "lopsided")),
        ([0, 0, 0, 0, 0], True, ()),
    ],
)
def test_choices_are_flagged(counts: list[int], pair: bool, flags: tuple[str, ...]) -> None:
    assert flag_options(counts, pair) == flags


def test_hasty_attempts_take_under_two_fifths_of_the_usual_time() -> None:
    usual: list[list[float | None]] = [[50.0, 50.0]] * 19
    flags = hasty([*usual, [20.0, 19.0], [20.0, 20.0], [1.0, None]])
    assert flags == (False,) * 19 + (True, False, False)


def test_nobody_is_hasty_before_twenty_attempts_are_timed() -> None:
    usual: list[list[float | None]] = [[50.0, 50.0]] * 18
    assert hasty([*usual, [1.0, 1.0], [None, 1.0]]) == (False,) * 20
    assert hasty([]) == ()
