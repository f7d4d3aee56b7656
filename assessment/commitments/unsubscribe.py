"""The one link of a reminder: signed, not stored, good for switching off and for nothing else."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from assessment.accounts.models import User
from assessment.commitments.models import Purpose

SALT = "commitments.reminders_off"


@dataclass(frozen=True)
class Subscription:
    """Whose reminders of which purpose a link switches off."""

    user: User
    purpose: Purpose


def build_unsubscribe_url(user: User, purpose: str) -> str:
    """The whole address, from PUBLIC_URL. It never runs out: a mail may be opened years later."""
    token = signing.dumps([str(user.uid), purpose], salt=SALT)
    return settings.PUBLIC_URL + reverse("commitments:reminders_off", args=[token])


def read_token(token: str) -> Subscription | None:
    """None for a forged token, and for somebody who is gone."""
    try:
        uid, purpose = signing.loads(token, salt=SALT)
        user = User.objects.filter(uid=UUID(uid)).first()
        return Subscription(user, Purpose(purpose)) if user else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
