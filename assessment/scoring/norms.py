"""Where a score stands among first attempts, as far as their number allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.scoring import beta
from assessment.scoring.rounding import half_up

FEWEST, FOR_PERCENTILE, FOR_FIVES = 50, 100, 400


@dataclass(frozen=True)
class Norm:
    """A standing among n self-selected people. kind: refused, third, band or fives.

    third: lower, middle or upper. percentile: 0..100, for fives a multiple of five. band: its 80 % range.
    """

    kind: str
    n: int
    third: str | None = None
    percentile: float | None = None
    band: tuple[float, float] | None = None


def norm(scores: Sequence[float], x: float) -> Norm:
    """The standing of x among the scores of people's first full attempts, both in points.

    Midrank percentile. n < 50: refused; 50-99: a third; 100-399: percentile with 80 % Jeffreys band (beta
    with counts plus a half, Brown, Cai and DasGupta 2001, doi 10.1214/ss/1009213286); from 400: nearest five.
    """
    n = len(scores)
    if n < FEWEST:
        return Norm("refused", n)
    rank = sum(score < x for score in scores) + sum(score == x for score in scores) / 2
    percentile = 100 * rank / n
    if n < FOR_PERCENTILE:
        return Norm("third", n, third="lower" if 3 * rank < n else "upper" if 3 * rank > 2 * n else "middle")
    if n < FOR_FIVES:
        low, high = (100 * beta.quantile(p, rank + 0.5, n - rank + 0.5) for p in (0.1, 0.9))
        return Norm("band", n, percentile=percentile, band=(low, high))
    return Norm("fives", n, percentile=5 * half_up(percentile / 5))
