"""What a result may say. Pure sentences: each claims only what its test at the 80 % level carries.

Tests are made on unrounded values elsewhere; here whole points are printed. 50 is the line, and every
sentence about one side has its mirror image for the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessment.scoring.change import NO_CLEAR_CHANGE, Change
from assessment.scoring.printing import half_up
from assessment.scoring.verdict import DOTS, NOT_ENOUGH, Naming, Range80, range80

SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)


@dataclass(frozen=True)
class Headline:
    """A finding, and the word of doubt that stands behind it in italics."""

    finding: str
    hedge: str = ""

    def __str__(self) -> str:
        return f"{self.finding} {self.hedge}".strip()


VERDICTS: Mapping[str, Headline] = {
    "orchestrator": Headline("On the orchestrator’s trajectory."),
    "orchestrator_probably": Headline("More orchestrator than artefact.", "Probably."),
    "line": Headline("On the line."),
    "artefact_probably": Headline("More artefact than orchestrator.", "Probably."),
    "artefact": Headline("On the artefact’s trajectory, for now."),
    NOT_ENOUGH: Headline("Not enough to say yet."),
}


def counted(number: int) -> str:
    """A count as prose: "nine", "13"."""
    return SMALL[number] if 0 < number < len(SMALL) else str(number)


def ordinal(number: int) -> str:
    """ "fourth", "21st"."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    tail = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def in_three_months(day: date) -> str:
    """The month three months on: "February"."""
    return f"{date(2000, (day.month + 2) % 12 + 1, 1):%B}"


def month_of(day: date, today: date) -> str:
    """The month of a day, with its year where that is not today's: "August", "November 2025"."""
    return f"{day:%B}" if day.year == today.year else f"{day:%B %Y}"


def between(found: Range80) -> str:
    """The two ends of an 80 % range in whole points: "49 and 63"."""
    low, high = found.cut()
    return f"{half_up(low)} and {half_up(high)}"


def verdict_sentence(index: float, standard_error: float, dots: int) -> str:
    """The index with its range, then how many of the 20 likely results fall on which side, then the line."""
    found = range80(index, standard_error)
    lies = "inside" if found.holds_line else "outside"
    return (
        f"Your index is {half_up(index)}; eight times in ten the result lies between {between(found)}. "
        f"{odds(dots)} The line lies {lies} your range."
    )


def odds(dots: int) -> str:
    """The likely results on the side that has more of them. dots: of 20, on the orchestrator's side."""
    if 2 * dots == DOTS:
        return f"{dots} of {DOTS} likely results fall on either side."
    side, most = ("orchestrator", dots) if 2 * dots > DOTS else ("artefact", DOTS - dots)
    share = f"More than {DOTS - 1}" if most == DOTS else str(most)
    return f"{share} of {DOTS} likely results fall on the {side}’s side."


def capability_headline(naming: Naming, names: Mapping[str, str]) -> str:
    """Which capability carries and which holds back, if the scores say so. names: by capability slug."""
    said = []
    if naming.strongest:
        said.append(f"{names[naming.strongest]} carries you.")
    if naming.weakest:
        said.append(f"{names[naming.weakest]} holds the score down.")
    if naming.apart:
        higher, lower = (names[slug].lower() for slug in naming.apart)
        said.append(f"Higher in {higher} than in {lower}.")
    if naming.level:
        said.append("Your three capabilities are level.")
    return " ".join(said) or "Not enough answers to set all three side by side."


def change_headline(before: float, after: float, change: Change) -> str:
    """The tested change: "Probably up: 48 to 64." or why it is none. before, after: points."""
    if change.word != NO_CLEAR_CHANGE:
        return f"{change.word.capitalize()}: {half_up(before)} to {half_up(after)}."
    moved = half_up(after) - half_up(before)
    if not moved:
        return "No clear change. Both results print the same number."
    way = "up" if moved > 0 else "down"
    amount = counted(abs(moved)).capitalize()
    return f"No clear change. {amount} {way} is within tolerance: this could be chance."


def change_in_a_cell(change: Change | None) -> str:
    """The same for a table: "probably up", or that there is nothing to compare with."""
    return "not comparable" if change is None else change.word


def needed(change: Change) -> str:
    """What a change must come to before it is named. need_probably: points, above 0."""
    return f"A change needs {half_up(change.need_probably)} points before we call it probable."


def pulse_sentence(level: float, standard_error: float) -> str:
    """The pulse level with its range; a pulse names no side."""
    found = range80(level, standard_error)
    return (
        f"Your pulse level is {half_up(level)}; eight times in ten it lies between {between(found)}. "
        "Nine answers are too few to name a side."
    )


def deed(question: str) -> str:
    """A question about the past 30 days as the deed it asks for: "Write down a forecast …"."""
    words = question.removeprefix("In the past 30 days, ").removeprefix("how often did you ")
    return (words[:1].upper() + words[1:]).rstrip("?… ")
