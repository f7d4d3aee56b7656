"""Said and shown: a hollow circle for what was said, a solid square for what was shown, a line between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.charts.figure import MONO, Figure, build_label, build_marks, css_color, row_layout, validated
from assessment.charts.i18n import gettext as _
from assessment.scoring.rounding import half_up

ROW_HEIGHT, PAPER_ROW_HEIGHT = 92, 58
# Within a row, from its top: the words, the marks, and how far under them a label that finds no room.
LABEL_AT, MARKS_AT, BELOW = 0.24, 0.56, 0.2
# Points from an end within which a label finds no room beside its mark.
ROOM = 18


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
        *[_between(pair, y) for pair, y in zip(pairs, at, strict=True)],
        _marks("said", said, at, "circle-open", "artefact", 16),
        _marks("shown", shown, at, "square", "architect", 14),
    ]
    words = [_label_pair(place, pair) for place, pair in enumerate(pairs)]
    return validated(traces, row_layout(words, row=ROW_HEIGHT, paper_row=PAPER_ROW_HEIGHT))


def _between(pair: Pair, y: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [pair.said, pair.shown],
        "y": [y, y],
        "line": {"color": css_color("ink2"), "width": 2.6 if pair.named else 1.4},
    }


def _marks(
    name: str, values: list[float], at: list[float], symbol: str, colour: str, size: int
) -> dict[str, Any]:
    outline = {"color": css_color(colour), "width": 2.8 if symbol.endswith("open") else 0}
    return build_marks(name, values, at, symbol=symbol, size=size, color=css_color(colour), line=outline)


def _label_pair(place: int, pair: Pair) -> list[dict[str, Any]]:
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
        _number(
            _("said %(points)s") % {"points": half_up(pair.said)},
            pair.said,
            place,
            pair.said > pair.shown,
            "artefact",
        ),
        _number(
            _("shown %(points)s") % {"points": half_up(pair.shown)},
            pair.shown,
            place,
            pair.shown >= pair.said,
            "architect",
        ),
    ]


def _number(text: str, at: float, place: int, right: bool, colour: str) -> dict[str, Any]:
    cramped = at > 100 - ROOM if right else at < ROOM
    offset = 0 if cramped else 14
    anchor = "left" if right is not cramped else "right"
    return build_label(
        text,
        xref="x",
        x=at,
        yref="y",
        y=place + MARKS_AT + (BELOW if cramped else 0),
        xanchor=anchor,
        xshift=offset if right else -offset,
        bgcolor=css_color("paper"),  # the number reads even where a line of the grid runs behind it
        font={"family": MONO, "size": 12.5, "color": css_color(colour)},
    )
