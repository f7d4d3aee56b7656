"""Hours as people type them and as pages print them. They are kept in whole minutes.

The one grammar of hours: forms read with it, and the scripts are given it as data (`grammar`). Whatever
`format_hours` prints is read again as the same minutes. This is plain Python and knows no framework; whoever
starts the site calls `use_decimal_point` once.
"""

import json
import re
from collections.abc import Callable
from math import floor

FRACTIONS = {"¼": 15, "½": 30, "¾": 45}
"""Minutes of a fraction as phones write it."""
_UNIT = r"(?:h|hrs?|hours?|stdn?|stunden?)\.?"
_MINUTES = r"(?:min(?:s|ute[ns]?)?|m)\.?"
PATTERN = (
    r"(?=[0-9.,¼½¾])(?:"
    rf"([0-9]{{1,6}})\s*(?::\s*(?=[0-9]{{2}})|{_UNIT}(?:,|\s+(?:and|und))?\s*)"
    rf"([0-5][0-9]|[0-9](?=\s*m))(?:\s*(?:{_UNIT}|{_MINUTES}))?"
    rf"|([0-9]{{1,6}})\s*{_MINUTES}"
    rf"|([0-9]{{0,6}})(?:[.,]([0-9]{{1,2}})|\s*([¼½¾]))?(?:\s*{_UNIT})?"
    r")"
)
"""For Python and JavaScript. Groups: hours, minutes (7:30, 7 h 30); or minutes alone (90 min); or hours,
decimals (7.5), fraction (7½)."""
_HOURS = re.compile(PATTERN, re.IGNORECASE)
# Digits and signs as wide as a Chinese letter, which keyboards of East Asia type: ７．５
_FROM_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def narrow(text: str) -> str:
    return text.translate(_FROM_FULL_WIDTH)


def parse_hours(text: str) -> int | None:
    """Minutes in what somebody typed: 7.5, 7,33, 7½, 10 h, 7:30, 1h 5m, 90 min. None for anything else."""
    match = _HOURS.fullmatch(narrow(text).strip())
    if match is None:
        return None
    clock_hours, clock_minutes, minutes_alone, hours, decimals, fraction = match.groups()
    if clock_hours or minutes_alone:
        return int(clock_hours or 0) * 60 + int(clock_minutes or minutes_alone)
    # A hundredth is 0.6 of a minute, so no number of hundredths falls halfway between two minutes.
    minutes = (int((decimals or "").ljust(2, "0")) * 6 + 5) // 10
    return int(hours or 0) * 60 + minutes + FRACTIONS.get(fraction, 0)


class _Language:
    get_decimal_point: Callable[[], str] = staticmethod(lambda: ".")


def use_decimal_point(get_decimal_point: Callable[[], str]) -> None:
    """Take over what stands between whole and decimals in the reader's language."""
    _Language.get_decimal_point = staticmethod(get_decimal_point)


def format_hours(minutes: int) -> str:
    """Minutes as hours in the reader's language: 7.5, 91, 7.33. Two decimals tell all minutes apart."""
    hours, rest = divmod(minutes, 60)
    # No ½: in small type it cannot be read.
    hundredths = (rest * 10 + 3) // 6
    return f"{hours}{_Language.get_decimal_point()}{hundredths:02}".rstrip("0") if rest else str(hours)


def format_half_hours(halves: int) -> str:
    return format_hours(halves * 30)


def nearest_half_hour(hours: float) -> str:
    return format_half_hours(floor(hours * 2 + 0.5))


def grammar() -> str:
    """What scripts need to read and print hours as this module does, as JSON."""
    words = {"pattern": PATTERN, "fractions": FRACTIONS, "point": _Language.get_decimal_point()}
    return json.dumps(words, ensure_ascii=False)
