"""Erasing again what people erased or took back after a backup was made, by the ids of the audit log.

Nothing is given again: whoever agreed, joined or was let in since the backup does so anew.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessment.accounts.models import User
from assessment.accounts.tokens import SHA256
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.commitments.models import Witness
from assessment.commitments.witnesses import is_stopped, stop_mailbox
from assessment.organisations import actions as organisations
from assessment.organisations.models import (
    Organisation,
    OrganisationConsent,
    Standing,
    StandInvitation,
    Steward,
)
from assessment.privacy import actions
from assessment.sharing import actions as sharing
from assessment.sharing.models import Share
from assessment.teams import actions as teams
from assessment.teams.models import Invitation, Membership, Team
from assessment.workshop import actions as workshop
from assessment.workshop.models import PreviewLink

type Line = dict[str, Any]
NOBODY = UUID(int=0)
COMMITTED_WITHIN = timedelta(minutes=1)  # a line may be written so long before its rows can be seen


def end_all_sessions() -> dict[str, int]:
    UserSession.objects.all().delete()
    session_count, _ = Session.objects.all().delete()
    # The mails in the queue went out after the backup was made.
    task_count, _ = DBTaskResult.objects.exclude(pk__in=DBTaskResult.objects.finished()).delete()
    return {"sessions ended": session_count, "queued tasks dropped": task_count}


def reapply_erasures(lines: Iterable[str], *, since: datetime | None = None) -> dict[str, int]:
    """Take back what a log says was taken back, and is here again; harmless when repeated.

    since: when the backup was made. Only a changed password needs it: nothing in a backup tells one that was
    changed before it from one that was changed after.
    """
    parsed = sorted(filter(None, map(_parse_line, lines)), key=lambda line: str(line.get("time")))
    last: dict[tuple[str, str], Line] = {}
    for line in parsed:
        counted_as = COUNTED_AS.get(_get_event_name(line))
        if counted_as is None or (counted_as == "passwords removed" and _is_before(line, since)):
            continue
        # Of a member's consents to several organisations each is one matter.
        place = str(_get_replay_value(line, "organisation") or "")
        key = (counted_as, str(line.get("id") or line.get("actor")) + place)
        last.pop(key, None)  # so that it stands where it was said last
        last[key] = line
    counts = Counter(dict.fromkeys(COUNTED_AS.values(), 0))
    for (counted_as, _), line in last.items():
        uid = str(line.get("id") or line.get("actor"))
        with transaction.atomic():
            counts[counted_as] += bool(ACTIONS[_get_event_name(line)](uid, line))
    return dict(counts)


def _get_event_name(line: Line) -> str:
    name = str(line.get("event"))
    return f"{name}: {line.get('reason')}" if name == "account changed" else name


def _is_before(line: Line, moment: datetime | None) -> bool:
    return moment is not None and datetime.fromisoformat(line["time"]) < moment - COMMITTED_WITHIN


def _erase_account(uid: str, line: Line) -> bool:
    person = User.objects.filter(uid=uid).first()
    return person is not None and actions.erase_account(person, besides=Attempt.objects.none(), tell=False)


def _erase_attempt(uid: str, line: Line) -> bool:
    attempt = Attempt.objects.filter(uid=uid)
    existed = attempt.exists()
    attempts.delete(attempt)
    return existed


def _replace_link(uid: str, line: Line) -> bool:
    link = str(_get_replay_value(line, "link") or _build_impossible_hash(uid))
    return bool(Attempt.objects.filter(uid=uid, owner=None).exclude(token_hash=link).update(token_hash=link))


def _claim_attempt(uid: str, line: Line) -> bool:
    attempt = (
        Attempt.objects.filter(uid=uid, owner=None).exclude(token_hash=_build_impossible_hash(uid)).first()
    )
    if attempt is None:
        return False
    # The account may be missing here, or have another open attempt: the link is closed all the same.
    if owner := User.objects.filter(uid=line["actor"] or NOBODY).first():
        with suppress(IntegrityError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(owner=owner, token_hash="")
    Attempt.objects.filter(pk=attempt.pk, owner=None).update(token_hash=_build_impossible_hash(uid))
    return True


def _build_impossible_hash(uid: str) -> str:
    # No token has it.
    return UUID(uid).hex + "0" * 32


def _deactivate(uid: str, line: Line) -> bool:
    return bool(User.objects.filter(uid=uid, is_active=True).update(is_active=False))


def _narrow_roles(uid: str, line: Line) -> bool:
    person = User.objects.filter(uid=uid, is_superuser=False).first()
    if person is None:
        return False
    staff, *groups = str(_get_replay_value(line, "roles") or "").split(",")
    lost_groups = Group.objects.filter(user=person).exclude(name__in=groups)
    is_narrowed = lost_groups.exists() or (person.is_staff and not staff)
    person.groups.remove(*lost_groups)
    User.objects.filter(pk=person.pk).update(is_staff=person.is_staff and bool(staff))
    return is_narrowed


def _remove_password(uid: str, line: Line) -> bool:
    # Somebody else may have learnt the password of the backup; a code by mail opens the account.
    usable = User.objects.filter(uid=uid).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return bool(usable.update(password=make_password(None)))


def _remove_second_factors(uid: str, line: Line) -> bool:
    remaining = [
        int(pk) for pk in str(_get_replay_value(line, "second_factors") or "").split(",") if pk.isdecimal()
    ]
    # A passkey on a lost device must open nothing again.
    return bool(Authenticator.objects.filter(user__uid=uid).exclude(pk__in=remaining).delete()[0])


def _remove_sign_ons(uid: str, line: Line) -> bool:
    # The log does not say which one. They are joined again from the account page.
    return bool(SocialAccount.objects.filter(user__uid=uid).delete()[0])


def _close_invitation(uid: str, line: Line) -> bool:
    invitation = Invitation.objects.filter(uid=uid, revoked_at=None).select_related("team", "inviter").first()
    if invitation is not None:
        teams.revoke(invitation, by=invitation.inviter, at=timezone.now())
    return invitation is not None


def _withdraw_consent(uid: str, line: Line) -> bool:
    # The other consent stays as it was.
    member = Membership.objects.filter(uid=uid).select_related("team", "person").first()
    consent = str(line["event"]).partition(" ")[0]
    if member is None or not (member.in_group if consent == "group" else member.by_name):
        return False
    teams.set_consents(
        member,
        group=member.in_group and consent != "group",
        named=member.by_name and consent != "named",
        at=timezone.now(),
    )
    return True


def _end_membership(uid: str, line: Line) -> bool:
    member = Membership.objects.filter(uid=uid).select_related("team", "person").first()
    if member is not None:
        teams.leave(member, at=timezone.now())
    return member is not None


def _hand_over(uid: str, line: Line) -> bool:
    successor = (
        Membership.objects.filter(uid=uid).exclude(role=Membership.Role.LEAD).select_related("team").first()
    )
    if successor is not None:
        teams.hand_over(successor.team, successor, by=successor.person)
    return successor is not None


def _erase_team(uid: str, line: Line) -> bool:
    team = Team.objects.filter(uid=uid).first()
    lead = team and Membership.objects.filter(team=team).leading().select_related("person").first()
    if team and lead:
        teams.erase(team, by=lead.person)
    return bool(team)


def _withdraw_organisation_consent(uid: str, line: Line) -> bool:
    consent = (
        OrganisationConsent.objects.live()
        .filter(membership__uid=uid, organisation__uid=_get_replay_value(line, "organisation") or NOBODY)
        .select_related("membership__person")
        .first()
    )
    if consent is None:
        return False
    standing = Standing.objects.live().get(
        organisation=consent.organisation_id, team=consent.membership.team_id
    )
    organisations.set_consent(consent.membership, standing, agreed=False, at=timezone.now())
    return True


def _end_standing(uid: str, line: Line) -> bool:
    standing = Standing.objects.live().filter(uid=uid).first()
    # By whom it was is in the log that is read; where that person is gone, by whoever is in the team.
    actors = User.objects.filter(uid=line["actor"] or NOBODY)
    by = standing and (actors.first() or User.objects.filter(memberships__team=standing.team_id).first())
    if standing and by:
        organisations.end_standing(standing, by=by, at=timezone.now())
    return bool(standing and by)


def _remove_name(uid: str, line: Line) -> bool:
    standing = Standing.objects.live().filter(uid=uid).exclude(named_from=None).first()
    if standing is not None:
        organisations.remove_name(standing)
    return standing is not None


def _hand_over_organisation(uid: str, line: Line) -> bool:
    steward = Steward.objects.filter(uid=uid).select_related("organisation", "account").first()
    successor = User.objects.filter(uid=_get_replay_value(line, "successor") or NOBODY).first()
    if steward is None or successor is None:
        return _remove_steward(uid, line)
    organisations.hand_over(steward, successor, at=timezone.now())
    return True


def _remove_steward(uid: str, line: Line) -> bool:
    # Whoever took over may not be in the backup: the last one stays, and hands over anew.
    steward = Steward.objects.filter(uid=uid).select_related("organisation", "account").first()
    if steward is None:
        return False
    with suppress(organisations.LastSteward):
        organisations.remove_steward(steward, by=steward.account)
        return True
    return False


def _close_stand_invitation(uid: str, line: Line) -> bool:
    unused = StandInvitation.objects.filter(uid=uid, revoked_at=None, accepted_at=None)
    return bool(unused.update(revoked_at=timezone.now()))


def _erase_organisation(uid: str, line: Line) -> bool:
    return bool(Organisation.objects.filter(uid=uid).delete()[0])


def _remove_witness(uid: str, line: Line) -> bool:
    return bool(Witness.objects.filter(commitment__uid=uid).delete()[0])


def _stop_mailbox(uid: str, line: Line) -> bool:
    mailbox_hash = str(_get_replay_value(line, "mailbox") or "")
    if not re.fullmatch(SHA256, mailbox_hash) or is_stopped(mailbox_hash):
        return False
    stop_mailbox(mailbox_hash, at=timezone.now())
    return True


def _end_share(uid: str, line: Line) -> bool:
    share = Share.objects.select_related("attempt__owner").filter(uid=uid).first()
    return share is not None and sharing.end_share(share, at=timezone.now())


def _claim_share(uid: str, line: Line) -> bool:
    # The link must open nothing again; whose desk it lay on is known by the account alone.
    share = Share.objects.select_related("attempt__owner").exclude(token_hash="").filter(uid=uid).first()
    person = User.objects.filter(uid=line["actor"] or NOBODY).first()
    if share is None or share.ended_at is not None:
        return False
    if person is not None:
        with suppress(sharing.ShareEnded, sharing.SharedAlready):
            sharing.claim_share(share, person, at=timezone.now())
            return True
    return sharing.end_share(share, at=timezone.now())


def _end_preview_link(uid: str, line: Line) -> bool:
    link = PreviewLink.objects.filter(uid=uid).first()
    return link is not None and workshop.end_preview_link(link, at=timezone.now())


def _leave_as_it_is(uid: str, line: Line) -> bool:
    # It was given again after it was taken back: the backup is right.
    return False


type Step = Callable[[str, Line], bool]
# Event: what is counted, and what is done. Of several about one thing, the last one decides.
STEPS: dict[str, tuple[str, Step]] = {
    "account erased": ("accounts erased", _erase_account),
    "attempt erased": ("attempts erased", _erase_attempt),
    "link made": ("links closed", _replace_link),
    "attempt claimed": ("links closed", _claim_attempt),
    "account deactivated": ("accounts stopped", _deactivate),
    "account activated": ("accounts stopped", _leave_as_it_is),
    "staff role changed": ("roles taken away", _narrow_roles),
    **{
        f"account changed: {reason}": ("passwords removed", _remove_password)
        for reason in ("password_changed", "password_reset", "password_set")
    },
    **{
        f"account changed: {reason}": ("second factors removed", _remove_second_factors)
        for reason in (
            *("totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed"),
            "recovery_codes_generated",
        )
    },
    "second factor removed": ("second factors removed", _remove_second_factors),
    "account changed: account_disconnected": ("sign-ons removed", _remove_sign_ons),
    "invitation revoked": ("invitations closed", _close_invitation),
    **dict.fromkeys(("witness removed", "witness told"), ("witnesses removed", _remove_witness)),
    "witness named": ("witnesses removed", _leave_as_it_is),
    "witness stopped": ("witnesses stopped", _stop_mailbox),
    "share ended": ("shares ended", _end_share),
    "share claimed": ("share links closed", _claim_share),
    "preview link ended": ("preview links ended", _end_preview_link),
    "group consent off": ("group consents withdrawn", _withdraw_consent),
    "group consent on": ("group consents withdrawn", _leave_as_it_is),
    "named consent off": ("named consents withdrawn", _withdraw_consent),
    "named consent on": ("named consents withdrawn", _leave_as_it_is),
    "member removed": ("memberships ended", _end_membership),
    "team left": ("memberships ended", _end_membership),
    "team handed over": ("teams handed over", _hand_over),
    "team erased": ("teams erased", _erase_team),
    "organisation consent off": ("organisation consents withdrawn", _withdraw_organisation_consent),
    "organisation consent on": ("organisation consents withdrawn", _leave_as_it_is),
    "stand invitation revoked": ("invitations to organisations closed", _close_stand_invitation),
    **dict.fromkeys(
        ("team left organisation", "team removed from organisation"), ("standings ended", _end_standing)
    ),
    "team unnamed in organisation": ("names taken from organisations", _remove_name),
    **dict.fromkeys(("steward left", "steward removed"), ("stewards removed", _remove_steward)),
    "organisation handed over": ("stewards removed", _hand_over_organisation),
    "organisation erased": ("organisations erased", _erase_organisation),
}
COUNTED_AS = {event: matter for event, (matter, _) in STEPS.items()}
ACTIONS = {event: step for event, (_, step) in STEPS.items()}


def _get_replay_value(line: Line, name: str) -> Any:
    values = line.get("replay")
    return values.get(name) if isinstance(values, dict) else None


def _parse_line(line: str) -> Line | None:
    # A container's name may stand before the JSON.
    try:
        fields = json.loads(line[line.index("{") :])
        UUID(fields["id"] or fields["actor"])
        UUID(fields["actor"] or str(NOBODY))
        datetime.fromisoformat(fields["time"])
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
    return fields if fields.get("outcome") == "done" else None
