"""Submitting: scored once, by the scoring package, frozen for ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.attempts.replies import PASSED
from assessment.scoring.verdict import count_right
from tests import make

pytestmark = pytest.mark.django_db


def test_submit_keeps_a_scorecard_with_its_errors(cmo: User) -> None:
    attempt = make.attempt(cmo, level=0.75)
    scores = {row.capability: row for row in attempt.capabilities.all()}
    assert set(scores) == {"systems", "literacy", "uncertainty"}
    assert [row.standard_error for row in scores.values()] == pytest.approx([9, 9, 9])
    assert scores["systems"].said == pytest.approx(75)
    assert attempt.index is not None
    assert attempt.index_standard_error is not None
    assert attempt.dots == count_right(attempt.index, attempt.index_standard_error)
    assert attempt.scoring_version == 2


def test_contributions_add_up_to_the_score_minus_fifty(cmo: User) -> None:
    attempt = make.attempt(cmo, level=0.25)
    for row in attempt.capabilities.all():
        answers = attempt.answers.filter(question__capability=row.capability)
        assert row.score is not None
        assert sum(a.contribution or 0 for a in answers) == pytest.approx(row.score - 50, abs=1e-9)


def test_a_clock_that_went_back_since_the_start_scores_all_the_same(cmo: User) -> None:
    begun = make.answered(make.started(cmo))
    submitted = actions.submit(begun, at=make.NOON - timedelta(hours=1))
    assert submitted.submitted_at == make.NOON


def test_hours_never_contribute(cmo: User) -> None:
    attempt = make.attempt(cmo)
    assert attempt.answers.get(question__kind="hours").contribution is None


def test_submit_again_changes_nothing(cmo: User) -> None:
    attempt = make.attempt(cmo)
    before = Attempt.objects.values().get(pk=attempt.pk)
    actions.submit(attempt, at=make.NOON.replace(year=2027))
    assert Attempt.objects.values().get(pk=attempt.pk) == before
    assert CapabilityScore.objects.filter(attempt=attempt).count() == 3


def test_submit_names_the_first_gap(cmo: User) -> None:
    attempt = make.answered(make.started(cmo))
    sheet = AnswerSheet.load(attempt)
    Answer.objects.filter(attempt=attempt, question__in=[sheet.questions[6], sheet.questions[20]]).delete()
    with pytest.raises(actions.UnansweredQuestion) as gap:
        actions.submit(attempt, at=make.NOON)
    assert gap.value.number == 7
    assert not CapabilityScore.objects.exists()


def test_passed_keyed_questions_score_what_guessing_earns(cmo: User) -> None:
    attempt = make.started(cmo)
    passed = {question.code: PASSED for question in AnswerSheet.load(attempt).questions if question.form}
    make.answered(attempt, 1.0, replies=passed)
    submitted = actions.submit(attempt, at=make.NOON)
    systems = submitted.capabilities.get(capability="systems")
    assert systems.score == pytest.approx(100 * (5 * 1 + 4 * 0.5) / 9)
    assert systems.shown is None


def test_too_few_answers_withhold_the_index(cmo: User) -> None:
    attempt = make.started(cmo)
    passes = {
        q.code: PASSED
        for q in AnswerSheet.load(attempt).questions
        if not q.form and q.capability == "literacy"
    }
    submitted = actions.submit(make.answered(attempt, replies=passes), at=make.NOON)
    assert (submitted.index, submitted.dots) == (None, None)
    assert submitted.capabilities.get(capability="literacy").score is None
    assert submitted.capabilities.get(capability="systems").score is not None


def test_a_pulse_has_a_level_and_no_verdict(cmo: User) -> None:
    attempt = make.attempt(cmo, "pulse", level=0.5)
    assert attempt.index == pytest.approx(50)
    assert attempt.index_standard_error == pytest.approx(9.57, abs=0.01)
    assert attempt.dots is None
    assert not attempt.capabilities.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update attempts_attempt set index = 99",
        "update attempts_attempt set submitted_at = null, scoring_version = null",
        "update attempts_attempt set form = 'B'",
        "update attempts_attempt set token_hash = repeat('a', 64), owner_id = null",
        "delete from attempts_attempt",
        "update attempts_answer set answered_at = now()",
        "update attempts_answer set contribution = 0",
        "delete from attempts_answer",
        "update attempts_capabilityscore set score = 99",
        "delete from attempts_capabilityscore",
    ],
)
def test_the_database_refuses_to_change_a_submitted_attempt(cmo: User, statement: str) -> None:
    make.attempt(cmo, level=0.6)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_move_an_answer_into_a_submitted_attempt(cmo: User, stranger: User) -> None:
    submitted, under_way = make.attempt(cmo), make.answered(make.started(stranger))
    with pytest.raises(IntegrityError), transaction.atomic():
        under_way.answers.update(attempt=submitted)


def test_the_database_refuses_an_attempt_on_a_retired_edition(cmo: User) -> None:
    edition = make.published()
    with connection.cursor() as cursor:
        cursor.execute("update questionnaire_edition set state = 'retired', retired_at = now()")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            owner=cmo,
            questionnaire_id=edition.questionnaire_id,
            edition=edition,
            form="A",
            started_at=make.NOON,
        )


def test_the_database_refuses_a_question_of_another_form(cmo: User) -> None:
    attempt = make.started(cmo, first_form="A")
    foreign = attempt.edition.questions.filter(form="B")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            attempt=attempt, question=foreign, value={"none": "passed"}, answered_at=make.NOON
        )


def test_the_database_refuses_an_option_of_another_question(cmo: User) -> None:
    attempt = make.started(cmo)
    first, second = AnswerSheet.load(attempt).questions[:2]
    foreign = Answer(attempt=attempt, question=first, option=second.options.first(), answered_at=make.NOON)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with pytest.raises(IntegrityError), transaction.atomic():
        foreign.save()


@pytest.mark.parametrize(
    "column", ["index_standard_error = 5", "index = 60", "dots = 10", "index = 60, index_standard_error = 0"]
)
def test_the_database_refuses_a_figure_without_its_error(cmo: User, column: str) -> None:
    make.started(cmo)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update attempts_attempt set {column}")  # noqa: S608  # the columns are named above


@pytest.mark.parametrize(
    "figures", [{"score": 60.0}, {"said_error": 9.0}, {"shown": 101.0, "shown_error": 9.0}]
)
def test_the_database_refuses_half_a_capability_score(cmo: User, figures: dict[str, float]) -> None:
    attempt = make.started(cmo)
    with pytest.raises(IntegrityError), transaction.atomic():
        CapabilityScore.objects.create(attempt=attempt, capability="systems", answered=1, asked=9, **figures)


def test_erasing_is_the_one_way_out(cmo: User) -> None:
    make.attempt(cmo)
    actions.delete(Attempt.objects.owned_by(cmo))
    assert not Attempt.objects.exists()
    assert not Answer.objects.exists()
    make.attempt(cmo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.owned_by(cmo).delete()
