"""Rounding for the page: half up, and parts that add up to their printed sum."""

from collections.abc import Sequence
from math import floor, fsum


def half_up(x: float) -> int:
    """The nearest whole number; a half goes up."""
    whole = floor(x)
    return whole + (x - whole >= 0.5)


def round_range(value: float, tolerance: float) -> tuple[int, int]:
    """The ends of value ± tolerance in whole points, cut to 0..100.

    They follow from the rounded value and the rounded tolerance, so that "53 ± 7" and "46 to 60" agree.
    """
    points, half_width = half_up(value), half_up(tolerance)
    return max(0, points - half_width), min(100, points + half_width)


def largest_remainder(values: Sequence[float], decimals: int = 1) -> tuple[float, ...]:
    """The values rounded so that they add up to their rounded sum, in their order.

    Each goes down to a step of 10^-decimals; the steps still wanting go to the largest remainders, the
    first of equals first. Source: the largest-remainder method (Hamilton).
    """
    scale = 10**decimals
    # Nine decimals of a step: enough to tell values apart, too few to see binary noise.
    scaled = [round(value * scale, 9) for value in values]
    whole = [floor(value) for value in scaled]
    wanting = half_up(round(fsum(values) * scale, 9)) - sum(whole)
    by_remainder = sorted(range(len(values)), key=lambda i: round(whole[i] - scaled[i], 9))
    for i in by_remainder[:wanting]:
        whole[i] += 1
    return tuple(value / scale for value in whole)
