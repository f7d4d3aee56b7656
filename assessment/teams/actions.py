"""What happens to a team and the people in it, each in one go; drawn anew where that may change a picture."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from assessment import audit_log
from assessment.accounts import languages
from assessment.accounts.actions import has_verified, lock_account, lock_accounts
from assessment.accounts.mailboxes import canonical_address
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.accounts.texts import make_mailable
from assessment.accounts.tokens import generate_token, hash_token
from assessment.teams import snapshots, waiting_room
from assessment.teams.models import WEEK, Invitation, JoinRequest, Membership, Team

# Version of the words beside the two switches; kept with the language they were read in.
CONSENT_TEXT = "2"


class InvitationClosed(Exception):
    """The invitation ran out, is used up, was revoked, or never was."""


class NotAMember(Exception):
    pass


class MailboxInTeam(Exception):
    """Another account of the same mailbox is in the team."""


class JoinedMeanwhile(Exception):
    """Somebody has joined since the list was shown to which a person would be shown by name."""


class WrongAccount(Exception):
    """The invitation was mailed to an address that this account has not verified."""


@dataclass(frozen=True)
class NewInvitation:
    """A fresh invitation and its token, which nobody keeps."""

    invitation: Invitation
    token: str


def create(user: User, name: str, *, at: datetime, demo: bool = False) -> Team:
    """A team with one person in it, who leads it and has agreed to nothing yet."""
    with transaction.atomic():
        # The account before the locks of its teams, in the order in which erasing takes them.
        lock_account(user)
        team = Team.objects.create(name=name, created_at=at, newcomers_told_at=at, demo=demo)
        Membership.objects.create(team=team, person=user, role=Membership.Role.LEAD, joined_at=at)
    _record("team made", team, user)
    return team


def rename(team: Team, name: str) -> None:
    Team.objects.filter(pk=team.pk).update(name=name)


def invite(team: Team, *, by: User, email: str = "", at: datetime, token: str = "") -> NewInvitation:
    """A link for a week, or a mail to one address; a second mail to an address replaces the first.

    token: of a form that may be sent twice; it makes one invitation, and once that is closed none
    (InvitationClosed). Else a random one.
    """
    token, email = token or generate_token(), canonical_address(email)
    with transaction.atomic():
        lock_account(by)
        if invitation := Invitation.objects.filter(team=team, token_hash=hash_token(token)).first():
            if not Invitation.objects.usable(at).filter(pk=invitation.pk).exists():
                raise InvitationClosed
            return NewInvitation(invitation, token)
        if email:
            for earlier in team.invitations.filter(email=email, revoked_at=None):
                revoke(earlier, by=by, at=at)
        invitation = Invitation.objects.create(
            team=team,
            inviter=by,
            email=email,
            token_hash=hash_token(token),
            created_at=at,
            expires_at=at + WEEK,
        )
    _record("invitation sent", team, by)
    return NewInvitation(invitation, token)


def mail_invitation(new_invitation: NewInvitation, link: str) -> None:
    """By whom, and to which team: the inviter's address, if they have shown to read it, and a plain name."""
    invitation = new_invitation.invitation
    lead = EmailAddress.objects.filter(user=invitation.inviter, verified=True, primary=True).first()
    queue_mail(
        "teams/email/invitation",
        invitation.email,
        link=link,
        lead=lead.email if lead else "",
        team=make_mailable(invitation.team.name),
    )


def revoke(invitation: Invitation, *, by: User, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=at)
    _record("invitation revoked", invitation.team, by, about=invitation)


def revoke_sent_by(inviter: User, *, by: User, at: datetime) -> int:
    """Close every invitation that this account sent and that still lets somebody in; how many there were."""
    with transaction.atomic():
        opened = Invitation.objects.usable(at).filter(inviter=inviter).select_related("team")
        revoked = list(opened.select_for_update(of=("self",)))
        Invitation.objects.filter(pk__in=[invitation.pk for invitation in revoked]).update(revoked_at=at)
    for invitation in revoked:
        _record("invitation revoked", invitation.team, by, about=invitation)
    return len(revoked)


def find_by_token(token: str, *, at: datetime) -> Invitation | None:
    """The invitation that a token opens, if it still lets somebody in."""
    return find_by_hash(hash_token(token), at=at)


