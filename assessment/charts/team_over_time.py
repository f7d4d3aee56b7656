"""The team over time: each picture's median, joined, with its middle half as an upright stroke."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.charts.figure import Figure, base_layout, build_axis, css_color, validated
from assessment.charts.labels import OVER_RULE, Surroundings
from assessment.charts.time_axis import (
    FEW,
    FOOT,
    LEFT,
    MANY,
    RIGHT,
    TOP,
    Span,
    choose_span,
    choose_ticks,
    draw_territories,
    format_for_axis,
    place_numbers,
    place_side_names,
    position_in_span,
)

HEIGHT, PAPER_HEIGHT = 320, 220
# Pixels across a middle half; less where there are many.
STROKE = 22


@dataclass(frozen=True)
class TeamPoint:
    """One picture of the index: when it was drawn, lower quartile, median, upper quartile, 0..100; quartiles
    that are not printed are None."""

    at: datetime
    low: int | None
    median: int
    high: int | None


def build_team_timeline(points: Sequence[TeamPoint]) -> Figure:
    """Pictures in order of time on the two territories. Without one: ValueError."""
    if not points:
        raise ValueError("A chart over time needs a point.")
    span = choose_span([point.at for point in points])
    at, words = choose_ticks(span)
    around = Surroundings()
    around.add_line([(0, 50), (1, 50)], OVER_RULE)
    around.add_line([(position_in_span(point.at, span), point.median) for point in points])
    around.add_marks([(position_in_span(point.at, span), point.median) for point in points], 8)
    named = place_side_names(around)
    return validated(
        [
            *(_half(point, len(points)) for point in points if point.low is not None),
            _draw_line(points),
            _numbers(points, span, around),
        ],
        base_layout(
            HEIGHT,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=build_axis(
                type="date",
                range=[format_for_axis(e) for e in span],
                tickvals=at,
                ticktext=words,
                showgrid=False,
            ),
            yaxis=build_axis(range=[0, 100], tickvals=[0, 25, 50, 75, 100]),
            shapes=draw_territories(50, 0, 100),
            annotations=named,
            meta={"paper": {"height": PAPER_HEIGHT}},
        ),
    )


def _half(point: TeamPoint, count: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "middle half",
        "x": [format_for_axis(point.at)] * 2,
        "y": [point.low, point.high],
        "opacity": 0.3,
        "line": {"width": STROKE if count <= MANY else 4, "color": css_color("architect-fill")},
    }


def _draw_line(points: Sequence[TeamPoint]) -> dict[str, Any]:
    outline = {"color": css_color("paper"), "width": 2 if len(points) <= MANY else 0}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "median",
        "x": [format_for_axis(point.at) for point in points],
        "y": [point.median for point in points],
        "line": {"color": css_color("architect"), "width": 2.4},
        "marker": {
            "size": 13 if len(points) <= MANY else 5,
            "color": css_color("architect"),
            "line": outline,
            "opacity": 1,
        },
        "cliponaxis": False,
    }


def _numbers(points: Sequence[TeamPoint], span: Span, around: Surroundings) -> dict[str, Any]:
    numbered = list(points) if len(points) <= FEW else [points[0], points[-1]]
    at = [(point.at, float(point.median)) for point in numbered]
    return place_numbers(at, [str(point.median) for point in numbered], span, around)
