"""What a team's picture may say: sentences about whole points; of groups never a count."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from assessment.calendar_audit import words as calendar_words
from assessment.scoring import ratio
from assessment.teams.reading import Half

LINE = 50
NAMES = {
    "systems": "systems thinking",
    "literacy": "technical literacy",
    "uncertainty": "bounded uncertainty",
}
"""The capabilities inside a sentence."""


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def headline(halves: Mapping[str, Half]) -> str:
    """On which side the whole middle half of each capability lies, if it lies on one."""
    above = [NAMES[name] for name, half in halves.items() if half.low > LINE]
    below = [NAMES[name] for name, half in halves.items() if half.high < LINE]
    if not (above or below):
        return "The team stands on the line."
    if len(above) == len(halves) or len(below) == len(halves):
        return f"The team leans {'orchestrator' if above else 'artefact'} on all three."
    parts = [
        f"{side} on {listed(names)}"
        for side, names in (("orchestrator", above), ("artefact", below))
        if names
    ]
    return f"The team leans {', and '.join(parts)}."


def medians(halves: Mapping[str, Half]) -> str:
    """From the lowest median to the highest, without a claim about the difference."""
    ranked = sorted(halves, key=lambda name: halves[name].median)
    low, high = ranked[0], ranked[-1]
    if halves[low].median == halves[high].median:
        return f"All three medians stand at {halves[low].median}."
    return f"Medians run from {halves[low].median} in {NAMES[low]} to {halves[high].median} in {NAMES[high]}."


def disagreement(capability: str | None) -> str:
    if capability is None:
        return "No disagreement beyond tolerance."
    return f"You disagree most on {NAMES[capability]}."


def together(approving: float, designing: float) -> str:
    """The summed hours: "Together you approve for four hours to design for one."."""
    if ratio.calendar(approving, designing, "claimed").refused:
        return "Too few hours to draw."
    found = ratio.words(approving, designing)
    hours = calendar_words.in_prose(found.halves)
    return {
        "none": "Together you design for none of it.",
        "equal": "Together you approve for about as long as you design.",
        "approving": f"Together you approve for {hours} hours to design for one.",
        "designing": f"Together you design for {hours} hours to approve for one.",
    }[found.direction]


def since(before: int, now: int) -> str:
    """Two medians of the index; who answered is part of it."""
    if before == now:
        return f"The median index stands at {now}, as before."
    return f"The median index {'rose' if now > before else 'fell'} from {before} to {now}."


def who_answered(before: int, now: int) -> str:
    if before == now:
        return (
            "Five or more people differ between these two, so a level line does not mean that nobody moved."
        )
    move = "rise" if now > before else "fall"
    return f"Five or more people differ between these two, so part of the {move} is who answered."


def day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
