"""Rows that the real actions made once in this process, and their copies in the database.

Publishing an edition and answering it take a quarter of a second; a copy takes a few milliseconds. Its rows
passed every trigger and foreign key when the actions made them, and do not pass them again.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg.sql import SQL, Identifier, Literal

from assessment.attempts import actions
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire.models import Edition, Option, Question, Questionnaire

Rows = str  # the rows of one table as a JSON array
SCORING = ("index", "index_standard_error", "dots", "scoring_version", "tolerance_people")


@dataclass(frozen=True)
class EditionCopy:
    """A published edition of a questionnaire, table by table."""

    edition_id: int
    tables: tuple[tuple[str, Rows], ...]


@dataclass(frozen=True)
class AttemptCopy:
    """A submitted attempt: its answers, its capability scores and the columns that scoring set."""

    answers: Rows
    capabilities: Rows
    scored: dict[str, Any]


@contextmanager
def _writing_copies() -> Iterator[CursorWrapper]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield cursor
        cursor.execute("set local session_replication_role = origin")


def read_edition(edition: Edition) -> EditionCopy:
    questions = Question.objects.filter(edition=edition)
    return EditionCopy(
        edition.pk,
        (
            (_table(Questionnaire), _read(Questionnaire.objects.filter(pk=edition.questionnaire_id))),
            (_table(Edition), _read(Edition.objects.filter(pk=edition.pk))),
            (_table(Question), _read(questions)),
            (_table(Option), _read(Option.objects.filter(question__in=questions))),
        ),
    )


def insert_edition(copy: EditionCopy, *, at: datetime) -> Edition:
    """The edition under the keys it had, published at another time."""
    with _writing_copies() as cursor:
        for table, rows in copy.tables:
            insert = "insert into {t} select * from jsonb_populate_recordset(null::{t}, %s)"
            cursor.execute(SQL(insert).format(t=Identifier(table)), [rows])
        Edition.objects.filter(pk=copy.edition_id).update(published_at=at)
    return Edition.objects.select_related("questionnaire").get(pk=copy.edition_id)


def read_attempt(attempt: Attempt) -> AttemptCopy:
    return AttemptCopy(
        _read(Answer.objects.filter(attempt=attempt)),
        _read(CapabilityScore.objects.filter(attempt=attempt)),
        {name: getattr(attempt, name) for name in SCORING},
    )


def submit_copy(attempt: Attempt, copy: AttemptCopy, *, answered_at: datetime, at: datetime) -> Attempt:
    """Give an open attempt another one's answers and scores, and do what else submitting does."""
    _insert_parts(Answer, copy.answers, attempt_id=attempt.pk, answered_at=answered_at.isoformat())
    _insert_parts(CapabilityScore, copy.capabilities, attempt_id=attempt.pk)
    for name, value in copy.scored.items():
        setattr(attempt, name, value)
    attempt.submitted_at = max(at, attempt.started_at)
    attempt.save(update_fields=[*SCORING, "submitted_at"])
    if attempt.owner_id is not None:
        actions._enqueue_follow_ups(attempt.owner_id)
    actions._record("attempt submitted", attempt)
    return attempt


def _table(model: type[Questionnaire | Edition | Question | Option | Answer | CapabilityScore]) -> str:
    return model._meta.db_table


def _read(rows: QuerySet[Any]) -> Rows:
    keys = list(rows.values_list("pk", flat=True))
    read = "select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text from {t} t where id = any(%s)"
    with connection.cursor() as cursor:
        cursor.execute(SQL(read).format(t=Identifier(_table(rows.model))), [keys])
        return str(cursor.fetchone()[0])


def _insert_parts(model: type[Answer | CapabilityScore], rows: Rows, **changed: Any) -> None:
    """Each row under a new key, from another page load, with some columns changed."""
    insert = """
        insert into {t} select (jsonb_populate_record(null::{t}, part || %s::jsonb || jsonb_build_object(
            'id', nextval(pg_get_serial_sequence({name}, 'id')), 'page', gen_random_uuid()))).*
        from jsonb_array_elements(%s) part
    """
    table = _table(model)
    with _writing_copies() as cursor:
        cursor.execute(
            SQL(insert).format(t=Identifier(table), name=Literal(table)), [json.dumps(changed), rows]
        )
