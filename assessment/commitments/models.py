"""What somebody undertook after a result, and the mails they asked to be sent about it."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.accounts import languages
from assessment.accounts.mailboxes import PRINTABLE_ASCII
from assessment.accounts.models import User
from assessment.accounts.tokens import SHA256
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.commitments.dates import next_full, next_pulse
from assessment.commitments.phrases import PARTS, Phrase
from assessment.days import day_in

SHORT, LONG = 120, 200
"""Characters: of an occasion, a handover, a recipient and an obstacle; of all other parts."""
EXPERIMENTS = ("half_hour", "week", "quarter")


class Outcome(models.TextChoices):
    KEPT = "kept", pgettext_lazy("commitment", "Kept")
    PARTLY = "partly", pgettext_lazy("commitment", "Partly")
    NOT = "not", pgettext_lazy("commitment", "Not at all")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def held_by(self, holder: Holder) -> Self:
        """Those of the account's attempts, and of the anonymous ones in this browser's session."""
        return self.filter(attempt__in=Attempt.objects.held_by(holder))

    def owned_by(self, user: User) -> Self:
        return self.filter(attempt__owner=user)

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class Commitment(models.Model):
    """ "When X comes round, I will Y, and hand Z to W", until a date; later kept, partly, or not.

    handover may be empty: then the act itself goes to the recipient. sign: how its owner will see that it
    worked. obstacle and response: the rehearsal, both or neither.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="commitment")
    occasion = models.CharField(max_length=SHORT)
    act = models.CharField(max_length=LONG)
    handover = models.CharField(max_length=SHORT, blank=True)
    recipient = models.CharField(max_length=SHORT)
    sign = models.CharField(max_length=LONG, blank=True, default="", db_default="")
    obstacle = models.CharField(max_length=SHORT, blank=True, default="", db_default="")
    response = models.CharField(max_length=LONG, blank=True, default="", db_default="")
    facet = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="Of the practice page it was chosen from.",
    )
    experiment = models.CharField(max_length=10, blank=True, default="", db_default="")
    language = models.CharField(
        max_length=10,
        blank=True,
        db_default="",
        help_text="Of the page it was worded on: the sentence around the words. Empty: the site's own.",
    )
    made_on = models.DateField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=LONG, blank=True, help_text="A line of the person's own, at closing.")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True)
                | Q(outcome__in=Outcome.values, closed_at__isnull=False),
                name="commitments_outcome_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(note="") | Q(closed_at__isnull=False), name="commitments_note_when_closed"
            ),
            models.CheckConstraint(
                condition=~(Q(occasion="") | Q(act="") | Q(recipient="")),
                name="commitments_sentence_has_its_parts",
            ),
            models.CheckConstraint(
                condition=Q(obstacle="", response="") | ~(Q(obstacle="") | Q(response="")),
                name="commitments_rehearsal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(experiment="") | (Q(experiment__in=EXPERIMENTS) & ~Q(facet="")),
                name="commitments_experiment_is_known",
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("made_on")), name="commitments_due_after_made"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="commitments_open_by_date", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def worded_in(self) -> str:
        """The language of the sentence, whatever language the page around it is in."""
        return self.language if languages.is_offered(self.language) else settings.LANGUAGE_CODE

    @property
    def lang(self) -> str:
        """The same where the page is in another; else empty."""
        return "" if self.worded_in == languages.get_current_language() else self.worded_in

    @property
    def phrase(self) -> Phrase:
        return Phrase(**{part: getattr(self, part) for part in PARTS})

    @property
    def sentence(self) -> str:
        """As it is read out: in the language of its words, never in two at once."""
        with translation.override(self.worded_in):
            return self.phrase.sentence

    @property
    def plan(self) -> str:
        return " ".join(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """The sentence, how its owner will see that it worked, and the rehearsal."""
        with translation.override(self.worded_in):
            return self.phrase.sentences


class Purpose(models.TextChoices):
    RETAKE = "retake", gettext_lazy("Retake")
    PULSE = "pulse", gettext_lazy("Pulse")
    COMMITMENT = "commitment", gettext_lazy("Commitment")


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("reminder", "Waiting")
    SENDING = "sending", pgettext_lazy("reminder", "Sending")
    SENT = "sent", pgettext_lazy("reminder", "Sent")
    UNCONFIRMED = "unconfirmed", gettext_lazy("Unconfirmed: begun, never reported as sent")
    LAPSED = "lapsed", gettext_lazy("Lapsed: too late to be of use")


AHEAD = (State.WAITING, State.SENDING)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def ahead(self) -> Self:
        """Not settled yet: one for each thing its owner asked to be reminded of."""
        return self.filter(state__in=AHEAD)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def schedule(self) -> None:
        """Give each waiting one the day its matter falls due: two statements, however many there are."""
        changed = []
        waiting = self.waiting().select_related("owner").select_for_update(of=("self",))
        for reminder in waiting.annotate(**_build_facts()):
            due_on = reminder.compute_day()
            if due_on != reminder.due_on:
                reminder.due_on = due_on
                changed.append(reminder)
        self.model.objects.bulk_update(changed, ["due_on"], batch_size=500)


def _build_facts() -> dict[str, Subquery]:
    # When the owner of a reminder last submitted, when their open commitment is due, and the last reminder.
    submitted = Attempt.objects.filter(owner=OuterRef("owner")).submitted().order_by("-submitted_at")
    open_commitments = Commitment.objects.open().filter(attempt__owner=OuterRef("owner"))
    settled = Reminder.objects.exclude(state__in=AHEAD).filter(
        owner=OuterRef("owner"), purpose=OuterRef("purpose")
    )
    return {
        "full_at": Subquery(submitted.full().values("submitted_at")[:1]),
        "latest_at": Subquery(submitted.values("submitted_at")[:1]),
        "commitment_due_on": Subquery(
            open_commitments.order_by("-attempt__submitted_at").values("due_on")[:1],
            output_field=models.DateField(null=True),
        ),
        "reminded_of": Subquery(settled.order_by("-due_on").values("due_on")[:1]),
    }


class Reminder(models.Model):
    """One mail that its owner asked for. One ahead: the switch is on; no date: nothing to remind of yet."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    purpose = models.CharField(max_length=10, choices=Purpose)
    asked_on = models.DateField(help_text=gettext_lazy("No mail falls due before it."))
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField(
        null=True, help_text=gettext_lazy("A worker took it. It goes out once, or never.")
    )
    sent_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "purpose"],
                condition=Q(state__in=AHEAD),
                name="commitments_one_reminder_ahead",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="commitments_reminder_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.WAITING, State.LAPSED], claimed_at__isnull=True, sent_at__isnull=True
                )
                | Q(
                    state__in=[State.SENDING, State.UNCONFIRMED],
                    claimed_at__isnull=False,
                    sent_at__isnull=True,
                )
                | Q(
                    state=State.SENT,
                    claimed_at__isnull=False,
                    sent_at__isnull=False,
                    sent_at__gte=F("claimed_at"),
                ),
                name="commitments_reminder_state_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING) | Q(due_on__isnull=False),
                name="commitments_settled_reminder_was_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="commitments_reminders_due", condition=Q(state="waiting")),
            models.Index(fields=["owner", "purpose", "due_on"], name="commitments_reminders_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    def is_due(self, at: datetime) -> bool:
        """Whether its day has come where its owner lives."""
        return self.due_on is not None and self.due_on <= day_in(self.owner.time_zone, at)

    def compute_day(self) -> date | None:
        """The day of the matter, or of asking if that is later; None without one, or where a mail went out.

        Only for those that schedule() has read.
        """
        full, latest, commitment, reminded_of = (
            getattr(self, name) for name in ("full_at", "latest_at", "commitment_due_on", "reminded_of")
        )
        zone = self.owner.time_zone
        matter: date | None = {
            Purpose.RETAKE: full and next_full(day_in(zone, full)),
            Purpose.PULSE: latest and next_pulse(day_in(zone, latest)),
            Purpose.COMMITMENT: commitment,
        }[Purpose(self.purpose)]
        if matter is None or (reminded_of is not None and reminded_of >= matter):
            return None
        return max(matter, self.asked_on)

    def next(self, today: date) -> "Reminder":
        """The one that keeps the switch on after this one is settled, not saved and without a date."""
        return Reminder(owner_id=self.owner_id, purpose=self.purpose, asked_on=today)


class Witness(models.Model):
    """Somebody told by mail of a commitment who will be told once more how it went. Erased with that mail."""

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="witness")
    email = models.EmailField(max_length=254)
    mailbox_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=10, blank=True)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email"), email__regex=PRINTABLE_ASCII),
                name="commitments_witness_address_is_canonical",
            ),
            models.CheckConstraint(
                condition=Q(mailbox_hash__regex=SHA256), name="commitments_witness_mailbox_is_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"witness of {self.commitment_id}"


class StoppedMailbox(models.Model):
    """A mailbox whose reader wants no mail as a witness, from anybody, for good. Only its hash is kept."""

    mailbox_hash = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mailbox_hash__regex=SHA256), name="commitments_stopped_mailbox_is_a_hash"
            )
        ]

    def __str__(self) -> str:
        return self.mailbox_hash[:8]
