"""Somebody who knows who stood in which picture, keeps every number ever shown, and solves for the rest.

A result is safe when two worlds are found that agree with everything published and in which it lies ten
points apart. Where the search finds none, it is called given away, unless one picture beside the names
(which the rules allow where five are left) already pins it down as closely by the same search.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from random import Random

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from assessment.scoring import beta
from assessment.scoring.team_statistics import published_step
from assessment.teams.disclosure.rounding import round_to_step
from tests.teams.disclosure.histories import Life, Sheet

CLOSE = 10.0
PATIENCE = 6
"""So many orders in a row without getting further end a search."""
HALF = 0.5  # printed numbers are whole
# From so many people who know each other on middle halves are printed.
ENOUGH_FOR_HALVES = 10
ANYWHERE = (0.0, 100.0)
A_MONTH = (0.0, 200.0)


@dataclass(frozen=True)
class Sum:
    """A published number: these weights times these unknowns make it, give or take half of its step."""

    weights: dict[int, float]
    value: float
    tolerance: float = HALF


Read = Callable[[Life, Sheet, Sequence[int]], list[Sum]]


class Worlds:
    """All worlds that agree with some sums, over unknowns within bounds, in one order if one is given."""

    def __init__(self, sums: Sequence[Sum], bounds: tuple[float, float], order: Sequence[int] = ()) -> None:
        unknowns = sorted({weight for weighted_sum in sums for weight in weighted_sum.weights})
        self.column = {unknown: i for i, unknown in enumerate(unknowns)}
        rows, limits = [], []
        for weighted_sum in sums:
            row = self._row(weighted_sum.weights)
            rows += [row, -row]
            limits += [
                weighted_sum.value + weighted_sum.tolerance,
                weighted_sum.tolerance - weighted_sum.value,
            ]
        placed = [unknown for unknown in order if unknown in self.column]
        for low, high in pairwise(placed):
            rows.append(self._row({low: 1.0, high: -1.0}))
            limits.append(0.0)
        # linprog asks the same solver, and takes twice as long to look at what it is asked.
        self.constraint = LinearConstraint(sparse.csc_array(np.array(rows)), -np.inf, np.array(limits))
        self.bounds = Bounds(*bounds)

    def _row(self, weights: dict[int, float]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        row = np.zeros(len(self.column))
        for unknown, weight in weights.items():
            row[self.column[unknown]] += weight
        return row

    def furthest(self, weights: dict[int, float]) -> "dict[int, float] | None":
        """The world in which this is greatest; None where no world agrees."""
        solution = milp(-self._row(weights), constraints=self.constraint, bounds=self.bounds)
        if solution.status != 0:
            return None
        return {unknown: float(solution.x[i]) for unknown, i in self.column.items()}

    def width(self, unknown: int) -> tuple[float, float]:
        """The least and the greatest value of one unknown; an empty span where no world agrees."""
        low, high = self.furthest({unknown: -1.0}), self.furthest({unknown: 1.0})
        return (low[unknown], high[unknown]) if low and high else (np.inf, -np.inf)


@cache
def quantile_weights(n: int, p: float) -> tuple[float, ...]:
    a, b = (n + 1) * p, (n + 1) * (1 - p)
    steps = [beta.regularised(i / n, a, b) for i in range(n + 1)]
    return tuple(steps[i + 1] - steps[i] for i in range(n))


def index_sums(sheet: Sheet, order: Sequence[int]) -> list[Sum]:
    """The three printed numbers of the index, as sums over the results in their order."""
    ranked = [result for result in order if result in sheet.results]
    return [
        Sum(dict(zip(ranked, quantile_weights(len(ranked), p), strict=True)), value)
        for p, value in zip((0.25, 0.5, 0.75), sheet.picture["index"], strict=True)
    ]


def printed_sums(life: Life, sheet: Sheet, order: Sequence[int]) -> list[Sum]:
    """What a picture by rules 2 prints of the index: a median in its step, the middle half from ten on."""
    index = {result: life.scores[result].index for result in sheet.results}
    people, truly = len(index), sorted(index.values())
    step = published_step(people)
    ranked = [result for result in order if result in sheet.results]
    sums = []
    for p in (0.25, 0.5, 0.75) if people >= ENOUGH_FOR_HALVES else (0.5,):
        weights = quantile_weights(people, p)
        value = round_to_step(float(np.dot(weights, truly)), step)
        sums.append(Sum(dict(zip(ranked, weights, strict=True)), value, step / 2))
    return sums


def scores_given_away(life: Life, insider: int | None = None) -> set[int]:
    """Results whose index is pinned to within ten points by everything published together.

    insider: one of the people, who besides knows the scores of their own. They read what is printed today:
    one picture of five in whole points alone already bounds the others for them.
    """
    known_scores = life.named | life.results_of(insider)
    # One picture beside the names is what the rules allow; those that share nobody say nothing of each other.
    linked = [sheets for sheets in _list_linked(life.sheets) if len(sheets) > 1]
    read_sheet = read_by_rules_1 if insider is None else printed_sums
    return {
        result for sheets in linked for result in _find_given_away(life, sheets, known_scores, read_sheet)
    }


def read_by_rules_1(life: Life, sheet: Sheet, order: Sequence[int]) -> list[Sum]:
    return index_sums(sheet, order)


def _list_linked(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """Pictures in groups that share results, also by way of others."""
    groups: list[list[Sheet]] = []
    for sheet in sheets:
        near = [group for group in groups if any(other.results & sheet.results for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), sheet])
    return groups


def _find_given_away(
    life: Life, sheets: Sequence[Sheet], known_scores: set[int], read_sheet: Read
) -> set[int]:
    results = {result for sheet in sheets for result in sheet.results}
    truth = {result: life.scores[result].index for result in results}
    order = sorted(truth, key=truth.__getitem__)

    def worlds(sheets: Sequence[Sheet], order: Sequence[int]) -> Worlds:
        present = {result for sheet in sheets for result in sheet.results}
        values = [Sum({result: 1.0}, round(truth[result])) for result in sorted(known_scores & present)]
        return Worlds(
            [*values, *(total for sheet in sheets for total in read_sheet(life, sheet, order))],
            ANYWHERE,
            order,
        )

    def span(sheets: Sequence[Sheet], result: int) -> float:
        alike = _alike(sheets, result) - known_scores
        apart = max(abs(truth[result] - truth[peer]) for peer in alike)
        if apart >= CLOSE:
            return apart
        present = [candidate for candidate in order if any(candidate in sheet.results for sheet in sheets)]
        return _span(result, present, lambda order: worlds(sheets, order), life.chance)

    suspects = _pinned(worlds(sheets, order), results - known_scores, life.chance)
    return {
        result
        for result in suspects
        if span(sheets, result) < CLOSE
        and all(span([sheet], result) >= CLOSE for sheet in sheets if result in sheet.results)
    }


def _alike(sheets: Sequence[Sheet], result: int) -> set[int]:
    """Who stood in the same pictures: they can change places in every world."""
    places = [result in sheet.results for sheet in sheets]
    present = {result for sheet in sheets for result in sheet.results}
    return {candidate for candidate in present if [candidate in sheet.results for sheet in sheets] == places}


def _pinned(worlds: Worlds, results: set[int], chance: Random) -> set[int]:
    """Those not yet seen ten points apart: a few worlds far from each other settle most."""
    low, high = dict.fromkeys(worlds.column, np.inf), dict.fromkeys(worlds.column, -np.inf)

    def go(way: dict[int, float]) -> None:
        for unknown, value in (worlds.furthest(way) or {}).items():
            low[unknown], high[unknown] = min(low[unknown], value), max(high[unknown], value)

    for _ in range(4):
        way = {unknown: chance.gauss(0, 1) for unknown in worlds.column}
        for sign in (1, -1):
            go({unknown: sign * weight for unknown, weight in way.items()})
    for result in results:
        for sign in (1, -1):
            if high[result] - low[result] < CLOSE:
                go({result: sign})
    return {result for result in results if high[result] - low[result] < CLOSE}


def _span(
    result: int, order: Sequence[int], worlds: Callable[[Sequence[int]], Worlds], chance: Random
) -> float:
    """How far apart one result is found: from the true order on, and from each in which it has changed
    places with another, over every order that a tie opens."""
    low = high = -np.inf
    for start in _places(result, order):
        low = max(low, _reached(result, -1.0, start, worlds, chance))
        high = max(high, _reached(result, 1.0, start, worlds, chance))
        if low + high >= CLOSE:
            break
    return float(low + high)


def _places(result: int, order: Sequence[int]) -> Iterator[list[int]]:
    at = order.index(result)
    for other in (at, *range(len(order))):
        swapped = list(order)
        swapped[at], swapped[other] = swapped[other], swapped[at]
        yield swapped


def _reached(
    result: int,
    way: float,
    order: Sequence[int],
    worlds: Callable[[Sequence[int]], Worlds],
    chance: Random,
) -> float:
    best, current, stuck = -np.inf, list(order), 0
    while stuck < PATIENCE:
        world = worlds(current).furthest({result: way})
        if world is None:
            break
        reached = way * world[result]
        stuck = 0 if reached > best + 0.01 else stuck + 1
        best = max(best, reached)
        current = _reordered(world, current, result, way, chance)
    return best


def _reordered(
    world: dict[int, float], order: Sequence[int], result: int, way: float, chance: Random
) -> list[int]:
    """The same world in another order: whoever are level change places, the result furthest along its way."""
    lots = {candidate: (way if candidate == result else 0) * 10 + chance.random() for candidate in order}
    return sorted(order, key=lambda person: (round(world.get(person, 0.0), 6), lots[person]))


def hours_given_away(life: Life, insider: int | None = None) -> set[int]:
    """Results whose hours designing are pinned to within ten hours by all sums together.

    insider: one of the people, who besides knows the hours of their own.
    """
    sheets = [sheet for sheet in life.sheets if sheet.hours]
    sums = [Sum(dict.fromkeys(sheet.hours, 1.0), sheet.picture["calendar"]["designing"]) for sheet in sheets]
    if not sums:
        return set()
    results = {result for sheet in sheets for result in sheet.hours}
    own = life.results_of(insider) & results
    known_hours = [
        Sum({result: 1.0}, hours.designing / 60) for result in sorted(own) if (hours := life.hours[result])
    ]
    suspects = _pinned(Worlds([*sums, *known_hours], A_MONTH), results - own, life.chance)
    alone = {
        result
        for sheet, total in zip(sheets, sums, strict=True)
        for result in suspects & sheet.hours
        if np.ptp(Worlds([total, *known_hours], A_MONTH).width(result)) < CLOSE
    }
    return suspects - alone
