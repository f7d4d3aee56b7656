"""Results that their owners show to one other person, and when those opened them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy

from assessment.accounts.mailboxes import PRINTABLE_ASCII
from assessment.accounts.models import User
from assessment.accounts.tokens import SHA256
from assessment.attempts.models import Attempt

LONGEST_NAME = 60
MOST_IN_FORCE = 20
DURATIONS_IN_DAYS = (7, 30, 90)
ENDED_KEPT = timedelta(days=90)
"""So long after its end a share, with its openings, stays on its owner's list."""
SECTIONS = {
    "verdict": gettext_lazy("The verdict and the three capabilities"),
    "self_rating": gettext_lazy("Said and shown"),
    "calendar": gettext_lazy("The hours"),
    "over_time": gettext_lazy("Results over time"),
    "commitment": gettext_lazy("The commitment, word for word"),
}
"""What may be shared of a result, as the form, the lists and the recipient's page call it."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Terms:
    """What the owner chose. email: empty for a link. sections: of SECTIONS, those that are shown."""

    recipient: str
    email: str
    days: int
    sections: Collection[str]


class ShareQuerySet(models.QuerySet["Share"]):
    def owned_by(self, user: User) -> Self:
        return self.filter(attempt__owner=user)

    def in_force(self, at: datetime) -> Self:
        """Those that open now. An account that may not sign in shows nothing either."""
        return self.filter(ended_at=None, expires_at__gt=at, attempt__owner__is_active=True)

    def outlived(self, at: datetime) -> Self:
        return self.filter(Q(ended_at__lt=at - ENDED_KEPT) | Q(expires_at__lt=at - ENDED_KEPT))

    def with_attempts(self) -> Self:
        return self.select_related("attempt__owner", "attempt__edition", "attempt__questionnaire")


class Share(models.Model):
    """One result for one person until a moment: whoever has its link, or who signs in with an address.

    recipient: a name for the owner's own list. A link that somebody took to their desk has become an address.
    Triggers hold: 20 in force for each owner, one for each person and result, nothing altered afterwards.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="shares")
    recipient = models.CharField(max_length=LONGEST_NAME)
    email = models.EmailField(max_length=254, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    verdict = models.BooleanField()
    self_rating = models.BooleanField()
    calendar = models.BooleanField()
    over_time = models.BooleanField()
    commitment = models.BooleanField()
    shared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="Taken back, or its recipient is gone.")
    claimed_at = models.DateTimeField(null=True, help_text="When a link was taken to a desk.")

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(recipient=""), name="sharing_share_has_a_name"),
            models.CheckConstraint(
                condition=Q(email="", token_hash="", ended_at__isnull=False)
                | (Q(email="") & ~Q(token_hash=""))
                | (~Q(email="") & Q(token_hash="")),
                name="sharing_link_or_address",
            ),
            models.CheckConstraint(
                condition=Q(token_hash="") | Q(token_hash__regex=SHA256), name="sharing_link_is_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(email=Lower("email"), email__regex=PRINTABLE_ASCII),
                name="sharing_address_is_canonical",
            ),
            models.CheckConstraint(
                condition=Q(verdict=True)
                | Q(self_rating=True)
                | Q(calendar=True)
                | Q(over_time=True)
                | Q(commitment=True),
                name="sharing_shows_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    expires_at__gt=F("shared_at"),
                    expires_at__lte=F("shared_at") + timedelta(days=DURATIONS_IN_DAYS[-1]),
                ),
                name="sharing_lasts_90_days_at_most",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(token_hash=""), name="sharing_claimed_has_no_link"
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="sharing_one_share_a_link"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["email"], name="sharing_on_a_desk", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_link(self) -> bool:
        return bool(self.token_hash)

    @property
    def sections(self) -> list[str]:
        return [str(name) for section, name in SECTIONS.items() if getattr(self, section)]

    def is_in_force(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at


class Opening(models.Model):
    """How often a share was opened within an hour: no minute, no place and no device."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="openings", db_index=False)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "hour"], name="sharing_one_opening_an_hour"),
            models.CheckConstraint(condition=Q(times__gte=1), name="sharing_opened_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} {self.hour}"

    @property
    def until(self) -> datetime:
        return self.hour + HOUR
