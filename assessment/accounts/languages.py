"""Which language somebody reads: the one chosen in the account, else the browser's."""

from django.conf import settings
from django.utils.translation import get_language

from assessment.accounts.mailboxes import canonical_address
from assessment.accounts.models import User

LONGEST_ADDRESS = 2_000


def offered(language: str) -> bool:
    """Whether the site speaks this language; a column may still hold one that it spoke once."""
    return language in dict(settings.LANGUAGES)


def of_address(address: str) -> str:
    """What the holder of an address has chosen, or an empty string."""
    chosen = (
        User.objects.filter(email=canonical_address(address)).values_list("language", flat=True).first() or ""
    )
    return chosen if offered(chosen) else ""


def current() -> str:
    """The language of the page under way, as LANGUAGES names it."""
    language = get_language() or ""
    return language if offered(language) else settings.LANGUAGE_CODE
