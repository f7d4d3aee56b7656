"""What happens to an organisation, its stewards and the teams that stand in it, each in one go."""

from dataclasses import dataclass
from datetime import date, datetime

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
from assessment.days import day_in
from assessment.organisations.models import (
    FORTNIGHT,
    MOST_STEWARDS,
    Organisation,
    OrganisationAnswer,
    OrganisationConsent,
    PinnedPicture,
    Standing,
    StandInvitation,
    Steward,
)
from assessment.organisations.quarters import first_day_of_next, first_day_of_quarter
from assessment.organisations.rounds import list_pinned_latest, list_pinned_with, remove_pinned_names
from assessment.teams.models import Membership, Team

# Version of the words beside the switch; kept with the language they were read in.
CONSENT_TEXT = "1"
Role = StandInvitation.Role


class InvitationClosed(Exception):
    """The invitation ran out, was used or revoked, or never was."""


class WrongAccount(Exception):
    """The invitation was mailed to an address that this account has not verified."""


class NotAllowed(Exception):
    """Somebody who no longer leads the team, looks after the organisation or is in the team."""


class AlreadyStands(Exception):
    pass


class TooManyStewards(Exception):
    pass


class LastSteward(Exception):
    pass


@dataclass(frozen=True)
class NewInvitation:
    """A fresh invitation and its token, which nobody keeps."""

    invitation: StandInvitation
    token: str


def create(user: User, name: str, *, at: datetime, demo: bool = False) -> Organisation:
    with transaction.atomic():
        lock_account(user)
        organisation = Organisation.objects.create(name=name, created_at=at, demo=demo)
        Steward.objects.create(organisation=organisation, account=user, since=at)
    _record("organisation made", organisation, user)
    return organisation


def rename(organisation: Organisation, name: str) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(name=name)


def invite(
    organisation: Organisation,
    *,
    by: User,
    email: str = "",
    role: str = Role.TEAM,
    hands_over: bool = False,
    at: datetime,
    token: str = "",
) -> NewInvitation:
    """A link for one team, or a mail; a second mail to an address for the same replaces the first.

    token: of a form that may be sent twice; it makes one invitation, and once that is closed none
    (InvitationClosed). Else a random one.
    """
    token, email = token or generate_token(), canonical_address(email)
    with transaction.atomic():
        lock_account(by)
        own = StandInvitation.objects.filter(organisation=organisation)
        if invitation := own.filter(token_hash=hash_token(token)).first():
            if not own.usable(at).filter(pk=invitation.pk).exists():
                raise InvitationClosed
            return NewInvitation(invitation, token)
        if email:
            for earlier in own.usable(at).filter(email=email, role=role):
                revoke(earlier, by=by, at=at)
        invitation = StandInvitation.objects.create(
            organisation=organisation,
            inviter=by,
            role=role,
            hands_over=hands_over,
            email=email,
            token_hash=hash_token(token),
            created_at=at,
            expires_at=at + FORTNIGHT,
        )
    _record("stand invitation sent", organisation, by, about=invitation)
    return NewInvitation(invitation, token)


def mail_invitation(new_invitation: NewInvitation, link: str) -> None:
    # By whom: the inviter's address, if they have shown to read it. Of a typed name only plain words.
    invitation = new_invitation.invitation
    steward = EmailAddress.objects.filter(user=invitation.inviter, verified=True, primary=True).first()
    queue_mail(
        f"organisations/email/{invitation.role}_invitation",
        invitation.email,
        link=link,
        steward=steward.email if steward else "",
        organisation=make_mailable(invitation.organisation.name),
    )


def revoke(invitation: StandInvitation, *, by: User, at: datetime) -> None:
    unused = StandInvitation.objects.filter(pk=invitation.pk, revoked_at=None, accepted_at=None)
    if unused.update(revoked_at=at):
        _record("stand invitation revoked", invitation.organisation, by, about=invitation)


def find_by_hash(token_hash: str, *, at: datetime) -> StandInvitation | None:
    """The invitation that a token opens, if it still does."""
    usable = StandInvitation.objects.usable(at).filter(token_hash=token_hash)
    return usable.select_related("organisation").first()


def is_addressed_to(invitation: StandInvitation, user: User) -> bool:
    return not invitation.email or has_verified(user, invitation.email)


