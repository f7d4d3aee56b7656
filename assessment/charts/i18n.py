"""The language figures are drawn in: English, until the site sets its own texts and months.

Charts are plain Python and know no framework; whoever starts the site calls `use_translations` once.
"""

from collections.abc import Callable
from datetime import date


def _as_written(text: str) -> str:
    return text


def _short_month(day: date) -> str:
    return f"{day:%b}"


class _Translator:
    words: Callable[[str], str] = staticmethod(_as_written)
    month: Callable[[date], str] = staticmethod(_short_month)


def use_translations(words: Callable[[str], str], month: Callable[[date], str]) -> None:
    """Take over a translator. words: the English text to the reader's. month: a day to its month, short."""
    _Translator.words, _Translator.month = staticmethod(words), staticmethod(month)


def gettext(text: str) -> str:
    return _Translator.words(text)


def short_month(day: date) -> str:
    return _Translator.month(day)
