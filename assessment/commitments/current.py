"""Which commitment stands for a holder, and which result a new one would follow from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Q, Subquery

from assessment.attempts.holder import Holder
from assessment.attempts.models import SUBMITTED_AND_HELD, Attempt, AttemptQuerySet, build_holder_parameters
from assessment.commitments.models import Commitment
from assessment.db.rows import read_rows
from assessment.practice.models import PracticePage

# Of results newest first, with the commitment of each: the latest, one result, and each whose commitment is
# open. By hand, since to put it together would take longer than to run it.
STANDING = f"""
with held as (select id, submitted_at from attempts_attempt where {SUBMITTED_AND_HELD})
select held.id as result, commitments_commitment.*
from held left join commitments_commitment on commitments_commitment.attempt_id = held.id
where held.id = %(result)s
  or commitments_commitment.id is not null and closed_at is null
  or held.id = (select id from held order by submitted_at desc, id desc limit 1)
order by submitted_at desc, held.id desc
"""  # noqa: S608  # nosec B608  # of a constant


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
    names = build_holder_parameters(holder.user.pk if holder.user else None, holder) | {"result": result.pk}
    rows: list[Any] = read_rows(Commitment, STANDING, names)  # one without a key is none
    if own := next((row for row in rows if row.result == result.pk and row.pk), None):
        return CommitmentStatus(result, own)
    if not rows or rows[0].result != result.pk:
        return None
    if still_open := next((row for row in rows if row.pk and row.is_open), None):
        return CommitmentStatus(still_open.attempt, still_open, carried=True)
    return CommitmentStatus(result, None)


def _choose(attempts: Sequence[Attempt]) -> CommitmentStatus:
    # Of attempts already read, newest first.
    for attempt in attempts:
        commitment = _get_commitment(attempt)
        if commitment is not None and commitment.is_open:
            return CommitmentStatus(attempt, commitment, carried=attempt != attempts[0])
    return CommitmentStatus(attempts[0], _get_commitment(attempts[0]))


def _list_attempts(holder: Holder) -> AttemptQuerySet:
    # One statement: the latest submitted attempt and each with an open commitment. With `has_pages`: whether
    # any practice page is published, from which a first wording could be taken.
    submitted = Attempt.objects.held_by(holder).submitted().order_by("-submitted_at", "-pk")
    latest_or_open = Q(pk=Subquery(submitted.values("pk")[:1])) | Q(
        commitment__isnull=False, commitment__closed_at__isnull=True
    )
    return submitted.filter(latest_or_open).annotate(has_pages=Exists(PracticePage.objects.published()))


def _get_commitment(attempt: Attempt) -> Commitment | None:
    return getattr(attempt, "commitment", None)
