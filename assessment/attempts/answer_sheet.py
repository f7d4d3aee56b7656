"""An attempt as somebody taking it sees it: its questions in order, its answers, and where it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.attempts.models import Answer, Attempt, month_asked_about
from assessment.questionnaire import translation
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
    "You began in %(begun)s. The questions are in %(now)s from here; "
    "they mean the same, so the result does too."
)
STILL_COUNTS = _(
    "You began in %(begun)s. The questions are in %(now)s from here; the result still counts as answered in "
    "%(begun)s and compares only with others in %(begun)s."
)
WILL_COUNT = _(
    "You began in %(begun)s. Once you answer a question in %(now)s, the result counts as answered in %(now)s "
    "and compares only with others in %(now)s."
)


@dataclass(frozen=True)
class Line:
    """One question with its number and, if there is one, its answer."""

    number: int
    question: Question
    answer: Answer | None


@dataclass(frozen=True)
class Sheet:
    """All questions of one attempt, numbered from 1, with the answers given so far."""

    attempt: Attempt
    questions: tuple[Question, ...]
    language: str = ""

    @classmethod
    def of(cls, attempt: Attempt, language: str = "") -> "Sheet":
        """The questions this form asks: one statement; the answers are a second one, when first looked at.

        language: of the site; the questions are in it if the edition is offered in it, else as written.
        """
        shown = translation.language_for(attempt.edition, language) if language else ""
        asked = Question.objects.filter(edition=attempt.edition_id, form__in={"", attempt.form})
        unread = ["rationale", "source", "outdated", *([] if shown else ["translations"])]
        questions = tuple(asked.defer(*unread).order_by("position"))
        for question in questions:
            translation.show(question, shown)
            question.foreign = translation.foreign(attempt.edition, language) if language else ""
        return cls(attempt, questions, shown)

    @property
    def lang(self) -> str:
        """The language of the questions, where the page around them is in another; else empty."""
        mine = self.language or translation.base(self.attempt.edition.language)
        return "" if mine == translation.base(get_language() or "") else mine

    @property
    def switched(self) -> str:
        """What it means for the result that the first answers were given in another language; else empty."""
        edition, kept = self.attempt.edition, self.attempt.language
        if kept == self.language or not (kept or self.answers):
            return ""
        original = translation.base(edition.language)
        begun, now = (translation.language_name(one or original) for one in (kept, self.language))
        names = {"begun": begun, "now": now}
        if {kept, self.language} <= {"", *edition.equivalent}:
            return SAME_EITHER_WAY % names
        return (STILL_COUNTS if kept else WILL_COUNT) % names

    @cached_property
    def answers(self) -> dict[int, Answer]:
        """By question id."""
        by_id = {question.pk: question for question in self.questions}
        answers = Answer.objects.filter(attempt=self.attempt).select_related("option")
        for answer in answers:
            answer.question = by_id[answer.question_id]
            if answer.option is not None:
                translation.show(answer.option, self.language)
        return {answer.question_id: answer for answer in answers}

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def lines(self) -> Iterator[Line]:
        for number, question in enumerate(self.questions, 1):
            yield Line(number, question, self.answers.get(question.pk))

    @cached_property
    def first_gap(self) -> int | None:
        """The number of the first question without an answer; none when all have one."""
        return next((line.number for line in self.lines if line.answer is None), None)

    @property
    def answered(self) -> int:
        return sum(line.answer is not None for line in self.lines)

    @property
    def stopped_at(self) -> datetime | None:
        """When the last answer was given."""
        return max((answer.answered_at for answer in self.answers.values()), default=None)

    def part(self, number: int) -> str:
        """The part's name; none where an edition mixes the parts."""
        return str(PARTS[Kind(self.questions[number - 1].kind)]) if self.in_parts else ""

    @cached_property
    def in_parts(self) -> bool:
        shown = {kind: str(name) for kind, name in PARTS.items()}  # each is translated once
        names = [shown[Kind(question.kind)] for question in self.questions]
        runs = [name for name, before in zip(names, [None, *names], strict=False) if name != before]
        return len(runs) == len(set(runs))

    def opens_kind(self, number: int) -> bool:
        """Whether a kind of question begins here; never where an edition mixes the parts."""
        kinds = [question.kind for question in self.questions[max(0, number - 2) : number]]
        return self.in_parts and (number == 1 or kinds[0] != kinds[1])

    @property
    def month(self) -> str:
        """The month whose hours are asked about, as yyyy-mm."""
        return month_asked_about(self.attempt.started_at)
