"""Which commitment stands for a holder, and which result a new one would follow from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery

from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.commitments.models import Commitment


@dataclass(frozen=True)
class Standing:
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


def standing_of(holder: Holder) -> Standing | None:
    """The open one, the newest first; else what the latest result has or has not; None without a result."""
    attempts = _attempts(holder)
    return _among(attempts) if attempts else None


def beside(shown: Attempt, holder: Holder) -> Standing | None:
    """What stands beside one result: its own commitment; beside the latest also an earlier one that is
    still open, or the place for a new one; beside an earlier result without one, nothing."""
    attempts = _attempts(holder, shown)
    own = next((attempt for attempt in attempts if attempt == shown), None)
    if own is not None and (kept := _of(own)) is not None:
        return Standing(own, kept)
    return _among(attempts) if attempts and attempts[0] == shown else None


def _among(attempts: Sequence[Attempt]) -> Standing:
    """Of attempts already read, newest first."""
    for attempt in attempts:
        kept = _of(attempt)
        if kept is not None and kept.is_open:
            return Standing(attempt, kept, carried=attempt != attempts[0])
    return Standing(attempts[0], _of(attempts[0]))


def _attempts(holder: Holder, shown: Attempt | None = None) -> list[Attempt]:
    """One statement: the latest submitted attempt, the one shown, and each with an open commitment."""
    submitted = Attempt.objects.held_by(holder).submitted().order_by("-submitted_at", "-pk")
    wanted = Q(pk=Subquery(submitted.values("pk")[:1])) | Q(
        commitment__isnull=False, commitment__closed_at__isnull=True
    )
    if shown is not None:
        wanted |= Q(pk=shown.pk)
    return list(submitted.filter(wanted).select_related("commitment", "edition", "questionnaire"))


def _of(attempt: Attempt) -> Commitment | None:
    return getattr(attempt, "commitment", None)
