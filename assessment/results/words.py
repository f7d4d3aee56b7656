"""What a result may say. Pure sentences: each claims only what its test at the 80 % level carries.

Tests are made on unrounded values elsewhere; here whole points are printed. 50 is the line, and every
sentence about one side has its mirror image for the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.results.measured import Compared
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
FULL_MONTHS, PULSE_MONTHS = 3, 1
"""How long after a result another one says something."""


@dataclass(frozen=True)
class Headline:
    """A finding, and what stands behind it: the word of doubt in italics, or the reason."""

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


def come_back(day: date, today: date, months: int = FULL_MONTHS) -> Headline:
    """When to take it again, as a month: so many months after the day of a result."""
    due = _due(day, months)
    if (due.year, due.month) <= (today.year, today.month):
        passed = "A month has" if months == 1 else f"{counted(months).capitalize()} months have"
        return Headline(f"{passed} passed.", "Another attempt would say something.")
    return Headline(f"Come back in {due:%B}.", "Sooner and you’d mostly measure your mood.")


def _due(day: date, months: int) -> date:
    """The first day of the month so many months on."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


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


def quick(taken: float | None, usual: float | None) -> str:
    """A hasty attempt, told once: it stands, and is counted nowhere. Seconds."""
    return (
        f"You answered in {_minutes(taken or 0)}; this usually takes {_minutes(usual or 0)}. "
        "The result stands as you gave it, and we leave it out of our statistics."
    )


def _minutes(seconds: float) -> str:
    if seconds < 60:
        return "under a minute"
    number = half_up(seconds / 60)
    return f"about {counted(number)} minute{'' if number == 1 else 's'}"


def too_few(names: Sequence[str]) -> str:
    """Who lacks answers: "systems thinking and technical literacy have"."""
    listed = " and ".join(name.lower() for name in names)
    return f"{listed} {'has' if len(names) == 1 else 'have'}"


def change_headline(compared: Compared) -> str:
    """The tested change: "Probably up: 48 to 64." or why it is none."""
    before, after = half_up(compared.before), half_up(compared.after)
    if compared.change.word != NO_CLEAR_CHANGE:
        return f"{compared.change.word.capitalize()}: {before} to {after}."
    if before == after:
        return "No clear change. Both results print the same number."
    way = "up" if after > before else "down"
    amount = counted(abs(after - before)).capitalize()
    return f"No clear change. {amount} {way} is within tolerance: this could be chance."


def line_headline(compared: Compared | None) -> str:
    """The change from the first to the last comparable result, where the test names one."""
    if compared is None or compared.change.word == NO_CLEAR_CHANGE:
        return "No change we could name yet."
    return change_headline(compared)


def one_point(day: date, today: date) -> str:
    """A single result, and when the next is due."""
    due = _due(day, FULL_MONTHS)
    when = "now" if (due.year, due.month) <= (today.year, today.month) else f"{due:%B}"
    return f"One point is not a trend. Next: {when}."


def decapitalised(sentence: str) -> str:
    """A sentence inside another one."""
    return sentence[:1].lower() + sentence[1:]


def capability_changes(changes: Mapping[str, Compared]) -> list[str]:
    """A sentence for each capability that changed, then one for those that did not. changes: by name."""
    named = [
        f"{name}: {one.change.word}, {half_up(one.before)} to {half_up(one.after)}."
        for name, one in changes.items()
        if one.change.word != NO_CLEAR_CHANGE
    ]
    still = [name.lower() for name, one in changes.items() if one.change.word == NO_CLEAR_CHANGE]
    if not still:
        return named
    if not named and len(still) > 1:
        return [f"No clear change in any of the {counted(len(still))} capabilities."]
    return [*named, f"No clear change in {' or in '.join(still)}."]


def change_in_a_cell(compared: Compared | None) -> str:
    """The same for a table: "probably up", or that the questions were others."""
    return "other edition" if compared is None else compared.change.word


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
    return (words[:1].upper() + words[1:]).rstrip("? ")
