"""Item statistics as an editor reads them: numbers with their n, and flags in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assessment.questionnaire.models import CAPABILITIES, Edition, Kind, Question
from assessment.scoring.printing import half_up
from assessment.scoring.reliability import EXTREME_SCORES, standing
from assessment.workshop.models import Tally

TOO_FEW = "Too few to say: nothing is shown below 20 answers."
FLAGS = {
    "weak": "Goes its own way: its correlation with the rest is under 0.20.",
    "raises_alpha": "Without it the others hang together better.",
    "one_option": "{most} % chose one answer.",
    "lopsided": "Fewer than 35 in 100 lean to one of the poles.",
    "floor": "{share} % score 0.",
    "ceiling": "{share} % score 100.",
}
WIDTH = 60
"""Of the strip that shows the shares, in pixels."""


@dataclass(frozen=True)
class Share:
    """One option: its words, how many in 100 chose it, and its piece of the strip."""

    text: str
    percent: int
    x: float
    width: float
    shade: int


@dataclass(frozen=True)
class Reading:
    """One question's statistics; below 20 answers `n` is None and nothing else is told."""

    question: Question
    n: int | None = None
    provisional: bool = False
    shares: tuple[Share, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Together:
    """How the described answers of one capability hang together."""

    name: str
    n: int
    provisional: bool
    alpha: str
    omega: str
    flags: tuple[str, ...]


def readings(edition: Edition, tally: Tally | None) -> list[Reading]:
    """Each question of the edition in order, whoever it was counted on: questions are joined by code."""
    questions = edition.questions.prefetch_related("options").order_by("position", "form")
    return [reading(question, tally) for question in questions]


def reading(question: Question, tally: Tally | None) -> Reading:
    """What a tally says of one question."""
    numbers = (tally.numbers if tally else {}).get("questions", {}).get(question.code, {})
    if not numbers.get("n"):
        return Reading(question)
    n = numbers["n"]
    return Reading(
        question,
        n,
        standing(n) == "provisional",
        tuple(_shares(question, numbers["counts"])),
        tuple(_lines(question, numbers)),
        tuple(_flag(name, numbers["counts"]) for name in numbers["flags"]),
    )


def _shares(question: Question, counts: list[int]) -> Iterator[Share]:
    options, total = list(question.options.all()), sum(counts)
    if not total or len(options) != len(counts):
        return
    x = 0.0
    for shade, (option, count) in enumerate(zip(options, counts, strict=True), 1):
        width = WIDTH * count / total
        yield Share(option.text, half_up(100 * count / total), round(x, 2), round(width, 2), shade)
        x += width


def _lines(question: Question, numbers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    n = numbers["n"]
    if numbers.get("item_rest") is not None:
        yield "Correlation with the rest", f"{numbers['item_rest']:.2f}"
    if numbers.get("alpha_without") is not None:
        yield "Alpha without it", f"{numbers['alpha_without']:.2f}"
    if question.kind == Kind.JUDGEMENT and sum(numbers["counts"]):
        best = [option.credit for option in question.options.all()].index(3)
        yield "Chose the best", f"{half_up(100 * numbers['counts'][best] / sum(numbers['counts']))} %"
    if question.kind == Kind.BELIEF and numbers["confidence"] is not None:
        yield "Sure", f"{half_up(numbers['confidence'])} % on average"
        yield "Right", f"{half_up(numbers['right_in_100'])} %"
    if question.kind == Kind.RANGE and numbers["ranges"]:
        yield (
            "Ranges that hold it",
            f"{half_up(100 * numbers['held'] / numbers['ranges'])} %; 80 % would be honest",
        )
    if numbers["seconds"] is not None:
        yield "Seconds, median", f"{numbers['seconds']:.0f}"
    yield "Skipped", f"{half_up(100 * numbers['skipped'] / n)} %"
    yield "Saved more than once", f"{half_up(100 * numbers['changed'] / n)} %"


def _flag(name: str, counts: list[int]) -> str:
    most = half_up(100 * max(counts) / sum(counts)) if sum(counts) else 0
    return FLAGS[name].format(most=most)


def together(tally: Tally | None) -> list[Together]:
    """Alpha with its range and omega for each capability that enough people answered whole."""
    numbers = tally.numbers if tally else {}
    found = []
    for capability, name in CAPABILITIES.items():
        told = numbers.get("coefficients", {}).get(capability)
        if told is None:
            continue
        alpha = "cannot be told"
        if told["alpha"] is not None:
            alpha = f"{told['alpha']:.2f} ({told['alpha_low']:.2f} to {told['alpha_high']:.2f})"
        omega = "cannot be told" if told["omega"] is None else f"{told['omega']:.2f}"
        ends = numbers["ends"].get(capability, {})
        flags = tuple(
            FLAGS[end].format(share=half_up(100 * ends[end]))
            for end in ("floor", "ceiling")
            if ends.get(end, 0) > EXTREME_SCORES
        )
        found.append(Together(name, told["n"], standing(told["n"]) == "provisional", alpha, omega, flags))
    return found
