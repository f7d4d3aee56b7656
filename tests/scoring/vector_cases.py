"""One entry for each `fn` of a vectors file: its inputs in, the figures of the real scoring code out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assessment.scoring import (
    change,
    feedback,
    norms,
    printing,
    ratio,
    reliability,
    replies,
    scorecard,
    spread,
    trend,
    verdict,
)
from assessment.scoring.capabilities import constants_of
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
        "done": found.done,
        "done_se": found.done_error,
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


def range80(inputs: Inputs, version: int) -> Figures:
    found = verdict.range80(inputs["x"], inputs["se"])
    return {"range": [found.low, found.high], "tolerance": found.tolerance}


def verdict_of(inputs: Inputs, version: int) -> Figures:
    if inputs["index"] is None:
        return {"dots": None, "k": None, "row": verdict.row(None), "p": None}
    at = inputs["index"], inputs["se"]
    k = verdict.count_right(*at)
    return {
        "dots": list(verdict.likely_results(*at)),
        "k": k,
        "row": verdict.row(k),
        "p": verdict.chance_above_line(*at),
    }


def naming(inputs: Inputs, version: int) -> Figures:
    found = verdict.name_capabilities(inputs["scores"], inputs["ses"])
    return {
        "strongest": found.strongest,
        "weakest": found.weakest,
        "apart": found.apart and list(found.apart),
        "level": found.level,
    }


def gap_figures(found: change.Gap | None) -> Figures:
    if found is None:
        return {"gap": None, "se": None, "z": None, "named": False}
    return {"gap": found.gap, "se": found.standard_error, "z": found.z, "named": found.named}


def gap(inputs: Inputs, version: int) -> Figures:
    given = [inputs[name] for name in ("said", "said_se", "done", "done_se")]
    return gap_figures(None if None in given else change.gap(*given))


def mean_gap(inputs: Inputs, version: int) -> Figures:
    known = [one if one and one["gap"] is not None else None for one in inputs["gaps"]]
    gaps = [one and change.gap(one["gap"], one["se"], 0, 0) for one in known]
    return gap_figures(change.mean_gap(gaps))


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


def month_number(inputs: Inputs, version: int) -> Figures:
    return {"month": change.month_number(inputs["days"])}


def month_of(inputs: Inputs, version: int) -> ratio.Ratio:
    return ratio.calendar(
        inputs["approving"],
        inputs["designing"],
        inputs.get("source", "claimed"),
        inputs.get("undecided", 0),
        version,
    )


def calendar(inputs: Inputs, version: int) -> Figures:
    found = month_of(inputs, version)
    return {**renamed(found), "band": found.band and list(found.band)}


def calendar_change(inputs: Inputs, version: int) -> Figures:
    found = ratio.change(month_of(inputs["first"], version), month_of(inputs["second"], version))
    if found is None:
        return {"delta": None, "se": None, "z": None, "word": None}
    return {"delta": found.difference, "se": found.standard_error, "z": found.z, "word": found.word}


def projection(inputs: Inputs, version: int) -> Figures:
    attempts = [tuple(one) for one in inputs["attempts"] if one[1] is not None]
    found = trend.project(
        attempts, inputs.get("months_since_last", 0), inputs.get("comparable", True), version
    )
    return dict(vars(found))


def pace(inputs: Inputs, version: int) -> Figures:
    return {"pace": trend.pace(inputs["target"], inputs["level_now"])}


def item_statistics(inputs: Inputs, version: int) -> Figures:
    found = reliability.item_statistics(inputs["X"])
    return {
        "alpha": found.alpha,
        "feldt80": found.feldt80 and list(found.feldt80),
        "omega": found.omega,
        "item_rest": list(found.item_rest),
        "alpha_if_deleted": list(found.alpha_if_deleted),
    }


def floor_ceiling(inputs: Inputs, version: int) -> Figures:
    low, high = reliability.floor_ceiling(inputs["scores"])
    return {"floor": low, "ceiling": high}


def team(inputs: Inputs, version: int) -> Figures:
    found = spread.quartiles(inputs["scores"])
    if found is None:
        return {"shown": False, "q1": None, "median": None, "q3": None, "printed": None}
    return {"shown": True, **vars(found), "printed": list(found.printed)}


def disagree(inputs: Inputs, version: int) -> Figures:
    assumed = [constants_of(version).full_form_error] * len(inputs["scores"])
    found = spread.disagreement(inputs["scores"], inputs.get("ses", assumed))
    if found is None:
        return {"shown": False, "spread": None, "limit": None, "named": False}
    return {"shown": True, "spread": found.spread, "limit": found.limit, "named": found.named}


def norm(inputs: Inputs, version: int) -> Figures:
    found = norms.norm(inputs["scores"], inputs["x"])
    return {**vars(found), "band": found.band and list(found.band)}


def overconfidence(inputs: Inputs, version: int) -> Figures:
    found = feedback.overconfidence([tuple(one) for one in inputs["answers"]])
    return {} if found is None else renamed(found)


def hit_tail(inputs: Inputs, version: int) -> Figures:
    return {"p": feedback.hit_tail(inputs["hits"], inputs["n"])}


def largest_remainder(inputs: Inputs, version: int) -> Figures:
    return {"printed": list(printing.largest_remainder(inputs["values"], inputs.get("decimals", 1)))}


def renamed(found: object) -> Figures:
    """A dataclass under the short names of the file."""
    return {NAMES.get(name, name): value for name, value in vars(found).items()}


CASES: Mapping[str, Callable[[Inputs, int], Figures]] = {
    "item_score": item_score,
    "capability": capability,
    "index": index,
    "scorecard": whole_scorecard,
    "levers": levers,
    "pulse": pulse,
    "range80": range80,
    "verdict": verdict_of,
    "naming": naming,
    "gap": gap,
    "mean_gap": mean_gap,
    "change": changed,
    "shared_change": shared_change,
    "month_number": month_number,
    "calendar": calendar,
    "calendar_change": calendar_change,
    "projection": projection,
    "pace": pace,
    "item_statistics": item_statistics,
    "floor_ceiling": floor_ceiling,
    "team": team,
    "disagree": disagree,
    "norm": norm,
    "overconfidence": overconfidence,
    "hit_tail": hit_tail,
    "largest_remainder": largest_remainder,
}
