"""Hours as people type them and as pages print them. They are kept in whole minutes.

The one grammar of hours: forms read with it, and the scripts are given it as data (`grammar`). Whatever
`format_hours` and `format_decimal` print is read again as the same minutes.
"""

import json
import re
from math import floor

FRACTIONS = {"¼": 15, "½": 30, "¾": 45}
"""Minutes of a fraction as phones write it."""
_UNIT = r"(?:h|hrs?|hours?|stdn?|stunden?)\.?"
PATTERN = (
    r"(?=[0-9.,¼½¾])(?:"
    rf"([0-9]{{1,6}})\s*[:h]\s*([0-5][0-9])(?:\s*(?:{_UNIT}|min\.?))?"
    rf"|([0-9]{{0,6}})(?:[.,]([0-9]{{1,2}})|\s*([¼½¾]))?(?:\s*{_UNIT})?"
    r")"
)
"""For Python and JavaScript. Groups: hours, minutes (7:30); or hours, decimals (7.5), fraction (7½)."""
_HOURS = re.compile(PATTERN, re.IGNORECASE)


def parse_hours(text: str) -> int | None:
    """Minutes in what somebody typed: 7.5, 7,33, 7½, 10 h, 7:30. None for anything else."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        return None
    clock_hours, clock_minutes, hours, decimals, fraction = match.groups()
    if clock_hours:
        return int(clock_hours) * 60 + int(clock_minutes)
    # A hundredth is 0.6 of a minute, so no number of hundredths falls halfway between two minutes.
    minutes = (int((decimals or "").ljust(2, "0")) * 6 + 5) // 10
    return int(hours or 0) * 60 + minutes + FRACTIONS.get(fraction, 0)


def format_hours(minutes: int, point: str = ".") -> str:
    """Minutes as hours, halves as ½: 7½, 91, 7.33. point: between whole and decimals."""
    hours, rest = divmod(minutes, 60)
    return f"{hours or ''}½" if rest == 30 else format_decimal(minutes, point)


def format_decimal(minutes: int, point: str = ".") -> str:
    """Minutes as hours in figures alone: 7.5, 91, 7.33. Two decimals tell all minutes apart."""
    hours, rest = divmod(minutes, 60)
    hundredths = (rest * 10 + 3) // 6
    return f"{hours}{point}{hundredths:02}".rstrip("0") if rest else str(hours)


def format_half_hours(halves: int) -> str:
    return format_hours(halves * 30)


def nearest_half_hour(hours: float) -> str:
    return format_half_hours(floor(hours * 2 + 0.5))


def grammar(point: str) -> str:
    """What scripts need to read and print hours as this module does, as JSON."""
    return json.dumps({"pattern": PATTERN, "fractions": FRACTIONS, "point": point}, ensure_ascii=False)
