"""Taking back again what people took back after a backup was made: the audit log says what, by ids alone.

Nothing is given again: whoever agreed, joined or was let in since the backup does so anew.
"""

import json
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
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.privacy import actions
from assessment.teams import actions as teams
from assessment.teams.models import Invitation, Membership, Team

type Line = dict[str, Any]
NOBODY = UUID(int=0)
COMMITTED_WITHIN = timedelta(minutes=1)  # a line may be written so long before its rows can be seen


def end_sessions() -> dict[str, int]:
    """Sign everybody out, and drop what waits in the queue: its mails went out after the backup."""
    UserSession.objects.all().delete()
    ended, _ = Session.objects.all().delete()
    dropped, _ = DBTaskResult.objects.exclude(pk__in=DBTaskResult.objects.finished()).delete()
    return {"sessions ended": ended, "queued tasks dropped": dropped}


def replay(lines: Iterable[str], *, since: datetime | None = None) -> dict[str, int]:
    """Take back what a log says was taken back, and is here again; harmless when repeated.

    since: when the backup was made. Only a changed password needs to know: nothing in a backup tells one that
    was changed before it from one that was changed after.
    """
    read = sorted(filter(None, map(_read, lines)), key=lambda line: str(line.get("time")))
    last: dict[tuple[str, str], Line] = {}
    for line in read:
        matter = MATTERS.get(_name(line))
        if matter is None or (matter == "passwords removed" and _is_before(line, since)):
            continue
        about = (matter, str(line.get("id") or line.get("actor")))
        last.pop(about, None)  # so that it stands where it was said last
        last[about] = line
    counts = Counter(dict.fromkeys(MATTERS.values(), 0))
    for (matter, uid), line in last.items():
        with transaction.atomic():
            counts[matter] += bool(TAKEN_BACK[_name(line)](uid, line))
    return dict(counts)


def _name(line: Line) -> str:
    name = str(line.get("event"))
    return f"{name}: {line.get('reason')}" if name == "account changed" else name


def _is_before(line: Line, moment: datetime | None) -> bool:
    return moment is not None and datetime.fromisoformat(line["time"]) < moment - COMMITTED_WITHIN


def _erase_account(uid: str, line: Line) -> bool:
    person = User.objects.filter(uid=uid).first()
    return person is not None and actions.erase(person, besides=Attempt.objects.none(), tell=False)


def _erase_attempt(uid: str, line: Line) -> bool:
    attempt = Attempt.objects.filter(uid=uid)
    there = attempt.exists()
    attempts.delete(attempt)
    return there


def _replace_link(uid: str, line: Line) -> bool:
    """The link of the backup closes, and the one made since opens."""
    link = str(_told(line, "link") or _no_link(uid))
    return bool(Attempt.objects.filter(uid=uid, owner=None).exclude(token_hash=link).update(token_hash=link))


