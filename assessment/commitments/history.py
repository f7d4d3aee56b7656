"""A person's commitments in order, as the timeline flags them: one statement, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.models import User
from assessment.commitments.models import Commitment, Outcome
from assessment.days import day_of

ENDED = {
    Outcome.KEPT: gettext_lazy("kept"),
    Outcome.PARTLY: gettext_lazy("partly kept"),
    Outcome.NOT: gettext_lazy("not kept"),
}


@dataclass(frozen=True)
class Undertaken:
    """One commitment. day: where its flag stands, the day it was closed or else falls due. outcome: kept,
    partly, not, or empty while it is open.
    """

    day: date
    sentence: str
    lang: str
    outcome: str
    ended: str
    note: str
    due_on: date


def of(user: User) -> Sequence[Undertaken]:
    """All of an account's, by the day of their flag."""
    return sorted(
        (_undertaken(kept) for kept in Commitment.objects.owned_by(user).order_by("pk")),
        key=lambda flag: flag.day,
    )


def _undertaken(kept: Commitment) -> Undertaken:
    return Undertaken(
        day=day_of(kept.closed_at) if kept.closed_at else kept.due_on,
        sentence=kept.sentence,
        lang=kept.lang,
        outcome=kept.outcome,
        ended=str(ENDED[Outcome(kept.outcome)]) if kept.outcome else _("running"),
        note=kept.note,
        due_on=kept.due_on,
    )
