"""Passwords that are tried first: known from breaches, or made of words that lie near at hand."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Marks of 43,885 passwords of 12 characters or more, from Django's list and from the million most frequent
# of those that Mark Burnett gathered from breaches; docs/security/accounts.md says how the file is made.
KNOWN = Path(__file__).parent / "known_passwords.bin"
BYTES = 5  # of a mark: one in 25 million that are not in the list is taken for one that is
# docs/security/accounts.md lists them too; a test compares.
OF_THIS_SITE = (
    *("architect", "architekt", "artefact", "artefakt", "artifact", "assessment", "calendar", "capability"),
    *("commitment", "fragebogen", "kalender", "marketing", "orchestrator", "orchestrierer", "passwort"),
    *("password", "questionnaire", "scorecard", "cmo"),
)
SHORTEST_WORD, MUST_REMAIN = 3, 8


def mark_of(password: str) -> bytes:
    return sha256(password.encode()).digest()[:BYTES]


@cache
def marks() -> frozenset[bytes]:
    raw = KNOWN.read_bytes()
    return frozenset(raw[start : start + BYTES] for start in range(0, len(raw), BYTES))


class _Known(set[str]):
    """Looked up by mark: the words themselves are not kept."""

    def __contains__(self, password: object) -> bool:
        return mark_of(str(password)) in marks()


class KnownPasswords(CommonPasswordValidator):
    """Django's rule and words with a longer list: few of Django's have the twelve characters we ask for."""

    def __init__(self) -> None:
        self.passwords = _Known()


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
