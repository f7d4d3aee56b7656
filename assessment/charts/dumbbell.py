"""Said and shown: a hollow circle for what was said, a solid square for what was shown, a line between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.charts.figure import (
    COLUMN,
    MONO,
    Figure,
    build_label,
    build_marks,
    css_color,
    row_layout,
    validated,
)
from assessment.charts.i18n import gettext as _
from assessment.scoring.rounding import half_up

ROW_HEIGHT, PAPER_ROW_HEIGHT = 92, 58
# Within a row, from its top: the words, the marks, and how far under them a number that finds no room beside
# its mark, and one that finds none there either.
LABEL_AT, MARKS_AT, BELOW, FURTHER_BELOW = 0.24, 0.56, 0.26, 0.42
# Pixels: from the middle of a mark to its number, and the width of a character in that.
OFF, CHARACTER = 14, 7.5
# The width of a character in sizes of its type, bold and not; the size of words that would meet on a phone.
BOLD, PLAIN, SMALL = 0.51, 0.43, 13
# The narrowest drawing in pixels, and the ends of its axis: on paper or a wide screen, and on a phone.
WIDE, PHONE = (COLUMN, -1.5, 103), (280, -2, 106)
# What is printed at a mark, and its points: said, then shown.
Numbers = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Pair:
    """One capability: its name, what was said and shown (0..100), and whether the gap may be named."""

    name: str
    said: float
    shown: float
    named: bool


def build_self_rating_figure(pairs: Sequence[Pair]) -> Figure:
    """Pairs from top to bottom in the order given, as a Plotly figure of 38 + 92 n pixels.

    Each mark carries its number; the words above a row say how far apart the two print, and, where the gap
    may not be named, that it lies within tolerance. Without pairs, or outside 0..100: ValueError.
    """
    if not pairs:
        raise ValueError("A chart of said and shown needs at least one pair.")
    if not all(0 <= points <= 100 for pair in pairs for points in (pair.said, pair.shown)):
        raise ValueError("Said and shown lie in 0..100.")
    at = [place + MARKS_AT for place in range(len(pairs))]
    said, shown = [pair.said for pair in pairs], [pair.shown for pair in pairs]
    traces = [
        *[_draw_line_between(pair, y) for pair, y in zip(pairs, at, strict=True)],
        _draw_marks("said", said, at, "circle-open", "artefact", 16),
        _draw_marks("shown", shown, at, "square", "architect", 14),
    ]
    numbers = [_list_numbers(pair) for pair in pairs]
    words = [_label_pair(place, pair, numbers[place]) for place, pair in enumerate(pairs)]
    layout = row_layout(words, row=ROW_HEIGHT, paper_row=PAPER_ROW_HEIGHT)
    layout["meta"]["narrow"] |= _move_numbers_on_a_phone(pairs, numbers) | _shrink_words_on_a_phone(words)
    return validated(traces, layout)


def _draw_line_between(pair: Pair, y: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [pair.said, pair.shown],
        "y": [y, y],
        "line": {"color": css_color("ink2"), "width": 2.6 if pair.named else 1.4},
    }


def _draw_marks(
    name: str, values: list[float], at: list[float], symbol: str, colour: str, size: int
) -> dict[str, Any]:
    outline = {"color": css_color(colour), "width": 2.8 if symbol.endswith("open") else 0}
    return build_marks(name, values, at, symbol=symbol, size=size, color=css_color(colour), line=outline)


def _label_pair(place: int, pair: Pair, numbers: Numbers) -> list[dict[str, Any]]:
    strong = {"weight": 600, "size": 15, "color": css_color("ink")}
    quiet = {"size": 14, "color": css_color("ink2")}
    apart = _("%(points)s apart") if pair.named else _("%(points)s apart, within tolerance")
    above = {"yref": "y", "y": place + LABEL_AT, "xref": "paper"}
    return [
        build_label(pair.name, **above, x=0, xanchor="left", font=strong, bgcolor=css_color("paper")),
        build_label(
            apart % {"points": abs(half_up(pair.said) - half_up(pair.shown))},
            **above,
            x=1,
            xanchor="right",
            font=strong if pair.named else quiet,
        ),
        *[
            build_label(
                text,
                xref="x",
                x=at,
                yref="y",
                bgcolor=css_color("paper"),  # the number reads even where a line of the grid runs behind it
                font={"family": MONO, "size": 12.5, "color": css_color(colour)},
                **where,
            )
            for (text, at), colour, where in zip(
                numbers, ("artefact", "architect"), _place_numbers(pair, place, numbers, WIDE), strict=True
            )
        ],
    ]


def _list_numbers(pair: Pair) -> Numbers:
    said = _("said %(points)s") % {"points": half_up(pair.said)}
    shown = _("shown %(points)s") % {"points": half_up(pair.shown)}
    return [(said, pair.said), (shown, pair.shown)]


def _place_numbers(
    pair: Pair, place: int, numbers: Numbers, drawing: tuple[int, float, float]
) -> list[dict[str, Any]]:
    # Each outside its mark, or, where it would leave the drawing, under the marks and turned inwards.
    pixels, first, last = drawing
    scale = pixels / (last - first)
    is_right = [pair.said > pair.shown, pair.shown >= pair.said]
    widths = [CHARACTER * len(text) for text, _at in numbers]
    is_cramped = [
        OFF + width > scale * (last - at if right else at - first)
        for (_text, at), width, right in zip(numbers, widths, is_right, strict=True)
    ]
    would_touch = all(is_cramped) and sum(widths) + OFF > scale * abs(pair.said - pair.shown)
    places = []
    for right, cramped in zip(is_right, is_cramped, strict=True):
        below = FURTHER_BELOW if right and would_touch else BELOW
        offset = 0 if cramped else OFF
        places.append(
            {
                "y": place + MARKS_AT + (below if cramped else 0),
                "xanchor": "left" if right is not cramped else "right",
                "xshift": offset if right else -offset,
            }
        )
    return places


def _move_numbers_on_a_phone(pairs: Sequence[Pair], numbers: Sequence[Numbers]) -> dict[str, Any]:
    # The numbers are the third and the fourth of the four words of a row.
    return {
        f"annotations.{4 * place + 2 + number}.{attribute}": value
        for place, pair in enumerate(pairs)
        for number, where in enumerate(_place_numbers(pair, place, numbers[place], PHONE))
        for attribute, value in where.items()
    }


def _shrink_words_on_a_phone(words: Sequence[Sequence[dict[str, Any]]]) -> dict[str, Any]:
    widths = [measure_words(*row[:2]) for row in words]
    if max(widths) + OFF <= PHONE[0]:
        return {}
    return {
        f"annotations.{4 * place + word}.font.size": SMALL for place in range(len(words)) for word in (0, 1)
    }


def measure_words(*words: dict[str, Any]) -> float:
    fonts = [word["font"] for word in words]
    wide = [font["size"] * (BOLD if "weight" in font else PLAIN) for font in fonts]
    return float(sum(width * len(word["text"]) for width, word in zip(wide, words, strict=True)))
