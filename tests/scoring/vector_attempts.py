"""The cases that begin with answers: scores, scorecards, levers, pulses and comparisons across editions."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.scoring import change, replies, scorecard
from assessment.scoring.index import combine

Inputs = Mapping[str, Any]
Figures = dict[str, Any]
NAMES = {"difference": "diff", "standard_error": "se", "chance_up": "p_up"}


def items_of(capability: str, given: Sequence[Mapping[str, Any]]) -> list[replies.Item]:
    """Items as the file writes them; facets become qualified."""
    return [
        replies.Item(
            code=one["id"],
            slot=one.get("slot", one["id"]),
            capability=capability,
            facet=f"{capability}.{one.get('facet', '')}",
            kind=one["kind"],
            score=one.get("score"),
            weight=one.get("weight", 1.0),
            passed=one.get("passed", False),
        )
        for one in given
    ]


def all_items(by_capability: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[replies.Item]:
    """The items of a whole attempt, in the order the file gives."""
    return [item for name, given in by_capability.items() for item in items_of(name, given)]


def renamed(found: object) -> Figures:
    """A dataclass under the short names of the file."""
    return {NAMES.get(name, name): value for name, value in vars(found).items()}


def item_score(inputs: Inputs, version: int) -> Figures:
    spec = inputs.get("spec", {})
    score = replies.score_reply(
        inputs["kind"],
        inputs["answer"],
        orchestrator_left=spec.get("orchestrator_side") == "left",
        key=spec.get("key"),
        is_true=spec.get("truth"),
        quantity=spec.get("value"),
    )
    return {"score": score}


def capability(inputs: Inputs, version: int) -> Figures:
    found = scorecard.score_capability(inputs["cap"], items_of(inputs["cap"], inputs["items"]), version)
    return {
        "cap": found.capability,
        "scoreable": found.scoreable,
        "score": found.score,
        "se": found.standard_error,
        "said": found.said,
        "said_se": found.said_error,
        "done": found.shown,
        "done_se": found.shown_error,
        "answered": found.answered,
        "planned": found.asked,
        "components": found.components,
        "contributions": found.contributions,
    }


def index(inputs: Inputs, version: int) -> Figures:
    pairs = zip(inputs["scores"], inputs["ses"], strict=True)
    found = combine([None if d is None or se is None else (d, se) for d, se in pairs], version)
    if found is None:
        return {"index": None, "se": None, "method": None}
    return {"index": found.index, "se": found.standard_error, "method": found.method}


def whole_scorecard(inputs: Inputs, version: int) -> Figures:
    found = scorecard.score(all_items(inputs["items"]), version)
    return {
        "index": found.index,
        "se": found.standard_error,
        "method": found.method,
        "k": found.dots,
        "row": found.row,
        "capabilities": {
            name: {"score": one.score, "se": one.standard_error} for name, one in found.capabilities.items()
        },
    }


def levers(inputs: Inputs, version: int) -> Figures:
    found = scorecard.levers(all_items(inputs["items"]), version)
    return {
        "levers": [
            {
                "cap": one.capability,
                "facet": one.facet.removeprefix(f"{one.capability}."),
                "gain": one.gain,
                "low": one.low,
                "high": one.high,
                "codes": list(one.codes),
            }
            for one in found
        ]
    }


def pulse(inputs: Inputs, version: int) -> Figures:
    items = [
        replies.Item(f"{name}-{i}", f"{name}-{i}", name, name, "frequency", score)
        for name, scores in inputs["scores"].items()
        for i, score in enumerate(scores)
    ]
    level, se = scorecard.pulse_level(items, version)
    return {"level": level, "se": se}


def changed(inputs: Inputs, version: int) -> Figures:
    return renamed(change.change(inputs["x1"], inputs["se1"], inputs["x2"], inputs["se2"], version))


def shared_change(inputs: Inputs, version: int) -> Figures:
    if "cap" in inputs:
        first, second = (items_of(inputs["cap"], inputs[name]) for name in ("first", "second"))
        found = change.shared_change(inputs["cap"], first, second, version)
    else:
        first, second = (all_items(inputs[name]) for name in ("first", "second"))
        found = change.shared_index_change(first, second, version)
    if found is None:
        return {"comparable": False}
    return {"comparable": True, "first": found.first, "second": found.second, **renamed(found.change)}
