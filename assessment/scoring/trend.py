"""Where the index is heading: a monthly filter, an 18-month envelope, and when to refuse one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import NamedTuple

from assessment.scoring.change import word_for
from assessment.scoring.constants import CURRENT_VERSION, Z80, Constants, constants_of

# Months ahead.
HORIZON = 18
FEWEST_ATTEMPTS = 4
SHORTEST_SPAN = 9
OLDEST_LAST = 6
WIDEST = 45.0
# What a trend takes: results, and months from the first to the last.
FEWEST_FOR_A_TREND = 4
SHORTEST_TREND = 6
MONTHS_A_QUARTER = 3


class State(NamedTuple):
    """What the filter believes: level (points) and slope (points a month), with their covariances."""

    level: float
    slope: float
    level_variance: float
    covariance: float
    slope_variance: float


@dataclass(frozen=True)
class Projection:
    """The level in 18 months, in points. refused: fewer_than_4, span_under_9, last_too_old,
    editions_not_linked, too_wide, or None.

    fading, steady and their sd: under a pace that fades and a pace that holds; low and high: the envelope;
    all None when refused. level_now, level_now_sd: the filtered level at the last attempt, None without
    attempts. Every level is held in 0..100, and so is the envelope, which holds both levels.
    """

    refused: str | None
    level_now: float | None
    level_now_sd: float | None
    fading: float | None = None
    fading_sd: float | None = None
    steady: float | None = None
    steady_sd: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Ahead:
    """The level so many months after the last attempt, in points: under a pace that fades and under one that
    holds; low and high: the union of both 80 % ranges. All of them are held in 0..100."""

    months: int
    fading: float
    steady: float
    low: float
    high: float


@dataclass(frozen=True)
class Trend:
    """The pace of a person's results, in points a quarter, with its standard error and their quotient.

    word: as of a change, up for rising. low, high: the range that holds the pace eight times in ten.
    """

    pace: float
    standard_error: float
    z: float
    word: str

    @property
    def low(self) -> float:
        return self.pace - Z80 * self.standard_error

    @property
    def high(self) -> float:
        return self.pace + Z80 * self.standard_error


def fit_trend(attempts: Sequence[tuple[float, float, float]], version: int = CURRENT_VERSION) -> Trend | None:
    """The straight line through a person's comparable results: generalised least squares on months.

    attempts: as in project; each with the error 1.4 SE. None with fewer than four, or over less than six
    months. Words: rising or falling from |z| 1.2816 probably, from 1.96 clearly.
    Source: Aitken 1935, doi 10.1017/S0370164600014346.
    """
    ordered = _ordered(attempts)
    if len(ordered) < FEWEST_FOR_A_TREND or ordered[-1][0] - ordered[0][0] < SHORTEST_TREND:
        return None
    factor = constants_of(version).retest_factor
    weights = [1 / (factor * error) ** 2 for _, _, error in ordered]
    total = fsum(weights)
    month, index = (
        fsum(w * attempt[place] for w, attempt in zip(weights, ordered, strict=True)) / total
        for place in (0, 1)
    )
    pairs = list(zip(weights, ordered, strict=True))
    across = fsum(w * (when - month) ** 2 for w, (when, _, _) in pairs)
    slope = fsum(w * (when - month) * (value - index) for w, (when, value, _) in pairs) / across
    z = slope * sqrt(across)
    return Trend(MONTHS_A_QUARTER * slope, MONTHS_A_QUARTER / sqrt(across), z, word_for(z))


def project(
    attempts: Sequence[tuple[float, float, float]],
    months_since_last: float = 0,
    comparable: bool = True,
    version: int = CURRENT_VERSION,
) -> Projection:
    """The 18-month projection from a person's full attempts with an index.

    attempts: (whole month from the first attempt, index, standard error above 0), in any order.
    months_since_last: from the last attempt to now. comparable: all editions are linked.
    State (level, slope), monthly: level + φ·slope + N(0, 1), φ·slope; observed with (1.4 SE)². Run with
    φ 0.95 and 1; the envelope is the union of both 80 % ranges of the level, and levels and envelope are cut
    to the scale, at whose ends the envelope stays as wide as what is not known today. Refused in this order:
    fewer than 4 attempts, a span under 9 months, the last over 6 months old, not comparable, an envelope
    wider than 45. An error not above 0 or a month that is not whole is a ValueError.
    Source: Kalman 1960, doi 10.1115/1.3662552; damped trend, Gardner and McKenzie 1985,
    doi 10.1287/mnsc.31.10.1237. Priors and noise are assumed.
    """
    constants = constants_of(version)
    ordered = _ordered(attempts)
    if not ordered:
        return Projection("fewer_than_4", None, None)
    fading, steady = (_filtered(ordered, phi, constants) for phi in (constants.fading, constants.holding))
    now = _on_scale(fading.level), sqrt(fading.level_variance)
    refused = _refused(ordered, months_since_last, comparable)
    if refused:
        return Projection(refused, *now)
    later = _both_ahead(fading, steady, HORIZON, constants)
    low, high = _unite_ranges(later, (fading, steady))
    if high - low > WIDEST:
        return Projection("too_wide", *now)
    (level, sd), (level_steady, sd_steady) = (
        (_on_scale(state.level), sqrt(state.level_variance)) for state in later
    )
    return Projection(None, *now, level, sd, level_steady, sd_steady, low, high)


def project_course(
    attempts: Sequence[tuple[float, float, float]], version: int = CURRENT_VERSION
) -> tuple[Ahead, ...]:
    """The way to the projection: the level at the last attempt and in each of the 18 months after it.

    attempts: as in project, at least one (else ValueError); whether the envelope may be shown is said there,
    and its last month is that of project. Source: see project.
    """
    constants, ordered = constants_of(version), _ordered(attempts)
    if not ordered:
        raise ValueError("A course needs an attempt to begin at.")
    fading, steady = (_filtered(ordered, phi, constants) for phi in (constants.fading, constants.holding))
    stages = []
    later = fading, steady
    for months in range(HORIZON + 1):
        low, high = _unite_ranges(later, (fading, steady))
        stages.append(Ahead(months, _on_scale(later[0].level), _on_scale(later[1].level), low, high))
        later = _both_ahead(*later, 1, constants)
    return tuple(stages)


def required_pace(target: float, level_now: float) -> float:
    """Points a month that lead from the filtered level to a target in 18 months; both in points."""
    return (target - level_now) / HORIZON


def _ordered(attempts: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    for month, _, error in attempts:
        if month != int(month) or not error > 0:
            raise ValueError(f"An attempt has a whole month and an error above 0, not {(month, error)!r}.")
    return sorted(attempts, key=lambda attempt: attempt[0])


def _both_ahead(fading: State, steady: State, months: int, constants: Constants) -> tuple[State, State]:
    return _move_ahead(fading, months, constants.fading, constants), _move_ahead(
        steady, months, constants.holding, constants
    )


def _unite_ranges(states: Sequence[State], now: Sequence[State]) -> tuple[float, float]:
    """The union of the 80 % ranges of the level in 0..100.

    now: the states that these lead on from. A range that lies beyond the scale as a whole would be cut to
    nothing, so at either end of the scale it stays as wide as what is not known today.
    """
    reach = Z80 * sqrt(min(state.level_variance for state in now))
    ends = [state.level + side * Z80 * sqrt(state.level_variance) for state in states for side in (-1.0, 1.0)]
    return _on_scale(min(*ends, 100 - reach)), _on_scale(max(*ends, reach))


def _on_scale(level: float) -> float:
    return min(100.0, max(0.0, level))


def _refused(
    ordered: Sequence[tuple[float, float, float]], months_since_last: float, comparable: bool
) -> str | None:
    if len(ordered) < FEWEST_ATTEMPTS:
        return "fewer_than_4"
    if ordered[-1][0] - ordered[0][0] < SHORTEST_SPAN:
        return "span_under_9"
    if months_since_last > OLDEST_LAST:
        return "last_too_old"
    return None if comparable else "editions_not_linked"


def _filtered(ordered: Sequence[tuple[float, float, float]], phi: float, constants: Constants) -> State:
    # The state after the last attempt; attempts of one month update it in turn.
    mean, sd = constants.level_prior
    state = State(mean, 0.0, sd**2, 0.0, constants.slope_prior**2)
    month = ordered[0][0]
    for when, index, error in ordered:
        state = _move_ahead(state, int(when - month), phi, constants)
        state = _update(state, index, (constants.retest_factor * error) ** 2)
        month = when
    return state


def _move_ahead(state: State, months: int, phi: float, constants: Constants) -> State:
    for _ in range(months):
        state = State(
            level=state.level + phi * state.slope,
            slope=phi * state.slope,
            level_variance=state.level_variance
            + 2 * phi * state.covariance
            + phi**2 * state.slope_variance
            + constants.level_noise**2,
            covariance=phi * state.covariance + phi**2 * state.slope_variance,
            slope_variance=phi**2 * state.slope_variance,
        )
    return state


def _update(state: State, index: float, noise: float) -> State:
    total = state.level_variance + noise
    gain, pull = state.level_variance / total, state.covariance / total
    surprise = index - state.level
    return State(
        level=state.level + gain * surprise,
        slope=state.slope + pull * surprise,
        level_variance=state.level_variance * (1 - gain),
        covariance=state.covariance * (1 - gain),
        slope_variance=state.slope_variance - pull * state.covariance,
    )
