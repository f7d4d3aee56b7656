"""The dry run: what publishing a draft would have changed in results there are. Numbers, never people."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from statistics import median

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.attempts.answer_sheet import build_items
from assessment.attempts.models import Answer, Attempt, AttemptQuerySet
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition, Option, Question
from assessment.scoring.constants import CURRENT_VERSION
from assessment.scoring.scorecard import Scorecard, score
from assessment.scoring.verdict import ROWS
from assessment.workshop.item_statistics import have_five_moved
from assessment.workshop.models import FIVE, WEEK, Tally

CHUNK_SIZE = 200
"""Attempts held in memory together."""
SIDES = {name: least for least, name in ROWS}
"""Each row by its place: the higher, the more orchestrator."""


class Withheld(Exception):
    """The people counted last differ from those there are by fewer than five."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Results were erased since the last dry run, and counting again would show which. You "
                "can run it again after a week, once five people with an account have come or gone."
            )
        )


@dataclass
class Effect:
    """How the results of n people would differ. Index changes are in points; towards: verdicts that move."""

    people: int = 0
    differ: int = 0
    towards_orchestrator: int = 0
    towards_artefact: int = 0
    newly_withheld: int = 0
    newly_told: int = 0
    median_change: float | None = None
    largest_change: float | None = None


def get_attempts(draft: Edition) -> AttemptQuerySet:
    return Attempt.objects.filter(questionnaire=draft.questionnaire_id)


def get_last_run(draft: Edition) -> Tally | None:
    # It says which attempts may be counted, whichever draft of the questionnaire it was of.
    runs = Tally.objects.filter(subject=Tally.Subject.EFFECT, edition__questionnaire=draft.questionnaire_id)
    return runs.order_by("-counted_at", "-pk").first()


def get_live_edition(draft: Edition) -> Edition | None:
    # Runs are kept with the live edition, since drafts may be deleted.
    others = Edition.objects.filter(questionnaire=draft.questionnaire_id)
    return others.published().select_related("questionnaire").first()


@transaction.atomic
def run(draft: Edition, *, at: datetime) -> Tally | None:
    """Score the latest attempt of each person as it is and under the draft, and keep the sums.

    None where no edition is published or fewer than five people with an account have submitted. Raises
    Withheld where some of those counted last are gone: two runs differ by nobody, or by five people and a
    week.
    """
    edition = get_live_edition(draft)
    if edition is None:
        return None
    Edition.objects.select_for_update().get(pk=edition.pk)
    last_run = get_last_run(draft)
    until = last_run.counted_at if last_run and not may_move_on(draft, last_run, at=at) else at
    attempts = get_attempts(draft).submitted().filter(submitted_at__lte=until)
    submitted = attempts.count()
    if last_run is not None and until == last_run.counted_at and submitted != last_run.submitted:
        raise Withheld
    signed_in = attempts.exclude(owner=None).values("owner").distinct().count()
    if signed_in < FIVE:
        return None
    effect = measure_effect(draft, _filter_latest(attempts))
    tally, _ = Tally.objects.update_or_create(
        edition=edition,
        subject=Tally.Subject.EFFECT,
        defaults={
            "counted_at": until,
            "submitted": submitted,
            "people": effect.people,
            "signed_in": signed_in,
            "digest": serialization.compute_digest(serialization.write(draft)),
            "numbers": asdict(effect) if effect.people >= FIVE else {},
        },
    )
    return tally


def may_move_on(draft: Edition, last_run: Tally, *, at: datetime) -> bool:
    """Whether a run may include who came and leave out who went since the last one."""
    return at - last_run.counted_at >= WEEK and have_five_moved(get_attempts(draft), last_run)


def is_withheld(draft: Edition, last_run: Tally, *, at: datetime) -> bool:
    """Whether somebody counted last is gone, and too little else has happened to hide who."""
    counted = get_attempts(draft).submitted().filter(submitted_at__lte=last_run.counted_at).count()
    return counted != last_run.submitted and not may_move_on(draft, last_run, at=at)


def _filter_latest(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    owned = attempts.exclude(owner=None).order_by("owner", "-submitted_at").distinct("owner")
    latest = Attempt.objects.filter(pk__in=owned.values("pk")) | attempts.filter(owner=None)
    # One a person; an anonymous attempt counts as a person.
    return latest.order_by("pk")


def measure_effect(draft: Edition, attempts: QuerySet[Attempt]) -> Effect:
    """The results of these attempts now and under the draft, both scored in memory under one version."""
    planned = _PlannedQuestions(draft)
    effect, changes = Effect(), []
    for attempt, answers in _iterate_with_answers(attempts):
        questions = planned.get_questions(attempt)
        old_scorecard = score(build_items(questions, answers), CURRENT_VERSION)
        new_scorecard = score(
            build_items(
                planned.questions[attempt.form], planned.transfer_answers(questions, answers, attempt.form)
            )
        )
        _add_result(effect, old_scorecard, new_scorecard)
        if old_scorecard.index is not None and new_scorecard.index is not None:
            changes.append(new_scorecard.index - old_scorecard.index)
    if changes:
        effect.median_change, effect.largest_change = median(changes), max(changes, key=abs)
    return effect


def _add_result(effect: Effect, old: Scorecard, new: Scorecard) -> None:
    effect.people += 1
    if old.row == new.row:
        return
    effect.differ += 1
    if new.index is None:
        effect.newly_withheld += 1
    elif old.index is None:
        effect.newly_told += 1
    elif SIDES[new.row] > SIDES[old.row]:
        effect.towards_orchestrator += 1
    else:
        effect.towards_artefact += 1


class _PlannedQuestions:
    def __init__(self, draft: Edition) -> None:
        questions = list(draft.questions.prefetch_related("options").order_by("position"))
        self.questions = {
            form: [question for question in questions if question.form in {"", form}]
            for form in ("", "A", "B", "C")
        }
        self.options: dict[tuple[int, str], Option] = {
            (question.pk, option.code): option for question in questions for option in question.options.all()
        }
        self._asked: dict[tuple[int, str], list[Question]] = {}

    def get_questions(self, attempt: Attempt) -> list[Question]:
        key = (attempt.edition_id, attempt.form)
        if key not in self._asked:
            questions = Question.objects.filter(edition=attempt.edition_id, form__in={"", attempt.form})
            self._asked[key] = list(questions.order_by("position"))
        return self._asked[key]

    def transfer_answers(
        self, questions: Iterable[Question], answers: dict[int, Answer], form: str
    ) -> dict[int, Answer]:
        """The answers as if given to the draft: by code and kind of the question, by code of the option."""
        by_code = {
            (question.code, question.kind): answers[question.pk]
            for question in questions
            if question.pk in answers
        }
        transferred = {}
        for question in self.questions[form]:
            answer = by_code.get((question.code, question.kind))
            if answer is None:
                continue
            if answer.option is None:
                transferred[question.pk] = answer
            elif option := self.options.get((question.pk, answer.option.code)):
                transferred[question.pk] = Answer(question=question, option=option)
        return transferred


def _iterate_with_answers(attempts: QuerySet[Attempt]) -> Iterator[tuple[Attempt, dict[int, Answer]]]:
    stream = attempts.iterator(chunk_size=CHUNK_SIZE)
    while some := list(islice(stream, CHUNK_SIZE)):
        by_attempt: dict[int, dict[int, Answer]] = {attempt.pk: {} for attempt in some}
        for answer in Answer.objects.filter(attempt__in=some).select_related("option"):
            by_attempt[answer.attempt_id][answer.question_id] = answer
        for attempt in some:
            yield attempt, by_attempt[attempt.pk]