def stand(token_hash: str, team: Team, *, by: User, named: bool, at: datetime) -> Standing:
    """The team stands in the organisation from now on, by its lead's word; its members are asked then.

    Of two leads who accept one invitation at once the second finds it closed.
    """
    with transaction.atomic():
        invitation = _lock_invitation(token_hash, by, Role.TEAM, at=at)
        organisation = invitation.organisation
        if not _lock_led_team(team, by) or team.demo != organisation.demo:
            raise NotAllowed
        earlier = Standing.objects.filter(organisation=organisation, team=team)
        if earlier.live().exists():
            raise AlreadyStands
        standing = Standing.objects.create(
            organisation=organisation,
            team=team,
            named_from=find_first_named_day(list(earlier), at) if named else None,
            accepted_at=at,
        )
        _use(invitation, at=at)
    _record("team stands", organisation, by, about=standing)
    return standing


def become_steward(token_hash: str, user: User, *, at: datetime) -> Steward:
    """One more looks after the organisation; where the inviter hands over, instead of them."""
    with transaction.atomic():
        invitation = _lock_invitation(token_hash, user, Role.STEWARD, at=at)
        organisation = _lock(invitation.organisation)
        steward = organisation.stewards.filter(account=user).first()
        predecessor = organisation.stewards.filter(account=invitation.inviter).exclude(account=user).first()
        goes = predecessor if invitation.hands_over else None
        if goes:
            hand_over(goes, user, at=at)
        elif steward is None and organisation.stewards.count() >= MOST_STEWARDS:
            raise TooManyStewards
        steward = _add_steward(organisation, user, at=at)
        _use(invitation, at=at)
    _record("steward added", organisation, user, about=steward)
    return steward


def hand_over(steward: Steward, successor: User, *, at: datetime) -> None:
    """Somebody else looks after the organisation instead of this steward."""
    with transaction.atomic():
        organisation = _lock(steward.organisation)
        Steward.objects.filter(pk=steward.pk).delete()
        _add_steward(organisation, successor, at=at)
    # A restored backup has to be told who.
    audit_log.record(
        "organisation handed over",
        actor=steward.account.uid,
        kind="steward",
        uid=steward.uid,
        replay={"successor": str(successor.uid)},
    )


def _add_steward(organisation: Organisation, account: User, *, at: datetime) -> Steward:
    stewards = Steward.objects.filter(organisation=organisation)
    return stewards.filter(account=account).first() or Steward.objects.create(
        organisation=organisation, account=account, since=at
    )


def remove_steward(steward: Steward, *, by: User) -> None:
    """One of several goes; the last one hands over or erases (LastSteward)."""
    with transaction.atomic():
        organisation = _lock(steward.organisation)
        others = organisation.stewards.exclude(pk=steward.pk)
        if not others.exists():
            raise LastSteward
        organisation.stewards.filter(pk=steward.pk).delete()
        # Nobody comes in by what somebody sent who no longer looks after it.
        organisation.invitations.filter(inviter=steward.account_id).delete()
    event = "steward left" if steward.account_id == by.pk else "steward removed"
    _record(event, organisation, by, about=steward)


def set_row(standing: Standing, *, named: bool, tags: list[str], by: User, at: datetime) -> None:
    """What groups the row, and whether the name stands beside it: without at once, with it only from the
    first picture of a round to come on."""
    with transaction.atomic():
        current = _lock_standing(standing)
        loses_name = current.named_from is not None and not named
        current.tags = tags
        if named and current.named_from is None:
            current.named_from = first_day_of_next(first_day_of_quarter(at))
        current.save(update_fields=["tags", "named_from"])
        if loses_name:
            remove_name(current)
    if loses_name:
        _record("team unnamed in organisation", current.organisation, by, about=current)


def remove_name(standing: Standing) -> None:
    """The row is without the team's name at once, and so is the same picture in rounds that are over."""
    Standing.objects.filter(pk=standing.pk).update(named_from=None)
    remove_pinned_names(standing, list_pinned_latest(standing))


def end_standing(standing: Standing, *, by: User, at: datetime) -> None:
    """The team leaves, or is removed: its row goes at once, and its name from the rounds that are over."""
    with transaction.atomic():
        current = _lock_standing(standing)
        current.left_at = at
        current.save(update_fields=["left_at"])
        PinnedPicture.objects.filter(standing=current).exclude(name="").update(name="")
        consents = OrganisationConsent.objects.live().filter(organisation=current.organisation_id)
        consents.filter(membership__team=current.team_id).update(withdrawn_at=at)
        leads = Membership.objects.for_user(by).leading().filter(team=current.team_id).exists()
    event = "team left organisation" if leads else "team removed from organisation"
    _record(event, current.organisation, by, about=current)


