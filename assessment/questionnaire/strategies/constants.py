"""The best answers among those that never look at the question, found by trying them all."""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import ceil, floor

from assessment.scoring.replies import score_reply

CONFIDENCES = range(50, 101, 10)


def best_range(quantities: Sequence[float]) -> tuple[int, int, float]:
    """The interval that earns most if it is given every time, and what it earns on average.

    What an interval earns bends only where one of its ends passes a quantity, so that the best of all 5,151
    has its ends there; a test tries the others, too.
    """
    ends = sorted({end for y in quantities for end in (floor(y), ceil(y))})
    tried = [
        (range_mean(low, high, quantities), low, high) for low, high in combinations_with_replacement(ends, 2)
    ]
    mean, low, high = max(tried, key=lambda attempt: (attempt[0], -attempt[1], attempt[2]))
    return low, high, mean


def range_mean(low: int, high: int, quantities: Sequence[float]) -> float:
    reply = {"low": low, "high": high}
    return sum(score_reply("range", reply, quantity=y) or 0.0 for y in quantities) / len(quantities)


def best_belief(truths: Sequence[bool]) -> tuple[bool, int, float]:
    """The claim and the confidence that earn most if they are given every time, and what they earn."""
    tried = [
        (belief_mean(truths, claim=claim, confidence=confidence), -confidence, claim)
        for claim in (True, False)
        for confidence in CONFIDENCES
    ]
    mean, confidence, claim = max(tried)
    return claim, -confidence, mean


def belief_mean(truths: Sequence[bool], *, claim: bool, confidence: int) -> float:
    reply = {"claim": claim, "confidence": confidence}
    return sum(score_reply("belief", reply, is_true=truth) or 0.0 for truth in truths) / len(truths)
