"""Whose shares somebody may see, and what a shared result shows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef

from assessment.accounts.models import User
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.calendar_audit.queries import with_months
from assessment.results.result.queries import Result, read_result
from assessment.results.timeline.queries import History, read_results
from assessment.sharing.models import Opening, Share


def list_shares(owner: User) -> list[Share]:
    # Newest first, with the openings of each: two statements.
    shares = Share.objects.owned_by(owner).select_related("attempt").prefetch_related("openings")
    return list(shares.order_by("-shared_at", "-pk"))


def list_desk(addresses: Iterable[str], *, at: datetime) -> list[Share]:
    # Newest first; `seen`: opened before.
    shares = Share.objects.in_force(at).filter(email__in=list(addresses)).with_attempts()
    has_opening = Exists(Opening.objects.filter(share=OuterRef("pk")))
    return list(shares.annotate(seen=has_opening).order_by("-shared_at", "-pk"))


def read_shared_result(share: Share) -> Result:
    """The result by itself: nothing of the attempts before it, and no month saved after it was shared."""
    owned = Attempt.objects.filter(pk=share.attempt_id)
    attempt = with_months(owned, share.shared_at).select_related("edition", "questionnaire", "owner").get()
    result = read_result(attempt, Holder(attempt.owner, ()))
    return replace(
        result,
        earlier=(),
        calibration_answers=(),
        previous=None,
        first=None,
        comparable_run=[attempt],
        month_elsewhere=None,
    )


def read_shared_history(share: Share) -> History:
    # Up to the moment at which the share was made, so that nobody sees what was not there to be chosen.
    owner = share.attempt.owner_id
    return read_results(owner, share.shared_at) if owner is not None else History((), ())
