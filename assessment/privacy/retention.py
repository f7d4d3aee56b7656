"""What goes by the clock: found first, so that a dry run counts exactly what a run erases.

Accounts that nobody visits are told twice, then erased, where RETENTION_INACTIVE_MONTHS says so. Staff are
left alone: a site must not lose its last administrator to the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult
from psycopg import sql

from assessment import audit_log
from assessment.accounts import languages, waiting_addresses
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.days import day_in, format_moment, in_zone
from assessment.organisations.models import Organisation, StandInvitation
from assessment.privacy import actions
from assessment.sharing.models import Share
from assessment.teams.models import JoinRequest
from assessment.workshop.models import PreviewLink

TASK_LIFETIME = timedelta(days=14)
AUDIT_LIFETIME = timedelta(days=90)
INACTIVE_MONTH = timedelta(days=365.25 / 12)
FIRST_NOTICE = timedelta(days=60)  # before the time is up
BETWEEN = timedelta(days=30)  # from the first notice to the second, and from that to the end
NOTICES = 2


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


def list_accounts_to_warn(at: datetime) -> list[User]:
    is_time = Q(noticed_at=None) | Q(noticed_at__lte=at - BETWEEN) | Q(noticed_at__lt=F("seen"))
    may_be_warned = Q(notices__lt=NOTICES) | Q(noticed_at__lt=F("seen"))
    return list(_filter_unseen(at, FIRST_NOTICE).filter(is_time & may_be_warned))


def list_accounts_to_erase(at: datetime) -> list[User]:
    is_warned = Q(notices__gte=NOTICES, noticed_at__gt=F("seen"), noticed_at__lte=at - BETWEEN)
    return list(_filter_unseen(at, timedelta(0)).filter(is_warned))


def warn_inactive(at: datetime) -> None:
    for person in list_accounts_to_warn(at):
        was_warned = person.noticed_at and person.noticed_at > (person.last_login or person.joined_at)
        person.notices = person.notices + 1 if was_warned else 1
        person.noticed_at = at
        person.save(update_fields=["notices", "noticed_at"])
        time_left = BETWEEN * (NOTICES + 1 - person.notices)
        language = (
            person.language if languages.is_offered(person.language) else languages.get_current_language()
        )
        with translation.override(language), in_zone(person.time_zone):
            queue_mail("privacy/email/inactive", person.email, date=format_moment(at + time_left, _("j F Y")))


def erase_inactive(at: datetime) -> None:
    for person in list_accounts_to_erase(at):
        actions.erase_account(person, besides=Attempt.objects.none())


def _filter_unseen(at: datetime, sooner: timedelta) -> QuerySet[User]:
    # Those erased within `sooner` for want of a visit; none, if none ever are.
    people = User.objects.filter(is_staff=False).annotate(seen=Coalesce("last_login", "joined_at"))
    if not settings.RETENTION_INACTIVE_MONTHS:
        return people.none()
    return people.filter(seen__lt=at + sooner - settings.RETENTION_INACTIVE_MONTHS * INACTIVE_MONTH).order_by(
        "pk"
    )


RETENTION_RULES = [
    RetentionRule(
        "attempts",
        lambda at: Attempt.objects.outlived(at).count(),
        lambda at: attempts.delete(Attempt.objects.outlived(at)),
    ),
    # Before the sessions, which tell which are over.
    RetentionRule("devices", *_counting_and_deleting(_list_ended_devices)),
    RetentionRule("sessions", *_counting_and_deleting(_list_expired_sessions)),
    RetentionRule(
        "addresses",
        lambda at: waiting_addresses.list_outlived_notes(at).count(),
        lambda at: waiting_addresses.delete_notes(waiting_addresses.list_outlived_notes(at)),
    ),
    RetentionRule("tasks", *_counting_and_deleting(_list_old_tasks)),
    RetentionRule("counters", _count_expired_counters, lambda at: _count_expired_counters(at, forget=True)),
    RetentionRule("audit files", _count_old_audit_files, lambda at: _count_old_audit_files(at, forget=True)),
    RetentionRule("ended shares", *_counting_and_deleting(Share.objects.outlived)),
    RetentionRule("ended preview links", *_counting_and_deleting(PreviewLink.objects.outlived)),
    RetentionRule("requests to join a team", *_counting_and_deleting(JoinRequest.objects.outlived)),
    RetentionRule(
        "invitations to an organisation", *_counting_and_deleting(StandInvitation.objects.outlived)
    ),
    RetentionRule(
        "organisations without people",
        *_counting_and_deleting(lambda at: Organisation.objects.without_people()),
    ),
    RetentionRule("accounts warned", lambda at: len(list_accounts_to_warn(at)), warn_inactive),
    RetentionRule("accounts", lambda at: len(list_accounts_to_erase(at)), erase_inactive),
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
