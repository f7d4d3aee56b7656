"""Organisations: teams side by side, whoever looks after them, and what each member said to it."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q
from django.db.models.lookups import LessThanOrEqual

from assessment.accounts.models import User
from assessment.accounts.tokens import SHA256
from assessment.days import day_in
from assessment.teams.models import Membership, Snapshot, Team

FORTNIGHT = timedelta(days=14)
MOST_STEWARDS, MOST_TAGS = 5, 3
CLOSED_KEPT = timedelta(days=30)
LONGEST_TAG = 30
HAS_FEW_TAGS = LessThanOrEqual(
    Func(F("tags"), function="jsonb_array_length", output_field=IntegerField()), MOST_TAGS
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def stewarded_by(self, user: User) -> Self:
        return self.filter(stewards__account=user)

    def with_one_steward(self) -> Self:
        others = Steward.objects.filter(organisation=OuterRef("pk")).exclude(pk=OuterRef("stewards__pk"))
        return self.filter(~Exists(others))

    def without_people(self) -> Self:
        """Nobody looks after them, and no team stands in them."""
        standing = Standing.objects.live().filter(organisation=OuterRef("pk"))
        return self.filter(~Exists(standing), stewards=None)


class Organisation(models.Model):
    """A name under which teams stand side by side."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    demo = models.BooleanField(default=False, help_text="Invented teams, for demonstration.")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisations_organisation_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class StewardQuerySet(models.QuerySet["Steward"]):
    def for_user(self, user: User) -> Self:
        return self.filter(account=user).select_related("organisation").order_by("pk")


class Steward(models.Model):
    """Somebody who looks after an organisation. A trigger holds that there are five at most.

    Another one holds that the last one does not simply go: only with the account, or the organisation.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="stewards", db_index=False
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships"
    )
    since = models.DateTimeField()

    objects = StewardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "account"], name="organisations_a_steward_is_so_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.account_id}"


class StandingQuerySet(models.QuerySet["Standing"]):
    def live(self) -> Self:
        return self.filter(left_at=None)

    def during(self, starts: datetime, ends: datetime) -> Self:
        return self.filter(Q(left_at=None) | Q(left_at__gte=starts), accepted_at__lt=ends)


class Standing(models.Model):
    """A team stands in an organisation: its lead has accepted the invitation, and not left since.

    named_from: on which day the name stands beside it at the earliest; None where the team stands unnamed.
    A picture that may have stood there without the name never gets it, or it would be known in rounds that
    are over.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="standings")
    named_from = models.DateField(null=True)
    tags = models.JSONField(default=list, blank=True)
    accepted_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "team"],
                condition=Q(left_at=None),
                name="organisations_a_team_stands_once",
            ),
            models.CheckConstraint(condition=HAS_FEW_TAGS, name="organisations_three_tags_at_most"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("accepted_at")),
                name="organisations_a_team_leaves_after_it_came",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "team"], name="organisations_standings")]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.team_id}"

    @property
    def came_with_name(self) -> bool:
        return self.named_from is not None and self.named_from <= day_in("", self.accepted_at)

    def is_named_on(self, day: date, *, drawn: date) -> bool:
        """Whether the name stands beside a picture that was drawn on this day."""
        if self.named_from is None or day < self.named_from:
            return False
        return drawn >= self.named_from or self.came_with_name


class OrganisationConsentQuerySet(models.QuerySet["OrganisationConsent"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at=None)

    def for_user(self, user: User) -> Self:
        own = self.filter(membership__person=user).select_related("organisation", "membership__team")
        return own.order_by("pk")


class OrganisationConsent(models.Model):
    """A member agreed that the team's picture may stand beside those of other teams of the organisation.

    covers_name: whether they were told that the team's name stands beside it.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="organisation_consents", db_index=False
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="consents")
    text = models.CharField(max_length=20, help_text="Version and language of the words agreed to.")
    covers_name = models.BooleanField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = OrganisationConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "organisation"],
                condition=Q(withdrawn_at=None),
                name="organisations_one_consent_each",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="organisations_consent_has_its_text"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["membership", "organisation"], name="organisations_consents")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}/{self.organisation_id}"


class OrganisationAnswer(models.Model):
    """A member has been asked whether the team's picture may stand there, and has said yes or no.

    covers_name: whether they were asked about a row with the team's name. A yes is a consent beside this.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="organisation_answers", db_index=False
    )
    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="answers")
    covers_name = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "standing"], name="organisations_a_member_answers_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}/{self.standing_id}"


class StandInvitationQuerySet(models.QuerySet["StandInvitation"]):
    def usable(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def outlived(self, at: datetime) -> Self:
        """Closed so long ago that nobody looks for them any more."""
        return self.filter(expires_at__lt=at - CLOSED_KEPT)


class StandInvitation(models.Model):
    """A way in for one team, or for one more steward: mailed to one address, or for a team a link.

    It opens once, within a fortnight. hands_over: the inviter goes when the new steward has accepted.
    """

    class Role(models.TextChoices):
        TEAM = "team", "Team"
        STEWARD = "steward", "Steward"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=7, choices=Role, default=Role.TEAM)
    hands_over = models.BooleanField(default=False)
    email = models.EmailField(max_length=254, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    objects = StandInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")) & Q(expires_at__lte=F("created_at") + FORTNIGHT),
                name="organisations_invitation_lasts_a_fortnight",
            ),
            models.CheckConstraint(
                condition=Q(role="team", hands_over=False) | (Q(role="steward") & ~Q(email="")),
                name="organisations_a_steward_is_invited_by_mail",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=SHA256), name="organisations_invitation_keeps_a_hash_alone"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="organisations_invitation_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_for_steward(self) -> bool:
        return self.role == self.Role.STEWARD


class Round(models.Model):
    """A calendar quarter of an organisation that is over, with the pictures that stood in it then."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="rounds", db_index=False
    )
    starts = models.DateField(help_text="The first day of the quarter.")
    pinned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "starts"], name="organisations_one_round_each"),
            models.CheckConstraint(
                condition=Q(starts__day=1, starts__month__in=[1, 4, 7, 10]),
                name="organisations_a_round_is_a_quarter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts}"


class PinnedPicture(models.Model):
    """A team's picture in a round that is over. Only its name goes, when consent does; or the whole row.

    name: as it stood then; empty where the team stood unnamed, or no longer agrees to it.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="pinned")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    unnamed = models.BooleanField(help_text="Whether the team stood without its name.")
    tags = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "standing"], name="organisations_pinned_once"),
            models.CheckConstraint(
                condition=Q(unnamed=False) | Q(name=""), name="organisations_unnamed_has_no_name"
            ),
            models.CheckConstraint(condition=HAS_FEW_TAGS, name="organisations_three_pinned_tags_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.standing_id}"
