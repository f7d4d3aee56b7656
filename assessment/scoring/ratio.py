"""The calendar: hours approving against hours designing, how sure that is, and the words for it.

Never part of the index.
"""

from dataclasses import dataclass
from math import exp, hypot, log, sqrt

from assessment.scoring.change import word_for
from assessment.scoring.constants import CURRENT_VERSION, Z80, constants_of
from assessment.scoring.rounding import half_up

FEWEST_HOURS = 8.0
HOURS_FOR_A_BAND = 4.0
# Hours: below it "for every hour" would print more hours than there were.
LEAST_TO_COMPARE = 1.0


@dataclass(frozen=True)
class Ratio:
    """One month's hours. refused: too_few_hours, too_much_undecided, or None; refused months have no figures.

    share: designing of designing and approving, 0..1. log_ratio: ln of designing to approving, with its
    standard_error. ratio: hours approving for each hour designing. band: 80 % range of the share, or None
    where either side has under four hours.
    """

    source: str
    refused: str | None
    share: float | None = None
    log_ratio: float | None = None
    standard_error: float | None = None
    ratio: float | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class RatioWords:
    """How to say a ratio: direction and a number in half hours.

    direction: approving (halves / 2 hours approving for every hour designing), designing (the inverse), equal
    (about as long as), none_designing and none_approving (no hour of it), or little_designing and
    little_approving (under one hour of it). halves: 2 for equal, 3 and more for approving and designing,
    else 0.
    """

    direction: str
    halves: int


@dataclass(frozen=True)
class RatioChange:
    """A tested difference of log ratios, second minus first: word as in change, up meaning more designing.

    same_source: both claimed or both counted; otherwise the words speak of memory, not of change.
    """

    difference: float
    standard_error: float
    z: float
    word: str
    same_source: bool


def estimate_ratio(
    approving_hours: float,
    designing_hours: float,
    source: str,
    undecided: float = 0.0,
    version: int = CURRENT_VERSION,
) -> Ratio:
    """One month of hours, all from 0; source claimed or counted; undecided hours exist only where counted.

    With S designing and A approving: share (S+½)/(S+A+1), log ratio L = ln((S+½)/(A+½)), standard error
    √(2 ln(1+CV²)) with CV assumed 0.25 claimed, 0.10 counted; band expit(L ± Z80·SE), its low end with the
    undecided among approving, its high end with them among designing. Refused below 8 hours together, or
    with more than a third undecided. Negative hours, or another source, are a ValueError.
    """
    a, s, u = approving_hours, designing_hours, undecided if source == "counted" else 0.0
    if not (a >= 0 and s >= 0 and undecided >= 0):
        raise ValueError(f"Hours are counted from 0, not {(a, s, undecided)!r}.")
    variation = constants_of(version).calendar_variation
    if source not in variation:
        raise ValueError(f"Hours are {' or '.join(variation)}, not {source!r}.")
    if s + a < FEWEST_HOURS:
        return Ratio(source, "too_few_hours")
    if 3 * u > s + a + u:
        return Ratio(source, "too_much_undecided")
    error = sqrt(2 * log(1 + variation[source] ** 2))
    low = _expit(_log_ratio(a + u, s) - Z80 * error)
    high = _expit(_log_ratio(a, s + u) + Z80 * error)
    return Ratio(
        source=source,
        refused=None,
        share=(s + 0.5) / (s + a + 1),
        log_ratio=_log_ratio(a, s),
        standard_error=error,
        ratio=(a + 0.5) / (s + 0.5),
        band=(low, high) if min(s, a) >= HOURS_FOR_A_BAND else None,
    )


def describe_ratio(approving_hours: float, designing_hours: float) -> RatioWords:
    """The words for hours approving and designing, from 0 (else ValueError).

    The ratio is that of the hours as they are, without the half hour of the test: a reader who sees both
    numbers can divide them. To the nearest half up to 10, then whole; "about as long as" where that is one
    to one. With less than an hour on one side there is no "for every hour".
    """
    if not (approving_hours >= 0 and designing_hours >= 0):
        raise ValueError(f"Hours are counted from 0, not {(approving_hours, designing_hours)!r}.")
    for name, hours in (("designing", designing_hours), ("approving", approving_hours)):
        if hours < LEAST_TO_COMPARE:
            return RatioWords(f"little_{name}" if hours else f"none_{name}", 0)
    ratio = approving_hours / designing_hours
    halves = _halves(max(ratio, 1 / ratio))
    if halves == 2:
        return RatioWords("equal", halves)
    return RatioWords("approving" if ratio > 1 else "designing", halves)


def compare_ratios(first: Ratio, second: Ratio) -> RatioChange | None:
    """The test of the second month against the first; None where either is refused.

    z = ΔL / √(SE₁² + SE₂²), with the words of the change test and without its factor for retests.
    """
    if first.log_ratio is None or second.log_ratio is None:
        return None
    error = hypot(first.standard_error or 0.0, second.standard_error or 0.0)
    difference = second.log_ratio - first.log_ratio
    z = difference / error
    return RatioChange(difference, error, z, word_for(z), first.source == second.source)


def _log_ratio(approving: float, designing: float) -> float:
    return log((designing + 0.5) / (approving + 0.5))


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x))


def _halves(ratio: float) -> int:
    return half_up(2 * ratio) if ratio <= 10 else 2 * half_up(ratio)
