"""History holds: editing a question never changes a past score."""

from typing import Any

import pytest

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import Edition, Question
from tests import make

pytestmark = pytest.mark.django_db


def everything_scored() -> list[Any]:
    return [
        list(Attempt.objects.exclude(submitted_at=None).order_by("pk").values()),
        list(Answer.objects.exclude(attempt__submitted_at=None).order_by("pk").values()),
        list(CapabilityScore.objects.order_by("pk").values()),
    ]


def second_edition(editor: User) -> Edition:
    """Reworded, re-weighted, one question replaced under a new code; then published."""
    draft = editing.start_draft(Edition.objects.for_questionnaire("full").published().get(), by=editor)
    reworded, weighted, replaced = draft.questions.filter(kind="frequency").order_by("position")[:3]
    reworded.text = "In the past 30 days, how often did you split the work first?"
    reworded.save()
    weighted.weight = 2
    weighted.save()
    Question.objects.filter(pk=replaced.pk).update(code="another-deed", text="Another deed altogether?")
    draft.changes = "One question reworded, one weighted double, one replaced."
    draft.save()
    return editing.publish(draft, by=editor, at=make.NOON.replace(month=12), strategy_reason="A test.")


def test_a_new_edition_moves_no_past_score(cmo: User, stranger: User) -> None:
    for day, level in enumerate([0.2, 0.5, 0.9], 1):
        make.attempt(cmo, level=level, at=make.NOON.replace(day=day))
    before = everything_scored()
    second_edition(stranger)
    assert everything_scored() == before


def test_an_attempt_under_way_finishes_on_its_own_edition(cmo: User, teammate: User, stranger: User) -> None:
    first = make.published()
    under_way = make.started(cmo)
    second = second_edition(stranger)
    assert AnswerSheet.load(under_way).questions[0].edition_id == first.pk
    submitted = actions.submit(make.answered(under_way), at=make.NOON)
    assert submitted.edition == first
    assert make.started(teammate).edition == second
