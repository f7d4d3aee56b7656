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
class Off:
    """Whose reminders of which purpose a link switches off."""

    user: User
    purpose: Purpose


def off_address(user: User, purpose: str) -> str:
    """The whole address, from PUBLIC_URL. It never runs out: a mail may be opened years later."""
    token = signing.dumps([str(user.uid), purpose], salt=SALT)
    return settings.PUBLIC_URL + reverse("commitments:reminders_off", args=[token])


def opened(token: str) -> Off | None:
    """What a token opens; None for a forged one, and for somebody who is gone."""
    try:
        person, purpose = signing.loads(token, salt=SALT)
        user = User.objects.filter(uid=UUID(person)).first()
        return Off(user, Purpose(purpose)) if user else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
