"""The questions of a draft with the answers of a trial, and the result they would give."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.accounts.languages import get_base_language
from assessment.accounts.tokens import hash_token
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt
from assessment.attempts.replies import Reply
from assessment.questionnaire import translation
from assessment.questionnaire.models import CHOSEN, Edition, Kind, Question
from assessment.results.result.queries import CALIBRATION_KINDS, Result
from assessment.workshop.trial.records import Trial

FEWEST_OPTIONS = 2


@dataclass(frozen=True)
class TrialSheet(AnswerSheet):
    """left_out: questions that cannot be asked as they stand, each with its reason."""

    trial: Trial = field(kw_only=True)
    left_out: tuple[tuple[Question, str], ...] = ()

    @cached_property
    def answers(self) -> dict[int, Answer]:
        return dict(self._read_answers())

    def _read_answers(self) -> Iterator[tuple[int, Answer]]:
        for question in self.questions:
            reply = self.trial.replies.get(question.code, {})
            # An answer to other words is none to these.
            if reply.get("asked") != hash_asked(question):
                continue
            option = next((o for o in question.options.all() if o.code == reply["option"]), None)
            yield (
                question.pk,
                Answer(
                    attempt=self.attempt,
                    question=question,
                    option=option,
                    value=reply["value"],
                    seconds=reply["seconds"],
                    revision=reply["revision"],
                    answered_at=self.trial.started_at,
                ),
            )

    @property
    def outdated(self) -> list[int]:
        """Numbers of questions that were answered before the draft changed."""
        answered = self.answers
        return [
            line.number
            for line in self.lines
            if line.question.pk not in answered and line.question.code in self.trial.replies
        ]

    def get_question_url(self, number: int) -> str:
        return reverse("trial:question", args=[self.trial.uid, number])

    @property
    def submit_url(self) -> str:
        return reverse("trial:submit", args=[self.trial.uid])

    @property
    def ways(self) -> dict[str, str]:
        names = ("home", "review", "result", "end")
        return {name: reverse(f"trial:{name}", args=[self.trial.uid]) for name in names}

    def save_reply(self, question: Question, reply: Reply, seconds: float | None) -> int:
        before = self.trial.replies.get(question.code, {})
        revision = int(before.get("revision", 0)) + 1
        stored = {
            "option": reply.option.code if reply.option else None,
            "value": dict(reply.value) if reply.value else None,
            "asked": hash_asked(question),
            "seconds": before.get("seconds") if seconds is None else seconds,
            "revision": revision,
        }
        self.trial.save_reply(question.code, stored)
        return revision


def load_sheet(trial: Trial, edition: Edition) -> TrialSheet:
    """In the language of the page around it, which has to be the trial's."""
    questions = list(Question.objects.asked(edition, trial.form))
    reasons = {question.pk: find_reason_not_to_ask(question) for question in questions}
    question_language = trial.language or get_base_language(edition.language)
    for question in questions:
        translation.apply_translation(question, trial.language)
        for option in question.options.all():
            translation.apply_translation(option, trial.language)
        question.foreign = (
            "" if question_language == get_base_language(get_language() or "") else question_language
        )
    attempt = Attempt(
        pk=0,
        uid=trial.uid,
        edition=edition,
        questionnaire=edition.questionnaire,
        form=trial.form,
        language=trial.language,
        started_at=trial.started_at,
    )
    return TrialSheet(
        attempt,
        tuple(question for question in questions if not reasons[question.pk]),
        trial.language,
        trial=trial,
        left_out=tuple((question, reasons[question.pk]) for question in questions if reasons[question.pk]),
    )


def hash_asked(question: Question) -> str:
    words = [question.kind, *(getattr(question, name) for name in translation.QUESTION_TEXTS)]
    return hash_token(repr([words, [(option.code, option.text) for option in question.options.all()]]))


def find_reason_not_to_ask(question: Question) -> str:
    """Why a question cannot be asked as it stands; empty where it can."""
    if not question.text.strip():
        return _("It has no text.")
    options = [option for option in question.options.all() if option.text.strip()]
    if question.kind in CHOSEN and len(options) < FEWEST_OPTIONS:
        return _("It has fewer than two options.")
    if question.kind in CHOSEN and len(options) < len(question.options.all()):
        return _("It has an option without text.")
    if question.kind == Kind.PAIR and not (question.left.strip() and question.right.strip()):
        return _("It lacks a pole.")
    if question.kind in {Kind.JUDGEMENT, Kind.RANGE} and not question.scene.strip():
        return _("It lacks its scene or assumptions.")
    return _("It lacks its key.") if question.lacks_key else ""


def build_result(sheet: TrialSheet) -> Result:
    """By the scorer of every attempt, under the version in use; beside no other attempt."""
    attempt = sheet.attempt
    scores = {score.capability: score for score in actions.score_sheet(attempt, sheet)}
    attempt.submitted_at = timezone.now()
    answers = list(sheet.answers.values())
    for answer in answers:
        answer.asked = True  # type: ignore[attr-defined]  # so that no key is told, as in a live edition
    return Result(
        attempt=attempt,
        number=1,
        earlier=(),
        editions=(),
        capabilities={attempt.pk: scores},
        answers={attempt.pk: answers},
        calibration_answers=[answer for answer in answers if answer.question.kind in CALIBRATION_KINDS],
        usual_seconds=None,
        previous=None,
        first=None,
        comparable_run=[attempt] if attempt.index is not None else [],
        saved_months={},
    )
