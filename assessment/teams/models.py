"""People who agreed to be compared, and the frozen pictures of them."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from assessment.accounts.mailboxes import get_receiving_mailbox
from assessment.accounts.models import User
from assessment.accounts.tokens import SHA256
from assessment.attempts.models import Attempt

WEEK = timedelta(days=7)
# So many people one invitation lets in.
BY_LINK, BY_MAIL = 20, 1
# Longer than any link opens, so that whoever was refused reads so as long as they may come back to it.
REQUEST_KEPT = timedelta(days=30)


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(memberships__person=user)


class Team(models.Model):
    """People who agreed to be compared. The last drawing tells what it had to keep back."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    demo = models.BooleanField(default=False, help_text="Made-up people, for demonstration.")
    picture_withheld = models.BooleanField(default=False, help_text="By rule 4, at the last drawing.")
    newcomers_told_at = models.DateTimeField(
        null=True, help_text="When members were last told by mail who has joined."
    )
    names_withheld = models.BooleanField(default=False, help_text="The same of the named comparison.")
    # Kept by a trigger; a team that shares nobody is a circle of its own.
    circle = models.BigIntegerField(
        null=True,
        editable=False,
        help_text="The same in all teams that have shared people, also by way of others.",
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="teams_team_has_a_name")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def for_user(self, user: User) -> Self:
        return self.filter(person=user)

    def leading(self) -> Self:
        return self.filter(role=Membership.Role.LEAD)

    def sharing_mailbox(self, user: User) -> Self:
        """Of other accounts with the mailbox of this one, whatever the +tag."""
        mailbox = Func(
            F("person__email"), function="teams_receiving_mailbox", output_field=models.CharField()
        )
        sharing = self.alias(mailbox=mailbox).filter(mailbox=get_receiving_mailbox(user.email))
        return sharing.exclude(person=user)

    def annotate_waiting(self) -> Self:
        """With `has_waiting`, whether the lead has somebody to let in."""
        waiting = JoinRequest.objects.waiting().filter(team=OuterRef("team"))
        return self.annotate(has_waiting=Q(role=Membership.Role.LEAD) & Exists(waiting))

    def by_standing(self) -> Self:
        return self.order_by("joined_at", "pk")


class Membership(models.Model):
    """One person in one team, and what they agreed to: both consents off at first, each on its own."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        MEMBER = "member", "Member"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField()
    group_consent_at = models.DateTimeField(null=True)
    named_consent_at = models.DateTimeField(null=True)
    consent_text = models.CharField(max_length=20, blank=True, help_text="Version of the words agreed to.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="teams_one_membership_each"),
            models.UniqueConstraint(fields=["team"], condition=Q(role="lead"), name="teams_one_lead"),
            models.CheckConstraint(condition=Q(role__in=["lead", "member"]), name="teams_role_is_known"),
            models.CheckConstraint(
                condition=Q(group_consent_at__isnull=True, named_consent_at__isnull=True)
                | ~Q(consent_text=""),
                name="teams_consent_has_its_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}/{self.person_id}"

    @property
    def leads(self) -> bool:
        return self.role == self.Role.LEAD

    @property
    def in_group(self) -> bool:
        return self.group_consent_at is not None

    @property
    def by_name(self) -> bool:
        return self.named_consent_at is not None

    def is_named_to(self, other: "Membership") -> bool:
        """Whether the consent covers this other member: who was in the team when it was given."""
        return self.named_consent_at is not None and other.joined_at <= self.named_consent_at

    @property
    def let_in_by(self) -> User | None:
        admission = getattr(self, "admission", None)
        return admission.by if admission else None


class Acquaintance(models.Model):
    """Whether one member knows another: the member's own word, which nobody else sees.

    No row: not asked yet. A trigger holds that both are in one team.
    """

    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="acquaintances", db_index=False
    )
    other = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    known = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="teams_one_answer_about_a_member"),
            models.CheckConstraint(
                condition=~Q(member=F("other")), name="teams_nobody_answers_about_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.other_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, at: datetime) -> Self:
        free = Q(email="", joins__lt=BY_LINK) | (~Q(email="") & Q(joins__lt=BY_MAIL))
        return self.filter(free, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A way into one team for a week: mailed to one address for its holder alone, or a link passed on."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    joins = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")) & Q(expires_at__lte=F("created_at") + WEEK),
                name="teams_invitation_lasts_a_week_at_most",
            ),
            models.CheckConstraint(
                condition=Q(email="", joins__lte=BY_LINK) | (~Q(email="") & Q(joins__lte=BY_MAIL)),
                name="teams_invitation_lets_in_so_many",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=SHA256), name="teams_invitation_keeps_a_hash_alone"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def left(self) -> int:
        return (BY_MAIL if self.email else BY_LINK) - self.joins


class Admission(models.Model):
    """Who let a member in: by a mail, or of those who came by a link. Whoever made the team has no row."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, primary_key=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.membership_id}/{self.by_id}"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        return self.filter(state=JoinRequest.State.WAITING, person__isnull=False)

    def unsettled(self) -> Self:
        # Their people are not in the team: they wait, or were refused.
        return self.filter(state__in=[JoinRequest.State.WAITING, JoinRequest.State.DECLINED])

    def outlived(self, at: datetime) -> Self:
        return self.filter(requested_at__lt=at - REQUEST_KEPT)


class JoinRequest(models.Model):
    """Somebody who followed a link to a team, and what became of it: the lead lets them in, or does not.

    Whoever erases their account leaves a row without a person, so that the lead reads why nobody came.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        LET_IN = "let_in", "Let in"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="join_requests", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="join_requests"
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="teams_one_join_request_each"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state__in=["let_in", "declined", "withdrawn"], decided_at__isnull=False),
                name="teams_join_request_is_waiting_or_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}/{self.person_id}"


class Snapshot(models.Model):
    """A frozen group picture of a team: exactly the rounded numbers that the page shows.

    When the team is erased its numbers go, and the seats stay: a later team of nearly the same people must
    not be drawn beside a picture that somebody has kept.
    """

    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, related_name="snapshots", db_index=False
    )
    drawn_at = models.DateTimeField()
    rules = models.CharField(max_length=20, help_text="Version of the privacy rules it was drawn by.")
    picture = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(F("team"), F("drawn_at").desc(), name="teams_latest_picture_first")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.drawn_at}"


class Seat(models.Model):
    """One result that a snapshot counted. Never shown; empty once the result is erased."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="seats", db_index=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.SET_NULL, null=True, related_name="+")
    hours = models.BooleanField(help_text="Whether the summed calendar counted it too.")
    named = models.BooleanField(
        default=False, db_default=False, help_text="Whether its result has been shown by name."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "attempt"], name="teams_one_seat_a_result")
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id}/{self.attempt_id}"


class StandingResult(models.Model):
    """The result by which a person was counted last, in whatever team, and until when no other takes its
    place; empty once it is erased, so that erasing and taking it again brings no new picture sooner.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until}"


class Naming(models.Model):
    """One result that a team's named comparison has shown: what has been seen cannot be unseen."""

    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, related_name="namings", db_index=False
    )
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "attempt"], name="teams_one_naming_a_result")]

    def __str__(self) -> str:
        return f"{self.team_id}/{self.attempt_id}"
