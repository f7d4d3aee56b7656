"""Item statistics as an editor reads them: numbers with their n, and flags in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import wording
from assessment.questionnaire.models import CAPABILITIES, Edition, Kind, Option, Question
from assessment.results.wording.numbers import format_number, join_words
from assessment.scoring.reliability import EXTREME_SCORES, flag_items, flag_options, name_standing
from assessment.workshop.models import Tally
from assessment.workshop.rounding import Rounding, get_rounding

TOO_FEW = gettext_lazy("Too few to say: nothing is shown below 20 answers.")
FLAGS = {
    "weak": gettext_lazy("It hardly goes with the others: its correlation with them is under 0.20."),
    "raises_alpha": gettext_lazy("Without it the others agree better."),
    "one_option": gettext_lazy("%(most)s %% chose one answer."),
    "lopsided": gettext_lazy("Fewer than 35 in 100 lean to one of the poles."),
    "floor": gettext_lazy("%(share)s %% score 0."),
    "ceiling": gettext_lazy("%(share)s %% score 100."),
}
NAMES = {
    "mean": gettext_lazy("Credit, mean"),
    "item_rest": gettext_lazy("Correlation with the rest"),
    "alpha_without": gettext_lazy("Alpha without it"),
    "best": gettext_lazy("Chose the best"),
    "sure": gettext_lazy("Sure"),
    "right": gettext_lazy("Right"),
    "held": gettext_lazy("Ranges that contain it"),
    "seconds": gettext_lazy("Seconds, median"),
    "skipped": gettext_lazy("Skipped"),
    "changed": gettext_lazy("Saved more than once"),
}
WIDTH = 60
"""Of the strip that shows the shares, in pixels."""


TEXTS = ("text", "scene", "left", "right", "unit", "hint")
KEY = ("kind", "reversed", "is_true", "quantity")
PARTS = {
    "text": gettext_lazy("the text"),
    "key": gettext_lazy("the key"),
    "options": gettext_lazy("the options"),
}


@dataclass(frozen=True)
class Share:
    """One option: its words, how many in 100 chose it, and its piece of the strip."""

    code: str
    text: str
    percent: int
    x: float
    width: float
    shade: int


@dataclass(frozen=True)
class Reading:
    """One question's statistics; below 20 answers `n` is None and the rest is empty."""

    question: Question
    n: int | None = None
    provisional: bool = False
    shares: tuple[Share, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)  # to sort and filter by
    changed: tuple[str, ...] = ()  # parts of the question that differ from what was counted

    @property
    def before_your_change(self) -> str:
        """That the numbers are of another wording or key than the question has now; empty if they are not."""
        if not self.changed:
            return ""
        parts = join_words([str(PARTS[part]) for part in self.changed])
        return _("Counted before your change of %(parts)s.") % {"parts": parts}

    @property
    def asks(self) -> str:
        return wording.get_kind_names()[self.question.kind]

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(str(NAMES[name]), value) for name, value in self.facts.items()]


@dataclass(frozen=True)
class Consistency:
    """How far the described answers of one capability agree with one another."""

    name: str
    n: int
    provisional: bool
    alpha_value: str
    alpha_range: tuple[str, str]
    omega: str
    flags: tuple[str, ...]

    @property
    def alpha(self) -> str:
        if not self.alpha_range[0]:
            return self.alpha_value
        low, high = self.alpha_range
        return _("%(alpha)s (%(low)s to %(high)s)") % {"alpha": self.alpha_value, "low": low, "high": high}


def list_readings(edition: Edition, tally: Tally | None) -> list[Reading]:
    questions = list(edition.questions.prefetch_related("options").order_by("position", "form"))
    counted = _get_counted_questions(questions, [tally] if tally else [])
    return [_build_reading(question, tally, counted) for question in questions]


def get_reading(question: Question, tally: Tally | None) -> Reading:
    return _build_reading(question, tally, _get_counted_questions([question], [tally] if tally else []))


def attach_readings(questions: Iterable[Question]) -> list[Question]:
    """The same questions, each with `told`: what its edition's answers say, or else the latest edition's."""
    tallies = list(
        Tally.objects.filter(subject=Tally.Subject.ITEMS)
        .select_related("edition")
        .order_by("-edition__number")
    )
    own = {tally.edition_id: tally for tally in tallies}
    latest = {tally.edition.questionnaire_id: tally for tally in reversed(tallies)}
    question_list = list(questions)
    counted = _get_counted_questions(question_list, tallies)
    for question in question_list:
        tally = own.get(question.edition_id) or latest.get(question.edition.questionnaire_id)
        question.told = _build_reading(question, tally, counted)  # type: ignore[attr-defined]  # for the list's columns
    return question_list


