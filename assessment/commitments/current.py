"""Which commitment stands for a holder, and which result a new one would follow from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery

from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt, AttemptQuerySet
from assessment.commitments.models import Commitment


@dataclass(frozen=True)
class CommitmentStatus:
    """attempt: the submitted attempt it follows from, or would. carried: an earlier result's, still open."""

    attempt: Attempt
    commitment: Commitment | None
    carried: bool = False

    def state(self, today: date) -> str:
        """none, open, due, overdue or closed."""
        if self.commitment is None:
            return "none"
        if not self.commitment.is_open:
            return "closed"
        days = (self.commitment.due_on - today).days
        return "open" if days > 0 else "due" if days == 0 else "overdue"


def get_current_status(holder: Holder) -> CommitmentStatus | None:
    """The open one, the newest first; else what the latest result has or has not; None without a result."""
    attempts = list(_list_attempts(holder).select_related("commitment__witness", "edition", "questionnaire"))
    return _choose(attempts) if attempts else None


def get_status_of_result(result: Attempt, holder: Holder) -> CommitmentStatus | None:
    """The commitment shown with one result: its own. With the latest result also an earlier one that is still
    open, or the place for a new one; with an earlier result that has none, nothing."""
    attempts = list(_list_attempts(holder, result).select_related("commitment"))
    own = next((attempt for attempt in attempts if attempt == result), None)
    if own is not None and (commitment := _get_commitment(own)) is not None:
        return CommitmentStatus(own, commitment)
    return _choose(attempts) if attempts and attempts[0] == result else None


def _choose(attempts: Sequence[Attempt]) -> CommitmentStatus:
    # Of attempts already read, newest first.
    for attempt in attempts:
        commitment = _get_commitment(attempt)
        if commitment is not None and commitment.is_open:
            return CommitmentStatus(attempt, commitment, carried=attempt != attempts[0])
    return CommitmentStatus(attempts[0], _get_commitment(attempts[0]))


def _list_attempts(holder: Holder, result: Attempt | None = None) -> AttemptQuerySet:
    # One statement: the latest submitted attempt, the result asked for, and each with an open commitment.
    submitted = Attempt.objects.held_by(holder).submitted().order_by("-submitted_at", "-pk")
    wanted = Q(pk=Subquery(submitted.values("pk")[:1])) | Q(
        commitment__isnull=False, commitment__closed_at__isnull=True
    )
    if result is not None:
        wanted |= Q(pk=result.pk)
    return submitted.filter(wanted)


def _get_commitment(attempt: Attempt) -> Commitment | None:
    return getattr(attempt, "commitment", None)
