"""What would move it? A stem from nothing to the gain, a dot at its end, and the range behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from assessment.charts.figure import (
    FOOT,
    MONO,
    Figure,
    base_layout,
    build_axis,
    build_label,
    build_marks,
    css_color,
    validated,
)
from assessment.charts.i18n import gettext as _
from assessment.scoring.rounding import half_up

ROW_HEIGHT, PAPER_ROW_HEIGHT = 74, 54
LABEL_AT, DOT_AT, RANGE_WIDTH = 0.3, 0.68, 12 / ROW_HEIGHT
STEPS = (1, 2, 5, 10, 20, 50)
MOST_STEPS = 5


@dataclass(frozen=True)
class Move:
    """One lever: its words, and its gain with the ends of its range, in points of the index."""

    words: str
    gain: float
    low: float
    high: float


def build_levers_figure(moves: Sequence[Move]) -> Figure:
    """Levers from top to bottom in the order given, as a Plotly figure of 38 + 74 n pixels.

    The axis begins at 0 and ends at a whole step beyond the furthest range. Without levers, with a gain not
    above 0, or one outside its range: ValueError.
    """
    if not moves:
        raise ValueError("A chart of levers needs at least one.")
    if not all(0 <= move.low <= move.gain <= move.high and move.gain > 0 for move in moves):
        raise ValueError("A gain is above 0 and lies in its range.")
    at = [place + DOT_AT for place in range(len(moves))]
    return validated([_ranges(moves, at), *_stems(moves, at), _dots(moves, at)], _layout(moves))


def format_gain(points: float) -> str:
    return f"+{half_up(points)}" if points >= 0.5 else _("under +1")


def _ranges(moves: Sequence[Move], at: list[float]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "range",
        "y": at,
        "base": [move.low for move in moves],
        "x": [move.high - move.low for move in moves],
        "width": RANGE_WIDTH,
        "opacity": 0.3,
        "marker": {"color": css_color("arch"), "line": {"width": 0}},
    }


def _stems(moves: Sequence[Move], at: list[float]) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, move.gain],
            "y": [y, y],
            "line": {"color": css_color("arch"), "width": 2},
        }
        for move, y in zip(moves, at, strict=True)
    ]


def _dots(moves: Sequence[Move], at: list[float]) -> dict[str, Any]:
    outline = {"color": css_color("paper"), "width": 2}
    return build_marks(
        "gain", [move.gain for move in moves], at, size=15, color=css_color("arch"), line=outline
    )


def _layout(moves: Sequence[Move]) -> dict[str, Any]:
    furthest = max(move.high for move in moves)
    step = next((candidate for candidate in STEPS if furthest / candidate <= MOST_STEPS), STEPS[-1])
    ticks = [number * step for number in range(ceil(furthest / step) + 1)]
    words = [f"+{tick}" if tick else "0" for tick in ticks]
    end = ticks[-1]
    return base_layout(
        FOOT + ROW_HEIGHT * len(moves),
        margin={"b": FOOT},
        barmode="overlay",
        xaxis=build_axis(range=[-0.015 * end, 1.04 * end], tickvals=ticks, ticktext=words),
        yaxis=build_axis(range=[len(moves), 0], visible=False),
        annotations=[
            annotation for place, move in enumerate(moves) for annotation in _label_row(place, move)
        ],
        meta={
            "narrow": {"xaxis.range": [-0.02 * end, 1.07 * end]},
            "paper": {"height": FOOT + PAPER_ROW_HEIGHT * len(moves)},
        },
    )


def _label_row(place: int, move: Move) -> list[dict[str, Any]]:
    above = {"yref": "y", "y": place + LABEL_AT, "xref": "paper"}
    return [
        build_label(
            move.words,
            **above,
            x=0,
            xanchor="left",
            font={"weight": 600, "size": 15, "color": css_color("ink")},
        ),
        build_label(
            format_gain(move.gain),
            **above,
            x=1,
            xanchor="right",
            font={"family": MONO, "size": 13, "color": css_color("ink")},
        ),
    ]
