"""How long an attempt without an account is kept; one in an account stays until it is erased."""

from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from assessment.attempts.models import Attempt, AttemptQuerySet

OPEN = timedelta(days=90)  # after the last answer
SUBMITTED = timedelta(days=365)


def outlived(at: datetime) -> AttemptQuerySet:
    """Attempts without an account whose time is over at a moment."""
    last = Coalesce(Max("answers__answered_at"), "started_at")
    left = Attempt.objects.filter(owner=None).open().annotate(last=last).filter(last__lt=at - OPEN)
    over = Q(pk__in=left.values("pk")) | Q(submitted_at__lt=at - SUBMITTED)
    return Attempt.objects.filter(over, owner=None)


def kept_until(attempt: Attempt) -> datetime | None:
    """When a result without an account goes; None: it stays until somebody erases it."""
    if attempt.owner_id is not None or attempt.submitted_at is None:
        return None
    return attempt.submitted_at + SUBMITTED
