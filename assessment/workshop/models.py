"""Numbers about many attempts at once, kept so that nobody can tell one person by counting twice."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

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
