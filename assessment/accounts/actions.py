"""What happens to an account, beside what allauth does with it."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from assessment.accounts.models import User


def join(address: str) -> User:
    """The account of an address whose holder has just proved to read its mail; made now if there is none."""
    with transaction.atomic():
        user, _ = User.objects.get_or_create(
            email__iexact=address, defaults={"email": address, "password": make_password(None)}
        )
        confirm(user, address)
    return user


def confirm(user: User, address: str) -> None:
    """Remember that an account's address is its holder's; an account made by hand has none remembered yet."""
    if not EmailAddress.objects.filter(user=user, email=address).exists():
        first = not EmailAddress.objects.filter(user=user).exists()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=first)
