"""What goes by the clock: found first, so that a dry run counts exactly what a run erases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult
from psycopg import sql

from assessment import audit_log
from assessment.accounts import waiting
from assessment.attempts import actions as attempts
from assessment.attempts.retention import list_outlived_attempts
from assessment.days import day_in
from assessment.privacy import inactive
from assessment.teams.models import JoinRequest

TASK_LIFETIME = timedelta(days=14)
AUDIT_LIFETIME = timedelta(days=90)


@dataclass(frozen=True)
class RetentionRule:
    name: str
    count: Callable[[datetime], int]
    run: Callable[[datetime], Any]


def _counting_and_deleting(
    find: Callable[[datetime], QuerySet[Any]],
) -> tuple[Callable[[datetime], int], Callable[..., Any]]:
    return (lambda at: find(at).count(), lambda at: find(at).delete())


def _list_expired_sessions(at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=at)


def _list_ended_devices(at: datetime) -> QuerySet[UserSession]:
    alive = Session.objects.filter(expire_date__gte=at)
    devices: QuerySet[UserSession] = UserSession.objects.exclude(session_key__in=alive.values("session_key"))
    return devices


def _list_old_tasks(at: datetime) -> QuerySet[Any]:
    tasks: QuerySet[Any] = DBTaskResult.objects.finished().filter(finished_at__lt=at - TASK_LIFETIME)
    return tasks


def _count_expired_counters(at: datetime, *, forget: bool = False) -> int:
    # A table of the cache's, which has no model.
    table = sql.Identifier(str(settings.CACHES["default"]["LOCATION"]))
    verb = sql.SQL("delete" if forget else "select 1")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("{} from {} where expires < %s").format(verb, table), [at])
        return int(cursor.rowcount)


def _count_old_audit_files(at: datetime, *, forget: bool = False) -> int:
    if not settings.AUDIT_FOLDER:
        return 0
    files = audit_log.list_files_before(Path(settings.AUDIT_FOLDER), day_in("UTC", at - AUDIT_LIFETIME))
    for file in files if forget else []:
        file.unlink(missing_ok=True)
    return len(files)


RETENTION_RULES = [
    RetentionRule(
        "attempts",
        lambda at: list_outlived_attempts(at).count(),
        lambda at: attempts.delete(list_outlived_attempts(at)),
    ),
    # Before the sessions, which tell which are over.
    RetentionRule("devices", *_counting_and_deleting(_list_ended_devices)),
    RetentionRule("sessions", *_counting_and_deleting(_list_expired_sessions)),
    RetentionRule(
        "addresses",
        lambda at: waiting.list_outlived_notes(at).count(),
        lambda at: waiting.delete_notes(waiting.list_outlived_notes(at)),
    ),
    RetentionRule("tasks", *_counting_and_deleting(_list_old_tasks)),
    RetentionRule("counters", _count_expired_counters, lambda at: _count_expired_counters(at, forget=True)),
    RetentionRule("audit files", _count_old_audit_files, lambda at: _count_old_audit_files(at, forget=True)),
    RetentionRule("requests to join a team", *_counting_and_deleting(JoinRequest.objects.outlived)),
    RetentionRule("accounts warned", lambda at: len(inactive.list_accounts_to_warn(at)), inactive.warn),
    RetentionRule("accounts", lambda at: len(inactive.list_accounts_to_erase(at)), inactive.erase),
]


def apply_retention(at: datetime, *, dry: bool) -> dict[str, int]:
    """Erase what has outlived its time, or only count it; returns how many of each."""
    counts = {}
    for rule in RETENTION_RULES:
        counts[rule.name] = rule.count(at)
        if counts[rule.name] and not dry:
            rule.run(at)
    if not dry:
        audit_log.record("retention run", counts=counts)
    return counts
