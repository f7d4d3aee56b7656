"""The language figures are drawn in: English, until the site lends its own words and months.

Charts are plain Python and know no framework; whoever starts the site calls `speak` once.
"""

from collections.abc import Callable
from datetime import date


def _as_written(text: str) -> str:
    return text


def _short_month(day: date) -> str:
    return f"{day:%b}"


class _Lent:
    """What turns English words, and a day, into what the reader reads."""

    words: Callable[[str], str] = staticmethod(_as_written)
    month: Callable[[date], str] = staticmethod(_short_month)


def speak(words: Callable[[str], str], month: Callable[[date], str]) -> None:
    """Take over a translator. words: the English text to the reader's. month: a day to its month, short."""
    _Lent.words, _Lent.month = staticmethod(words), staticmethod(month)


def gettext(text: str) -> str:
    """A text in the reader's language; in English as it stands."""
    return _Lent.words(text)


def short_month(day: date) -> str:
    """The month of a day, abbreviated: "Feb"."""
    return _Lent.month(day)
