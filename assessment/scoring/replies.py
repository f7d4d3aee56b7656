"""From one raw reply to one item score.

A score of 0 is the artefact's end, 1 the orchestrator's; beliefs and ranges may fall below 0 and are never
clipped, since clipping would reward false certainty. None means missing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from assessment.scoring.constants import KEYED, KINDS, component_of

PASSED = {"none": "passed"}
NO_OCCASION = {"none": "no_occasion"}
# What a passed keyed question scores: neither better nor worse than guessing.
GUESSING = 0.5
# How many points of width each point costs by which a range misses its quantity: 2 / (1 - 0.8).
MISSED_TIMES = 10
# The width at which a range that holds its quantity scores 0; half of it, complete ignorance, scores 0.5.
RANGE_SCALE = 180
CREDIT_STEPS: Mapping[str, int] = {"frequency": 4, "pair": 4, "judgement": 3}
# The minutes of a month of 31 days.
MOST_MINUTES = 44_640

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Item:
    """One scored answer in its place.

    code: of the question, unique in an attempt. slot: the position across forms and editions; two attempts
    share a slot if the name is the same in both. facet: qualified, `systems.flow`. score: item score, or
    None where the answer is missing. weight: above 0. passed: the person skipped a question of a keyed kind.
    An unknown kind or capability, a weight not above 0 or a score that is not finite is a ValueError.
    """

    code: str
    slot: str
    capability: str
    facet: str
    kind: str
    score: float | None
    weight: float = 1.0
    passed: bool = False

    def __post_init__(self) -> None:
        component_of(self.kind, self.capability)
        if not (isfinite(self.weight) and self.weight > 0):
            raise ValueError(f"{self.code}: a weight lies above 0, not {self.weight!r}.")
        if self.score is not None and not isfinite(self.score):
            raise ValueError(f"{self.code}: a score is a finite number or None, not {self.score!r}.")


def score_reply(
    kind: str,
    reply: Mapping[str, object],
    *,
    orchestrator_left: bool = False,
    key: Mapping[str, int] | None = None,
    is_true: bool | None = None,
    quantity: float | Decimal | None = None,
) -> float | None:
    """The item score of a raw reply, 0..1 (beliefs from -1, ranges from -5), or None where it is missing.

    reply: as stored, for instance `{"choice": 4}`, `{"claim": True, "confidence": 70}`,
    `{"low": 20, "high": 45}`, `{"none": "passed"}`. orchestrator_left: a pair's poles are swapped.
    key: credits 0..3 of a judgement's four actions, one each. is_true: of a belief. quantity: of a range,
    0..100. Hours are checked and never scored. Whatever does not fit its kind is a ValueError.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no kind {kind!r}; kinds are {', '.join(KINDS)}.")
    if reply == PASSED:
        return GUESSING if kind in KEYED else None
    if reply == NO_OCCASION and kind == "frequency":
        return None
    if kind in {"frequency", "pair"}:
        step = _score_step(reply)
        return 1 - step if kind == "pair" and orchestrator_left else step
    if kind == "judgement":
        return _score_judgement(reply, key)
    if kind == "hours":
        _check_hours(reply)
        return None
    return _score_belief(reply, is_true) if kind == "belief" else _score_range(reply, quantity)


def score_option(kind: str, credit: int | None) -> float | None:
    """The item score of a chosen option: its credit in quarters (frequency, pair) or thirds (judgement).

    credit: 0..4, for judgement 0..3; None counts as missing. Anything else is a ValueError.
    """
    steps = CREDIT_STEPS.get(kind)
    if steps is None:
        raise ValueError(f"A question of kind {kind!r} has no options.")
    return None if credit is None else _read_whole_number("credit", credit, 0, steps) / steps


def _score_step(reply: Mapping[str, object]) -> float:
    _refuse_other_fields(reply, "choice")
    return (_read_whole_number("choice", reply["choice"], 1, 5) - 1) / 4


def _score_judgement(reply: Mapping[str, object], key: Mapping[str, int] | None) -> float | None:
    _refuse_other_fields(reply, "choice")
    if key is None or sorted(key.values()) != [0, 1, 2, 3]:
        raise ValueError("A judgement needs a key that gives its four actions 0, 1, 2 and 3, one each.")
    choice = reply["choice"]
    if not isinstance(choice, str) or choice not in key:
        raise ValueError(f"The choice is one of {', '.join(key)}, not {choice!r}.")
    return score_option("judgement", key[choice])


def _score_belief(reply: Mapping[str, object], is_true: bool | None) -> float:
    """1 - 2 (P - o)^2 with P the stated chance that the statement is true and o the truth, 1 or 0.

    |P - o| is what the confidence missed by. Source: quadratic score, Brier 1950,
    doi 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    _refuse_other_fields(reply, "claim", "confidence")
    claim = reply["claim"]
    if not isinstance(claim, bool) or not isinstance(is_true, bool):
        raise ValueError("A belief needs a claim and a truth, each true or false.")  # noqa: TRY004 - one error for every bad reply
    confidence = _read_whole_number("confidence", reply["confidence"], 50, 100)
    if confidence % 10:
        raise ValueError(f"Confidence goes in tens, from 50 to 100, not {confidence}.")
    miss = (100 - confidence if claim is is_true else confidence) / 100
    return 1 - 2 * miss**2


def _score_range(reply: Mapping[str, object], quantity: float | Decimal | None) -> float:
    """1 - W / 180 of the interval score W of an 80 % range.

    Source: Winkler 1972, doi 10.1080/01621459.1972.10481224; Gneiting and Raftery 2007,
    doi 10.1198/016214506000001437. 180 makes the honest answer of complete ignorance, 10 to 90, earn 0.5.
    """
    _refuse_other_fields(reply, "low", "high")
    low, high = (
        _read_whole_number("low", reply["low"], 0, 100),
        _read_whole_number("high", reply["high"], 0, 100),
    )
    if low > high:
        raise ValueError(f"The low end {low} lies above the high end {high}.")
    if quantity is None or isinstance(quantity, bool) or not 0 <= (y := float(quantity)) <= 100:
        raise ValueError(f"A range needs a quantity from 0 to 100, not {quantity!r}.")
    width = (high - low) + MISSED_TIMES * max(0.0, low - y) + MISSED_TIMES * max(0.0, y - high)
    return 1 - width / RANGE_SCALE


def _check_hours(reply: Mapping[str, object]) -> None:
    _refuse_other_fields(reply, "month", "approving", "designing", "other")
    month = reply["month"]
    if not isinstance(month, str) or not _MONTH.fullmatch(month):
        raise ValueError(f"A month is written 2026-10, not {month!r}.")
    spent = [
        _read_whole_number(name, reply[name], 0, MOST_MINUTES) for name in ("approving", "designing", "other")
    ]
    if sum(spent) > MOST_MINUTES:
        raise ValueError(f"{sum(spent)} minutes are more than a month has.")


def _refuse_other_fields(reply: Mapping[str, object], *names: str) -> None:
    if set(reply) != set(names):
        raise ValueError(f"This reply holds {', '.join(names)} and nothing else, not {dict(reply)!r}.")


def _read_whole_number(name: str, value: object, lowest: int, highest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise ValueError(f"The {name} is a whole number from {lowest} to {highest}, not {value!r}.")
    return value
