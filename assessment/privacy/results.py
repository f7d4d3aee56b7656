"""A person's attempts as lines of the account page."""

from dataclasses import dataclass

from django.db.models import QuerySet

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.scoring.rounding import half_up
from assessment.scoring.verdict import range80


@dataclass(frozen=True)
class AttemptLine:
    attempt: Attempt
    index: int | None
    tolerance: int | None
    in_account: bool  # else only in this browser


def list_attempt_lines(attempts: QuerySet[Attempt], *, user: User) -> list[AttemptLine]:
    rows = attempts.select_related("questionnaire", "edition").order_by("-started_at", "-pk")
    return [_build_line(attempt, in_account=attempt.owner_id == user.pk) for attempt in rows]


def _build_line(attempt: Attempt, *, in_account: bool) -> AttemptLine:
    if attempt.index is None or attempt.index_standard_error is None:
        return AttemptLine(attempt, None, None, in_account)
    tolerance = range80(attempt.index, attempt.index_standard_error).tolerance
    return AttemptLine(attempt, half_up(attempt.index), half_up(tolerance), in_account)
