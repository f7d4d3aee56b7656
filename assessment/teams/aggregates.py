"""The numbers of one group picture, from the results it counts: whole points and whole hours, nothing else.

Only snapshots.py makes one, after the gate has let it pass; what is stored is what every page, file and
guide reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.questionnaire.models import CAPABILITIES
from assessment.scoring.rounding import half_up
from assessment.scoring.team_statistics import disagreement, quartiles

MINUTES = 60


@dataclass(frozen=True)
class Scores:
    """One result: its index, and each capability with its standard error, points."""

    index: float
    capabilities: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Hours:
    """One calendar month, minutes."""

    approving: int
    designing: int
    other: int


def build_picture(results: Sequence[Scores], hours: Sequence[Hours]) -> dict[str, Any]:
    """Medians and middle halves of at least five results, and the summed hours of at least five calendars,
    or none. Fewer are a ValueError: the gate comes first."""
    return {
        "people": len(results),
        "index": _round_quartiles([result.index for result in results]),
        "capabilities": {
            name: _round_quartiles([result.capabilities[name][0] for result in results])
            for name in CAPABILITIES
        },
        "disagreement": _find_widest_disagreement(results),
        "calendar": _sum_hours(hours) if hours else None,
    }


def _round_quartiles(scores: Sequence[float]) -> list[int]:
    middle = quartiles(scores)
    if middle is None:
        raise ValueError("Fewer than five results have no picture.")
    return list(middle.printed)


def _find_widest_disagreement(results: Sequence[Scores]) -> str | None:
    spreads = {}
    for name in CAPABILITIES:
        apart = disagreement(*zip(*(result.capabilities[name] for result in results), strict=True))
        if apart and apart.named:
            spreads[name] = apart.spread
    return max(spreads, key=lambda name: spreads[name], default=None)


def _sum_hours(hours: Sequence[Hours]) -> dict[str, int]:
    if quartiles([0.0] * len(hours)) is None:
        raise ValueError("Fewer than five calendars have no sum.")
    return {
        name: half_up(sum(getattr(month, name) for month in hours) / MINUTES)
        for name in ("approving", "designing", "other")
    }