def _get_counted_questions(
    questions: Iterable[Question], tallies: Iterable[Tally]
) -> dict[tuple[int, str], Question]:
    # As they were when they were answered, by edition and code.
    question_list = list(questions)
    editions = [
        tally.edition_id for tally in tallies if {tally.edition_id} != {q.edition_id for q in question_list}
    ]
    if not editions:
        return {}
    codes = {question.code for question in question_list}
    rows = Question.objects.filter(edition__in=editions, code__in=codes).prefetch_related("options")
    return {(question.edition_id, question.code): question for question in rows}


def _build_reading(
    question: Question, tally: Tally | None, counted: Mapping[tuple[int, str], Question]
) -> Reading:
    numbers = tally.numbers.get("questions", {}).get(question.code, {}) if tally else {}
    if tally is None or not numbers.get("n"):
        return Reading(question)
    n = numbers["n"]
    rounding = get_rounding(tally, question.code, n)
    answered = counted.get((tally.edition_id, question.code))
    percents = _compute_percents(numbers["counts"], rounding)
    flags = tuple(_list_flags(question, numbers, percents, rounding, _get_alpha(tally, question.capability)))
    return Reading(
        question,
        rounding.count(n, "n"),
        name_standing(n) == "provisional",
        tuple(_build_shares(question, answered, percents)),
        dict(_list_facts(question, numbers, percents, rounding)),
        flags,
        {"flags": len(flags), **dict(_list_numbers(numbers, rounding))},
        tuple(_list_changed_parts(question, answered)) if answered else (),
    )


def _compute_percents(counts: Mapping[str, int], rounding: Rounding) -> dict[str, int]:
    return dict(zip(counts, rounding.shares(list(counts.values()), "shares"), strict=False))


def _list_changed_parts(question: Question, answered: Question) -> Iterator[str]:
    current_options, answered_options = (
        [
            (option.code, option.text, option.credit)
            for option in sorted(row.options.all(), key=lambda option: option.position)
        ]
        for row in (question, answered)
    )
    if any(getattr(question, name) != getattr(answered, name) for name in TEXTS):
        yield "text"
    keys = [
        {code: credit for code, _text, credit in options} for options in (current_options, answered_options)
    ]
    if keys[0] != keys[1] or any(getattr(question, name) != getattr(answered, name) for name in KEY):
        yield "key"
    if [option[:2] for option in current_options] != [option[:2] for option in answered_options]:
        yield "options"


def _build_shares(
    question: Question, answered: Question | None, percents: Mapping[str, int]
) -> Iterator[Share]:
    # The options in their order, then those that were answered and are gone.
    if not percents:
        return
    texts = {option.code: option.text for option in _list_options(question)}
    gone = {option.code: option.text for option in (_list_options(answered) if answered else [])}
    for code in percents:
        if code not in texts:
            texts[code] = _("%(text)s (gone)") % {"text": gone.get(code, code)}
    x = 0.0
    for shade, (code, text) in enumerate(texts.items(), 1):
        width = WIDTH * percents.get(code, 0) / 100
        yield Share(code, text, percents.get(code, 0), round(x, 2), round(width, 2), shade)
        x += width


def _list_options(question: Question) -> list[Option]:
    return sorted(question.options.all(), key=lambda option: option.position)


def _list_facts(
    question: Question, numbers: dict[str, Any], percents: Mapping[str, int], rounding: Rounding
) -> Iterator[tuple[str, str]]:
    if (mean := _format_mean(question, percents)) is not None:
        yield "mean", mean
    for name in ("item_rest", "alpha_without"):
        if numbers.get(name) is not None:
            yield name, format_number(rounding.coefficient(numbers[name], name), 2)
    best = {option.code for option in question.options.all() if option.credit == 3} & percents.keys()
    if question.kind == Kind.JUDGEMENT and best:
        yield "best", f"{sum(percents[code] for code in best)} %"
    yield from _list_answer_facts(question, numbers, rounding)
    if numbers["seconds"] is not None:
        yield "seconds", str(rounding.seconds(numbers["seconds"], "seconds"))
    for name in ("skipped", "changed"):
        yield name, f"{rounding.percent(numbers[name] / numbers['n'], name)} %"


def _list_numbers(numbers: dict[str, Any], rounding: Rounding) -> Iterator[tuple[str, float]]:
    # As rounded as the page prints them: an order must not tell more.
    if numbers.get("item_rest") is not None:
        yield "item_rest", rounding.coefficient(numbers["item_rest"], "item_rest")
    if numbers["seconds"] is not None:
        yield "seconds", rounding.seconds(numbers["seconds"], "seconds")


