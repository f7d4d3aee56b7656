"""What happens to an account, beside what allauth does with it."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from assessment import audit
from assessment.accounts import languages
from assessment.accounts.http import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.tasks import post


def join(address: str) -> User:
    """The account of an address whose holder has just proved to read its mail; made now if there is none."""
    with transaction.atomic():
        fresh = {"email": address, "password": make_password(None), "language": languages.current()}
        known, made = User.objects.known_by(address), False
        if known is None:
            known, made = User.objects.get_or_create(email__iexact=address, defaults=fresh)
        confirm(known, address)
    if made:
        audit.record("account made", actor=known.uid, kind="account", uid=known.uid)
    return known


def confirm(user: User, address: str) -> None:
    """Remember that an account's address is its holder's; an account made by hand has none remembered yet."""
    if not EmailAddress.objects.filter(user=user, email=address).exists():
        first = not EmailAddress.objects.filter(user=user).exists()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=first)


def other_sessions(request: MemberRequest) -> QuerySet[UserSession]:
    """The sessions of whoever asks, but this one."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=request.user)
    return found.exclude(session_key=request.session.session_key)


def take_off_second_factors(user: User) -> int:
    """For somebody who lost app, passkeys and recovery codes; how many second factors there were.

    Every session ends, and a mail says so: should somebody else have asked, the owner hears of it.
    """
    with transaction.atomic():
        found = Authenticator.objects.filter(user=user)
        number: int = found.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
        if not number:
            return 0
        found.delete()
        end_sessions(user)
        post("mfa/email/all_taken_off", user.email)
    audit.record("second factor removed", kind="account", uid=user.uid, reason="operator")
    return number


def end_sessions(user: User) -> int:
    """Sign an account out of every device, at once; how many sessions there were."""
    with transaction.atomic():
        devices = UserSession.objects.filter(user=user)
        ended, _ = Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
    return ended
