"""What happens to an account, beside what allauth does with it."""

from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from assessment import audit_log
from assessment.accounts import languages
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.tasks import post

NOBODYS = "unproved.invalid"
"""A domain that no mail reaches: for accounts whose address turned out to be somebody else's."""


def lock_account(user: User) -> None:
    """The account before anything of it, the order in which erasing goes: neither waits for the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def join(address: str) -> User:
    """The account of an address whose holder has just proved to read its mail; made now if there is none."""
    with transaction.atomic():
        set_aside_unproved(address)
        fresh = {"email": address, "password": make_password(None), "language": languages.current()}
        known, made = User.objects.known_by(address), False
        if known is None:
            known, made = User.objects.get_or_create(email=address, defaults=fresh)
        confirm(known, address)
    if made:
        audit_log.record("account made", actor=known.uid, kind="account", uid=known.uid)
    return known


def confirm(user: User, address: str) -> None:
    """Remember that an account's address is its holder's; an account made by hand has none remembered yet."""
    own = EmailAddress.objects.filter(user=user)
    known = own.filter(email=address).first() or EmailAddress(
        user=user, email=address, primary=not own.exists()
    )
    if not known.verified:
        known.verified = True
        known.save()


def set_aside_unproved(address: str, *, but_for: User | None = None) -> None:
    """Somebody proves to read an address: an account that another made with it, and can enter, is not theirs.

    It loses the address and every way in. One that nobody can enter, because it was made by hand, stays: it
    becomes the account of whoever proves its address, unless that is the holder of another (`but_for`).
    """
    user = User.objects.known_by(address)
    if user is None or user == but_for or EmailAddress.objects.filter(user=user, verified=True).exists():
        return
    ways_in = [SocialAccount.objects.filter(user=user), Authenticator.objects.filter(user=user)]
    by_password = user.has_usable_password() and not user.is_superuser  # only the command line makes those
    if but_for is None and not (by_password or any(ways.exists() for ways in ways_in)):
        return
    for ways in [*ways_in, EmailAddress.objects.filter(user=user)]:
        ways.delete()
    end_sessions(user)
    closed = {"email": f"{user.uid}@{NOBODYS}", "password": make_password(None), "is_active": False}
    User.objects.filter(pk=user.pk).update(**closed)
    audit_log.record("account deactivated", kind="account", uid=user.uid, reason="address never proved")
    post("account/email/set_aside", address)


def remove_sign_on(sign_on: SocialAccount) -> None:
    """An organisation's sign-in no longer opens this account; told by mail."""
    user = cast(User, sign_on.user)
    with transaction.atomic():
        sign_on.delete()
        post("socialaccount/email/account_disconnected", user.email)
    audit_log.record("account changed", actor=user.uid, reason="account_disconnected")


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
    audit_log.record("second factor removed", kind="account", uid=user.uid, reason="operator")
    return number


def tell_of_password(user: User) -> None:
    """Whoever runs the site has set another password: the owner hears of it, and every session ends."""
    with transaction.atomic():
        end_sessions(user)
        post("account/email/password_changed", user.email)
    audit_log.record("account changed", kind="account", uid=user.uid, reason="password_changed by operator")


def end_sessions(user: User) -> int:
    """Sign an account out of every device, at once; how many sessions there were."""
    with transaction.atomic():
        devices = UserSession.objects.filter(user=user)
        ended, _ = Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
    return ended