def _list_answer_facts(
    question: Question, numbers: dict[str, Any], rounding: Rounding
) -> Iterator[tuple[str, str]]:
    if question.kind == Kind.BELIEF and numbers["confidence"] is not None:
        sure = rounding.percent(numbers["confidence"] / 100, "sure")
        yield "sure", _("%(percent)s %% on average") % {"percent": sure}
        if numbers["right_in_100"] is not None:
            yield "right", f"{rounding.percent(numbers['right_in_100'] / 100, 'right')} %"
    if question.kind == Kind.RANGE and numbers["ranges"]:
        percent_held = rounding.percent(numbers["held"] / numbers["ranges"], "held")
        yield "held", _("%(percent)s %%; 80 %% would be honest") % {"percent": percent_held}


def _format_mean(question: Question, percents: Mapping[str, int]) -> str | None:
    # Of those who chose an option with a credit.
    earned = [
        (option.credit, percents[option.code])
        for option in question.options.all()
        if option.credit is not None and option.code in percents
    ]
    total = sum(percent for _credit, percent in earned)
    if not total:
        return None
    mean = sum(credit * percent for credit, percent in earned) / total
    most = max(credit for credit, _percent in earned)
    return _("%(mean)s of %(most)s") % {"mean": format_number(mean, 1), "most": most}


def _list_flags(
    question: Question,
    numbers: dict[str, Any],
    percents: Mapping[str, int],
    rounding: Rounding,
    alpha: float | None,
) -> Iterator[str]:
    # From the rounded numbers alone: a flag must not tell more than they do.
    scored = [percents.get(option.code, 0) for option in _list_options(question) if option.credit is not None]
    names = list(flag_options(scored, pair=question.kind == Kind.PAIR)) if scored else []
    rest, without = (
        None if numbers.get(name) is None else rounding.coefficient(numbers[name], name)
        for name in ("item_rest", "alpha_without")
    )
    names += flag_items(rest, alpha, without)
    for name in names:
        yield str(FLAGS[name]) % {"most": max(scored, default=0)}


def describe_people(tally: Tally | None) -> str:
    if tally is None:
        return ""
    people = get_rounding(tally, "people", tally.people).count(tally.people, "n")
    return _("about %(people)s people") % {"people": people} if people else _("fewer than five people")


def describe_left_out(tally: Tally | None) -> str:
    numbers = tally.numbers.get("left_out", {}) if tally else {}
    if tally is None or not any(numbers.values()):
        return ""
    rounding = get_rounding(tally, "left out", tally.submitted)
    rounded = {name: _describe_count(rounding.count(number, name)) for name, number in numbers.items()}
    sentence = _(
        "We left out %(apart)s in a translation that is not marked as meaning the same, "
        "%(hasty)s hasty ones, and %(earlier)s earlier ones of people who came back."
    )
    return sentence % rounded


def _describe_count(rounded: int) -> str:
    # Five or more are never rounded to none.
    return _("about %(number)s") % {"number": rounded} if rounded else _("fewer than five")


def list_consistency(tally: Tally | None) -> list[Consistency]:
    """Alpha with its range and omega for each capability that enough people answered whole."""
    if tally is None:
        return []
    coefficients = tally.numbers.get("coefficients", {})
    return [
        _build_consistency(tally, capability, coefficients[capability])
        for capability in CAPABILITIES
        if capability in coefficients
    ]


def _build_consistency(tally: Tally, capability: str, numbers: dict[str, Any]) -> Consistency:
    rounding = get_rounding(tally, capability, numbers["n"])
    rounded = {
        name: None if numbers[name] is None else format_number(rounding.coefficient(numbers[name], name), 2)
        for name in ("alpha", "alpha_low", "alpha_high", "omega")
    }
    return Consistency(
        _(CAPABILITIES[capability]),
        rounding.count(numbers["n"], "n"),
        name_standing(numbers["n"]) == "provisional",
        rounded["alpha"] or _("cannot be told"),
        (rounded["alpha_low"] or "", rounded["alpha_high"] or "") if rounded["alpha"] else ("", ""),
        rounded["omega"] or _("cannot be told"),
        tuple(_list_end_flags(tally, capability)),
    )


def _list_end_flags(tally: Tally, capability: str) -> Iterator[str]:
    ends = tally.numbers["ends"].get(capability)
    if not ends:
        return
    rounding = get_rounding(tally, capability, ends["n"])
    for name in ("floor", "ceiling"):
        percent = rounding.percent(ends[name], name)
        if percent > 100 * EXTREME_SCORES:
            yield str(FLAGS[name]) % {"share": percent}


def _get_alpha(tally: Tally, capability: str) -> float | None:
    numbers = tally.numbers.get("coefficients", {}).get(capability)
    if numbers is None or numbers["alpha"] is None:
        return None
    return get_rounding(tally, capability, numbers["n"]).coefficient(numbers["alpha"], "alpha")
