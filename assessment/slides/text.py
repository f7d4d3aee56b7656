"""Words on a slide: how wide they run, and the largest size at which they fit their box."""

import re
import unicodedata
from collections.abc import Sequence
from math import ceil

SERIF, SANS = "Times New Roman", "Arial"
LINE_HEIGHT = 1.2
BREAKS = re.compile("[\\t-\\r\\x85\\u2028\\u2029]+")
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
JOINERS = frozenset("\u200c\u200d")  # between letters of some scripts they have a meaning
# Widths in ems of Arial's characters, by class; Times New Roman runs narrower.
NARROW, MEDIUM, CAPITAL, WIDE, FULL = 0.31, 0.56, 0.72, 0.89, 1.0
NARROW_SIGNS = frozenset("iljtfrI.,:;'’‘!|()[]/-– ")
WIDE_SIGNS = frozenset("mwMWQOG@%—…→")
SERIF_SHARE, BOLD_SHARE = 0.86, 1.07


def clean_text(text: object) -> str:
    """One line of what can be seen: no line breaks, no controls, no marks that turn the direction."""
    spaced = BREAKS.sub(" ", str(text))
    visible = (sign for sign in spaced if sign in JOINERS or unicodedata.category(sign) not in UNSEEN)
    return " ".join(word for word in "".join(visible).split(" ") if word)


def is_right_to_left(text: str) -> bool:
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((way for way in directions if way in {"L", "R", "AL"}), "L") != "L"


def measure_width(text: str, size: float, *, serif: bool = False, bold: bool = False) -> float:
    """About how many points a line is wide, rather too many than too few."""
    ems = sum(map(_measure_sign, text))
    return ems * size * (SERIF_SHARE if serif else 1) * (BOLD_SHARE if bold else 1)


def _measure_sign(sign: str) -> float:
    if sign in NARROW_SIGNS:
        return NARROW
    if unicodedata.east_asian_width(sign) in "WF" or ord(sign) >= 0x2E80:
        return FULL
    if sign in WIDE_SIGNS:
        return WIDE
    return CAPITAL if sign.isupper() else MEDIUM


def count_lines(text: str, width: float, size: float, *, serif: bool = False, bold: bool = False) -> int:
    lines, used = 1, 0.0
    space = measure_width(" ", size, serif=serif, bold=bold)
    for word in text.split(" "):
        length = measure_width(word, size, serif=serif, bold=bold)
        if used and used + space + length > width:
            lines, used = lines + 1, 0.0
        if length > width:
            lines += ceil(length / width) - 1
            length %= width
        used += length + (space if used else 0)
    return lines


def measure_height(texts: Sequence[str], width: float, size: float, **face: bool) -> float:
    return sum(count_lines(text, width, size, **face) for text in texts) * size * LINE_HEIGHT


def fit_size(
    texts: Sequence[str], width: float, height: float, sizes: Sequence[float], **face: bool
) -> float:
    """The largest of these sizes, from the largest down, at which the paragraphs fit; else the smallest."""
    return next((size for size in sizes if measure_height(texts, width, size, **face) <= height), sizes[-1])
