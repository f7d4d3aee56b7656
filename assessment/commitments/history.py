"""A person's commitments in order, as the timeline flags them: one statement, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.models import User
from assessment.commitments.models import Commitment, Outcome
from assessment.days import day_of
from assessment.db.rows import read_rows

# By hand, since to put it together would take longer than to run it.
OWNED = """
select commitments_commitment.* from commitments_commitment
join attempts_attempt on attempts_attempt.id = attempt_id
where owner_id = %s order by commitments_commitment.id
"""
OUTCOME_LABELS = {
    Outcome.KEPT: gettext_lazy("kept"),
    Outcome.PARTLY: gettext_lazy("partly kept"),
    Outcome.NOT: gettext_lazy("not kept"),
}


@dataclass(frozen=True)
class FlaggedCommitment:
    """day: where its flag stands, the day it was closed or else falls due. outcome: kept, partly, not, or
    empty while it is open."""

    day: date
    sentence: str
    lang: str
    outcome: str
    outcome_label: str
    note: str
    due_on: date


def list_flagged_commitments(user: User) -> Sequence[FlaggedCommitment]:
    commitments = read_rows(Commitment, OWNED, [user.pk])
    return sorted(map(_flag, commitments), key=lambda flagged: flagged.day)


def _flag(commitment: Commitment) -> FlaggedCommitment:
    outcome = commitment.outcome
    return FlaggedCommitment(
        day=day_of(commitment.closed_at) if commitment.closed_at else commitment.due_on,
        sentence=commitment.sentence,
        lang=commitment.lang,
        outcome=outcome,
        outcome_label=str(OUTCOME_LABELS[Outcome(outcome)]) if outcome else _("running"),
        note=commitment.note,
        due_on=commitment.due_on,
    )
