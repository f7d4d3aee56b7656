"""What a team's scores look like together: middle halves, and whether they spread more than tolerance."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, sqrt, sumprod

from assessment.scoring import beta
from assessment.scoring.rounding import half_up

# People below whom a group has no number.
FEWEST_IN_TEAM = 5
# Standard deviations that the middle half of a normal is wide.
MIDDLE_HALF = 1.349
# What the middle half of n equals may be wider by chance, in standard deviations, times the root of n.
SMALL_TEAMS = 1.86
# Within a team: the least spread, and the one assumed where no middle half is published, in points.
LEAST_SPREAD, SPREAD_UNPUBLISHED = 3.0, 16.0
# From how many people on, and in which steps, group numbers are published (privacy rules of teams).
STEPS = ((200, 1), (50, 2), (0, 5))


@dataclass(frozen=True)
class Quartiles:
    """Lower quartile, median and upper quartile, points."""

    q1: float
    median: float
    q3: float

    @property
    def printed(self) -> tuple[int, int, int]:
        return half_up(self.q1), half_up(self.median), half_up(self.q3)


@dataclass(frozen=True)
class Disagreement:
    """The middle half's width and the width that equals reach by tolerance alone, points."""

    spread: float
    limit: float

    @property
    def named(self) -> bool:
        return self.spread > self.limit


@dataclass(frozen=True)
class AssumedSpread:
    """What is assumed of the spread within teams beside what their pictures publish.

    points: the spread where no team publishes a middle half. people: how many published people it weighs as
    much as. margin: how much wider than the published middle halves the spread is taken to be.
    """

    points: float
    people: int = 0
    margin: float = 1.0


UNPUBLISHED = AssumedSpread(SPREAD_UNPUBLISHED)


def harrell_davis(scores: Sequence[float], p: float) -> float:
    """The quantile p (between 0 and 1) of some scores, in their unit; it never rests on one person alone.

    Σ x₍ᵢ₎ [I_{i/n}(a, b) - I_{(i-1)/n}(a, b)], a = (n+1)p, b = (n+1)(1-p). No scores, or p not between 0 and
    1, is a ValueError. Source: Harrell and Davis 1982, doi 10.1093/biomet/69.3.635.
    """
    n = len(scores)
    if not (n and 0 < p < 1):
        raise ValueError(f"A quantile needs scores and a p between 0 and 1, not {n} scores and {p!r}.")
    return sumprod(_weigh_ranks(n, p), sorted(scores))


@lru_cache(maxsize=1024)
def _weigh_ranks(n: int, p: float) -> tuple[float, ...]:
    a, b = (n + 1) * p, (n + 1) * (1 - p)
    steps = [beta.regularised(i / n, a, b) for i in range(n + 1)]
    return tuple([steps[i + 1] - steps[i] for i in range(n)])


def quartiles(scores: Sequence[float]) -> Quartiles | None:
    """The middle half and median of one score a person, points; None below five people."""
    if len(scores) < FEWEST_IN_TEAM:
        return None
    return Quartiles(*(harrell_davis(scores, p) for p in (0.25, 0.5, 0.75)))


def disagreement(scores: Sequence[float], errors: Sequence[float]) -> Disagreement | None:
    """The middle half's width against SE_rms (1.349 + 1.86 / √n); None below five people.

    scores, errors: one each a person, points. 1.349 standard deviations is the middle half of a normal; the
    second term keeps the share of equal teams that are named at 7 to 11 % (see the audit). Lists of
    different lengths are a ValueError.
    """
    if len(scores) != len(errors):
        raise ValueError(f"{len(scores)} scores do not go with {len(errors)} standard errors.")
    middle = quartiles(scores)
    if middle is None:
        return None
    n = len(scores)
    rms = sqrt(fsum(error**2 for error in errors) / n)
    return Disagreement(middle.q3 - middle.q1, rms * (MIDDLE_HALF + SMALL_TEAMS / sqrt(n)))


def median_errors(
    teams: Sequence[tuple[float | None, int]], assumed: AssumedSpread = UNPUBLISHED
) -> tuple[float, ...]:
    """The standard error of each team's median, in points, from the pictures alone.

    teams: how wide the published middle half is, in points, None where none is published, and how many
    people count, at least five (else ValueError). The spread within teams is their published middle halves
    and what is assumed, by size, at least 3 points; the step in which a median is published adds its own
    error. Source: the efficiency of a median, found by simulation.
    """
    if any(n < FEWEST_IN_TEAM for _, n in teams):
        raise ValueError(f"A team has {FEWEST_IN_TEAM} people or more.")
    within = _spread_within(teams, assumed)
    return tuple(
        sqrt((1.05 + 0.12 * min(1.0, n / 50)) ** 2 * within**2 / n + published_step(n) ** 2 / 12)
        for _, n in teams
    )


def _spread_within(teams: Sequence[tuple[float | None, int]], assumed: AssumedSpread) -> float:
    published = [(width, n) for width, n in teams if width is not None]
    if not published:
        return assumed.points
    spreads = fsum(width * n for width, n in published) / MIDDLE_HALF * assumed.margin
    people = sum(n for _, n in published)
    return max(LEAST_SPREAD, (spreads + assumed.points * assumed.people) / (people + assumed.people))


def published_step(people: int) -> int:
    """The step, in points, in which the numbers of a group of so many people are published."""
    return next(step for fewest, step in STEPS if people >= fewest)
