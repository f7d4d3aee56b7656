"""What may be said of said and done. Each sentence claims only what its test at the 80 % level carries."""

from collections.abc import Mapping

from assessment.scoring.capabilities import Z80
from assessment.scoring.change import Gap
from assessment.scoring.feedback import Confidence
from assessment.scoring.printing import half_up

NO_GAP = "You do what you say, as far as we can tell."
TOO_FEW = "Too few answers to set what you said beside what you showed."


def headline(mean: Gap | None, gaps: Mapping[str, Gap | None]) -> str:
    """The mean gap if it may be named; else the largest capability that may; else that there is none.

    gaps: by the capability's name, None where one side has too few answers.
    """
    if mean and mean.named:
        return f"You rate yourself {_way(mean)} what you showed."
    named = {name: gap for name, gap in gaps.items() if gap and gap.named}
    if named:
        name = max(named, key=lambda one: abs(named[one].gap))
        return f"On {name.lower()}, you rate yourself {_way(named[name])} what you showed."
    return NO_GAP if any(gaps.values()) else TOO_FEW


def each(mean: Gap | None, gaps: Mapping[str, Gap | None]) -> list[str]:
    """A sentence for each capability that may be named and does not stand in the headline already."""
    said = headline(mean, gaps)
    found = [
        f"On {name.lower()} you rate yourself {_way(gap)}."
        for name, gap in gaps.items()
        if gap and gap.named and name.lower() not in said
    ]
    return [one[:1].upper() + one[1:] for one in found]


def needed(gaps: Mapping[str, Gap | None]) -> str:
    """How far apart the two must lie before a gap is named: the widest of them, in whole points."""
    errors = [gap.standard_error for gap in gaps.values() if gap]
    if not errors:
        return ""
    return f"A gap of up to {int(Z80 * max(errors))} points lies within tolerance."


def confidence(found: Confidence | None) -> str:
    """Confidence beside accuracy on statements, from eight of them; feedback, never a label."""
    if found is None or not found.shown:
        return ""
    sure, right = half_up(found.confidence), half_up(found.accuracy)
    stated = f"Over {found.n} statements you were {sure}\u00a0% sure and {right}\u00a0% right"
    if not found.named:
        return f"{stated}: within tolerance."
    return f"{stated}: {'surer than right' if found.over > 0 else 'righter than sure'}, beyond tolerance."


def ranges(hits: int, n: int, narrow: bool | None) -> str:
    """How many ranges held their answer, from six of them; eight times in ten was asked."""
    if narrow is None:
        return ""
    held = f"{hits} of your {n} ranges held the answer"
    if narrow:
        return f"{held}; eight in ten would be {half_up(0.8 * n)}. They were too narrow."
    return f"{held}, where eight in ten would be {half_up(0.8 * n)}."


def _way(gap: Gap) -> str:
    # A gap is named from beyond its tolerance, far above one point.
    return f"{half_up(abs(gap.gap))} points {'above' if gap.gap > 0 else 'below'}"
