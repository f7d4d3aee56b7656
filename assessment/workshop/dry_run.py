"""The dry run: what publishing a draft would have changed in results there are. Numbers, never people."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.attempts.items import build_items
from assessment.attempts.models import Answer, Attempt
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition, Option, Question
from assessment.scoring.constants import CURRENT_VERSION
from assessment.scoring.scorecard import Scorecard, score
from assessment.scoring.verdict import ROWS
from assessment.workshop.item_statistics import moved
from assessment.workshop.models import FIVE, WEEK, Tally

AT_ONCE = 200
"""Attempts held in memory together."""
SIDES = {name: least for least, name in ROWS}
"""Each row by its place: the higher, the more orchestrator."""


class Withheld(Exception):
    """The people counted last differ from those there are by fewer than five."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Results were erased since the last dry run, and counting again would show which. It can be "
                "run again a week after it, once five people with an account have come or gone."
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


def attempts_of(draft: Edition) -> Any:
    """Every attempt on any edition of the draft's questionnaire."""
    return Attempt.objects.filter(questionnaire=draft.questionnaire_id)


def last_run(draft: Edition) -> Tally | None:
    """The last dry run of any draft of this questionnaire: it says which attempts may be counted."""
    runs = Tally.objects.filter(subject=Tally.Subject.EFFECT, edition__questionnaire=draft.questionnaire_id)
    return runs.order_by("-counted_at", "-pk").first()


def live(draft: Edition) -> Edition | None:
    """The edition that the draft would take the place of; runs are kept with it, since drafts may go."""
    others = Edition.objects.filter(questionnaire=draft.questionnaire_id)
    return others.published().select_related("questionnaire").first()


@transaction.atomic
def run(draft: Edition, *, at: datetime) -> Tally | None:
    """Score the latest attempt of each person as it stands and under the draft, and keep the sums.

    None where no edition is published or fewer than five people with an account have submitted. Withheld
    where some of those counted last have gone: two runs differ by nobody, or by five people and a week.
    """
    edition = live(draft)
    if edition is None:
        return None
    Edition.objects.select_for_update().get(pk=edition.pk)
    before = last_run(draft)
    until = before.counted_at if before and not may_move_on(draft, before, at=at) else at
    attempts = attempts_of(draft).submitted().filter(submitted_at__lte=until)
    submitted = attempts.count()
    if before is not None and until == before.counted_at and submitted != before.submitted:
        raise Withheld
    signed_in = attempts.exclude(owner=None).values("owner").distinct().count()
    if signed_in < FIVE:
        return None
    effect = compare(draft, _latest(attempts))
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


def may_move_on(draft: Edition, before: Tally, *, at: datetime) -> bool:
    """Whether a run may take in who came and leave out who went since the last one."""
    return at - before.counted_at >= WEEK and sum(moved(attempts_of(draft), before)) >= FIVE


def withheld(draft: Edition, before: Tally, *, at: datetime) -> bool:
    """Whether somebody counted last is gone, and too little else has happened to hide who."""
    counted = attempts_of(draft).submitted().filter(submitted_at__lte=before.counted_at).count()
    return counted != before.submitted and not may_move_on(draft, before, at=at)


def _latest(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """One a person; an anonymous attempt is a person of its own."""
    owned = attempts.exclude(owner=None).order_by("owner", "-submitted_at").distinct("owner")
    mine = Attempt.objects.filter(pk__in=owned.values("pk")) | attempts.filter(owner=None)
    return mine.order_by("pk")


def compare(draft: Edition, attempts: QuerySet[Attempt]) -> Effect:
    """The results of these attempts now and under the draft, both scored in memory under one version."""
    planned = _Planned(draft)
    effect, changes = Effect(), []
    for attempt, answers in _with_answers(attempts):
        asked = planned.asked_of(attempt)
        before = score(build_items(asked, answers), CURRENT_VERSION)
        after = score(
            build_items(planned.questions[attempt.form], planned.moved(asked, answers, attempt.form))
        )
        _add(effect, before, after)
        if before.index is not None and after.index is not None:
            changes.append(after.index - before.index)
    if changes:
        effect.median_change, effect.largest_change = median(changes), max(changes, key=abs)
    return effect


def _add(effect: Effect, before: Scorecard, after: Scorecard) -> None:
    effect.people += 1
    if before.row == after.row:
        return
    effect.differ += 1
    if after.index is None:
        effect.newly_withheld += 1
    elif before.index is None:
        effect.newly_told += 1
    elif SIDES[after.row] > SIDES[before.row]:
        effect.towards_orchestrator += 1
    else:
        effect.towards_artefact += 1


class _Planned:
    """The draft's questions by form, and the questions of every edition that attempts were made on."""

    def __init__(self, draft: Edition) -> None:
        held = list(draft.questions.prefetch_related("options").order_by("position"))
        self.questions = {
            form: [question for question in held if question.form in {"", form}]
            for form in ("", "A", "B", "C")
        }
        self.options: dict[tuple[int, str], Option] = {
            (question.pk, option.code): option for question in held for option in question.options.all()
        }
        self._asked: dict[tuple[int, str], list[Question]] = {}

    def asked_of(self, attempt: Attempt) -> list[Question]:
        key = (attempt.edition_id, attempt.form)
        if key not in self._asked:
            of = Question.objects.filter(edition=attempt.edition_id, form__in={"", attempt.form})
            self._asked[key] = list(of.order_by("position"))
        return self._asked[key]

    def moved(self, asked: Iterable[Question], answers: dict[int, Answer], form: str) -> dict[int, Answer]:
        """The answers as if given to the draft: by code and kind of the question, by code of the option."""
        by_code = {
            (question.code, question.kind): answers[question.pk]
            for question in asked
            if question.pk in answers
        }
        given = {}
        for question in self.questions[form]:
            answer = by_code.get((question.code, question.kind))
            if answer is None:
                continue
            if answer.option is None:
                given[question.pk] = answer
            elif option := self.options.get((question.pk, answer.option.code)):
                given[question.pk] = Answer(question=question, option=option)
        return given


def _with_answers(attempts: QuerySet[Attempt]) -> Iterator[tuple[Attempt, dict[int, Answer]]]:
    stream = attempts.iterator(chunk_size=AT_ONCE)
    while some := list(islice(stream, AT_ONCE)):
        by_attempt: dict[int, dict[int, Answer]] = {attempt.pk: {} for attempt in some}
        for answer in Answer.objects.filter(attempt__in=some).select_related("option"):
            by_attempt[answer.attempt_id][answer.question_id] = answer
        for attempt in some:
            yield attempt, by_attempt[attempt.pk]
