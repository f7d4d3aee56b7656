"""What a person's stated confidence and ranges say about their judgement. Feedback, never score."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, fsum, sqrt

from assessment.scoring.constants import Z80

FEWEST_BELIEFS = 8
FEWEST_RANGES = 6
STATED_HITS = 0.8
TOO_RARE = 0.10
# Confidence is capped here for its error, which would otherwise vanish at 100 %.
SUREST = 0.95


@dataclass(frozen=True)
class Confidence:
    """Mean confidence, accuracy, their difference and its standard error, all in percent, over n beliefs.

    named: beyond Z80 standard errors, either way. is_enough: from 8 beliefs; fewer would give keys away.
    """

    n: int
    confidence: float
    accuracy: float
    over: float
    standard_error: float
    named: bool

    @property
    def is_enough(self) -> bool:
        return self.n >= FEWEST_BELIEFS


def overconfidence(answers: Sequence[tuple[bool, float, bool]]) -> Confidence | None:
    """Confidence minus accuracy over given beliefs (claim, confidence 50..100, truth); None without any.

    Standard error 100/n √Σc(1-c), c the confidence as a fraction, capped at 0.95. Confidence outside 50..100
    is a ValueError. Passed beliefs are left out by the caller.
    """
    if not answers:
        return None
    if not all(50 <= confidence <= 100 for _, confidence, _ in answers):
        raise ValueError("Confidence lies from 50 to 100.")
    n = len(answers)
    confidence = fsum(stated for _, stated, _ in answers) / n
    accuracy = 100 * sum(claim == truth for claim, _, truth in answers) / n
    chances = [min(SUREST, stated / 100) for _, stated, _ in answers]
    error = 100 / n * sqrt(fsum(c * (1 - c) for c in chances))
    over = confidence - accuracy
    return Confidence(n, confidence, accuracy, over, error, abs(over) > Z80 * error)


def hit_tail(hits: int, n: int) -> float:
    """The chance, 0..1, of so few hits or fewer in n ranges that each hold their quantity 8 times in 10.

    hits from 0 to n; else ValueError. Of no ranges the chance is 1.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} hits of {n} ranges cannot be.")
    return fsum(comb(n, k) * STATED_HITS**k * (1 - STATED_HITS) ** (n - k) for k in range(hits + 1))


def too_narrow(hits: int, n: int) -> bool | None:
    """Whether ranges are too narrow: so few hits have a chance of at most 0.10. None below 6 ranges."""
    return None if n < FEWEST_RANGES else hit_tail(hits, n) <= TOO_RARE
