"""A person's attempts as lines of the account page."""

from dataclasses import dataclass

from django.db.models import QuerySet

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.scoring.rounding import half_up
from assessment.scoring.verdict import range80


@dataclass(frozen=True)
class Line:
    """One attempt: when, of what, and what it came to, in whole points."""

    attempt: Attempt
    index: int | None
    tolerance: int | None
    kept: bool  # in the account; else only in this browser


def lines(attempts: QuerySet[Attempt], *, user: User) -> list[Line]:
    """Newest first; an open attempt stands where it was begun."""
    found = attempts.select_related("questionnaire", "edition").order_by("-started_at", "-pk")
    return [_line(attempt, kept=attempt.owner_id == user.pk) for attempt in found]


def _line(attempt: Attempt, *, kept: bool) -> Line:
    if attempt.index is None or attempt.index_standard_error is None:
        return Line(attempt, None, None, kept)
    tolerance = range80(attempt.index, attempt.index_standard_error).tolerance
    return Line(attempt, half_up(attempt.index), half_up(tolerance), kept)
