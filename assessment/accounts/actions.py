"""What happens to an account, beside what allauth does with it."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from assessment import audit
from assessment.accounts import languages
from assessment.accounts.models import User


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


def end_sessions(user: User) -> int:
    """Sign an account out of every device, at once; how many sessions there were."""
    with transaction.atomic():
        devices = UserSession.objects.filter(user=user)
        ended, _ = Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
    return ended
