"""Builders: one valid thing each, made through the real actions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.auth.models import Group

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.given import Origin, Reply
from assessment.attempts.holding import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.sheet import Sheet
from assessment.questionnaire import actions as editing
from assessment.questionnaire import exchange
from assessment.questionnaire.models import FULL, Edition, Kind, Question

EDITIONS = Path("assessment/questionnaire/editions")
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def staff(name: str, *groups: str) -> User:
    """A member of staff in the groups that the migration makes."""
    # A test with real transactions empties every table, the groups included.
    import_module("assessment.questionnaire.migrations.0004_editor_and_publisher").make_groups(apps, None)
    person = User.objects.create_user(email=f"{name}@example.org", is_staff=True)
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


def published(slug: str = FULL, *, at: datetime = NOON) -> Edition:
    """The shipped edition of a questionnaire, published; the one there is, if one is."""
    if edition := Edition.objects.of(slug).published().first():
        return edition
    document = exchange.read((EDITIONS / f"{slug}-1.json").read_bytes(), file=f"{slug}-1.json")
    return editing.publish(editing.load(document), by=None, at=at)


def started(
    user: User | None = None, slug: str = FULL, *, at: datetime = NOON, first_form: str = "A"
) -> Attempt:
    """An open attempt of a person, or an anonymous one."""
    published(slug)
    return actions.start(Holder(user, ()), slug, at=at, first_form=first_form)


def reply(question: Question, level: float = 0.5, month: str = "2026-10") -> Reply:
    """A reply whose item score lies near a level from 0 to 1."""
    if question.kind in {Kind.FREQUENCY, Kind.PAIR, Kind.JUDGEMENT}:
        steps = 3 if question.kind == Kind.JUDGEMENT else 4
        return Reply(option=question.options.get(credit=round(level * steps)))
    if question.kind == Kind.BELIEF:
        confidence = 50 + 10 * round(5 * abs(2 * level - 1))
        return Reply(value={"claim": question.is_true is (level >= 0.5), "confidence": confidence})
    if question.kind == Kind.RANGE:
        return Reply(value=_range(int(question.quantity or 0), level))
    return Reply(value={"month": month, "approving": 5460, "designing": 1560, "other": 2400})


def _range(quantity: int, level: float) -> dict[str, int]:
    """A range that holds the quantity and is (1 - level) * 180 wide where that fits in 0 to 100."""
    width = min(100, round((1 - level) * 180))
    low = min(max(0, quantity - width // 2), 100 - width)
    return {"low": low, "high": low + width}


def answered(
    attempt: Attempt,
    level: float = 0.5,
    *,
    replies: Mapping[str, Reply] | None = None,
    at: datetime | None = None,
) -> Attempt:
    """Every question answered at a level, some by code otherwise."""
    sheet = Sheet.of(attempt)
    for question in sheet.questions:
        given = (replies or {}).get(question.code) or reply(question, level, sheet.month)
        actions.record_answer(
            attempt, question, given, origin=Origin(uuid4(), 0, 8.0), at=at or attempt.started_at
        )
    return attempt


def attempt(
    user: User | None = None, slug: str = FULL, *, level: float = 0.5, at: datetime = NOON, **answers: Any
) -> Attempt:
    """A submitted attempt of a person, or an anonymous one, with all answers at a level."""
    begun = answered(started(user, slug, at=at), level, **answers)
    return actions.submit(begun, at=at)
