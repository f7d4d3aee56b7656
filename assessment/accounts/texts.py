"""Short texts that people type and others read: names of people and teams, and the like."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters and symbols by category that nevertheless draw nothing.
BLANK_CHARACTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U00013441\U00013442\U0001d159")
# These reverse or embed what stands beside them, also outside the text they belong to.
DIRECTION_CHARACTERS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Between letters of some scripts, and inside some emoji, these have a meaning.
JOINERS = frozenset("\u200c\u200d")
VISIBLE = "LNPS"  # letters, numbers, punctuation, symbols
SPACES = "\t\n\r"
# What a name needs beside letters and numbers. No dot, colon, slash or @, of which links are made.
MAILABLE_CHARACTERS = frozenset(" &'’-()+,")
LONGEST_MAILABLE = 40
LINK_REMAINS = re.compile(r"\b(?:https?|www|mailto)\b", re.IGNORECASE)


def unify_pasted(text: str) -> str:
    """What word processors and spreadsheets put into a text they copy: one kind of line end, no tabs."""
    for sign in ("\r\n", "\r", "\x0b"):
        text = text.replace(sign, "\n")
    return text.replace("\t", " ")


def is_invisible(text: str) -> bool:
    """Whether there is something in it, and nothing to be seen."""
    if any("0" <= sign <= "z" for sign in text):
        return False  # as nearly all
    return bool(text.strip()) and not remove_invisible(text).strip()


def remove_invisible(text: str) -> str:
    """Remove what draws nothing: controls, marks of direction, zero widths, fillers."""
    if text.isascii() and text.isprintable():
        return text  # as most names
    return "".join(
        character
        for character in text
        if character in SPACES
        or not (character in BLANK_CHARACTERS or unicodedata.category(character) in {"Cc", "Cf", "Cs"})
    )


def tidy_text(text: str) -> str:
    """A text as it is stored: harmless invisible signs removed, composed letters, no space at the ends.

    Raises ValidationError where it would show nothing, or turn the words of a page around.
    """
    if DIRECTION_CHARACTERS.search(text):
        raise ValidationError(
            _("Leave out the hidden characters that change the writing direction."), code="directing"
        )
    visible = "".join(character for character in text if character in JOINERS or remove_invisible(character))
    tidied = unicodedata.normalize("NFC", visible).strip()
    if text.strip() and not any(_is_visible(character) for character in tidied):
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
    characters = [
        character if unicodedata.category(character)[0] in "LMN" or character in MAILABLE_CHARACTERS else " "
        for character in unicodedata.normalize("NFKC", remove_invisible(name))
    ]
    words = " ".join("".join(characters).split())
    if len(words) > LONGEST_MAILABLE:
        words = f"{words[:LONGEST_MAILABLE].rstrip()}…"
    # Words such as "www" and "http" are what a link leaves behind.
    return "" if LINK_REMAINS.search(words) or not re.search(r"\w", words) else words


def isolate(text: object) -> str:
    """Wrap a text so that its direction of writing does not change that of the words around it."""
    return f"\u2068{text}\u2069"


def _is_visible(character: str) -> bool:
    return character not in BLANK_CHARACTERS and unicodedata.category(character)[0] in VISIBLE