def find_by_hash(token_hash: str, *, at: datetime) -> Invitation | None:
    usable = Invitation.objects.usable(at).filter(token_hash=token_hash)
    return usable.select_related("team").first()


def is_addressed_to(invitation: Invitation, user: User) -> bool:
    """A link is for whoever has it; a mail is for whoever has shown to read that address."""
    if not invitation.email:
        return True
    return has_verified(user, invitation.email)


def join(token_hash: str, user: User, *, at: datetime) -> Membership | JoinRequest:
    """Let in whom a mail invited, with both consents off; whoever comes by a link asks the lead. Twice is
    once.
    """
    with transaction.atomic():
        inviters = Invitation.objects.filter(token_hash=token_hash).values_list("inviter", flat=True)
        lock_accounts([user.pk, *inviters])
        invitations = Invitation.objects.select_for_update(of=("self",)).select_related("team", "inviter")
        invitation = invitations.filter(token_hash=token_hash).first()
        if invitation is None:
            raise InvitationClosed
        if here := Membership.objects.for_user(user).filter(team=invitation.team).first():
            return here
        if Membership.objects.filter(team=invitation.team).sharing_mailbox(user).exists():
            _record("invitation refused", invitation.team, user, reason="mailbox")
            raise MailboxInTeam
        # Nobody who leads a demonstration is there to let anybody in, and nobody in it can be hurt.
        waits = not (invitation.email or invitation.team.demo)
        requests = JoinRequest.objects.unsettled().filter(team=invitation.team, person=user)
        if waits and (asked := requests.first()):
            return asked
        if not Invitation.objects.usable(at).filter(pk=invitation.pk).exists():
            _record("invitation refused", invitation.team, user, reason="closed")
            raise InvitationClosed
        if not is_addressed_to(invitation, user):
            _record("invitation refused", invitation.team, user, reason="address")
            raise WrongAccount
        if waits:
            return waiting_room.ask(invitation, user, at=at)
        membership = waiting_room.add_member(invitation.team, user, by=invitation.inviter, at=at)
        waiting_room.take_place(invitation)
    _record("invitation accepted", invitation.team, user)
    return membership


def set_consents(
    membership: Membership, *, group: bool, named: bool, at: datetime, seen_until: datetime | None = None
) -> None:
    """Set both consents; what that allows, or ends, holds from the next request on. Of somebody who is no
    longer in the team: NotAMember.

    seen_until: when the latest of those joined whom the page listed. Whoever would now be shown by name to
    somebody who came later has to look again (JoinedMeanwhile).
    """
    with transaction.atomic():
        snapshots.lock_drawing(membership.team_id)
        current = _lock_membership(membership)
        if named and not current.by_name:
            _refuse_newcomers(current, seen_until)
        before = (current.in_group, current.by_name)
        current.group_consent_at = (current.group_consent_at or at) if group else None
        current.named_consent_at = (current.named_consent_at or at) if named else None
        current.consent_text = text = f"{CONSENT_TEXT} {languages.get_current_language()}"
        current.save(update_fields=["group_consent_at", "named_consent_at", "consent_text"])
        snapshots.draw_snapshot(current.team, at=at)
    for name, was, now in zip(("group", "named"), before, (group, named), strict=True):
        if was != now:
            turned = f"{name} consent {'on' if now else 'off'}"
            _record(turned, current.team, current.person, reason=f"text {text}", about=current)


def renew_named_consent(membership: Membership, *, at: datetime, seen_until: datetime) -> None:
    """Be shown by name to those too who have joined since, up to the last of them whom the page listed."""
    with transaction.atomic():
        current = _lock_membership(membership)
        if not current.by_name:
            return
        _refuse_newcomers(current, seen_until)
        current.named_consent_at = at
        current.save(update_fields=["named_consent_at"])
    _record("named consent renewed", current.team, current.person, about=current)


def hand_over(team: Team, to: Membership, *, by: User) -> None:
    """Another member leads from now on; whoever has left meanwhile cannot (NotAMember)."""
    with transaction.atomic():
        snapshots.lock_drawing(team.pk)
        _lock(team)
        if not Membership.objects.filter(pk=to.pk, team=team).exists():
            raise NotAMember
        Membership.objects.filter(team=team).leading().update(role=Membership.Role.MEMBER)
        Membership.objects.filter(pk=to.pk).update(role=Membership.Role.LEAD)
    _record("team handed over", team, by, about=to)


