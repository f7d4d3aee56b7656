"""Accounts nobody visits: told twice, then erased; only where RETENTION_INACTIVE_MONTHS says so.

Staff are left alone: a site must not lose its last administrator to the clock.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.accounts import languages
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.attempts.models import Attempt
from assessment.days import format_moment, in_zone
from assessment.privacy import actions

MONTH = timedelta(days=365.25 / 12)
FIRST_NOTICE = timedelta(days=60)  # before the time is up
BETWEEN = timedelta(days=30)  # from the first notice to the second, and from that to the end
NOTICES = 2


def list_accounts_to_warn(at: datetime) -> list[User]:
    is_time = Q(noticed_at=None) | Q(noticed_at__lte=at - BETWEEN) | Q(noticed_at__lt=F("seen"))
    may_be_warned = Q(notices__lt=NOTICES) | Q(noticed_at__lt=F("seen"))
    return list(_filter_unseen(at, FIRST_NOTICE).filter(is_time & may_be_warned))


def list_accounts_to_erase(at: datetime) -> list[User]:
    is_warned = Q(notices__gte=NOTICES, noticed_at__gt=F("seen"), noticed_at__lte=at - BETWEEN)
    return list(_filter_unseen(at, timedelta(0)).filter(is_warned))


def warn(at: datetime) -> None:
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


def erase(at: datetime) -> None:
    for person in list_accounts_to_erase(at):
        actions.erase_account(person, besides=Attempt.objects.none())


def _filter_unseen(at: datetime, sooner: timedelta) -> QuerySet[User]:
    # Those erased within `sooner` for want of a visit; none, if none ever are.
    people = User.objects.filter(is_staff=False).annotate(seen=Coalesce("last_login", "joined_at"))
    if not settings.RETENTION_INACTIVE_MONTHS:
        return people.none()
    return people.filter(seen__lt=at + sooner - settings.RETENTION_INACTIVE_MONTHS * MONTH).order_by("pk")
