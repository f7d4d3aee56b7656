"""People with results: attempts, months and editions, made through the real actions."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.attempts.replies import PASSED, Reply
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import CAPABILITIES, CHOSEN, Edition, Kind, Question
from tests import make

Levels = Mapping[str, float]


def day(month: int, number: int = 20, year: int = 2026) -> datetime:
    return datetime(year, month, number, 9, 30, tzinfo=UTC)


def submit(
    user: User | None,
    at: datetime,
    level: float | Levels = 0.5,
    *,
    slug: str = "full",
    hours: tuple[float, float] | None = (91, 26),
    passed: str = "",
) -> Attempt:
    """A submitted attempt. level: of all answers, or by capability. passed: a capability left unanswered."""
    begun = make.started(user, slug, at=at)
    return answer_all(begun, level, at=at, hours=hours, passed=passed)


def answer_all(
    begun: Attempt,
    level: float | Levels,
    *,
    at: datetime,
    hours: tuple[float, float] | None = (91, 26),
    passed: str = "",
    other: Mapping[str, float] | None = None,
    skipped: Collection[str] = (),
    seconds: float | None = None,
) -> Attempt:
    """An open attempt answered and submitted. other: levels of single questions, by code. skipped: codes.
    seconds: how long each answer was in view.

    The answers go in as one statement, where the action would take a transaction for each.
    """
    month = AnswerSheet.load(begun).month
    answers = []
    for question in Question.objects.asked(begun.edition, begun.form).select_related(
        "edition__questionnaire"
    ):
        if question.kind == Kind.HOURS:
            reply = _hours(question, month, hours)
        elif question.capability == passed or question.code in skipped:
            reply = PASSED
        else:
            own = level if isinstance(level, float) else level[question.capability]
            reply = _given(question, (other or {}).get(question.code, own))
        answers.append(
            Answer(
                attempt=begun,
                question=question,
                option=reply.option,
                value=reply.value,
                seconds=seconds,
                answered_at=at,
            )
        )
    Answer.objects.bulk_create(answers)
    return actions.submit(begun, at=at)


def _given(question: Question, level: float) -> Reply:
    if question.kind not in CHOSEN:
        return make.reply(question, level)
    credit = round(level * (3 if question.kind == Kind.JUDGEMENT else 4))
    return Reply(option=next(option for option in question.options.all() if option.credit == credit))


def _hours(question: Question, month: str, hours: tuple[float, float] | None) -> Reply:
    if hours is None:
        return PASSED
    approving, designing = (round(60 * spent) for spent in hours)
    other_hours = {} if question.edition.questionnaire.slug == "pulse" else {"other": 2400}
    return Reply(value={"month": month, "approving": approving, "designing": designing} | other_hours)


def next_edition(
    editor: User,
    *,
    replaced: int = 0,
    renamed: Collection[str] = (),
    comparable: bool = False,
    at: datetime = make.NOON,
) -> Edition:
    """The next full edition, published; so many of its questions about deeds, and the renamed ones, come
    under a new code.
    """
    draft = editing.start_draft(Edition.objects.for_questionnaire("full").published().get(), by=editor)
    for question in draft.questions.filter(kind__in=[Kind.FREQUENCY, Kind.PAIR])[:replaced]:
        Question.objects.filter(pk=question.pk).update(code=f"other-{question.position}")
    for question in draft.questions.filter(code__in=renamed):
        Question.objects.filter(pk=question.pk).update(code=f"other-{question.code}")
    draft.comparable, draft.changes = comparable, f"{replaced} questions replaced."
    draft.save()
    return editing.publish(draft, by=editor, at=at, strategy_reason="A test.")


def submit_many(user: User, count: int, *, since: datetime) -> Attempt:
    """So many submitted attempts a day apart, of scores and hours alone; the latest.

    Written a hundred at a time, and anonymous first, since an account has one open attempt at once.
    """
    for start in range(0, count, 100):
        latest = _hundred(user, min(100, count - start), since=since + timedelta(days=start))
    return latest


def _hundred(user: User, count: int, *, since: datetime) -> Attempt:
    edition = make.published()
    hours = edition.questions.get(kind=Kind.HOURS)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            token_hash=hashlib.sha256(f"{since} {number}".encode()).hexdigest(),
            questionnaire_id=edition.questionnaire_id,
            edition=edition,
            form="A",
            started_at=since + timedelta(days=number),
        )
        for number in range(count)
    )
    CapabilityScore.objects.bulk_create(
        CapabilityScore(attempt=attempt, capability=slug, score=50, standard_error=9, answered=9, asked=11)
        for attempt in attempts
        for slug in CAPABILITIES
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            question=hours,
            value=_of_month(attempt.started_at),
            answered_at=attempt.started_at,
        )
        for attempt in attempts
    )
    these = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts])
    scored = {"index": 50, "index_standard_error": 5.2, "dots": 10, "scoring_version": 1}
    these.update(submitted_at=F("started_at"), **scored)
    these.update(owner=user, token_hash="")
    return attempts[-1]


def _of_month(at: datetime) -> dict[str, Any]:
    return {"month": f"{at:%Y-%m}", "approving": 5460, "designing": 1560, "other": 2400}
