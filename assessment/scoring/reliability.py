"""How well questions hang together, for editors. One row a person, one column a question, no gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from assessment.scoring import beta
from assessment.scoring.speeding import KNOWN_FROM, is_hasty, time_taken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

EM_PRECISION = 1e-12
EM_ROUNDS = 200_000
SMALLEST_UNIQUENESS = 1e-4
FROM_SHARES, FROM_COEFFICIENTS, FROM_UNMARKED = 20, 50, 200
WEAK_ITEM_REST = 0.20
ALPHA_RISE = 0.02
ONE_OPTION = 0.80
EXTREME_SCORES = 0.15
PAIR_SPLIT = 0.35


@dataclass(frozen=True)
class ItemStatistics:
    """Coefficients of n people by k questions. A coefficient that cannot be told is None.

    alpha, feldt80 (its 80 % range), omega: up to 1. item_rest (-1..1), alpha_if_deleted: one a question.
    """

    n: int
    alpha: float | None
    feldt80: tuple[float, float] | None
    omega: float | None
    item_rest: tuple[float | None, ...]
    alpha_if_deleted: tuple[float | None, ...]


def name_standing(n: int) -> str:
    """What n people allow: nothing (below 20), shares (to 49), provisional coefficients (to 199), or full."""
    steps = ((FROM_UNMARKED, "full"), (FROM_COEFFICIENTS, "provisional"), (FROM_SHARES, "shares"))
    return next((name for least, name in steps if n >= least), "nothing")


def item_statistics(matrix: Sequence[Sequence[float]]) -> ItemStatistics:
    """Item-rest correlations, alpha with its range, alpha without each question, and omega.

    matrix: item scores, at least 3 people by 2 questions, all rows equally long and finite, else ValueError.
    alpha = k/(k-1) (1 - Σvar/var total); 80 % range 1-(1-alpha) F(0.90) to 1-(1-alpha) F(0.10) with n-1 and
    (n-1)(k-1) degrees (Feldt 1965, doi 10.1007/BF02289499); omega from one factor (McDonald 1999).
    """
    import numpy as np  # noqa: PLC0415  # 10 MB of a web process that only item statistics need

    x = np.asarray(matrix, dtype=np.float64)
    if x.ndim != 2 or x.shape[0] < 3 or x.shape[1] < 2 or not np.isfinite(x).all():
        raise ValueError("Item statistics need at least 3 people by 2 questions, without gaps.")
    n, k = x.shape
    alpha = _alpha(x)
    return ItemStatistics(
        n=n,
        alpha=alpha,
        feldt80=None if alpha is None else _feldt(alpha, n, k),
        omega=_omega(np.cov(x, rowvar=False)) if np.ptp(x, axis=0).all() else None,
        item_rest=tuple(_correlation(x[:, j], np.delete(x, j, 1).sum(1)) for j in range(k)),
        alpha_if_deleted=tuple(_alpha(np.delete(x, j, 1)) for j in range(k)),
    )


def floor_ceiling(scores: Sequence[float]) -> tuple[float, float]:
    """The shares, 0..1, of scores (points) at or below 0 and at or above 100; no scores: ValueError."""
    if not scores:
        raise ValueError("Shares need at least one score.")
    n = len(scores)
    return sum(score <= 0 for score in scores) / n, sum(score >= 100 for score in scores) / n


def flag_items(item_rest: float | None, alpha: float | None, alpha_without: float | None) -> tuple[str, ...]:
    """What to look at in a question: weak (item-rest under 0.20), raises_alpha (over 0.02 up without it)."""
    flags = []
    if item_rest is not None and item_rest < WEAK_ITEM_REST:
        flags.append("weak")
    if alpha is not None and alpha_without is not None and alpha_without - alpha > ALPHA_RISE:
        flags.append("raises_alpha")
    return tuple(flags)


def flag_options(counts: Sequence[int], pair: bool = False) -> tuple[str, ...]:
    """What to look at in how people chose: one_option (over 80 % in one), lopsided (a pair outside 35:65).

    counts: people by option, in order. A pair's middle counts half for each pole.
    """
    people = sum(counts)
    flags = []
    if people and max(counts) > ONE_OPTION * people:
        flags.append("one_option")
    if pair and people:
        half = len(counts) // 2
        left = (sum(counts[:half]) + sum(counts[: len(counts) - half])) / 2 / people
        if not PAIR_SPLIT <= left <= 1 - PAIR_SPLIT:
            flags.append("lopsided")
    return tuple(flags)


def hasty(seconds: Sequence[Sequence[float | None]]) -> tuple[bool, ...]:
    """Which attempts of an edition were hasty: all answers timed, their sum under 0.4 × the median sum.

    seconds: one list an attempt, None for an answer without a time. The median of the fully timed attempts
    is known from 20 of them; before that none is hasty.
    """
    times = [time_taken(attempt) for attempt in seconds]
    known_times = [time for time in times if time is not None]
    usual = median(known_times) if len(known_times) >= KNOWN_FROM else None
    return tuple(is_hasty(time, usual) for time in times)


def _alpha(x: "Matrix") -> float | None:
    k: int = x.shape[1]
    total = x.sum(1)
    if k < 2 or total.min() == total.max():
        return None
    return k / (k - 1) * (1 - float(x.var(0, ddof=1).sum()) / float(total.var(ddof=1)))


def _feldt(alpha: float, n: int, k: int) -> tuple[float, float]:
    low, high = (beta.f_quantile(p, n - 1, (n - 1) * (k - 1)) for p in (0.90, 0.10))
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def _correlation(left: "Matrix", right: "Matrix") -> float | None:
    import numpy as np  # noqa: PLC0415  # the same

    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return None
    return float(np.corrcoef(left, right)[0, 1])


def _omega(covariance: "Matrix") -> float:
    """(Σλ)² / ((Σλ)² + Σψ) of one factor by maximum likelihood; every variance above 0.

    EM (Rubin and Thayer 1982, doi 10.1007/BF02293851) until nothing moves by 1e-12, uniqueness held at 1e-4.
    """
    import numpy as np  # noqa: PLC0415  # the same

    variance = np.diag(covariance)
    loading, uniqueness = np.sqrt(variance / 2), variance / 2
    moved, rounds = 1.0, 0
    while moved > EM_PRECISION and rounds < EM_ROUNDS:
        weight = loading / uniqueness / (1 + (loading**2 / uniqueness).sum())
        pull = covariance @ weight
        new_loading = pull / (1 - weight @ loading + weight @ pull)
        new_uniqueness = np.maximum(variance - new_loading * pull, SMALLEST_UNIQUENESS)
        moved = max(np.abs(new_loading - loading).max(), np.abs(new_uniqueness - uniqueness).max())
        loading, uniqueness, rounds = new_loading, new_uniqueness, rounds + 1
    common, own = float(loading.sum() ** 2), float(uniqueness.sum())
    return common / (common + own)
