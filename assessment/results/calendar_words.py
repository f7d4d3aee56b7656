"""What a month of hours may say: the ratio in halves, its range, and how it stands to another month."""

from collections.abc import Mapping

from assessment.results.words import SMALL
from assessment.scoring.change import NO_CLEAR_CHANGE
from assessment.scoring.printing import half_up
from assessment.scoring.ratio import Ratio, RatioChange, RatioWords

REFUSALS = {
    "too_few_hours": "Too few hours to draw.",
    "too_much_undecided": "Too much undecided to say.",
}
NO_OUTSIDE = 10
"""Beyond ten to one, whole hours; halves would be false precision."""


def in_halves(halves: int) -> str:
    """Half hours as digits: 7 is "3½", 12 is "6"."""
    hours, half = divmod(halves, 2)
    return f"{hours or ''}½" if half else str(hours)


def in_hours(hours: float) -> str:
    """Hours to the nearest half: 3.4 is "3½"."""
    return in_halves(half_up(2 * hours))


def in_prose(halves: int) -> str:
    """The same inside a sentence: 12 is "six", 7 is "3½"."""
    hours, half = divmod(halves, 2)
    return SMALL[hours] if not half and 0 < hours < len(SMALL) else in_halves(halves)


def now(words: RatioWords) -> str:
    """How this month stands: "You approve for 3½ hours to design for one."."""
    return {
        "none": "You design for none of it.",
        "equal": "You approve for about as long as you design.",
        "approving": f"You approve for {in_halves(words.halves)} hours to design for one.",
        "designing": f"You design for {in_halves(words.halves)} hours to approve for one.",
    }[words.direction]


def then(words: RatioWords, month: str, since: RatioWords) -> str:
    """How another month stood: "In August it was six.", in full where it leant the other way than `since`."""
    if words.direction == since.direction and words.halves == since.halves:
        return f"In {month} it was the same."
    if words.direction == since.direction:
        return f"In {month} it was {in_prose(words.halves)}."
    return {
        "none": f"In {month} you designed for none of it.",
        "equal": f"In {month} you approved for about as long as you designed.",
        "approving": f"In {month} you approved for {in_halves(words.halves)} hours to design for one.",
        "designing": f"In {month} you designed for {in_halves(words.halves)} hours to approve for one.",
    }[words.direction]


def headline(ratio: Ratio, words: RatioWords) -> str:
    """The finding about a month, or why there is none."""
    return REFUSALS[ratio.refused] if ratio.refused else now(words)


def ratio_range(ratio: Ratio, words: RatioWords) -> str:
    """The 80 % range beside the ratio: "Eight times in ten between 2 and 5½ hours."."""
    if ratio.refused:
        return ""
    if ratio.band is None:
        return "With under four hours on one side there is no range to give."
    if words.direction == "equal":
        low, high = (round(100 * end) for end in ratio.band)
        return f"Of the two, designing takes {low} to {high} %, eight times in ten."
    low_share, high_share = ratio.band
    turned = words.direction == "designing"
    ends = sorted(((1 - share) / share) ** (-1 if turned else 1) for share in (low_share, high_share))
    return f"Eight times in ten between {figure(ends[0])} and {figure(ends[1])} hours."


def figure(hours: float) -> str:
    """Hours to the nearest half up to ten, then whole; under half an hour says so."""
    if hours > NO_OUTSIDE:
        return str(half_up(hours))
    halves = half_up(2 * hours)
    return in_halves(halves) if halves else "under ½"


def change_sentence(change: RatioChange, month: str) -> str:
    """The tested difference to a month of the same source: "Probably more designing than in August."."""
    if not change.same_source:
        raise ValueError("Hours are tested like with like: claimed with claimed, counted with counted.")
    if change.word == NO_CLEAR_CHANGE:
        return f"No clear change since {month}: memory of hours is no finer than that."
    sure, way = change.word.split()
    return f"{sure.capitalize()} {'more' if way == 'up' else 'less'} designing than in {month}."


def ratio_ends(ratio: Ratio) -> tuple[float, float] | None:
    """The 80 % range of hours approving for each hour designing, lower end first; None where it is hidden."""
    if ratio.band is None:
        return None
    low, high = ratio.band
    return (1 - high) / high, (1 - low) / low


def size(ratio: Ratio, words: RatioWords) -> str:
    """The ratio beside a plan: "3½ to 1", approving first."""
    if ratio.refused:
        return "Too little to say"
    return {
        "none": "None designed",
        "equal": "About 1 to 1",
        "approving": f"{in_halves(words.halves)} to 1",
        "designing": f"1 to {in_halves(words.halves)}",
    }[words.direction]


def range_in_a_cell(ratio: Ratio) -> str:
    """The 80 % range of hours approving for each hour designing: "2½ to 5½"."""
    ends = ratio_ends(ratio)
    return f"{figure(ends[0])} to {figure(ends[1])}" if ends else "not given"


def spoken(hours: Mapping[str, float], month: str) -> str:
    """A plan read out: "October: approving 91 hours, designing 26, everything else 40."."""
    said = ", ".join(f"{name} {in_hours(spent)}" for name, spent in hours.items())
    return f"{month}: {said} hours."
