"""Erasing: at once, in one transaction, and harmless when repeated."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from assessment import audit
from assessment.accounts.models import User
from assessment.accounts.tasks import post
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt


def erase(user: User, *, besides: QuerySet[Attempt], tell: bool = True) -> bool:
    """Erase an account and all that is its person's; whether there still was something to erase.

    besides: attempts this browser holds without an account. They are the same person's, and go too.
    tell: send the last mail; not when it went out already, before a backup was restored.
    """
    with transaction.atomic():
        known = User.objects.select_for_update().filter(pk=user.pk).first()
        if known is None:
            return False
        attempts.delete(Attempt.objects.of(known) | besides)
        keys = UserSession.objects.filter(user=known).values("session_key")
        Session.objects.filter(session_key__in=keys).delete()
        address, uid = known.email, known.uid
        known.delete()
        audit.record("account erased", actor=uid, kind="user", uid=uid)
        # The last mail needs the address a moment longer than the rest: until the queue has sent it.
        if tell:
            post("privacy/email/erased", address)
    return True
