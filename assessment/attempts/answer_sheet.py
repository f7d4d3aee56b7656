"""An attempt as somebody taking it sees it: its questions in order, its answers, and where it stopped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.attempts.models import Answer, AnswerQuerySet, Attempt, get_month_asked_about
from assessment.questionnaire import translation
from assessment.questionnaire.asked_questions import get_asked_questions
from assessment.questionnaire.models import Kind, Question

PARTS = {
    Kind.FREQUENCY: _("Last month"),
    Kind.PAIR: _("Last month"),
    Kind.JUDGEMENT: _("Situations"),
    Kind.BELIEF: _("How sure?"),
    Kind.RANGE: _("How sure?"),
    Kind.HOURS: _("Your calendar"),
}
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


@dataclass(frozen=True)
class NumberedQuestion:
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
        question_language = self.language or translation.get_base_language(self.attempt.edition.language)
        return (
            ""
            if question_language == translation.get_base_language(get_language() or "")
            else question_language
        )

    @property
    def switched(self) -> str:
        """What it means for the result that the first answers were given in another language; else empty."""
        edition, answer_language = self.attempt.edition, self.attempt.language
        if answer_language == self.language or not (answer_language or self.answers):
            return ""
        original = translation.get_base_language(edition.language)
        first_name, current_name = (
            translation.get_language_name(language or original)
            for language in (answer_language, self.language)
        )
        places = {"begun": first_name, "now": current_name}
        if {answer_language, self.language} <= {"", *edition.equivalent}:
            return SAME_EITHER_WAY % places
        return (STILL_COUNTS if answer_language else WILL_COUNT) % places

    @cached_property
    def answers(self) -> dict[int, Answer]:
        answers = Answer.objects.filter(attempt=self.attempt)
        self.attach_questions(answers)
        return {answer.question_id: answer for answer in answers}

    def attach_questions(self, answers: Iterable[Answer]) -> None:
        """Give answers of the attempt their question and option, without a statement for each."""
        questions = {question.pk: question for question in self.questions}
        for answer in answers:
            answer.question = questions[answer.question_id]
            if answer.option_id is not None:
                answer.option = answer.question.options_by_id[answer.option_id]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def lines(self) -> Iterator[NumberedQuestion]:
        for number, question in enumerate(self.questions, 1):
            yield NumberedQuestion(number, question, self.answers.get(question.pk))

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
        part_names = {kind: str(name) for kind, name in PARTS.items()}  # each is translated once
        names = [part_names[Kind(question.kind)] for question in self.questions]
        runs = [name for name, previous in zip(names, [None, *names], strict=False) if name != previous]
        return len(runs) == len(set(runs))

    def opens_kind(self, number: int) -> bool:
        kinds = [question.kind for question in self.questions[max(0, number - 2) : number]]
        return self.in_parts and (number == 1 or kinds[0] != kinds[1])

    @property
    def month(self) -> str:
        # As yyyy-mm.
        return get_month_asked_about(self.attempt.started_at)

    def get_question_url(self, number: int) -> str:
        return self.questions_url.removesuffix("0/") + f"{number}/"

    @cached_property
    def questions_url(self) -> str:
        # For scripts, which put a question's number in place of the 0.
        return reverse("attempts:question", args=[self.attempt.uid, 0])

    @property
    def submit_url(self) -> str:
        return reverse("attempts:submit", args=[self.attempt.uid])


def read_answers(attempts: Sequence[Attempt], answers: AnswerQuerySet) -> dict[int, list[Answer]]:
    """Answers of attempts (read with their editions) by attempt id, each with its question and option in the
    words of the reader: one statement, and the questions once in a process.
    """
    by_attempt: dict[int, list[Answer]] = {attempt.pk: [] for attempt in attempts}
    for answer in answers.filter(attempt__in=by_attempt):
        by_attempt[answer.attempt_id].append(answer)
    for attempt in attempts:
        AnswerSheet.load(attempt, get_language() or "").attach_questions(by_attempt[attempt.pk])
    return by_attempt
