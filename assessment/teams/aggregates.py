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


def picture_of(results: Sequence[Scores], hours: Sequence[Hours]) -> dict[str, Any]:
    """Medians and middle halves of at least five results, and the summed hours of at least five calendars,
    or none. Fewer are a ValueError: the gate comes first."""
    return {
        "people": len(results),
        "index": _half([one.index for one in results]),
        "capabilities": {
            name: _half([one.capabilities[name][0] for one in results]) for name in CAPABILITIES
        },
        "disagreement": _most_apart(results),
        "calendar": _summed(hours) if hours else None,
    }


def _half(scores: Sequence[float]) -> list[int]:
    found = quartiles(scores)
    if found is None:
        raise ValueError("Fewer than five results have no picture.")
    return list(found.printed)


def _most_apart(results: Sequence[Scores]) -> str | None:
    """The capability with the widest middle half, among those wider than tolerance alone explains."""
    found = {}
    for name in CAPABILITIES:
        apart = disagreement(*zip(*(one.capabilities[name] for one in results), strict=True))
        if apart and apart.named:
            found[name] = apart.spread
    return max(found, key=lambda name: found[name], default=None)


def _summed(hours: Sequence[Hours]) -> dict[str, int]:
    if quartiles([0.0] * len(hours)) is None:
        raise ValueError("Fewer than five calendars have no sum.")
    return {
        name: half_up(sum(getattr(one, name) for one in hours) / MINUTES)
        for name in ("approving", "designing", "other")
    }
