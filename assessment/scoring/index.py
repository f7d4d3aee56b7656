"""The index: the geometric mean of the three capability scores, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cbrt, fsum, prod, sqrt

from assessment.scoring.constants import CAPABILITIES, CURRENT_VERSION, Constants, constants_of


@dataclass(frozen=True)
class Index:
    """The index in points, 5..100, its standard error, and how that was found: delta or gauss-hermite."""

    index: float
    standard_error: float
    method: str


def average(scores: Sequence[float], version: int = CURRENT_VERSION) -> float:
    """The index of three scores, in points; see combine."""
    floor = constants_of(version).floor
    return cbrt(prod([max(score, floor) for score in scores]))


def combine(estimates: Sequence[tuple[float, float] | None], version: int = CURRENT_VERSION) -> Index | None:
    """The index of three scores (0..100), each with its standard error (above 0), in points.

    None where one is missing. G = (∏ max(D, 5))^(1/3), so that strength in two does not buy off the third.
    With every score at least 20 the error is G/3 √Σ(SE/D)² (delta method); below, it is √(E[G²] - E[G]²)
    over three independent normals, by a 7-point Gauss-Hermite rule each, nodes held in 5..100. G itself is
    reported, not E[G]. Other than three estimates, or an error not above 0, is a ValueError.
    """
    if len(estimates) != len(CAPABILITIES):
        raise ValueError(f"The index takes three scores, not {len(estimates)}.")
    pairs = [estimate for estimate in estimates if estimate is not None]
    if len(pairs) < len(CAPABILITIES):
        return None
    smallest = min([se for _, se in pairs])
    if not smallest > 0:
        raise ValueError(f"A standard error lies above 0, not {smallest!r}.")
    constants = constants_of(version)
    index = average([d for d, _ in pairs], version)
    if min([d for d, _ in pairs]) >= constants.delta_from:
        return Index(index, index / 3 * sqrt(fsum([(se / d) ** 2 for d, se in pairs])), "delta")
    return Index(index, _compute_spread(pairs, constants), "gauss-hermite")


def _compute_spread(pairs: Sequence[tuple[float, float]], constants: Constants) -> float:
    # Standard deviation of the index over the product rule.
    # The three normals are independent, so the mean of a product over all 343 nodes is the product of
    # three means over 7.
    def moment(power: float) -> float:
        return prod(
            fsum(
                weight * min(100.0, max(constants.floor, d + se * node)) ** power
                for node, weight in zip(constants.nodes, constants.node_weights, strict=True)
            )
            for d, se in pairs
        )

    return sqrt(max(0.0, moment(2 / 3) - moment(1 / 3) ** 2))
