"""What happens to a commitment: saved, changed, closed."""

from datetime import date, datetime

from django.db import transaction

from assessment.attempts.actions import AttemptErased
from assessment.attempts.models import Attempt
from assessment.commitments.models import Commitment, Witness
from assessment.commitments.phrases import Phrase, Source
from assessment.commitments.reminders import send_due, switch_reminders
from assessment.commitments.witnesses import tell_outcome

__all__ = [
    "CommitmentClosed",
    "CommitmentDue",
    "close_commitment",
    "save_commitment",
    "send_due",
    "switch_reminders",
]


NO_SOURCE = Source()


class CommitmentClosed(Exception):
    """It has an outcome; nothing about it changes any more."""


class CommitmentDue(Exception):
    """Its day has come: it is closed now, not reworded."""


def save_commitment(
    attempt: Attempt,
    phrase: Phrase,
    *,
    due_on: date,
    today: date,
    language: str = "",
    source: Source = NO_SOURCE,
) -> Commitment:
    """The commitment of a submitted attempt in these words, made now or reworded; the attempt is locked.

    language: of LANGUAGES, in which the words complete the sentence; empty for the site's own.
    """
    with transaction.atomic():
        if not Attempt.objects.select_for_update().filter(pk=attempt.pk).exists():
            raise AttemptErased
        commitment = Commitment.objects.filter(attempt=attempt).first()
        if commitment is None:
            commitment = Commitment(attempt=attempt, made_on=today)
        elif not commitment.is_open:
            raise CommitmentClosed
        elif commitment.due_on <= today:
            raise CommitmentDue
        for part, words in vars(phrase).items():
            setattr(commitment, part, words)
        commitment.facet, commitment.experiment = source.facet, source.experiment
        commitment.due_on, commitment.language = due_on, language
        commitment.save()
        return commitment


def close_commitment(commitment: Commitment, outcome: str, *, note: str = "", at: datetime) -> Commitment:
    """Kept, partly, or not. Said twice alike changes nothing; said otherwise it is closed already."""
    with transaction.atomic():
        commitments = Commitment.objects.select_related("witness").select_for_update(of=("self",))
        locked = commitments.filter(pk=commitment.pk).first()
        if locked is None:
            raise AttemptErased
        if locked.is_open:
            locked.outcome, locked.note, locked.closed_at = outcome, note, at
            locked.save(update_fields=["outcome", "note", "closed_at"])
            if hasattr(locked, "witness"):
                tell_outcome(Witness.objects.filter(pk=locked.witness.pk))
        elif (locked.outcome, locked.note) != (outcome, note):
            raise CommitmentClosed
        return locked
