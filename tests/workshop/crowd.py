"""Many people at once, each with one submitted attempt: rows written together, past the pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.questionnaire.models import Edition, Kind
from tests.make import NOON, reply

numbers = count(1)
PASSED = {"none": "passed"}


def submit(
    edition: Edition,
    choices: Sequence[Mapping[str, Any]],
    *,
    form: str = "A",
    at: datetime = NOON,
    seconds: float | None = 8.0,
    owner: User | None = None,
    anonymous: bool = False,
    language: str = "",
) -> list[Attempt]:
    """One submitted attempt, each of another person, for each mapping of codes to credits or values."""
    questions = list(edition.questions.filter(form__in=["", form]).prefetch_related("options"))
    attempts = Attempt.objects.bulk_create(
        Attempt(
            questionnaire=edition.questionnaire,
            edition=edition,
            form=form,
            language=language,
            started_at=at,
            owner=person,
            token_hash="" if person else sha256(str(next(numbers)).encode()).hexdigest(),
        )
        for person in _people(len(choices), owner, anonymous=anonymous)
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            question=question,
            answered_at=at,
            seconds=seconds,
            **_given(question, choice_by_code.get(question.code)),
        )
        for attempt, choice_by_code in zip(attempts, choices, strict=True)
        for question in questions
    )
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(
        submitted_at=at, scoring_version=1
    )
    return attempts


def _people(many: int, owner: User | None, *, anonymous: bool) -> list[User | None]:
    if owner or anonymous:
        return [owner] * many
    return [*User.objects.bulk_create(User(email=f"crowd-{next(numbers)}@example.org") for _ in range(many))]


def _given(question: Any, choice: Any) -> dict[str, Any]:
    if isinstance(choice, dict):
        return {"value": choice}
    options = list(question.options.all())
    if choice is not None:
        return {"option": next(option for option in options if option.credit == choice)}
    if options:
        middle = 2 if question.kind != Kind.JUDGEMENT else 1
        return {"option": next(option for option in options if option.credit == middle)}
    return {"value": dict(reply(question).value or {})}
