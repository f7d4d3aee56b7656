"""Which language somebody reads: their account's, else the browser's; its texts, months and decimals."""

from datetime import date

from django.conf import settings
from django.utils.dates import MONTHS_3
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.translation import get_language

from assessment.accounts.mailboxes import canonical_address
from assessment.accounts.models import User


def is_offered(language: str) -> bool:
    # A column may still hold a language that the site once spoke.
    return language in dict(settings.LANGUAGES)


def get_base_language(language: str) -> str:
    # de of de, en of en-gb.
    return language.split("-", maxsplit=1)[0]


def get_language_of_address(address: str) -> str:
    language = (
        User.objects.filter(email=canonical_address(address)).values_list("language", flat=True).first() or ""
    )
    return language if is_offered(language) else ""


def get_current_language() -> str:
    language = get_language() or ""
    return language if is_offered(language) else settings.LANGUAGE_CODE


def fill_in(text: str, **parts: str) -> str:
    """A translated text with its %(names)s filled in as HTML: what is no markup is escaped."""
    return format_html(text.replace("%(", "{").replace(")s", "}"), **parts)


def abbreviate_month(day: date) -> str:
    return MONTHS_3[day.month].capitalize()


def get_decimal_point() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))
