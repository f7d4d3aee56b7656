"""What may be said of one result: likely results, the side they fall on, ranges, names of capabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

from assessment.scoring import families
from assessment.scoring.constants import (
    CAPABILITIES,
    CURRENT_VERSION,
    LINE,
    STANDARD_NORMAL,
    Z80,
    constants_of,
)

DOTS = 20
ROWS = (
    (19, "orchestrator"),
    (16, "orchestrator_probably"),
    (5, "line"),
    (2, "artefact_probably"),
    (0, "artefact"),
)
NOT_ENOUGH = "not_enough"

_LOWER = tuple(STANDARD_NORMAL.inv_cdf((i - 0.5) / DOTS) for i in range(1, DOTS // 2 + 1))
# Mirrored rather than computed, so that opposite results get exactly opposite dots.
_QUANTILES = _LOWER + tuple(-z for z in reversed(_LOWER))


@dataclass(frozen=True)
class Range80:
    """The range that holds a result eight times in ten, in points; tolerance is its half-width."""

    low: float
    high: float
    tolerance: float

    @property
    def holds_line(self) -> bool:
        return self.low <= LINE <= self.high

    def cut(self) -> tuple[float, float]:
        return max(0.0, self.low), min(100.0, self.high)


@dataclass(frozen=True)
class Naming:
    """Which capability may be named. apart: the higher and the lower, where neither end stands alone."""

    strongest: str | None
    weakest: str | None
    apart: tuple[str, str] | None
    level: bool


def likely_results(index: float, standard_error: float) -> tuple[float, ...]:
    """The 20 likely results behind a verdict, ascending, in points; not clipped to 0..100.

    index: points, 0..100. standard_error: points, above 0; else ValueError.
    Quantiles (i - 0.5) / 20 of Normal(index, standard_error), i = 1..20.
    Source: quantile dotplot, Kay et al. 2016, doi 10.1145/2858036.2858558.
    """
    _above_zero(standard_error)
    return tuple(index + standard_error * z for z in _QUANTILES)


def count_right(index: float, standard_error: float) -> int:
    """How many of the 20 likely results lie above the line, on the orchestrator's side: 0..20."""
    return sum(dot > LINE for dot in likely_results(index, standard_error))


def chance_above_line(index: float, standard_error: float) -> float:
    """The chance, 0..1, that Normal(index, standard_error) lies above the line; error above 0."""
    _above_zero(standard_error)
    return STANDARD_NORMAL.cdf((index - LINE) / standard_error)


def choose_verdict_row(k: int | None) -> str:
    """The row of the verdict table for k dots of 20 on the orchestrator's side; None means no index.

    One of orchestrator, orchestrator_probably, line, artefact_probably, artefact, not_enough. A side is
    named from 16 of 20, the 80 % level. Outside 0..20: ValueError.
    """
    if k is None:
        return NOT_ENOUGH
    if not 0 <= k <= DOTS:
        raise ValueError(f"Dots are counted from 0 to {DOTS}, not {k!r}.")
    return next(name for least, name in ROWS if k >= least)


def range80(x: float, se: float) -> Range80:
    """x ± Z80·se, points, not cut; se above 0, else ValueError. Display it through cut()."""
    _above_zero(se)
    return Range80(x - Z80 * se, x + Z80 * se, Z80 * se)


def name_capabilities(
    scores: Mapping[str, float | None], errors: Mapping[str, float | None], version: int = CURRENT_VERSION
) -> Naming:
    """Strongest and weakest capability, if the scores carry it; scores and errors in points by capability.

    One lies above another with a chance of 0.9 in their family, or, in version 1, by more than
    Z80 √(SE_A² + SE_B²). Strongest: above both others. Weakest: both others are above it. Neither, yet the
    highest above the lowest: apart. Else, with all three known, level. Where one is missing only apart can
    be said. Source: see families.
    """
    scored = [
        (name, d, se)
        for name in CAPABILITIES
        if (d := scores.get(name)) is not None and (se := errors.get(name)) is not None
    ]
    scored.sort(key=lambda entry: -entry[1])
    above = _find_above(scored, version)
    names = [name for name, _, _ in scored]
    all_scored = len(names) == len(CAPABILITIES)
    strongest = names[0] if all_scored and {(names[0], n) for n in names[1:]} <= above else None
    weakest = names[-1] if all_scored and {(n, names[-1]) for n in names[:-1]} <= above else None
    ends = (names[0], names[-1]) if names else None
    apart = ends if ends in above and strongest is None and weakest is None else None
    return Naming(strongest, weakest, apart, all_scored and not (strongest or weakest or apart))


def _find_above(scored: Sequence[tuple[str, float, float]], version: int) -> set[tuple[str, str]]:
    # The first of a pair has the higher score.
    if len(scored) < 2:
        return set()
    pairs = combinations(range(len(scored)), 2)
    if "order" in constants_of(version).family_spreads:
        family = families.estimate("order", [(d, se) for _, d, se in scored], version)
        named = [(i, j) for i, j in pairs if family.chance_above(i, j) >= families.PROBABLY]
    else:
        named = [
            (i, j) for i, j in pairs if scored[i][1] - scored[j][1] > Z80 * hypot(scored[i][2], scored[j][2])
        ]
    return {(scored[i][0], scored[j][0]) for i, j in named}


def _above_zero(standard_error: float) -> None:
    if not standard_error > 0:
        raise ValueError(f"A standard error lies above 0, not {standard_error!r}.")
