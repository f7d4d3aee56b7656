"""What shows progress: the scale rule above a question, and the plan beside it, one stroke for every answer.

Both say how many answers there are and nothing about what they were.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.attempts.sheet import Sheet

# The walls of a flat of six rooms, in the order somebody would draw them. Doors are the gaps.
_WALLS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((10, 10), (60, 10), (110, 10), (160, 10), (210, 10), (260, 10), (310, 10)),
    ((310, 10), (310, 56), (310, 102), (310, 148), (310, 194), (310, 230)),
    ((310, 230), (260, 230), (210, 230)),
    ((184, 230), (130, 230), (70, 230), (10, 230)),
    ((10, 230), (10, 175), (10, 120), (10, 65), (10, 10)),
    ((120, 10), (120, 40), (120, 70)),
    ((120, 96), (120, 150), (120, 230)),
    ((10, 120), (50, 120), (90, 120)),
    ((120, 130), (170, 130), (210, 130)),
    ((236, 130), (310, 130)),
    ((220, 10), (220, 60), (220, 104)),
    ((170, 130), (170, 190)),
)
STROKES = tuple((*a, *b) for wall in _WALLS for a, b in itertools.pairwise(wall))


def strokes(answered: int, total: int) -> Sequence[tuple[str, tuple[float, ...]]]:
    """Each stroke with its look: done, new (the latest) or todo; all are drawn when all is answered."""
    drawn = round(len(STROKES) * answered / total) if total else 0
    looks = ["done"] * max(0, drawn - 1) + ["new"] * min(1, drawn) + ["todo"] * (len(STROKES) - drawn)
    return tuple(zip(looks, STROKES, strict=True))


@dataclass(frozen=True)
class Mark:
    """One division of the scale rule, from tick to tick."""

    left: int
    right: int
    done: bool


def ruler(sheet: Sheet) -> tuple[Mark, ...]:
    """One division for every question, done where it has an answer."""
    return tuple(Mark(line.number - 1, line.number, line.answer is not None) for line in sheet.lines)
