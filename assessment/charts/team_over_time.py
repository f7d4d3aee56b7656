"""The team over time: each picture's median, joined, with its middle half as an upright stroke."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.charts.figure import Figure, axis, drawn, sheet, token
from assessment.charts.labels import OVER_RULE, Surroundings
from assessment.charts.time_axis import (
    FEW,
    FOOT,
    LEFT,
    MANY,
    RIGHT,
    TOP,
    Span,
    months_of,
    place_numbers,
    place_sides,
    share,
    span_of,
    stamp,
    territories,
)

HEIGHT, PAPER_HEIGHT = 320, 220
STROKE = 22
"""Pixels across a middle half; less where there are many."""


@dataclass(frozen=True)
class TeamPoint:
    """One picture of the index: when it was drawn, lower quartile, median, upper quartile, 0..100."""

    at: datetime
    low: int
    median: int
    high: int


def figure(points: Sequence[TeamPoint]) -> Figure:
    """Pictures in order of time on the two territories. Without one: ValueError."""
    if not points:
        raise ValueError("A chart over time needs a point.")
    span = span_of([point.at for point in points])
    at, words = months_of(span)
    around = Surroundings()
    around.add_line([(0, 50), (1, 50)], OVER_RULE)
    around.add_line([(share(point.at, span), point.median) for point in points])
    around.add_marks([(share(point.at, span), point.median) for point in points], 8)
    named = place_sides(around)
    return drawn(
        [*(_half(point, len(points)) for point in points), _line(points), _numbers(points, span, around)],
        sheet(
            HEIGHT,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=axis(
                type="date", range=[stamp(e) for e in span], tickvals=at, ticktext=words, showgrid=False
            ),
            yaxis=axis(range=[0, 100], tickvals=[0, 25, 50, 75, 100]),
            shapes=territories(50, 0, 100),
            annotations=named,
            meta={"paper": {"height": PAPER_HEIGHT}},
        ),
    )


def _half(point: TeamPoint, count: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "middle half",
        "x": [stamp(point.at)] * 2,
        "y": [point.low, point.high],
        "opacity": 0.3,
        "line": {"width": STROKE if count <= MANY else 4, "color": token("archfill")},
    }


def _line(points: Sequence[TeamPoint]) -> dict[str, Any]:
    outline = {"color": token("paper"), "width": 2 if len(points) <= MANY else 0}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "median",
        "x": [stamp(point.at) for point in points],
        "y": [point.median for point in points],
        "line": {"color": token("arch"), "width": 2.4},
        "marker": {
            "size": 13 if len(points) <= MANY else 5,
            "color": token("arch"),
            "line": outline,
            "opacity": 1,
        },
        "cliponaxis": False,
    }


def _numbers(points: Sequence[TeamPoint], span: Span, around: Surroundings) -> dict[str, Any]:
    """Each median beside its point; of many, the first and the last."""
    shown = list(points) if len(points) <= FEW else [points[0], points[-1]]
    at = [(point.at, float(point.median)) for point in shown]
    return place_numbers(at, [str(point.median) for point in shown], span, around)
