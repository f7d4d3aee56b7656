"""What the editors' pages keep: numbers about many attempts, what changed in an edition, links to drafts."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessment.accounts.tokens import SHA256
from assessment.questionnaire.models import Edition

FIVE = 5
"""So many signed-in people must have come or gone before anything is counted anew. A constant, not a setting:
an attempt without an account costs nothing, so anybody could make four beside the one they want to read."""
WEEK = timedelta(days=7)
"""The least time between two counts."""


class Tally(models.Model):
    """What the submitted attempts on an edition add up to, as last counted; no person can be told from it."""

    class Subject(models.TextChoices):
        ITEMS = "items", "item statistics"
        EFFECT = "effect", "effect of publishing"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    subject = models.CharField(max_length=6, choices=Subject)
    counted_at = models.DateTimeField(help_text="Attempts submitted later are not in it.")
    submitted = models.PositiveIntegerField(help_text="Submitted attempts there were at that time.")
    people = models.PositiveIntegerField(help_text="People whose latest attempt was counted.")
    signed_in = models.PositiveIntegerField(
        null=True,
        help_text="People with an account among them; unknown where it was counted before this was kept.",
    )
    digest = models.CharField(max_length=64, blank=True, help_text="Of the draft that was tried out.")
    numbers = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "subject"], name="workshop_one_tally_a_subject"),
            models.CheckConstraint(
                condition=models.Q(subject__in=["items", "effect"]), name="workshop_subject_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(people__lte=models.F("submitted")), name="workshop_people_within_submitted"
            ),
            models.CheckConstraint(
                condition=models.Q(submitted__gte=FIVE), name="workshop_nothing_from_fewer_than_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.subject}"


class AttemptTally(models.Model):
    """How the attempts on an edition go, as last counted; groups in steps of five people, none below five."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="attempt_tally", primary_key=True
    )
    counted_at = models.DateTimeField()
    started = models.PositiveIntegerField(
        help_text="Begun in the twelve weeks before, and a day ago at least."
    )
    finished = models.PositiveIntegerField(help_text="Of those, submitted.")
    numbers = models.JSONField(help_text="Minutes, where people stopped, by week, by language.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(finished__lte=models.F("started")), name="workshop_finished_within_started"
            ),
            models.CheckConstraint(
                condition=models.Q(started__gte=FIVE), name="workshop_no_attempts_from_fewer_than_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}"


class Look(models.Model):
    """That the questions a draft adds or changes were seen as a phone shows them, and with which words."""

    # Who looked is in the edition's history.
    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="look", primary_key=True)
    digest = models.CharField(
        max_length=64, help_text="Of the questions, and of what they were held against."
    )
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="workshop_look_names_what_was_seen"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} seen"


class Revision(models.Model):
    """One row of an edition before and after a change. The database writes it and lets nothing change it.

    `old` is null for a new row, `new` for a deleted one. All that one request changed has one `change`.
    """

    class Table(models.TextChoices):
        EDITION = "edition", "edition"
        QUESTION = "question", "question"
        OPTION = "option", "option"

    at = models.DateTimeField()
    change = models.UUIDField()
    note = models.TextField(blank=True, help_text="A step or an import in words, with its reason.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # It outlives the draft and the question it is about.
    edition = models.ForeignKey(
        Edition, on_delete=models.DO_NOTHING, related_name="revisions", db_constraint=False, db_index=False
    )
    question_id = models.BigIntegerField(null=True, blank=True)
    table = models.CharField(max_length=8, choices=Table)
    row_id = models.BigIntegerField()
    old = models.JSONField(null=True, blank=True)
    new = models.JSONField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["edition", "-id"], name="workshop_revisions_of_edition"),
            models.Index(fields=["change"], name="workshop_revisions_of_change"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(table__in=["edition", "question", "option"]),
                name="workshop_revision_table_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(old__isnull=False) | models.Q(new__isnull=False),
                name="workshop_revision_has_a_before_or_an_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


MOST_LINKS = 10
"""Preview links of a draft that open it at the same time."""
LINK_LIFETIME = timedelta(days=14)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def in_force(self, at: datetime) -> Self:
        """Those that open a draft now: a published edition is taken by its own page."""
        states = [Edition.State.DRAFT, Edition.State.REVIEW]
        return self.filter(ended_at=None, expires_at__gt=at, edition__state__in=states)

    def outlived(self, at: datetime) -> Self:
        return self.exclude(pk__in=self.in_force(at).values("pk"))


class PreviewLink(models.Model):
    """A link by which somebody without an account takes a draft from end to end, for 14 days at most.

    A trigger holds: ten in force for a draft, none for what is no draft, nothing altered afterwards.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="preview_links")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When it was taken back.")
    openings = models.PositiveIntegerField(default=0, db_default=0)
    last_opened = models.DateTimeField(null=True, help_text="To the hour: no minute and no place.")

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(token_hash__regex=SHA256), name="workshop_preview_link_is_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + LINK_LIFETIME),
                name="workshop_preview_link_lasts_14_days_at_most",
            ),
            models.CheckConstraint(
                condition=Q(openings=0, last_opened__isnull=True)
                | Q(openings__gte=1, last_opened__isnull=False),
                name="workshop_opened_preview_link_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class MailOptOut(models.Model):
    """A member of staff who wants no mails about drafts."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_opt_out", primary_key=True
    )

    def __str__(self) -> str:
        return f"{self.person_id}"
