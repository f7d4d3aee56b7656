"""Two results side by side: figures, then the answers to what both asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.attempts.answer_sheet import PARTS
from assessment.attempts.models import Answer
from assessment.attempts.wording import format_answer, format_month, mark_language
from assessment.questionnaire.models import Kind, Question
from assessment.results.comparability import get_submission_time
from assessment.results.comparison import wording
from assessment.results.comparison.queries import Pair
from assessment.results.estimates import Compared, Measured
from assessment.results.wording.capabilities import titles
from assessment.results.wording.sentences import describe_habit

SAME, CHANGED = "equal.svg", "arrow-left-right.svg"
ORDER = list(dict.fromkeys(PARTS.values()))


@dataclass(frozen=True)
class AnswerPair:
    """One question both attempts answered. word, icon: what changed, without saying whether it is good."""

    asked: str
    poles: tuple[str, str] | None
    then: str
    now: str
    word: str
    icon: str

    @property
    def same(self) -> bool:
        return self.icon == SAME


@dataclass(frozen=True)
class AskedOnce:
    asked: str
    answer: str


@dataclass(frozen=True)
class SharedPart:
    name: str
    changed: Sequence[AnswerPair]
    same: Sequence[AnswerPair]


def list_shared_parts(then: Iterable[Answer], now: Iterable[Answer]) -> list[SharedPart]:
    before = {answer.question.code: answer for answer in then}
    pairs_by_part: dict[str, list[AnswerPair]] = {str(name): [] for name in ORDER}
    for answer in now:
        if answer.question.code in before:
            pairs_by_part[str(PARTS[Kind(answer.question.kind)])].append(
                _build_pair(before[answer.question.code], answer)
            )
    return [
        SharedPart(name, [row for row in rows if not row.same], [row for row in rows if row.same])
        for name, rows in pairs_by_part.items()
        if rows
    ]


def list_asked_once(answers: Iterable[Answer], other: Iterable[Answer]) -> list[AskedOnce]:
    other_codes = {answer.question.code for answer in other}
    return [
        AskedOnce(_describe_question(answer.question), _describe_reply(answer))
        for answer in answers
        if answer.question.code not in other_codes
    ]


def _build_pair(then: Answer, now: Answer) -> AnswerPair:
    question = now.question
    word, icon = _describe_direction(then, now)
    poles = (
        (mark_language(question.left, question), mark_language(question.right, question))
        if question.kind == Kind.PAIR
        else None
    )
    return AnswerPair(
        _describe_question(question), poles, _describe_reply(then), _describe_reply(now), word, icon
    )


def _describe_direction(then: Answer, now: Answer) -> tuple[str, str]:
    # More or less often, towards which pole; of keyed questions only whether it changed.
    if _describe_reply(then) == _describe_reply(now):
        return _("The same"), SAME
    first, second = then.option, now.option
    if first is None or second is None or first.credit is None or second.credit is None:
        return _("Changed"), CHANGED
    if now.question.kind == Kind.FREQUENCY:
        more = second.credit > first.credit
        return (_("More often"), "arrow-up.svg") if more else (_("Less often"), "arrow-down.svg")
    if now.question.kind == Kind.PAIR:
        is_towards_a = second.position < first.position
        return (_("Towards A"), "arrow-left.svg") if is_towards_a else (_("Towards B"), "arrow-right.svg")
    return _("Changed"), CHANGED


def _describe_question(question: Question) -> str:
    if question.kind == Kind.JUDGEMENT:
        return mark_language(question.scene, question)
    if question.kind == Kind.HOURS:
        return _("Hours of the month")
    return mark_language(describe_habit(question.text), question)


def _describe_reply(answer: Answer) -> str:
    reply = format_answer(answer.question, answer)
    if answer.question.kind != Kind.HOURS or answer.passed:
        return reply
    return f"{format_month((answer.value or {})['month'])}: {reply}"


@dataclass(frozen=True)
class FigureRow:
    name: str
    then: str
    now: str
    word: str


@dataclass(frozen=True)
class Sides:
    """headline: the tested change, or both figures. names: what the two are called. leads: what it rests on.
    figures: the index and each capability. once: what only one of them asked, then and now."""

    headline: str
    names: tuple[str, str]
    leads: Sequence[str]
    figures: Sequence[FigureRow]
    parts: Sequence[SharedPart]
    once: Sequence[tuple[str, Sequence[AskedOnce]]]

    @property
    def asked(self) -> int:
        return sum(len(part.changed) + len(part.same) for part in self.parts)

    @property
    def changed(self) -> int:
        return sum(len(part.changed) for part in self.parts)


def build_sides(pair: Pair, today: date) -> Sides:
    then, now = wording.name_results(get_submission_time(pair.then), get_submission_time(pair.now), today)
    before, after = pair.answers[pair.then.pk], pair.answers[pair.now.pk]
    once = [(then, list_asked_once(before, after)), (now, list_asked_once(after, before))]
    return Sides(
        headline=wording.headline(pair, then, now),
        names=(then, now),
        leads=wording.list_notes(pair),
        figures=_build_figures(pair),
        parts=list_shared_parts(before, after),
        once=[(name, rows) for name, rows in once if rows],
    )


def _build_figures(pair: Pair) -> list[FigureRow]:
    comparison = pair.comparison
    whole = [(_("Pulse level") if pair.is_pulse else _("Index"), comparison.index, _list_indices(pair))]
    parts = [
        (name, comparison.capabilities.get(slug), _list_scores(pair, slug))
        for slug, name in titles().items()
        if not pair.is_pulse
    ]
    index_row = [_build_row(*figure, pair.index_tested) for figure in whole]
    return index_row + [_build_row(*figure, pair.tested) for figure in parts]


Frozen = tuple[Measured | None, Measured | None]


def _build_row(name: str, compared: Compared | None, frozen: Frozen, tested: bool) -> FigureRow:
    then, now = (compared.then, compared.now) if compared else frozen
    word = wording.format_change(compared, tested)
    if compared is None and then and now:
        word = _("not comparable")
    return FigureRow(name, wording.format_figure(then), wording.format_figure(now), word)


def _list_indices(pair: Pair) -> Frozen:
    return (
        Measured.build(pair.then.index, pair.then.index_standard_error),
        Measured.build(pair.now.index, pair.now.index_standard_error),
    )


def _list_scores(pair: Pair, slug: str) -> Frozen:
    then, now = (pair.capabilities.get(attempt.pk, {}).get(slug) for attempt in (pair.then, pair.now))
    return (
        Measured.build(then.score, then.standard_error) if then else None,
        Measured.build(now.score, now.standard_error) if now else None,
    )
