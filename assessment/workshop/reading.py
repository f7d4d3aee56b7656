"""Item statistics as an editor reads them: numbers with their n, and flags in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import words
from assessment.questionnaire.models import CAPABILITIES, Edition, Kind, Question
from assessment.results.numbers import decimal
from assessment.scoring.printing import half_up
from assessment.scoring.reliability import EXTREME_SCORES, standing
from assessment.workshop.models import Tally

TOO_FEW = gettext_lazy("Too few to say: nothing is shown below 20 answers.")
FLAGS = {
    "weak": gettext_lazy("Goes its own way: its correlation with the rest is under 0.20."),
    "raises_alpha": gettext_lazy("Without it the others hang together better."),
    "one_option": gettext_lazy("%(most)s %% chose one answer."),
    "lopsided": gettext_lazy("Fewer than 35 in 100 lean to one of the poles."),
    "floor": gettext_lazy("%(share)s %% score 0."),
    "ceiling": gettext_lazy("%(share)s %% score 100."),
}
NAMES = {
    "mean": gettext_lazy("Credit, mean"),
    "item_rest": gettext_lazy("Correlation with the rest"),
    "alpha_without": gettext_lazy("Alpha without it"),
    "best": gettext_lazy("Chose the best"),
    "sure": gettext_lazy("Sure"),
    "right": gettext_lazy("Right"),
    "held": gettext_lazy("Ranges that hold it"),
    "seconds": gettext_lazy("Seconds, median"),
    "skipped": gettext_lazy("Skipped"),
    "changed": gettext_lazy("Saved more than once"),
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
    facts: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def asks(self) -> str:
        """The kind in words."""
        return words.kinds()[self.question.kind]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each number under its name."""
        return [(str(NAMES[name]), value) for name, value in self.facts.items()]


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


def attach(questions: Iterable[Question]) -> list[Question]:
    """The same questions, each with `told`: what its edition's answers say, or else the latest edition's."""
    tallies = list(
        Tally.objects.filter(subject=Tally.Subject.ITEMS)
        .select_related("edition")
        .order_by("-edition__number")
    )
    own = {tally.edition_id: tally for tally in tallies}
    latest = {tally.edition.questionnaire_id: tally for tally in reversed(tallies)}
    found = list(questions)
    for question in found:
        tally = own.get(question.edition_id) or latest.get(question.edition.questionnaire_id)
        question.told = reading(question, tally)  # type: ignore[attr-defined]  # for the list's columns
    return found


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
        dict(_facts(question, numbers)),
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


def _facts(question: Question, numbers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    n = numbers["n"]
    if (mean := _mean(question, numbers["counts"])) is not None:
        yield "mean", mean
    if numbers.get("item_rest") is not None:
        yield "item_rest", decimal(numbers["item_rest"], 2)
    if numbers.get("alpha_without") is not None:
        yield "alpha_without", decimal(numbers["alpha_without"], 2)
    if question.kind == Kind.JUDGEMENT and sum(numbers["counts"]):
        best = [option.credit for option in question.options.all()].index(3)
        yield "best", _percent(numbers["counts"][best] / sum(numbers["counts"]))
    if question.kind == Kind.BELIEF and numbers["confidence"] is not None:
        sure = half_up(numbers["confidence"])
        yield "sure", _("%(percent)s %% on average") % {"percent": sure}
        yield "right", f"{half_up(numbers['right_in_100'])} %"
    if question.kind == Kind.RANGE and numbers["ranges"]:
        held = half_up(100 * numbers["held"] / numbers["ranges"])
        yield "held", _("%(percent)s %%; 80 %% would be honest") % {"percent": held}
    if numbers["seconds"] is not None:
        yield "seconds", f"{numbers['seconds']:.0f}"
    yield "skipped", _percent(numbers["skipped"] / n)
    yield "changed", _percent(numbers["changed"] / n)


def _percent(share: float) -> str:
    return f"{half_up(100 * share)} %"


def _mean(question: Question, counts: list[int]) -> str | None:
    """What those who chose an option with a credit earned, of the most there is to earn."""
    options = list(question.options.all())
    if len(options) != len(counts):
        return None
    earned = [
        (option.credit, count)
        for option, count in zip(options, counts, strict=True)
        if option.credit is not None
    ]
    people = sum(count for _credit, count in earned)
    if not people:
        return None
    mean = sum(credit * count for credit, count in earned) / people
    most = max(credit for credit, _count in earned)
    return _("%(mean)s of %(most)s") % {"mean": decimal(mean, 1), "most": most}


def _flag(name: str, counts: list[int]) -> str:
    most = half_up(100 * max(counts) / sum(counts)) if sum(counts) else 0
    return str(FLAGS[name]) % {"most": most}


def together(tally: Tally | None) -> list[Together]:
    """Alpha with its range and omega for each capability that enough people answered whole."""
    numbers = tally.numbers if tally else {}
    found = []
    for capability, name in CAPABILITIES.items():
        told = numbers.get("coefficients", {}).get(capability)
        if told is None:
            continue
        omega = _("cannot be told") if told["omega"] is None else decimal(told["omega"], 2)
        ends = numbers["ends"].get(capability, {})
        flags = tuple(
            str(FLAGS[end]) % {"share": half_up(100 * ends[end])}
            for end in ("floor", "ceiling")
            if ends.get(end, 0) > EXTREME_SCORES
        )
        found.append(
            Together(_(name), told["n"], standing(told["n"]) == "provisional", _alpha(told), omega, flags)
        )
    return found


def _alpha(told: dict[str, Any]) -> str:
    if told["alpha"] is None:
        return _("cannot be told")
    names = {"alpha": "alpha", "low": "alpha_low", "high": "alpha_high"}
    return _("%(alpha)s (%(low)s to %(high)s)") % {name: decimal(told[key], 2) for name, key in names.items()}
