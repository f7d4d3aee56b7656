"""Numbers as prose, and figures with the comma or the point that the language writes."""

from collections.abc import Sequence
from typing import Literal

from babel import Locale
from babel.lists import format_list
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

SMALL = (
    *("", gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four")),
    *(gettext_lazy("five"), gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight")),
    *(gettext_lazy("nine"), gettext_lazy("ten"), gettext_lazy("eleven"), gettext_lazy("twelve")),
)


def spell_count(number: int) -> str:
    # "nine", but "13".
    return str(SMALL[number]) if 0 < number < len(SMALL) else str(number)


EARLY = (
    *(pgettext_lazy("attempt", "first"), pgettext_lazy("attempt", "second")),
    *(pgettext_lazy("attempt", "third"), pgettext_lazy("attempt", "fourth")),
    *(pgettext_lazy("attempt", "fifth"), pgettext_lazy("attempt", "sixth")),
    *(pgettext_lazy("attempt", "seventh"), pgettext_lazy("attempt", "eighth")),
    *(pgettext_lazy("attempt", "ninth"), pgettext_lazy("attempt", "tenth")),
    *(pgettext_lazy("attempt", "eleventh"), pgettext_lazy("attempt", "twelfth")),
)


def spell_ordinal(number: int) -> str:
    # "fourth", but "21st".
    if number <= len(EARLY):
        return str(EARLY[number - 1])
    tails = {
        1: pgettext("attempt", "%(number)sst"),
        2: pgettext("attempt", "%(number)snd"),
        3: pgettext("attempt", "%(number)srd"),
    }
    plain = pgettext("attempt", "%(number)sth")
    pattern = plain if number % 100 in {11, 12, 13} else tails.get(number % 10, plain)
    return pattern % {"number": number}


def format_number(value: float, places: int) -> str:
    """So many decimals, with a true minus and never a minus zero: "4.1", "−2.0", "0.0"."""
    digits = f"{abs(value):.{places}f}"
    sign = "−" if value < 0 and float(digits) else ""
    return sign + digits.replace(".", get_format("DECIMAL_SEPARATOR"))


def format_signed(value: float, places: int = 1) -> str:
    """The same with a plus as well: "+4.1", "−2.0", "0.0"."""
    return f"{'+' if float(f'{value:.{places}f}') > 0 else ''}{format_number(value, places)}"


def join_words(parts: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
    """Parts as prose: "a", "a and b", "a, b and c"; with or in style "or"."""
    language = get_language() or "en"
    # British English: no comma before the last part.
    return format_list(list(parts), style, Locale.parse("en-GB" if language == "en" else language, sep="-"))


def format_range(low: object, high: object) -> str:
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
