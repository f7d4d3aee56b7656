"""Made-up results for many people at once, and how long statements on the product's tables take."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

CHANCE = Random(5)  # made-up results, the same each time
HOURS = {"month": "2026-10", "approving": 2400, "designing": 600, "other": 3000}


@contextmanager
def without_triggers() -> Iterator[None]:
    """They look at each row and would take hours."""
    from django.db import connection  # noqa: PLC0415  # settings first

    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def add_results(people: Sequence[Any], at: datetime) -> None:
    """Everybody has one more result; what a submission would check is put off."""
    from assessment.attempts.models import Answer, Attempt, CapabilityScore  # noqa: PLC0415  # settings first
    from assessment.questionnaire.models import CAPABILITIES, Edition, Kind, Question  # noqa: PLC0415  # same

    edition = Edition.objects.for_questionnaire("full").published().get()
    hours = Question.objects.get(edition=edition, kind=Kind.HOURS)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            owner=person,
            questionnaire_id=edition.questionnaire_id,
            edition=edition,
            form="A",
            started_at=at - timedelta(minutes=11),
            submitted_at=at + timedelta(seconds=place),
            scoring_version=1,
            index=CHANCE.uniform(20, 80),
            index_standard_error=6.2,
            dots=10,
        )
        for place, person in enumerate(people)
    )
    CapabilityScore.objects.bulk_create(
        CapabilityScore(
            attempt=attempt, capability=name, score=attempt.index, standard_error=6, answered=10, asked=10
        )
        for attempt in attempts
        for name in CAPABILITIES
    )
    Answer.objects.bulk_create(
        Answer(attempt=attempt, question=hours, value=HOURS, seconds=9, answered_at=at)
        for attempt in attempts
    )


def record_seconds(ran: list[float], execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run one statement, and keep how long it took if it asks the product's tables."""
    began = time.perf_counter()
    answer = execute(sql, params, many, context)
    if any(f"{table}_" in str(sql) for table in ("teams", "organisations", "attempts", "questionnaire")):
        ran.append(time.perf_counter() - began)
    return answer
