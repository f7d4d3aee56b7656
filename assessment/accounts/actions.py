"""What happens to an account, beside what allauth does with it."""

from collections.abc import Collection
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
from assessment.accounts.mailboxes import canonical_address
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail

UNPROVED_DOMAIN = "unproved.invalid"
"""A domain that no mail reaches: for accounts whose address turned out to be somebody else's."""


def lock_account(user: User) -> None:
    """Take the account's row first, as erasing does, so that neither waits for the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def lock_accounts(people: Collection[int]) -> set[int]:
    """Several at once, always in the same order; those that are still there."""
    accounts = User.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
    return set(accounts.values_list("pk", flat=True))


def has_verified(user: User, address: str) -> bool:
    """Whether the account has shown to read mail at this address, in its stored spelling."""
    own = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return address in {canonical_address(verified) for verified in own}


def get_or_create_account(address: str) -> User:
    """The account of an address whose holder has just proved to read its mail."""
    with transaction.atomic():
        close_unverified_account(address)
        defaults = {
            "email": address,
            "password": make_password(None),
            "language": languages.get_current_language(),
        }
        user, created = User.objects.find_by_address(address), False
        if user is None:
            user, created = User.objects.get_or_create(email=address, defaults=defaults)
        confirm_address(user, address)
    if created:
        audit_log.record("account made", actor=user.uid, kind="account", uid=user.uid)
    return user


def confirm_address(user: User, address: str) -> None:
    # An account made by hand has no address on record yet.
    records = EmailAddress.objects.filter(user=user)
    record = records.filter(email=address).first() or EmailAddress(
        user=user, email=address, primary=not records.exists()
    )
    if not record.verified:
        record.verified = True
        record.save()


def close_unverified_account(address: str, *, but_for: User | None = None) -> None:
    """Close the account that somebody else made with an address whose reader has just proved it.

    It loses the address and every way in. One that nobody can enter, because it was made by hand, stays: it
    becomes the account of whoever proves its address, unless that is the holder of another (`but_for`).
    """
    user = User.objects.find_by_address(address)
    if user is None or user == but_for or EmailAddress.objects.filter(user=user, verified=True).exists():
        return
    ways_in = [SocialAccount.objects.filter(user=user), Authenticator.objects.filter(user=user)]
    by_password = user.has_usable_password() and not user.is_superuser  # only the command line makes those
    if but_for is None and not (by_password or any(records.exists() for records in ways_in)):
        return
    for records in [*ways_in, EmailAddress.objects.filter(user=user)]:
        records.delete()
    end_sessions(user)
    closed = {"email": f"{user.uid}@{UNPROVED_DOMAIN}", "password": make_password(None), "is_active": False}
    User.objects.filter(pk=user.pk).update(**closed)
    audit_log.record("account deactivated", kind="account", uid=user.uid, reason="address never proved")
    queue_mail("account/email/set_aside", address)


def remove_sign_on(sign_on: SocialAccount) -> None:
    user = cast(User, sign_on.user)
    with transaction.atomic():
        sign_on.delete()
        queue_mail("socialaccount/email/account_disconnected", user.email)
    audit_log.record("account changed", actor=user.uid, reason="account_disconnected")


def get_other_sessions(request: MemberRequest) -> QuerySet[UserSession]:
    sessions: QuerySet[UserSession] = UserSession.objects.filter(user=request.user)
    return sessions.exclude(session_key=request.session.session_key)


def remove_second_factors(user: User) -> int:
    """Remove app, passkeys and recovery codes of somebody who lost them, and return how many there were."""
    with transaction.atomic():
        authenticators = Authenticator.objects.filter(user=user)
        factor_count: int = authenticators.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
        if not factor_count:
            return 0
        authenticators.delete()
        end_sessions(user)
        # Should somebody else have asked, the owner learns of it.
        queue_mail("mfa/email/all_taken_off", user.email)
    audit_log.record("second factor removed", kind="account", uid=user.uid, reason="operator")
    return factor_count


def announce_new_password(user: User) -> None:
    """Tell the owner that whoever runs the site set another password, and end every session."""
    with transaction.atomic():
        end_sessions(user)
        queue_mail("account/email/password_changed", user.email)
    audit_log.record("account changed", kind="account", uid=user.uid, reason="password_changed by operator")


def end_sessions(user: User) -> int:
    """Sign an account out on every device; returns how many sessions there were."""
    with transaction.atomic():
        devices = UserSession.objects.filter(user=user)
        session_count, _ = Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
    return session_count