def remove(membership: Membership, *, by: User, at: datetime) -> None:
    """Take a member out; the lead goes by leaving."""
    with transaction.atomic():
        snapshots.lock_drawing(membership.team_id)
        Membership.objects.filter(pk=membership.pk, role=Membership.Role.MEMBER).delete()
        snapshots.draw_snapshot(membership.team, at=at)
    _record("member removed", membership.team, by, about=membership)


def leave(membership: Membership, *, at: datetime) -> None:
    """Go; who has been in it longest leads a team left without, and the last one takes it along."""
    team, person = membership.team, membership.person
    with transaction.atomic():
        snapshots.lock_drawing(team.pk)
        if _remove_member(membership):
            snapshots.draw_snapshot(team, at=at)
    _record("team left", team, person, about=membership)


def leave_all_teams(user: User) -> None:
    """Before an account is erased: hand on what it leads, and drop the invitations to its addresses."""
    lock_drawings_of(user)
    for membership in Membership.objects.for_user(user).select_related("team"):
        _remove_member(membership)
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    Invitation.objects.filter(email__in={canonical_address(address) for address in addresses}).delete()


def lock_drawings_of(user: User) -> None:
    """Wait until no team of theirs is being drawn."""
    snapshots.lock_drawing(*Membership.objects.for_user(user).values_list("team", flat=True))


def find_successor(membership: Membership) -> Membership | None:
    """Who leads when the lead goes, of those who may sign in if there is one; None in a team of one."""
    others = Membership.objects.filter(team=membership.team).exclude(pk=membership.pk)
    in_order = list(others.by_standing().select_related("person"))
    return next((other for other in in_order if other.person.is_active), next(iter(in_order), None))


def erase(team: Team, *, by: User) -> None:
    """The team, its pictures and invitations. Results stay with the people they belong to, and with them
    which of them stood together in a picture.
    """
    with transaction.atomic():
        snapshots.lock_drawing(team.pk)
        _delete_team(team)
    _record("team erased", team, by)


def draw_all(*, at: datetime) -> int:
    """Draw every team that the rules let; how many got a new picture."""
    snapshots.delete_empty_snapshots()
    return sum(snapshots.draw_snapshot(team, at=at) is not None for team in Team.objects.order_by("pk"))


def _remove_member(membership: Membership) -> bool:
    # Take one person out; whether anybody is left.
    _lock(membership.team)
    heir = find_successor(membership)
    if heir is None:
        _delete_team(membership.team)
        return False
    leads = Membership.objects.filter(pk=membership.pk).leading().exists()
    Membership.objects.filter(pk=membership.pk).delete()
    if leads:
        Membership.objects.filter(pk=heir.pk).update(role=Membership.Role.LEAD)
    return True


def _delete_team(team: Team) -> None:
    # The team goes; whoever is on the way in is in it by then, or finds the invitation closed. Where it is
    # about to stand in an organisation, that is waited for.
    _lock(team)
    list(team.invitations.select_for_update())
    list(team.join_requests.select_for_update())
    team.delete()


def _lock_membership(membership: Membership) -> Membership:
    memberships = Membership.objects.select_for_update(of=("self",)).select_related("team", "person")
    current = memberships.filter(pk=membership.pk).first()
    if current is None:
        raise NotAMember
    return current


def _refuse_newcomers(membership: Membership, seen_until: datetime | None) -> None:
    others = Membership.objects.filter(team=membership.team).exclude(pk=membership.pk)
    if seen_until and others.filter(joined_at__gt=seen_until).exists():
        raise JoinedMeanwhile


def _lock(team: Team) -> None:
    # Not its key: whoever is being let in meanwhile refers to it, and is waited for further on.
    Team.objects.select_for_update(no_key=True).filter(pk=team.pk).first()


def _record(
    event: str, team: Team, actor: User, reason: str = "", *, about: Membership | Invitation | None = None
) -> None:
    # about: whose membership, or which invitation; what a restored backup is told to take back again.
    audit_log.record(
        event,
        actor=actor.uid,
        kind=type(about).__name__.lower() if about else "team",
        uid=about.uid if about else team.uid,
        team=team.uid if about else None,
        outcome="refused" if event.endswith("refused") else "done",
        reason=reason,
    )
