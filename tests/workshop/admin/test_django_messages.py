"""The admin in German says nothing in English: neither what is ours nor what is Django's."""

from pathlib import Path

import django
from babel.messages.pofile import read_po
from django.utils import translation

from tests.catalogues import entries

ADMIN = Path(django.__file__).parent / "contrib/admin/locale"
NOT_HERE = (  # of pages that this site has not, or has its own of
    "password",
    "After you’ve created a user",
    "In case you’ve forgotten",
)


def translated(words: str | tuple[str, ...]) -> str:
    return (
        translation.gettext(words) if isinstance(words, str) else translation.ngettext(words[0], words[1], 2)
    )


def test_whatever_djangos_admin_says_has_german() -> None:
    with (ADMIN / "en/LC_MESSAGES/django.po").open("rb") as english:
        words = [words for _, words in entries(read_po(english)) if words and words != ", "]
    with (ADMIN / "de/LC_MESSAGES/django.po").open("rb") as german:
        in_german = {words for (_, words), message in entries(read_po(german)).items() if message.string}
    lacking = [
        word for word in words if word not in in_german and not any(part in str(word) for part in NOT_HERE)
    ]
    with translation.override("de"):
        untranslated = [word for word in lacking if translated(word) in {word, word[-1]}]
    assert lacking  # once Django has them all, the list of ours can go
    assert untranslated == []
