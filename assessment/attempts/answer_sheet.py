"""An attempt as somebody taking it sees it: its questions in order, its answers, and where it stopped."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from threading import Lock
from typing import NamedTuple

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.accounts.languages import get_base_language
from assessment.attempts.models import Answer, Attempt, get_month_asked_about
from assessment.db.rows import read_rows
from assessment.questionnaire import translation
from assessment.questionnaire.composition import get_edition
from assessment.questionnaire.models import Edition, Kind, Option, Question
from assessment.scoring import replies
from assessment.scoring.replies import Item

# Publishing freezes an edition, so each process reads its questions once and shares them among requests:
# nobody may change these rows. Drafts are read anew each time.
MOST_REMEMBERED = 32  # sets of questions: two editions in use, three forms, a few languages, and room
NOT_SHOWN = ("rationale", "source", "outdated")

type Key = tuple[int, str, str, str, str]
_remembered: OrderedDict[Key, tuple[Question, ...]] = OrderedDict()
_lock = Lock()


def get_asked_questions(
    edition: Edition, form: str, language: str = "", foreign: str = ""
) -> tuple[Question, ...]:
    """In order of position.

    language: of the translation; empty for the original. foreign: see Question.foreign.
    """
    if not edition.frozen:
        return _read_questions(edition, form, language, foreign)
    # The digest of what was published is part of the key: other content is never mistaken for it.
    key = (edition.pk, edition.digest, form, language, foreign)
    with _lock:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]
    questions = _read_questions(edition, form, language, foreign)
    with _lock:
        _remembered[key] = questions
        if len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return questions


def forget_questions() -> None:
    # For tests, whose databases begin again with the same keys.
    get_edition.cache_clear()
    with _lock:
        _remembered.clear()


def _read_questions(edition: Edition, form: str, language: str, foreign: str) -> tuple[Question, ...]:
    options = Option.objects.defer("rationale", "outdated").order_by("position")
    of_form = Question.objects.filter(edition=edition, form__in={"", form}).defer(*NOT_SHOWN)
    questions = tuple(of_form.order_by("position").prefetch_related(Prefetch("options", options)))
    for question in questions:
        question.foreign = foreign
        translation.apply_translation(question, language)
        question.options_by_id = {option.pk: option for option in question.options.all()}
        for option in question.options_by_id.values():
            translation.apply_translation(option, language)
    return questions


PARTS = {
    Kind.FREQUENCY: _("Last month"),
    Kind.PAIR: _("Last month"),
    Kind.JUDGEMENT: _("Situations"),
    Kind.BELIEF: _("How sure?"),
    Kind.RANGE: _("How sure?"),
    Kind.HOURS: _("Your calendar"),
}
ANSWERS = "select * from attempts_answer where attempt_id = %s"
# As an assignment, without its checks: of what the answers name already.
SET_QUESTION = Answer.question.field.set_cached_value
SET_OPTION = Answer.option.field.set_cached_value
SAME_EITHER_WAY = _(
    "You began in %(begun)s, and from here the questions are in %(now)s. They mean the same, so this "
    "makes no difference to your result."
)
STILL_COUNTS = _(
    "You began in %(begun)s, and from here the questions are in %(now)s. Your result still counts as "
    "answered in %(begun)s, and can only be compared with other results in %(begun)s."
)
WILL_COUNT = _(
    "You began in %(begun)s. Once you answer a question in %(now)s, your result counts as answered in "
    "%(now)s, and can only be compared with other results in %(now)s."
)


@lru_cache(MOST_REMEMBERED)
def _are_in_parts(kinds: tuple[str, ...]) -> bool:
    names = [str(PARTS[Kind(kind)]) for kind in kinds]
    runs = [name for name, previous in zip(names, [None, *names], strict=False) if name != previous]
    return len(runs) == len(set(runs))


class NumberedQuestion(NamedTuple):
    number: int
    question: Question
    answer: Answer | None


@dataclass(frozen=True)
class AnswerSheet:
    """All questions of one attempt, numbered from 1, with the answers given so far."""

    attempt: Attempt
    questions: tuple[Question, ...]
    language: str = ""

    @classmethod
    def load(cls, attempt: Attempt, language: str = "") -> "AnswerSheet":
        """The questions that this form asks.

        language: of the site; the questions are in it if the edition is offered in it, else as written.
        """
        edition = attempt.edition
        question_language = translation.choose_language(edition, language) if language else ""
        foreign = translation.get_foreign_language(edition, language) if language else ""
        questions = get_asked_questions(edition, attempt.form, question_language, foreign)
        # Answers are fetched when first needed.
        return cls(attempt, questions, question_language)

    @cached_property
    def lang(self) -> str:
        # Empty where the page around the questions is in the same language.
        question_language = self.language or get_base_language(self.attempt.edition.language)
        return "" if question_language == get_base_language(get_language() or "") else question_language

    @property
    def switched(self) -> str:
        """What it means for the result that the first answers were given in another language; else empty."""
        edition, answer_language = self.attempt.edition, self.attempt.language
        if answer_language == self.language or not (answer_language or self.answers):
            return ""
        original = get_base_language(edition.language)
        first_name, current_name = (
            translation.get_language_name(language or original)
            for language in (answer_language, self.language)
        )
        values = {"begun": first_name, "now": current_name}
        if {answer_language, self.language} <= {"", *edition.equivalent}:
            return SAME_EITHER_WAY % values
        return (STILL_COUNTS if answer_language else WILL_COUNT) % values

    @cached_property
    def answers(self) -> dict[int, Answer]:
        # Each page and each save asks: to put the statement together would take longer than to run it.
        answers = read_rows(Answer, ANSWERS, [self.attempt.pk])
        self.attach_questions(answers)
        return {answer.question_id: answer for answer in answers}

    def attach_questions(self, answers: Iterable[Answer]) -> None:
        """Give answers of the attempt their question and option, without a statement for each."""
        questions = {question.pk: question for question in self.questions}
        for answer in answers:
            question = questions[answer.question_id]
            SET_QUESTION(answer, question)
            if answer.option_id is not None:
                SET_OPTION(answer, question.options_by_id[answer.option_id])

    @property
    def total(self) -> int:
        return len(self.questions)

    @cached_property
    def lines(self) -> list[NumberedQuestion]:
        return [
            NumberedQuestion(number, question, self.answers.get(question.pk))
            for number, question in enumerate(self.questions, 1)
        ]

    @cached_property
    def first_gap(self) -> int | None:
        return next((line.number for line in self.lines if line.answer is None), None)

    @property
    def answered(self) -> int:
        return sum(line.answer is not None for line in self.lines)

    @property
    def stopped_at(self) -> datetime | None:
        return max((answer.answered_at for answer in self.answers.values()), default=None)

    def part(self, number: int) -> str:
        return str(PARTS[Kind(self.questions[number - 1].kind)]) if self.in_parts else ""

    @cached_property
    def in_parts(self) -> bool:
        return _are_in_parts(tuple(question.kind for question in self.questions))

    def opens_kind(self, number: int) -> bool:
        kinds = [question.kind for question in self.questions[max(0, number - 2) : number]]
        return self.in_parts and (number == 1 or kinds[0] != kinds[1])

    @cached_property
    def month(self) -> str:
        # As yyyy-mm. Hours stay those of the month that they were given for, whatever zone is set since then.
        values = [answer.value or {} for answer in self.answers.values()]
        month = next((str(value["month"]) for value in values if "month" in value), "")
        return month or get_month_asked_about(self.attempt.started_at)

    def get_question_url(self, number: int) -> str:
        return self.questions_url.removesuffix("0/") + f"{number}/"

    @cached_property
    def questions_url(self) -> str:
        # For scripts, which put a question's number in place of the 0.
        return reverse("attempts:question", args=[self.attempt.uid, 0])

    @property
    def submit_url(self) -> str:
        return reverse("attempts:submit", args=[self.attempt.uid])


def group_answers(attempts: Sequence[Attempt], answers: Iterable[Answer]) -> dict[int, list[Answer]]:
    """Answers of attempts (read with their editions) by attempt id, each with its question and option in the
    words of the reader: the questions are read once in a process.
    """
    by_attempt: dict[int, list[Answer]] = {attempt.pk: [] for attempt in attempts}
    for answer in answers:
        by_attempt[answer.attempt_id].append(answer)
    for attempt in attempts:
        AnswerSheet.load(attempt, get_language() or "").attach_questions(by_attempt[attempt.pk])
    return by_attempt


def build_items(
    questions: Iterable[Question], answers: Mapping[int, Answer], slots: Mapping[int, str] | None = None
) -> tuple[Item, ...]:
    """The scored items of one attempt in order of position; hours are not scored.

    answers: by question id. slots: by position, where attempts of two editions are compared.
    """
    return tuple(
        _build_item(
            question, answers.get(question.pk), (slots or {}).get(question.position, str(question.position))
        )
        for question in questions
        if question.kind != Kind.HOURS
    )


def _build_item(question: Question, answer: Answer | None, slot: str) -> Item:
    return Item(
        code=question.code,
        slot=slot,
        capability=question.capability,
        facet=question.facet,
        kind=question.kind,
        score=None if answer is None else _score_answer(question, answer),
        weight=float(question.weight),
        passed=answer is not None and answer.passed,
    )


def _score_answer(question: Question, answer: Answer) -> float | None:
    if answer.option is not None:
        return replies.score_option(question.kind, answer.option.credit)
    if question.lacks_key:  # of a draft
        return None
    return replies.score_reply(
        question.kind, answer.value or {}, is_true=question.is_true, quantity=question.quantity
    )


def name_slots(codes: Iterable[tuple[int, str]]) -> dict[int, str]:
    """A name for each slot of an edition, made of the codes of all questions in it.

    codes: (position, code) of every question of the edition, all forms. Two editions share a slot
    exactly when its name is the same in both.
    """
    slots: dict[int, list[str]] = {}
    for position, code in codes:
        slots.setdefault(position, []).append(code)
    return {position: "+".join(sorted(slot_codes)) for position, slot_codes in slots.items()}
