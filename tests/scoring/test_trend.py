"""The monthly filter, the envelope, and when a projection is refused."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.constants import Z80
from assessment.scoring.trend import fit_trend, project, project_course, required_pace

Attempt = tuple[float, float, float]
YEAR: list[Attempt] = [(0, 44, 5.2), (3, 46, 5.2), (6, 50, 5.2), (9, 49, 5.2), (12, 55, 5.2)]


def in_one_step(attempts: list[Attempt], phi: float, ahead: int) -> tuple[float, float]:
    """Mean and sd of a later level, from one joint normal instead of month by month."""
    first, last = int(attempts[0][0]), int(attempts[-1][0]) + ahead
    months = last - first + 1
    # Every level is linear in the first level, the first slope and the monthly shocks.
    loads = np.zeros((months, 1 + months))
    loads[:, 0] = 1
    for month in range(1, months):
        loads[month] = loads[month - 1]
        loads[month, 1] += phi**month
        if month + 1 < 1 + months:
            loads[month, month + 1] += 1
    prior = np.diag([50.0**2, 1.0] + [1.0] * (months - 1))
    levels = loads @ prior @ loads.T
    rows = [int(month) - first for month, _, _ in attempts]
    noise = np.diag([(1.4 * error) ** 2 for _, _, error in attempts])
    deviations = np.array([index - 50 for _, index, _ in attempts])
    inverse = np.linalg.inv(levels[np.ix_(rows, rows)] + noise)
    weights = levels[-1, rows] @ inverse
    return 50 + float(weights @ deviations), float(np.sqrt(levels[-1, -1] - weights @ levels[rows, -1]))


def test_year_of_five_attempts_allows_an_envelope() -> None:
    projection = project(YEAR)
    assert projection.refused is None
    assert (projection.fading, projection.steady) == pytest.approx((54.2, 61.0), abs=0.05)
    assert (projection.low, projection.high) == pytest.approx((40.7, 81.2), abs=0.05)


@pytest.mark.parametrize(
    "attempts", [YEAR, [*YEAR, (12.0, 57.0, 4.0)], [(0, 30, 6.0), (1, 35, 5.0), (7, 41, 5.5), (14, 60, 5.2)]]
)
def test_filter_agrees_with_one_joint_normal(attempts: list[Attempt]) -> None:
    projection = project(attempts)
    assert (projection.level_now, projection.level_now_sd) == pytest.approx(
        in_one_step(attempts, 0.95, 0), rel=1e-9
    )
    if projection.refused is None:
        assert (projection.fading, projection.fading_sd) == pytest.approx(
            in_one_step(attempts, 0.95, 18), rel=1e-9
        )
        assert (projection.steady, projection.steady_sd) == pytest.approx(
            in_one_step(attempts, 1.0, 18), rel=1e-9
        )


def test_at_least_one_of_those_is_not_refused() -> None:
    assert project([*YEAR, (12.0, 57.0, 4.0)]).refused is None


def test_envelope_is_the_union_of_both_ranges() -> None:
    projection = project(YEAR)
    assert projection.fading is not None
    assert projection.fading_sd is not None
    assert projection.steady is not None
    assert projection.steady_sd is not None
    runs = [(projection.fading, projection.fading_sd), (projection.steady, projection.steady_sd)]
    assert projection.low == pytest.approx(min(level - Z80 * sd for level, sd in runs))
    assert projection.high == pytest.approx(max(level + Z80 * sd for level, sd in runs))


def test_envelope_is_held_between_0_and_100() -> None:
    up: list[Attempt] = [(3 * quarter, 90 + quarter, 5.2) for quarter in range(6)]
    down: list[Attempt] = [(month, 100 - index, error) for month, index, error in up]
    assert project(up).high == 100
    assert project(down).low == 0


@pytest.mark.parametrize(
    "indices",
    [
        (49, 65, 74, 91, 98),
        (60, 50, 38, 25, 13),
        (60, 68, 77, 84),
        (50, 40, 29, 20),
        (100, 100, 100, 100, 100),
        (5, 5, 5, 5, 5),
        (80, 90, 100, 100, 100),
    ],
)
def test_no_level_leaves_the_scale_or_its_range(indices: tuple[float, ...]) -> None:
    attempts: list[Attempt] = [(5.0 * number, index, 5.2) for number, index in enumerate(indices)]
    for month in project_course(attempts):
        assert 0 <= month.low < month.high <= 100
        assert month.low <= month.fading <= month.high
        assert month.low <= month.steady <= month.high


@given(
    st.lists(st.tuples(st.integers(0, 12), st.floats(0, 100), st.floats(0.5, 12)), min_size=4, max_size=12),
)
def test_whatever_the_history_the_projection_stays_on_the_scale(
    steps: list[tuple[int, float, float]],
) -> None:
    month, attempts = 0, []
    for gap, index, error in steps:
        month += gap
        attempts.append((float(month), index, error))
    projection = project(attempts)
    assert projection.level_now is not None
    assert 0 <= projection.level_now <= 100
    for stage in project_course(attempts):
        assert 0 <= stage.low < stage.high <= 100
        assert stage.low <= min(stage.fading, stage.steady)
        assert max(stage.fading, stage.steady) <= stage.high
    if projection.refused is None:
        last = project_course(attempts)[-1]
        assert (projection.fading, projection.steady) == (last.fading, last.steady)
        assert (projection.low, projection.high) == (last.low, last.high)


def test_order_of_attempts_is_irrelevant() -> None:
    assert project(YEAR[::-1]) == project(YEAR)


def test_months_count_from_the_first_attempt() -> None:
    later: list[Attempt] = [(month + 7, index, error) for month, index, error in YEAR]
    assert project(later) == project(YEAR)


def test_refusals_come_in_order() -> None:
    wide: list[Attempt] = [(0, 44, 9), (3, 46, 9), (6, 50, 9), (9, 49, 9)]
    short = [(month / 3, index, error) for month, index, error in wide]
    assert project(short[:3], 7, comparable=False).refused == "fewer_than_4"
    assert project(short, 7, comparable=False).refused == "span_under_9"
    assert project(wide, 7, comparable=False).refused == "last_too_old"
    assert project(wide, 6, comparable=False).refused == "editions_not_linked"
    assert project(wide, 6).refused == "too_wide"


def test_course_leads_month_by_month_from_the_last_attempt_to_the_envelope() -> None:
    projection, months = project(YEAR), project_course(YEAR)
    assert [month.months for month in months] == list(range(19))
    last = months[-1]
    assert (last.fading, last.steady, last.low, last.high) == (
        projection.fading,
        projection.steady,
        projection.low,
        projection.high,
    )
    assert months[0].fading == projection.level_now


@pytest.mark.parametrize("ahead", [0, 3, 9, 18])
def test_each_month_of_the_course_agrees_with_one_joint_normal(ahead: int) -> None:
    month = project_course(YEAR)[ahead]
    ends = []
    for phi, level in ((0.95, month.fading), (1.0, month.steady)):
        mean, sd = in_one_step(YEAR, phi, ahead)
        assert level == pytest.approx(mean, rel=1e-9)
        ends += [mean - Z80 * sd, mean + Z80 * sd]
    assert (month.low, month.high) == pytest.approx((min(ends), max(ends)), rel=1e-9)


def test_course_without_attempts_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an attempt"):
        project_course([])


def test_refused_projection_keeps_only_the_level_now() -> None:
    projection = project(YEAR[:3])
    assert projection.level_now is not None
    assert projection.level_now_sd is not None
    assert (projection.fading, projection.steady, projection.low, projection.high) == (None,) * 4


def test_no_attempt_has_no_level() -> None:
    projection = project([])
    assert (projection.refused, projection.level_now, projection.level_now_sd) == ("fewer_than_4", None, None)


def test_shown_envelope_is_never_wider_than_45() -> None:
    for error in (3.0, 5.0, 5.2, 6.0, 7.0, 9.0):
        projection = project([(month, index, error) for month, index, _ in YEAR])
        assert projection.refused == "too_wide" or (projection.high or 0) - (projection.low or 0) <= 45


@pytest.mark.parametrize("attempt", [(0.5, 50, 5.2), (0, 50, 0), (0, 50, float("nan"))])
def test_attempt_without_a_whole_month_or_an_error_is_refused(attempt: Attempt) -> None:
    with pytest.raises(ValueError, match="a whole month and an error above 0"):
        project([attempt])


@given(
    st.lists(st.tuples(st.integers(1, 6), st.floats(5, 100), st.floats(3, 9)), min_size=1, max_size=8),
)
def test_more_attempts_never_make_the_level_less_sure(steps: list[tuple[int, float, float]]) -> None:
    """Another attempt in the same month can only narrow it."""
    month, attempts = 0, []
    for gap, index, error in steps:
        month += gap
        attempts.append((float(month), index, error))
    sds = [project([*attempts, *attempts[-1:] * repeats]).level_now_sd or 0 for repeats in range(3)]
    assert all(wider > narrower for wider, narrower in pairwise(sds))


def test_pace_to_65_from_51() -> None:
    assert required_pace(65, 51.2) == pytest.approx(0.77, abs=0.005)


def test_a_year_of_five_results_has_a_trend_with_its_pace() -> None:
    trend = fit_trend(YEAR)
    assert trend is not None
    # Equal errors: the slope of least squares, 2.5 points a quarter.
    months, indices = np.array([month for month, _, _ in YEAR]), np.array([index for _, index, _ in YEAR])
    assert trend.pace == pytest.approx(3 * np.polyfit(months, indices, 1)[0])
    assert trend.standard_error == pytest.approx(1.4 * 5.2 / np.sqrt(10))
    assert (trend.low, trend.high) == pytest.approx(
        (trend.pace - Z80 * 2.3022, trend.pace + Z80 * 2.3022), abs=0.001
    )
    assert trend.word == "no clear change"


@pytest.mark.parametrize(
    ("pace", "word"),
    [
        (2.9, "no clear change"),
        (3.0, "probably up"),
        (4.6, "clearly up"),
        (-3.0, "probably down"),
        (-4.6, "clearly down"),
    ],
)
def test_a_trend_is_named_from_its_own_error(pace: float, word: str) -> None:
    trend = fit_trend([(3 * quarter, 50 + pace * quarter, 5.2) for quarter in range(5)])
    assert trend is not None
    assert trend.word == word


def test_a_trend_weighs_each_result_by_its_error() -> None:
    sure = fit_trend([(0, 50, 5), (3, 50, 5), (6, 50, 5), (9, 80, 5)])
    unsure = fit_trend([(0, 50, 5), (3, 50, 5), (6, 50, 5), (9, 80, 20)])
    assert sure is not None
    assert unsure is not None
    assert unsure.z < sure.z


@pytest.mark.parametrize(
    "attempts",
    [[], YEAR[:1], YEAR[:3], [(0, 50, 5), (1, 51, 5), (3, 52, 5), (5, 60, 5)], [(0, 50.0, 5.0)] * 4],
)
def test_too_few_results_or_months_have_no_trend(attempts: list[Attempt]) -> None:
    assert fit_trend(attempts) is None


def test_four_results_over_six_months_have_a_trend() -> None:
    assert fit_trend([(6, 52, 5), (0, 50, 5), (2, 50, 5), (4, 51, 5)]) is not None


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 100), st.floats(1, 20)), min_size=4, max_size=12))
def test_a_trend_turns_with_its_results(attempts: list[Attempt]) -> None:
    trend, mirrored = (
        fit_trend(attempts),
        fit_trend([(month, 100 - index, error) for month, index, error in attempts]),
    )
    if trend is None or mirrored is None:
        assert trend is mirrored
    else:
        assert mirrored.pace == pytest.approx(-trend.pace, abs=1e-9)
