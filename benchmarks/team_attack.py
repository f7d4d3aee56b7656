"""How tightly somebody bounds the results of others: everything printed, and some results they know.

The others cannot be told apart by what is printed, so each bound is of a rank among them: the lowest, the
second, and so on. A bound holds every value that some world has which agrees with all pictures. Nobody knows
where their own result stands among the others, so every place of it is tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from assessment.scoring import beta
from assessment.teams.disclosure.rounding import RoundedQuartiles

LOWEST, HIGHEST = 0.0, 100.0
QUANTILES = (0.25, 0.5, 0.75)
Vector = NDArray[np.float64]
Row = tuple[Vector, float]  # the weights of the others in their order, and what their sum is at most


@dataclass(frozen=True)
class Clue:
    """One picture of one measure as an attacker reads it. own: the results in it that they know, in order."""

    half: RoundedQuartiles
    step: int
    own: tuple[float, ...]


@cache
def quantile_weights(n: int, p: float) -> tuple[float, ...]:
    a, b = (n + 1) * p, (n + 1) * (1 - p)
    steps = [beta.regularised(i / n, a, b) for i in range(n + 1)]
    return tuple(steps[i + 1] - steps[i] for i in range(n))


def bound_ranks(clues: Sequence[Clue], others: int) -> list[float]:
    """Half the width of the range in which the result of each rank lies, by all clues together, points."""
    lows, highs = np.full(others, np.inf), np.full(others, -np.inf)
    for world in _list_worlds(clues, others):
        ends = _find_ends(world, others)
        if ends is not None:
            lows, highs = np.minimum(lows, ends[0]), np.maximum(highs, ends[1])
    return [float(width) for width in (highs - lows) / 2]


def _list_worlds(clues: Sequence[Clue], others: int) -> list[list[Row]]:
    """What is known of the others, for each way in which the own results may stand among them."""
    worlds = [list(_keep_order(others))]
    for clue in clues:
        places = list(_list_places(clue.own, others))
        rows_by_place = [_read_clue(clue, place, others) for place in places]
        extended = [[*world, *rows] for world in worlds for rows in rows_by_place]
        worlds = (
            extended if len(places) == 1 else [world for world in extended if _is_possible(world, others)]
        )
    return worlds


def _keep_order(others: int) -> Iterator[Row]:
    for rank in range(others - 1):
        weights = np.zeros(others)
        weights[rank], weights[rank + 1] = 1, -1
        yield weights, 0.0


def _list_places(own: Sequence[float], others: int) -> Iterator[tuple[int, ...]]:
    """How many of the others lie below each own result; the ends of the scale and equals leave no choice."""
    for places in combinations_with_replacement(range(others + 1), len(own)):
        at_ends = all(
            (value > LOWEST or place == 0) and (value < HIGHEST or place == others)
            for value, place in zip(own, places, strict=True)
        )
        if at_ends and all(own[i] != own[i + 1] or places[i] == places[i + 1] for i in range(len(own) - 1)):
            yield places


def _read_clue(clue: Clue, places: Sequence[int], others: int) -> list[Row]:
    rows = list(_enclose_own(clue.own, places, others))
    number = others + len(clue.own)
    own_places = [place + i for i, place in enumerate(places)]
    is_own = np.zeros(number, dtype=bool)
    is_own[own_places] = True
    printed = (clue.half.low, clue.half.median, clue.half.high)
    for quantile, value in zip(QUANTILES, printed, strict=True):
        if value is None:
            continue
        weights = np.array(quantile_weights(number, quantile))
        own_part = float(weights[own_places] @ np.array(clue.own)) if clue.own else 0.0
        rows.append((weights[~is_own], value + clue.step / 2 - own_part))
        rows.append((-weights[~is_own], own_part - value + clue.step / 2))
    return rows


def _enclose_own(own: Sequence[float], places: Sequence[int], others: int) -> Iterator[Row]:
    for value, place in zip(own, places, strict=True):
        if place > 0:
            yield _single(place - 1, 1, others), value
        if place < others:
            yield _single(place, -1, others), -value


def _single(rank: int, sign: int, others: int) -> Vector:
    weights = np.zeros(others)
    weights[rank] = sign
    return weights


def _is_possible(world: Sequence[Row], others: int) -> bool:
    weights, limits = _as_arrays(world)
    return bool(_solve(np.zeros(others), sparse.csc_array(weights), limits).status == 0)


def _find_ends(world: Sequence[Row], others: int) -> tuple[Vector, Vector] | None:
    """The least and the greatest value of each rank; None where no such world is possible.

    All are asked at once, each of a copy of the world: a call of the solver costs more than solving.
    """
    weights, limits = _as_arrays(world)
    copies, ranks = 2 * others, np.arange(others)
    objective = np.concatenate([np.eye(others), -np.eye(others)]).ravel()
    side_by_side = sparse.kron(sparse.eye_array(copies), weights, format="csc")
    solution = _solve(objective, side_by_side, np.tile(limits, copies))
    if solution.status != 0:
        return None
    values = solution.x.reshape(copies, others)
    return values[ranks, ranks], values[others + ranks, ranks]


def _solve(objective: Vector, weights: "sparse.csc_array", limits: Vector) -> OptimizeResult:
    # linprog asks the same solver, and takes twice as long to look at what it is asked.
    return milp(
        objective,
        constraints=LinearConstraint(weights, -np.inf, limits),
        bounds=Bounds(LOWEST, HIGHEST),
    )


def _as_arrays(world: Sequence[Row]) -> tuple[NDArray[np.float64], Vector]:
    return np.array([row for row, _ in world]), np.array([limit for _, limit in world])