def _claim(uid: str, line: Line) -> bool:
    """The account has it again. Where that is not here, or holds another, at least the link is closed."""
    attempt = Attempt.objects.filter(uid=uid, owner=None).exclude(token_hash=_no_link(uid)).first()
    if attempt is None:
        return False
    if owner := User.objects.filter(uid=line["actor"] or NOBODY).first():
        with suppress(IntegrityError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(owner=owner, token_hash="")
    Attempt.objects.filter(pk=attempt.pk, owner=None).update(token_hash=_no_link(uid))
    return True


def _no_link(uid: str) -> str:
    """Stands where a link's hash stands; what would have it as its hash, nobody can find."""
    return UUID(uid).hex + "0" * 32


def _stop(uid: str, line: Line) -> bool:
    return bool(User.objects.filter(uid=uid, is_active=True).update(is_active=False))


def _narrow_roles(uid: str, line: Line) -> bool:
    person = User.objects.filter(uid=uid, is_superuser=False).first()
    if person is None:
        return False
    staff, *groups = str(_told(line, "roles") or "").split(",")
    lost = Group.objects.filter(user=person).exclude(name__in=groups)
    narrowed = lost.exists() or (person.is_staff and not staff)
    person.groups.remove(*lost)
    User.objects.filter(pk=person.pk).update(is_staff=person.is_staff and bool(staff))
    return narrowed


def _remove_password(uid: str, line: Line) -> bool:
    """The one of the backup may be what somebody else had learnt; a code by mail opens the account."""
    usable = User.objects.filter(uid=uid).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return bool(usable.update(password=make_password(None)))


def _remove_second_factors(uid: str, line: Line) -> bool:
    """Those that are not among what was left: a passkey on a lost device opens nothing again."""
    left = [int(pk) for pk in str(_told(line, "second_factors") or "").split(",") if pk.isdecimal()]
    return bool(Authenticator.objects.filter(user__uid=uid).exclude(pk__in=left).delete()[0])


def _disconnect(uid: str, line: Line) -> bool:
    """All of them: which one is not said. They are joined again from the account page."""
    return bool(SocialAccount.objects.filter(user__uid=uid).delete()[0])


def _close_invitation(uid: str, line: Line) -> bool:
    invitation = Invitation.objects.filter(uid=uid, revoked_at=None).select_related("team", "inviter").first()
    if invitation is not None:
        teams.revoke(invitation, by=invitation.inviter, at=timezone.now())
    return invitation is not None


def _withdraw(uid: str, line: Line) -> bool:
    """One consent; the other stays as it was."""
    member = Membership.objects.filter(uid=uid).select_related("team", "person").first()
    which = str(line["event"]).partition(" ")[0]
    if member is None or not (member.in_group if which == "group" else member.by_name):
        return False
    teams.set_consents(
        member,
        group=member.in_group and which != "group",
        named=member.by_name and which != "named",
        at=timezone.now(),
    )
    return True


def _end_membership(uid: str, line: Line) -> bool:
    member = Membership.objects.filter(uid=uid).select_related("team", "person").first()
    if member is not None:
        teams.leave(member, at=timezone.now())
    return member is not None


def _hand_over(uid: str, line: Line) -> bool:
    to = Membership.objects.filter(uid=uid).exclude(role=Membership.Role.LEAD).select_related("team").first()
    if to is not None:
        teams.hand_over(to.team, to, by=to.person)
    return to is not None


def _erase_team(uid: str, line: Line) -> bool:
    team = Team.objects.filter(uid=uid).first()
    lead = team and Membership.objects.filter(team=team).leading().select_related("person").first()
    if team and lead:
        teams.erase(team, by=lead.person)
    return bool(team)


def _leave_as_it_is(uid: str, line: Line) -> bool:
    """Given again after it was taken back: what the backup says stands."""
    return False


type Step = Callable[[str, Line], bool]
# Event: what is counted, and what is done. Of several about one thing, the last one decides.
STEPS: dict[str, tuple[str, Step]] = {
    "account erased": ("accounts erased", _erase_account),
    "attempt erased": ("attempts erased", _erase_attempt),
    "link made": ("links closed", _replace_link),
    "attempt claimed": ("links closed", _claim),
    "account deactivated": ("accounts stopped", _stop),
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
    "account changed: account_disconnected": ("sign-ons removed", _disconnect),
    "invitation revoked": ("invitations closed", _close_invitation),
    "group consent off": ("group consents withdrawn", _withdraw),
    "group consent on": ("group consents withdrawn", _leave_as_it_is),
    "named consent off": ("named consents withdrawn", _withdraw),
    "named consent on": ("named consents withdrawn", _leave_as_it_is),
    "member removed": ("memberships ended", _end_membership),
    "team left": ("memberships ended", _end_membership),
    "team handed over": ("teams handed over", _hand_over),
    "team erased": ("teams erased", _erase_team),
}
MATTERS = {event: matter for event, (matter, _) in STEPS.items()}
TAKEN_BACK = {event: step for event, (_, step) in STEPS.items()}


def _told(line: Line, name: str) -> Any:
    told = line.get("replay")
    return told.get(name) if isinstance(told, dict) else None


def _read(line: str) -> Line | None:
    """The JSON of a line about something that was done; a container's name may stand before it."""
    try:
        said = json.loads(line[line.index("{") :])
        UUID(said["id"] or said["actor"])
        UUID(said["actor"] or str(NOBODY))
        datetime.fromisoformat(said["time"])
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
    return said if said.get("outcome") == "done" else None
