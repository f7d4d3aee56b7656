"""Worked examples for the method page, each run through the code that scores: they cannot drift from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, sqrt

from django.utils.translation import gettext as _

from assessment.calendar_audit import wording as calendar_words
from assessment.results.wording.capabilities import titles
from assessment.results.wording.numbers import format_number, format_range
from assessment.results.wording.sentences import change_word
from assessment.scoring import ratio, trend
from assessment.scoring.change import Gap, change, gap
from assessment.scoring.components import score_capability
from assessment.scoring.composition import Counts, Precision, build_items, measure_pulse
from assessment.scoring.index import combine
from assessment.scoring.replies import score_reply
from assessment.scoring.rounding import half_up
from assessment.scoring.team_statistics import MIDDLE_HALF, SMALL_TEAMS
from assessment.scoring.verdict import count_right, range80

BELIEFS = ((True, 90, True), (False, 70, False), (True, 80, False), (True, 50, True), (True, 100, False))
RANGES = ((20, 45, 38), (50, 60, 72), (5, 30, 4), (10, 90, 50))
INDICES = ((60, 50, 40), (90, 90, 10), (62, 48, 35))
CHANGES = ((48, 61), (48, 64), (48, 71))
MONTHS = ((96, 12, "claimed"), (72, 24, "claimed"), (60, 20, "counted"))
YEAR = ((0, 44), (3, 46), (6, 50), (9, 49), (12, 55))
TEAM = 12


@dataclass(frozen=True)
class Example:
    reply: str
    comes_to: str


@dataclass(frozen=True)
class Parts:
    name: str
    said: str
    shown: str
    gap: str


def list_beliefs() -> list[Example]:
    examples = []
    for claim, confidence, truth in BELIEFS:
        earned = score_reply("belief", {"claim": claim, "confidence": confidence}, is_true=truth)
        reply = _describe_belief(claim, truth) % {"percent": confidence}
        examples.append(Example(reply, format_number(earned or 0.0, 2)))
    return examples


def _describe_belief(claim: bool, truth: bool) -> str:
    if claim:
        return (
            _("“True”, %(percent)s %% sure; it is true")
            if truth
            else _("“True”, %(percent)s %% sure; it is false")
        )
    return (
        _("“False”, %(percent)s %% sure; it is true")
        if truth
        else _("“False”, %(percent)s %% sure; it is false")
    )


def list_ranges() -> list[Example]:
    examples = []
    for low, high, quantity in RANGES:
        earned = score_reply("range", {"low": low, "high": high}, quantity=quantity)
        template = _("%(low)s to %(high)s; it is %(quantity)s")
        examples.append(
            Example(
                template % {"low": low, "high": high, "quantity": quantity}, format_number(earned or 0.0, 2)
            )
        )
    return examples


def list_indices(precision: Precision) -> list[Example]:
    examples = []
    for scores in INDICES:
        index = combine(list(zip(scores, precision.capabilities.values(), strict=True)))
        if index:
            tolerance = half_up(range80(index.index, index.standard_error).tolerance)
            dots = count_right(index.index, index.standard_error)
            examples.append(
                Example(
                    ", ".join(map(str, scores)),
                    _("%(index)s ± %(tolerance)s, %(dots)s dots above the line")
                    % {"index": half_up(index.index), "tolerance": tolerance, "dots": dots},
                )
            )
    return examples


def list_changes(error: float) -> list[Example]:
    return [
        Example(format_range(before, after), change_word(change(before, error, after, error)))
        for before, after in CHANGES
    ]


def list_months() -> list[Example]:
    examples = []
    for approving, designing, source in MONTHS:
        month_ratio = ratio.estimate_ratio(approving, designing, source)
        size = calendar_words.format_ratio(month_ratio, ratio.describe_ratio(approving, designing))
        ends = calendar_words.format_ratio_range(month_ratio)
        sentence = (
            _("%(approving)s approving, %(designing)s designing, counted")
            if source == "counted"
            else _("%(approving)s approving, %(designing)s designing, from memory")
        )
        examples.append(
            Example(sentence % {"approving": approving, "designing": designing}, f"{size} ({ends})")
        )
    return examples


def project_year(error: float) -> Mapping[str, object]:
    projected = trend.project([(month, index, error) for month, index in YEAR])
    return {
        "months": ", ".join(str(month) for month, _ in YEAR),
        "indices": ", ".join(str(index) for _, index in YEAR),
        "fading": half_up(projected.fading or 0),
        "steady": half_up(projected.steady or 0),
        "low": half_up(projected.low or 0),
        "high": half_up(projected.high or 0),
    }


def list_parts(counts: Counts) -> list[Parts]:
    rows = []
    for slug, name in titles().items():
        result = score_capability(slug, build_items(counts))
        between = gap(result.said or 0, result.said_error or 0, result.shown or 0, result.shown_error or 0)
        rows.append(_build_parts(name, between, result.said_error, result.shown_error))
    return rows


def _build_parts(name: str, between: Gap, said: float | None, shown: float | None) -> Parts:
    return Parts(
        name,
        format_number(said, 1) if said else "",
        format_number(shown, 1) if shown else "",
        format_number(between.standard_error, 1),
    )


def compute_pulse_error(counts: Counts) -> float:
    precision = measure_pulse(build_items(counts))
    return precision.index if precision else 0.0


def compute_team_limit(precision: Precision) -> str:
    # How wide the middle half of a team of equals may be, in points.
    errors = precision.capabilities.values()
    typical = sqrt(fsum(error**2 for error in errors) / len(errors))
    return format_number(typical * (MIDDLE_HALF + SMALL_TEAMS / sqrt(TEAM)), 1)
