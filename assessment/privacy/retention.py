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

TASKS = timedelta(days=14)
AUDIT = timedelta(days=90)


@dataclass(frozen=True)
class Errand:
    """One kind of thing that has a time: what is over, and how it goes."""

    name: str
    count: Callable[[datetime], int]
    run: Callable[[datetime], Any]


def _gone(find: Callable[[datetime], QuerySet[Any]]) -> tuple[Callable[[datetime], int], Callable[..., Any]]:
    return (lambda at: find(at).count(), lambda at: find(at).delete())


def _sessions(at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=at)


def _devices(at: datetime) -> QuerySet[UserSession]:
    """Where somebody was signed in, once the session is over."""
    alive = Session.objects.filter(expire_date__gte=at)
    found: QuerySet[UserSession] = UserSession.objects.exclude(session_key__in=alive.values("session_key"))
    return found


def _tasks(at: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = DBTaskResult.objects.finished().filter(finished_at__lt=at - TASKS)
    return found


def _counters(at: datetime, *, forget: bool = False) -> int:
    """Counters of limits whose time is over: a table of the cache's, which has no model."""
    table = sql.Identifier(str(settings.CACHES["default"]["LOCATION"]))
    verb = sql.SQL("delete" if forget else "select 1")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("{} from {} where expires < %s").format(verb, table), [at])
        return int(cursor.rowcount)


def _audit_files(at: datetime, *, forget: bool = False) -> int:
    """The audit log's files of days that are over by three months."""
    if not settings.AUDIT_FOLDER:
        return 0
    over = audit_log.list_files_before(Path(settings.AUDIT_FOLDER), day_in("UTC", at - AUDIT))
    for file in over if forget else []:
        file.unlink(missing_ok=True)
    return len(over)


ERRANDS = [
    Errand(
        "attempts",
        lambda at: list_outlived_attempts(at).count(),
        lambda at: attempts.delete(list_outlived_attempts(at)),
    ),
    Errand("devices", *_gone(_devices)),  # before the sessions that tell which are over
    Errand("sessions", *_gone(_sessions)),
    Errand(
        "addresses",
        lambda at: waiting.list_outlived_notes(at).count(),
        lambda at: waiting.delete_notes(waiting.list_outlived_notes(at)),
    ),
    Errand("tasks", *_gone(_tasks)),
    Errand("counters", _counters, lambda at: _counters(at, forget=True)),
    Errand("audit files", _audit_files, lambda at: _audit_files(at, forget=True)),
    Errand("accounts warned", lambda at: len(inactive.to_warn(at)), inactive.warn),
    Errand("accounts", lambda at: len(inactive.to_erase(at)), inactive.erase),
]


def retain(at: datetime, *, dry: bool) -> dict[str, int]:
    """Erase what is over at a moment, or only count it; how many of each."""
    counts = {}
    for errand in ERRANDS:
        counts[errand.name] = errand.count(at)
        if counts[errand.name] and not dry:
            errand.run(at)
    if not dry:
        audit_log.record("retention run", counts=counts)
    return counts
