"""Invented people whose true scores are known, and the raw answers they would give.

Each answer has mean T/100 and standard deviation σ/100, T the true score and σ the assumed error of one
answer: the two nearest possible scores carry the mean, the two ends of the scale the rest of the variance.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from operator import itemgetter
from random import Random

from assessment.scoring.constants import CAPABILITIES, COMPOSITION, VERSIONS
from assessment.scoring.replies import Item, score_reply

MEAN, SD, CORRELATION = 52.0, 14.0, 0.5
LOWEST, HIGHEST = 20.0, 85.0
SWING = 9 * sqrt(0.96)
"""Standard deviation of a capability from day to day: with SE 9 it makes retests differ by 1.4 as much."""
SIGMA = VERSIONS[1].sigma

Reply = Mapping[str, object]
Truth = Mapping[str, float]


@dataclass(frozen=True)
class Slot:
    """One scored position of the full questionnaire, with the truth that its question carries."""

    code: str
    capability: str
    facet: str
    kind: str


SLOTS = tuple(
    Slot(f"{capability}-{kind}-{facet}", capability, f"{capability}.{facet}", kind)
    for capability, kinds in COMPOSITION.items()
    for kind, facets in kinds.items()
    for facet in facets
)
QUESTION: Mapping[str, dict[str, object]] = {
    "frequency": {},
    "pair": {"orchestrator_left": True},
    "judgement": {"key": {"a": 2, "b": 0, "c": 3, "d": 1}},
    "belief": {"is_true": False},
    "range": {"quantity": 10},
}


def scored(kind: str, reply: Reply) -> float | None:
    """The item score of a raw reply, by the real scoring code."""
    return score_reply(kind, reply, **QUESTION[kind])  # type: ignore[arg-type]  # one table for all kinds


@cache
def possible(kind: str) -> tuple[tuple[float, Reply], ...]:
    """Every score from one end of the scale to the other that a kind allows, ascending, with its reply."""
    replies: list[Reply] = []
    if kind in {"frequency", "pair"}:
        replies = [{"choice": choice} for choice in range(1, 6)]
    elif kind == "judgement":
        replies = [{"choice": choice} for choice in "abcd"]
    elif kind == "belief":
        replies = [{"claim": c, "confidence": p} for c in (True, False) for p in range(50, 101, 10)]
    else:
        # Around the quantity up to the widest that holds it, then ten beside it: W from 0 to 180.
        replies = [{"low": min(10, 100 - wide), "high": min(10, 100 - wide) + wide} for wide in range(101)]
        replies += [{"low": 20, "high": 20 + wide} for wide in range(1, 81)]
    by_score = {scored(kind, reply): reply for reply in replies}
    steps = [(score, reply) for score, reply in by_score.items() if score is not None]
    return tuple(sorted(steps, key=itemgetter(0)))


def chances(kind: str, mean: float, sd: float) -> list[tuple[float, Reply]]:
    """Up to four replies with their chances, so that their scores have this mean and standard deviation.

    A standard deviation that the scale's ends cannot give is met as nearly as they allow.
    """
    ladder = possible(kind)
    place = min(max(bisect_right(ladder, mean, key=itemgetter(0)), 1), len(ladder) - 1)
    (low, below), (high, above) = ladder[place - 1], ladder[place]
    (bottom, lowest), (top, highest) = ladder[0], ladder[-1]
    near, far = (mean - low) * (high - mean), (mean - bottom) * (top - mean)
    ends = 0.0 if far <= near else min(1.0, max(0.0, (sd**2 - near) / (far - near)))
    up, out = (mean - low) / (high - low), (mean - bottom) / (top - bottom)
    return [
        ((1 - ends) * (1 - up), below),
        ((1 - ends) * up, above),
        (ends * (1 - out), lowest),
        (ends * out, highest),
    ]


def answers(
    truth: Truth, chance: Random, no_occasion: float = 0.0, of: tuple[str, ...] = CAPABILITIES
) -> list[Item]:
    """One attempt of a person with these true scores (0..100), as scored items of some capabilities.

    no_occasion: the chance that a frequency question met no occasion.
    """
    ladders: dict[tuple[str, str], tuple[list[Reply], list[float]]] = {}
    items = []
    for slot in SLOTS:
        if slot.capability not in of:
            continue
        key = slot.capability, slot.kind
        if key not in ladders:
            mean, sd = truth[slot.capability] / 100, SIGMA[slot.capability] / 100
            weighted = chances(slot.kind, mean, sd)
            ladders[key] = [reply for _, reply in weighted], [weight for weight, _ in weighted]
        replies, weights = ladders[key]
        reply = chance.choices(replies, weights)[0]
        if slot.kind == "frequency" and chance.random() < no_occasion:
            reply = {"none": "no_occasion"}
        score = scored(slot.kind, reply)
        items.append(Item(slot.code, slot.code, slot.capability, slot.facet, slot.kind, score))
    return items


def clamp(value: float, lowest: float = LOWEST, highest: float = HIGHEST) -> float:
    """A value kept within bounds."""
    return min(highest, max(lowest, value))


def people(count: int, chance: Random) -> Iterator[Truth]:
    """True scores: normal, correlated, kept within 20 to 85."""
    for _ in range(count):
        common = chance.gauss(0, sqrt(CORRELATION))
        yield {
            name: clamp(MEAN + SD * (common + chance.gauss(0, sqrt(1 - CORRELATION))))
            for name in CAPABILITIES
        }


def on_the_day(truth: Truth, chance: Random) -> Truth:
    """True scores with the swing of one occasion, kept within 0 to 100."""
    return {name: clamp(score + chance.gauss(0, SWING), 0, 100) for name, score in truth.items()}
