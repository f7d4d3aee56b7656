"""The cases that begin with answers: scores, scorecards, levers, pulses and comparisons across editions."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.scoring import change, replies, scorecard
from assessment.scoring.index import combine

Inputs = Mapping[str, Any]
Figures = dict[str, Any]
NAMES = {"difference": "diff", "standard_error": "se", "chance_up": "p_up"}


def items_of(capability: str, rows: Sequence[Mapping[str, Any]]) -> list[replies.Item]:
    """Items as the file writes them; facets become qualified."""
    return [
        replies.Item(
            code=row["id"],
            slot=row.get("slot", row["id"]),
            capability=capability,
            facet=f"{capability}.{row.get('facet', '')}",
            kind=row["kind"],
            score=row.get("score"),
            weight=row.get("weight", 1.0),
            passed=row.get("passed", False),
        )
        for row in rows
    ]


def all_items(by_capability: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[replies.Item]:
    """The items of a whole attempt, in the order the file gives."""
    return [item for name, rows in by_capability.items() for item in items_of(name, rows)]


def renamed(result: object) -> Figures:
    """A dataclass under the short names of the file."""
    return {NAMES.get(name, name): value for name, value in vars(result).items()}


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
    result = scorecard.score_capability(inputs["cap"], items_of(inputs["cap"], inputs["items"]), version)
    return {
        "cap": result.capability,
        "scoreable": result.scoreable,
        "score": result.score,
        "se": result.standard_error,
        "said": result.said,
        "said_se": result.said_error,
        "done": result.shown,
        "done_se": result.shown_error,
        "answered": result.answered,
        "planned": result.asked,
        "components": result.components,
        "contributions": result.contributions,
    }


def index(inputs: Inputs, version: int) -> Figures:
    pairs = zip(inputs["scores"], inputs["ses"], strict=True)
    combined = combine([None if score is None or se is None else (score, se) for score, se in pairs], version)
    if combined is None:
        return {"index": None, "se": None, "method": None}
    return {"index": combined.index, "se": combined.standard_error, "method": combined.method}


def whole_scorecard(inputs: Inputs, version: int) -> Figures:
    card = scorecard.score(all_items(inputs["items"]), version)
    return {
        "index": card.index,
        "se": card.standard_error,
        "method": card.method,
        "k": card.dots,
        "row": card.row,
        "capabilities": {
            name: {"score": result.score, "se": result.standard_error}
            for name, result in card.capabilities.items()
        },
    }


def levers(inputs: Inputs, version: int) -> Figures:
    computed = scorecard.levers(all_items(inputs["items"]), version)
    return {
        "levers": [
            {
                "cap": lever.capability,
                "facet": lever.facet.removeprefix(f"{lever.capability}."),
                "gain": lever.gain,
                "low": lever.low,
                "high": lever.high,
                "codes": list(lever.codes),
            }
            for lever in computed
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
        shared = change.shared_change(inputs["cap"], first, second, version)
    else:
        first, second = (all_items(inputs[name]) for name in ("first", "second"))
        shared = change.shared_index_change(first, second, version)
    if shared is None:
        return {"comparable": False}
    return {"comparable": True, "first": shared.first, "second": shared.second, **renamed(shared.change)}
