"""Commitments as flags on the index over time: a pole at its day, the cloth telling how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.charts.figure import build_marks, css_color
from assessment.charts.time_axis import format_for_axis

# Where a pole ends and its cloth hangs, in points of the index: low, clear of most results.
POLE, CLOTH = 13, 10
CLOTHS = {"kept": "triangle-right", "partly": "triangle-right-open-dot"}
HOLLOW = "triangle-right-open"


@dataclass(frozen=True)
class Flag:
    """One commitment: the day it was closed or falls due, and how it went: kept, partly, not, or empty."""

    at: datetime
    outcome: str


def draw_flags(commitments: Sequence[Flag]) -> list[dict[str, Any]]:
    """A pole and a cloth each, traces of one figure: full when kept, dotted when partly, else hollow.

    An open one has a dotted pole. Without a flag there is no trace.
    """
    if not commitments:
        return []
    poles = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "pole",
            "x": [format_for_axis(flag.at)] * 2,
            "y": [0, POLE],
            "line": {"color": css_color("ink"), "width": 1.4, "dash": "solid" if flag.outcome else "dot"},
        }
        for flag in commitments
    ]
    cloth = build_marks(
        "flag",
        [format_for_axis(flag.at) for flag in commitments],
        [CLOTH] * len(commitments),
        symbol=[CLOTHS.get(flag.outcome, HOLLOW) for flag in commitments],
        size=13,
        color=css_color("ink"),
        standoff=0,
        line={"color": css_color("ink"), "width": 1.6},
    )
    return [*poles, cloth]
