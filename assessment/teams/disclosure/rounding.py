"""What a picture prints of its numbers. Whatever it says is worked out from the rounded numbers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from assessment.scoring.rounding import half_up, largest_remainder
from assessment.scoring.team_statistics import MIDDLE_HALF, SMALL_TEAMS, Quartiles, published_step

SHARE_STEP = 5  # per cent
ACTIVITIES = ("approving", "designing", "other")


@dataclass(frozen=True)
class RoundedQuartiles:
    """A median, and the middle half around it where that is printed; points in the step of the picture."""

    low: int | None
    median: int
    high: int | None

    @property
    def width(self) -> int | None:
        return None if self.low is None or self.high is None else self.high - self.low


def round_to_step(points: float, step: int) -> int:
    return step * half_up(points / step)


def round_quartiles(quartiles: Quartiles, people: int, *, middle_half: bool) -> RoundedQuartiles:
    step = published_step(people)
    median = round_to_step(quartiles.median, step)
    if not middle_half:
        return RoundedQuartiles(None, median, None)
    return RoundedQuartiles(round_to_step(quartiles.q1, step), median, round_to_step(quartiles.q3, step))


def find_widest_disagreement(
    halves: Mapping[str, RoundedQuartiles], errors: Mapping[str, int], people: int
) -> str | None:
    """The measure whose printed middle half is widest, where equals would not spread so far; of equally wide
    ones the first. errors: the typical standard error of each, whole points."""
    limits = {name: error * (MIDDLE_HALF + SMALL_TEAMS / sqrt(people)) for name, error in errors.items()}
    wide = {name: half.width for name, half in halves.items() if half.width and half.width > limits[name]}
    return max(wide, key=lambda name: wide[name], default=None)


def round_shares(minutes: Mapping[str, int]) -> dict[str, int] | None:
    """The shares of approving, designing and everything else in steps of 5 %, which add up to 100; None where
    there is no time to share out."""
    total = sum(minutes[name] for name in ACTIVITIES)
    if not total:
        return None
    steps = largest_remainder([minutes[name] * 100 / total / SHARE_STEP for name in ACTIVITIES], decimals=0)
    return {name: SHARE_STEP * round(step) for name, step in zip(ACTIVITIES, steps, strict=True)}
