"""Short texts that people type and others read: names of people and teams, and the like."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters and symbols by category that nevertheless draw nothing.
BLANK_SIGNS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Signs that reverse or embed what stands beside them, also outside the text they belong to.
DIRECTION_SIGNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINERS = frozenset(
    "\u200c\u200d"
)  # between letters of some scripts, and inside some emoji, they have a meaning
VISIBLE = "LNPS"  # letters, numbers, punctuation, symbols
SPACES = "\t\n\r"
# What a name needs beside letters and numbers. No dot, colon, slash or @, of which links are made.
MAILABLE_SIGNS = frozenset(" &'’-()+,")
LONGEST_MAILABLE = 40
LINK_REMAINS = re.compile(r"\b(?:https?|www|mailto)\b", re.IGNORECASE)


def remove_invisible(text: str) -> str:
    """Remove what draws nothing: controls, marks of direction, zero widths, fillers."""
    if text.isascii() and text.isprintable():
        return text  # as most names
    return "".join(
        sign
        for sign in text
        if sign in SPACES or not (sign in BLANK_SIGNS or unicodedata.category(sign) in {"Cc", "Cf", "Cs"})
    )


def tidy_text(text: str) -> str:
    """A text as it is stored: harmless invisible signs removed, composed letters, no space at the ends.

    Raises ValidationError where it would show nothing, or turn the words of a page around.
    """
    if DIRECTION_SIGNS & set(text):
        raise ValidationError(
            _("Leave out the hidden characters that change the writing direction."), code="directing"
        )
    visible = "".join(sign for sign in text if sign in JOINERS or remove_invisible(sign))
    tidied = unicodedata.normalize("NFC", visible).strip()
    if text.strip() and not any(_is_visible(sign) for sign in tidied):
        raise ValidationError(_("Type something visible: a letter, a number or a symbol."), code="invisible")
    return tidied


class ShortText(forms.CharField):
    """One line: browsers send no line break in it, and one would break lists, files and slides."""

    def to_python(self, value: Any) -> str:
        try:
            return " ".join(tidy_text(super().to_python(value) or "").split())
        except ValidationError as error:
            if self.required and error.code == "invisible":
                raise ValidationError(self.error_messages["required"], code="required") from None
            raise


def make_mailable(name: str) -> str:
    """A typed name as it may stand in a mail to somebody who did not ask for one: one short line of plain
    words, of which no mail program makes a link, and nothing where too little is left.
    """
    signs = [
        sign if unicodedata.category(sign)[0] in "LMN" or sign in MAILABLE_SIGNS else " "
        for sign in unicodedata.normalize("NFKC", remove_invisible(name))
    ]
    words = " ".join("".join(signs).split())
    if len(words) > LONGEST_MAILABLE:
        words = f"{words[:LONGEST_MAILABLE].rstrip()}…"
    # Words such as "www" and "http" are what a link leaves behind.
    return "" if LINK_REMAINS.search(words) or not re.search(r"\w", words) else words


def isolate(text: object) -> str:
    """Wrap a text so that its direction of writing does not change that of the words around it."""
    return f"\u2068{text}\u2069"


def _is_visible(sign: str) -> bool:
    return sign not in BLANK_SIGNS and unicodedata.category(sign)[0] in VISIBLE
