"""What pictures by rules 1 print, which are still out: whole points, middle halves, sums of hours."""

from collections.abc import Sequence
from typing import Any

from assessment.questionnaire.models import CAPABILITIES
from assessment.scoring.rounding import half_up
from assessment.scoring.team_statistics import quartiles
from assessment.teams.aggregates import Hours, Scores


def build_picture(results: Sequence[Scores], hours: Sequence[Hours]) -> dict[str, Any]:
    return {
        "people": len(results),
        "index": _print_half([result.index for result in results]),
        "capabilities": {
            name: _print_half([result.capabilities[name][0] for result in results]) for name in CAPABILITIES
        },
        "disagreement": None,
        "calendar": {
            name: half_up(sum(getattr(month, name) for month in hours) / 60)
            for name in ("approving", "designing", "other")
        }
        if hours
        else None,
    }


def _print_half(scores: Sequence[float]) -> list[int]:
    middle = quartiles(scores)
    assert middle is not None
    return list(middle.printed)
