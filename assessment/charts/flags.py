"""Commitments as flags on the index over time: a pole at its day, the cloth telling how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.charts.figure import marks, token
from assessment.charts.time_axis import stamp

POLE, CLOTH = 13, 10
"""Where a pole ends and its cloth hangs, in points of the index: low, clear of most results."""
CLOTHS = {"kept": "triangle-right", "partly": "triangle-right-open-dot"}
HOLLOW = "triangle-right-open"


@dataclass(frozen=True)
class Flag:
    """One commitment: the day it was closed or falls due, and how it went: kept, partly, not, or empty."""

    at: datetime
    outcome: str


def flags(found: Sequence[Flag]) -> list[dict[str, Any]]:
    """A pole and a cloth each, traces of one figure: full when kept, dotted when partly, else hollow.

    An open one has a dotted pole. Without a flag there is no trace.
    """
    if not found:
        return []
    poles = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "pole",
            "x": [stamp(flag.at)] * 2,
            "y": [0, POLE],
            "line": {"color": token("ink"), "width": 1.4, "dash": "solid" if flag.outcome else "dot"},
        }
        for flag in found
    ]
    cloth = marks(
        "flag",
        [stamp(flag.at) for flag in found],
        [CLOTH] * len(found),
        symbol=[CLOTHS.get(flag.outcome, HOLLOW) for flag in found],
        size=13,
        color=token("ink"),
        standoff=0,
        line={"color": token("ink"), "width": 1.6},
    )
    return [*poles, cloth]
