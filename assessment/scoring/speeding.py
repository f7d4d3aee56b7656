"""Whether an attempt was too quick to count among others. It is kept and scored all the same."""

from collections.abc import Sequence
from math import fsum

# A hasty attempt takes less than this share of the usual time.
HASTY_BELOW = 0.4
# So many attempts tell what the usual time is.
KNOWN_FROM = 20


def time_taken(seconds: Sequence[float | None]) -> float | None:
    """The sum of an attempt's seconds in view, one an answer; None where one has no time, or without any."""
    timed = [value for value in seconds if value is not None]
    return fsum(timed) if seconds and len(timed) == len(seconds) else None


def is_hasty(taken: float | None, usual: float | None) -> bool:
    """Whether an attempt took under 0.4 of the usual time.

    taken: seconds, from time_taken. usual: seconds, the median of its edition's fully timed attempts, None
    below 20 of them. Where either is unknown nothing is hasty. The 0.4 is assumed.
    """
    return taken is not None and usual is not None and taken < HASTY_BELOW * usual
