"""The numbers of one group picture, from the results it counts: rounded to its step, nothing else.

Only snapshots.py makes one, after the gate has let it pass; what is stored is what every page, file and
guide reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from math import fsum, sqrt
from typing import Any

from assessment.questionnaire.models import CAPABILITIES
from assessment.scoring.rounding import half_up
from assessment.scoring.team_statistics import FEWEST_IN_TEAM, published_step, quartiles
from assessment.teams.disclosure.rounding import (
    ACTIVITIES,
    RoundedQuartiles,
    find_widest_disagreement,
    round_quartiles,
    round_shares,
)


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


def build_picture(
    results: Sequence[Scores], hours: Sequence[Hours], *, middle_halves: bool
) -> dict[str, Any]:
    """Medians of at least five results, with middle halves or without, and the shares of the hours of at
    least five calendars, or none. Fewer are a ValueError: the gate comes first."""
    people = len(results)
    halves = {
        name: _round_quartiles([result.capabilities[name][0] for result in results], middle_halves)
        for name in CAPABILITIES
    }
    errors = {
        name: _typical_error([result.capabilities[name][1] for result in results]) for name in CAPABILITIES
    }
    return {
        "people": people,
        "step": published_step(people),
        "index": list(astuple(_round_quartiles([result.index for result in results], middle_halves))),
        "capabilities": {name: list(astuple(half)) for name, half in halves.items()},
        "disagreement": find_widest_disagreement(halves, errors, people),
        "shares": _share_hours(hours) if hours else None,
    }


def _round_quartiles(scores: Sequence[float], middle_half: bool) -> RoundedQuartiles:
    middle = quartiles(scores)
    if middle is None:
        raise ValueError("Fewer than five results have no picture.")
    return round_quartiles(middle, len(scores), middle_half=middle_half)


def _typical_error(errors: Sequence[float]) -> int:
    return half_up(sqrt(fsum(error**2 for error in errors) / len(errors)))


def _share_hours(hours: Sequence[Hours]) -> dict[str, int] | None:
    if len(hours) < FEWEST_IN_TEAM:
        raise ValueError("Fewer than five calendars have no shares.")
    return round_shares({name: sum(getattr(month, name) for month in hours) for name in ACTIVITIES})