def set_consent(
    membership: Membership, standing: Standing, *, agreed: bool, by_name: bool = True, at: datetime
) -> None:
    """Whether the team's picture may stand there for this member's part; it holds from the next request on.

    A consent that does not cover the name, where the name is to stand there, is given anew; by_name: whether
    they were asked about it."""
    with transaction.atomic():
        current = _lock_standing(standing)
        if not Membership.objects.select_for_update().filter(pk=membership.pk, team=current.team_id).exists():
            raise NotAllowed
        consents = OrganisationConsent.objects.filter(
            membership=membership, organisation=current.organisation_id
        )
        live = consents.live().first()
        named = current.named_from is not None and by_name
        OrganisationAnswer.objects.update_or_create(
            membership=membership,
            standing=current,
            defaults={"covers_name": named, "answered_at": at},
        )
        if agreed and live and (live.covers_name or not named):
            return
        if live:
            consents.live().update(withdrawn_at=at)
        if agreed:
            OrganisationConsent.objects.create(
                membership=membership,
                organisation=current.organisation,
                text=f"{CONSENT_TEXT} {languages.get_current_language()}",
                covers_name=named,
                given_at=at,
            )
        elif live:
            remove_pinned_names(current, list_pinned_with(current, membership))
    if agreed or live:
        _record_consent(membership, current.organisation, agreed=agreed)


def erase(organisation: Organisation, *, by: User) -> None:
    """The organisation with its rounds and invitations. Teams and their pictures stay as they are."""
    with transaction.atomic():
        _lock(organisation)
        organisation.delete()
    _record("organisation erased", organisation, by)


def leave_all_organisations(user: User) -> None:
    """Before an account is erased: it waits for nobody, so an organisation may be left without a steward. Its
    teams go on standing there until the last one leaves; whoever is in one may still read it."""
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    StandInvitation.objects.filter(email__in={canonical_address(address) for address in addresses}).delete()
    Steward.objects.filter(account=user).delete()


def find_first_named_day(earlier: list[Standing], at: datetime) -> date:
    # Leaving and coming back does not put a name on a picture that has stood there without one.
    if all(standing.came_with_name for standing in earlier):
        return day_in("", at)
    return first_day_of_next(first_day_of_quarter(at))


def _lock_invitation(token_hash: str, user: User, role: str, *, at: datetime) -> StandInvitation:
    # The accounts first, as erasing does, so that neither waits for the other.
    inviters = StandInvitation.objects.filter(token_hash=token_hash).values_list("inviter", flat=True)
    lock_accounts([user.pk, *inviters])
    invitations = StandInvitation.objects.select_for_update(of=("self",))
    invitation = (
        invitations.select_related("organisation", "inviter")
        .usable(at)
        .filter(token_hash=token_hash, role=role)
        .first()
    )
    if invitation is None:
        raise InvitationClosed
    if not is_addressed_to(invitation, user):
        _record("stand invitation refused", invitation.organisation, user, reason="address")
        raise WrongAccount
    return invitation


def _use(invitation: StandInvitation, *, at: datetime) -> None:
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])


def _lock_led_team(team: Team, user: User) -> bool:
    # Not its key: others refer to it meanwhile. Leaving and erasing it take the same lock.
    Team.objects.select_for_update(no_key=True).filter(pk=team.pk).first()
    return Membership.objects.for_user(user).leading().filter(team=team).exists()


def _lock_standing(standing: Standing) -> Standing:
    live = Standing.objects.live().select_for_update(of=("self",), no_key=True)
    current = live.select_related("organisation").filter(pk=standing.pk).first()
    if current is None:
        raise NotAllowed
    return current


def _lock(organisation: Organisation) -> Organisation:
    current = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk).first()
    if current is None:
        raise NotAllowed
    return current


def _record_consent(membership: Membership, organisation: Organisation, *, agreed: bool) -> None:
    audit_log.record(
        f"organisation consent {'on' if agreed else 'off'}",
        actor=membership.person.uid,
        kind="membership",
        uid=membership.uid,
        reason=f"text {CONSENT_TEXT} {languages.get_current_language()}",
        replay={"organisation": str(organisation.uid)},
    )


def _record(
    event: str,
    organisation: Organisation,
    actor: User,
    reason: str = "",
    *,
    about: Steward | Standing | StandInvitation | None = None,
) -> None:
    audit_log.record(
        event,
        actor=actor.uid,
        kind=type(about).__name__.lower() if about else "organisation",
        uid=about.uid if about else organisation.uid,
        outcome="refused" if event.endswith("refused") else "done",
        reason=reason,
    )
