"""How long an attempt without an account is kept; one in an account stays until it is erased."""

from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from assessment.attempts.models import Attempt, AttemptQuerySet

OPEN_LIFETIME = timedelta(days=90)  # after the last answer
SUBMITTED_LIFETIME = timedelta(days=365)


def list_outlived_attempts(at: datetime) -> AttemptQuerySet:
    last_answer = Coalesce(Max("answers__answered_at"), "started_at")
    abandoned = (
        Attempt.objects.filter(owner=None)
        .open()
        .annotate(last=last_answer)
        .filter(last__lt=at - OPEN_LIFETIME)
    )
    is_over = Q(pk__in=abandoned.values("pk")) | Q(submitted_at__lt=at - SUBMITTED_LIFETIME)
    return Attempt.objects.filter(is_over, owner=None)


def get_expiry(attempt: Attempt) -> datetime | None:
    """When a result without an account is erased; None if it stays until somebody erases it."""
    if attempt.owner_id is not None or attempt.submitted_at is None:
        return None
    return attempt.submitted_at + SUBMITTED_LIFETIME
