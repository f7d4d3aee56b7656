"""One entry for each `fn` of a vectors file: its inputs in, the figures of the real scoring code out."""

from collections.abc import Callable, Mapping
from itertools import combinations

from assessment.scoring import (
    change,
    families,
    feedback,
    norms,
    ratio,
    reliability,
    rounding,
    team_statistics,
    trend,
    verdict,
)
from assessment.scoring.constants import constants_of
from tests.scoring import vector_attempts as attempts
from tests.scoring.vector_attempts import Figures, Inputs, renamed


def range80(inputs: Inputs, version: int) -> Figures:
    result = verdict.range80(inputs["x"], inputs["se"])
    return {"range": [result.low, result.high], "tolerance": result.tolerance}


def verdict_of(inputs: Inputs, version: int) -> Figures:
    if inputs["index"] is None:
        return {"dots": None, "k": None, "row": verdict.choose_verdict_row(None), "p": None}
    at = inputs["index"], inputs["se"]
    k = verdict.count_right(*at)
    return {
        "dots": list(verdict.likely_results(*at)),
        "k": k,
        "row": verdict.choose_verdict_row(k),
        "p": verdict.chance_above_line(*at),
    }


def naming(inputs: Inputs, version: int) -> Figures:
    result = verdict.name_capabilities(inputs["scores"], inputs["ses"], version)
    return {
        "strongest": result.strongest,
        "weakest": result.weakest,
        "apart": result.apart and list(result.apart),
        "level": result.level,
    }


def gap_figures(result: change.Gap | None) -> Figures:
    if result is None:
        return {"gap": None, "se": None, "z": None, "named": False}
    return {"gap": result.gap, "se": result.standard_error, "z": result.z, "named": result.named}


def gap(inputs: Inputs, version: int) -> Figures:
    values = [inputs[name] for name in ("said", "said_se", "done", "done_se")]
    return gap_figures(None if None in values else change.gap(*values))


def mean_gap(inputs: Inputs, version: int) -> Figures:
    gaps_with_value = [row if row and row["gap"] is not None else None for row in inputs["gaps"]]
    gaps = [row and change.gap(row["gap"], row["se"], 0, 0) for row in gaps_with_value]
    return gap_figures(change.mean_gap(gaps))


def month_number(inputs: Inputs, version: int) -> Figures:
    return {"month": change.month_number(inputs["days"])}


def month_of(inputs: Inputs, version: int) -> ratio.Ratio:
    return ratio.estimate_ratio(
        inputs["approving"],
        inputs["designing"],
        inputs.get("source", "claimed"),
        inputs.get("undecided", 0),
        version,
    )


def calendar(inputs: Inputs, version: int) -> Figures:
    estimate = month_of(inputs, version)
    return {**renamed(estimate), "band": estimate.band and list(estimate.band)}


def calendar_change(inputs: Inputs, version: int) -> Figures:
    compared = ratio.compare_ratios(month_of(inputs["first"], version), month_of(inputs["second"], version))
    if compared is None:
        return {"delta": None, "se": None, "z": None, "word": None}
    return {
        "delta": compared.difference,
        "se": compared.standard_error,
        "z": compared.z,
        "word": compared.word,
    }


def projection(inputs: Inputs, version: int) -> Figures:
    attempts = [tuple(attempt) for attempt in inputs["attempts"] if attempt[1] is not None]
    projected = trend.project(
        attempts, inputs.get("months_since_last", 0), inputs.get("comparable", True), version
    )
    return dict(vars(projected))


def pace(inputs: Inputs, version: int) -> Figures:
    return {"pace": trend.required_pace(inputs["target"], inputs["level_now"])}


def item_statistics(inputs: Inputs, version: int) -> Figures:
    statistics = reliability.item_statistics(inputs["X"])
    return {
        "alpha": statistics.alpha,
        "feldt80": statistics.feldt80 and list(statistics.feldt80),
        "omega": statistics.omega,
        "item_rest": list(statistics.item_rest),
        "alpha_if_deleted": list(statistics.alpha_if_deleted),
    }


def floor_ceiling(inputs: Inputs, version: int) -> Figures:
    low, high = reliability.floor_ceiling(inputs["scores"])
    return {"floor": low, "ceiling": high}


def team(inputs: Inputs, version: int) -> Figures:
    result = team_statistics.quartiles(inputs["scores"])
    if result is None:
        return {"shown": False, "q1": None, "median": None, "q3": None, "printed": None}
    return {"shown": True, **vars(result), "printed": list(result.printed)}


def disagree(inputs: Inputs, version: int) -> Figures:
    assumed = [constants_of(version).full_form_error] * len(inputs["scores"])
    result = team_statistics.disagreement(inputs["scores"], inputs.get("ses", assumed))
    if result is None:
        return {"shown": False, "spread": None, "limit": None, "named": False}
    return {"shown": True, "spread": result.spread, "limit": result.limit, "named": result.named}


def norm(inputs: Inputs, version: int) -> Figures:
    result = norms.norm(inputs["scores"], inputs["x"])
    return {**vars(result), "band": result.band and list(result.band)}


def overconfidence(inputs: Inputs, version: int) -> Figures:
    gap = feedback.overconfidence([tuple(answer) for answer in inputs["answers"]])
    return {} if gap is None else renamed(gap)


def hit_tail(inputs: Inputs, version: int) -> Figures:
    return {"p": feedback.hit_tail(inputs["hits"], inputs["n"])}


def largest_remainder(inputs: Inputs, version: int) -> Figures:
    return {"printed": list(rounding.largest_remainder(inputs["values"], inputs.get("decimals", 1)))}


def side_by_side(inputs: Inputs, version: int) -> Figures:
    kind = inputs["kind"]
    if kind == "teams":
        errors = team_statistics.median_errors([(width, people) for _, width, people in inputs["teams"]])
        estimates = list(zip([median for median, _, _ in inputs["teams"]], errors, strict=True))
    elif kind == "people":
        factor = constants_of(version).retest_factor
        estimates = [(score, factor * error) for score, error in inputs["people"]]
    else:
        estimates = [tuple(unit) for unit in inputs["units"]]
    family = families.estimate(kind, estimates, version)
    places = range(len(estimates))
    return {
        "errors": list(family.errors),
        "above_zero": list(family.chances_above_zero()),
        "above_level": list(family.chances_above_level()),
        "range80": [list(ends) for ends in family.ranges80()],
        "above_first": [family.chance_above(i, 0) for i in places[1:]],
        "above": {f"{i}>{j}": family.chance_above(i, j) for i, j in combinations(places, 2)},
    }


CASES: Mapping[str, Callable[[Inputs, int], Figures]] = {
    "item_score": attempts.item_score,
    "capability": attempts.capability,
    "index": attempts.index,
    "scorecard": attempts.whole_scorecard,
    "levers": attempts.levers,
    "pulse": attempts.pulse,
    "range80": range80,
    "verdict": verdict_of,
    "naming": naming,
    "gap": gap,
    "mean_gap": mean_gap,
    "change": attempts.changed,
    "shared_change": attempts.shared_change,
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
    "side_by_side": side_by_side,
}
