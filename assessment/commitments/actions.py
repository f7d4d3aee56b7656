"""What happens to a commitment: saved, changed, closed; and its reminders, dated from what stands in the
tables and handed to the queue once a day."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from assessment.accounts.models import User
from assessment.attempts.actions import AttemptErased
from assessment.attempts.models import Attempt
from assessment.commitments.models import Commitment, Purpose, Reminder, State, Witness
from assessment.commitments.phrases import NO_SOURCE, Phrase, Source
from assessment.commitments.tasks import send_reminder
from assessment.commitments.witnesses import tell_outcome
from assessment.days import day_in, day_of

SILENT = timedelta(hours=1)
"""A worker that has not reported for so long is dead: the mail takes seconds."""
DAY = timedelta(days=1)
USEFUL = timedelta(days=14)
"""A reminder that could not be sent for so long says nothing any more."""


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


def switch_reminders(user: User, purposes: Collection[str], *, today: date) -> None:
    """Reminders of these purposes on, all others off. What is on stays as it is."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        ahead = Reminder.objects.ahead().filter(owner=user)
        ahead.exclude(purpose__in=purposes).delete()
        already_on = set(ahead.values_list("purpose", flat=True))
        Reminder.objects.bulk_create(
            Reminder(owner=user, purpose=purpose, asked_on=today)
            for purpose in Purpose.values
            if purpose in purposes and purpose not in already_on
        )
        Reminder.objects.filter(owner=user).schedule()


def send_due(*, at: datetime) -> int:
    """The daily round: settle what hangs, date what waits, queue what is due. How many were queued."""
    today = day_of(at)
    with transaction.atomic():
        _settle(
            Reminder.objects.filter(state=State.SENDING, claimed_at__lt=at - SILENT), State.UNCONFIRMED, at
        )
        Reminder.objects.all().schedule()
        _settle(Reminder.objects.waiting().filter(due_on__lt=today - USEFUL), State.LAPSED, at)
        # East of here the next day may have begun.
        near = Reminder.objects.waiting().filter(due_on__lte=today + DAY, owner__is_active=True)
        due = [reminder for reminder in near.select_related("owner").order_by("pk") if reminder.is_due(at)]
        for reminder in due:
            transaction.on_commit(partial(send_reminder.enqueue, reminder.pk))
    return len(due)


def _settle(reminders: QuerySet[Reminder], state: State, at: datetime) -> None:
    # Close these, and let the next one of each wait in their place.
    settled = list(reminders.select_related("owner").select_for_update(of=("self",)))
    reminders.model.objects.filter(pk__in=[reminder.pk for reminder in settled]).update(state=state)
    Reminder.objects.bulk_create(reminder.next(day_in(reminder.owner.time_zone, at)) for reminder in settled)
