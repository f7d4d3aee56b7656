"""Am I changing? The index on the two territories, the three capabilities below it, and the calendar's ratio.

Three figures on one axis of time. Where an edition cannot be compared, the line stops and a new one begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log10
from typing import Any

from assessment.charts.figure import (
    MONO,
    MONO_ADVANCE,
    PLUS_MINUS,
    Figure,
    base_layout,
    build_axis,
    build_label,
    build_marks,
    css_color,
    validated,
)
from assessment.charts.i18n import gettext as _
from assessment.charts.labels import OVER_RULE, Surroundings
from assessment.charts.time_axis import (
    FEW,
    FOOT,
    LEFT,
    RIGHT,
    TOP,
    Point,
    Span,
    build_level_axis,
    build_time_axis,
    draw_bands,
    draw_breaks,
    draw_lines,
    draw_territories,
    find_breaks,
    format_for_axis,
    name_breaks,
    name_sides,
    place_numbers,
    place_side_names,
    position_in_span,
    split_into_runs,
)
from assessment.scoring.constants import Z80
from assessment.scoring.rounding import half_up

# Where a pole ends and its cloth hangs, in points of the index: low, clear of most results.
POLE, CLOTH = 13, 10
# Sign and colour of the cloth by outcome.
CLOTHS = {"kept": ("triangle-right", "ink"), "partly": ("triangle-right", "control")}
HOLLOW = ("triangle-right-open", "ink")


@dataclass(frozen=True)
class Flag:
    """One commitment: the day it was closed or falls due, and how it went: kept, partly, not, or empty."""

    at: datetime
    outcome: str


def draw_flags(commitments: Sequence[Flag]) -> list[dict[str, Any]]:
    """A pole and a cloth each, traces of one figure: full when kept, grey when partly, else hollow.

    An open one has a dotted pole. Without a flag there is no trace.
    """
    if not commitments:
        return []
    poles = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "pole",
            "x": [format_for_axis(flag.at)] * 2,
            "y": [0, POLE],
            "line": {"color": css_color("ink"), "width": 1.4, "dash": "solid" if flag.outcome else "dot"},
        }
        for flag in commitments
    ]
    cloths = [CLOTHS.get(flag.outcome, HOLLOW) for flag in commitments]
    cloth = build_marks(
        "flag",
        [format_for_axis(flag.at) for flag in commitments],
        [CLOTH] * len(commitments),
        symbol=[sign for sign, _colour in cloths],
        size=13,
        color=[css_color(colour) for _sign, colour in cloths],
        standoff=0,
        line={"color": css_color("ink"), "width": 1.6},
    )
    return [*poles, cloth]


HEIGHT, PAPER_HEIGHT = 320, 260
PULSE_PAPER_HEIGHT = 200  # a pulse prints on one sheet
ROW_HEIGHT, ROW_HEAD = 124, 44
# How far the axis of ratios goes beyond the furthest one, so that the words in its corners stand free.
FREE = 2.4
RATIO_TICKS = (0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True)
class CapabilityLine:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class RatioPoint:
    """One month: a day in it, hours approving for each hour designing (above 0), its 80 % range if shown;
    counted from a file, or else claimed."""

    at: datetime
    ratio: float
    low: float | None = None
    high: float | None = None
    counted: bool = False


def build_index_figure(
    points: Sequence[Point], span: Span, pulses: Sequence[Point] = (), commitments: Sequence[Flag] = ()
) -> Figure:
    """The index (0..100) with its 80 % band on the two territories; pulses as hollow diamonds on a line of
    their own, with a stroke for each range; alone they lie on no side; commitments as flags at the foot.
    Points in order of time. Without any point: ValueError."""
    if not (points or pulses):
        raise ValueError("A chart over time needs a point.")
    grounds = draw_territories(50, 0, 100) if points else []
    around = _describe_surroundings(points, pulses, commitments, span)
    editions = name_breaks(points, span, around) + name_breaks(pulses, span, around, pulse=True)
    named = place_side_names(around) if points else []
    return validated(
        [
            *draw_bands(points),
            *draw_lines(points, 15),
            *_pulses(pulses),
            *draw_flags(commitments),
            *([_numbers(points, span, around)] if points else []),
        ],
        base_layout(
            HEIGHT,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=build_time_axis(span),
            yaxis=build_level_axis(),
            shapes=[*grounds, *draw_breaks(points), *draw_breaks(pulses)],
            annotations=[*named, *editions],
            meta={"paper": {"height": PAPER_HEIGHT if points else PULSE_PAPER_HEIGHT}},
        ),
    )


def _describe_surroundings(
    points: Sequence[Point], pulses: Sequence[Point], commitments: Sequence[Flag], span: Span
) -> Surroundings:
    around = Surroundings()
    around.add_line([(0, 50), (1, 50)], OVER_RULE)
    for of_kind, reach in ((points, 8), (pulses, 6)):
        for run in split_into_runs(of_kind):
            around.add_line([(position_in_span(point.at, span), point.value) for point in run])
        around.add_marks([(position_in_span(point.at, span), point.value) for point in of_kind], reach)
        for moment, _after in find_breaks(of_kind):
            place = position_in_span(moment, span)
            around.add_line([(place, 0), (place, 100)])
    for flag in commitments:
        around.add_line([(position_in_span(flag.at, span), 0), (position_in_span(flag.at, span), POLE)])
    for pulse in pulses:
        place = position_in_span(pulse.at, span)
        around.add_line([(place, pulse.low), (place, pulse.high)], OVER_RULE)
    return around


def _numbers(points: Sequence[Point], span: Span, around: Surroundings) -> dict[str, Any]:
    ends = [end for run in split_into_runs(points) for end in (run[0], run[-1])]
    numbered = list(points) if len(points) <= FEW else [point for point in points if point in ends]
    texts = [str(half_up(point.value)) for point in numbered]
    return place_numbers([(point.at, point.value) for point in numbered], texts, span, around)


def _pulses(points: Sequence[Point]) -> list[dict[str, Any]]:
    outline = {"color": css_color("ink2"), "width": 2}
    diamond = {"symbol": "diamond", "size": 11, "color": css_color("paper"), "line": outline, "opacity": 1}
    strokes = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "pulse range",
            "x": [format_for_axis(point.at)] * 2,
            "y": [point.low, point.high],
            "opacity": 0.5,
            "line": {"width": 1.6, "color": css_color("ink3")},
        }
        for point in points
    ]
    return strokes + [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "pulse",
            "x": [format_for_axis(point.at) for point in run],
            "y": [point.value for point in run],
            "line": {"color": css_color("ink3"), "width": 1.4, "dash": "dot"},
            "marker": diamond,
            "cliponaxis": False,
        }
        for run in split_into_runs(points)
    ]


def build_capability_timeline(rows: Sequence[CapabilityLine], span: Span) -> Figure:
    """Each capability as one small row of 0..100 with its band, in the order given. Rows without points are
    a ValueError, as is no row."""
    if not rows or not all(row.points for row in rows):
        raise ValueError("A row over time needs a point.")
    height = ROW_HEIGHT * len(rows)
    traces: list[dict[str, Any]] = []
    layout = base_layout(
        height + FOOT,
        margin={"l": LEFT, "r": RIGHT, "b": FOOT},
        xaxis=build_time_axis(span) | {"anchor": _name_axis(len(rows) - 1)},
        shapes=draw_breaks(rows[0].points),
        annotations=[],
        meta={"paper": {"height": height + FOOT}},
    )
    for place, row in enumerate(rows):
        top = 1 - place / len(rows)
        layout[_name_axis(place).replace("y", "yaxis")] = build_axis(
            range=[0, 100],
            tickvals=[0, 50, 100],
            domain=[max(0.0, 1 - (place + 1) / len(rows)), top - ROW_HEAD / height],
            showgrid=False,
        )
        traces += draw_bands(row.points, yaxis=_name_axis(place)) + draw_lines(
            row.points, 11, yaxis=_name_axis(place)
        )
        layout["shapes"] = draw_territories(50, 0, 100, _name_axis(place)) + layout["shapes"]
        layout["annotations"] += _label_row(row, top)
    return validated(traces, layout)


def _name_axis(place: int) -> str:
    return "y" if place == 0 else f"y{place + 1}"


def _label_row(row: CapabilityLine, top: float) -> list[dict[str, Any]]:
    last = row.points[-1]
    tolerance = f"{PLUS_MINUS}{half_up(Z80 * last.standard_error)}"
    above = {"xref": "paper", "yref": "paper", "y": top, "yanchor": "top", "yshift": -18}
    right = {"x": 1, "xanchor": "right"} | above
    strong = {"weight": 600, "size": 15, "color": css_color("ink")}
    quiet = {"family": MONO, "size": 12.5, "color": css_color("ink2")}
    return [
        build_label(row.name, x=0, xanchor="left", **above, font=strong),
        build_label(
            str(half_up(last.value)), **right, xshift=-MONO_ADVANCE * (len(tolerance) + 0.5), font=strong
        ),
        build_label(tolerance, **right, font=quiet),
    ]


def build_calendar_figure(months: Sequence[RatioPoint], span: Span) -> Figure:
    """Hours approving for each hour designing, by month, on a logarithmic axis with one to one in the middle
    and designing above. Without months, or with a ratio not above 0: ValueError."""
    if not months or any(month.ratio <= 0 for month in months):
        raise ValueError("A chart of ratios needs a month, and ratios above 0.")
    ends = [end for month in months for end in (month.ratio, month.low, month.high) if end]
    reach = FREE * max(2.0, *ends, *(1 / end for end in ends))
    ticks = [tick for tick in RATIO_TICKS if 1 / reach < tick < reach]
    return validated(
        [*_ranges(months), _draw_ratios(months)],
        base_layout(
            HEIGHT - 60,
            margin={"l": LEFT, "r": RIGHT, "b": FOOT, "t": TOP},
            xaxis=build_time_axis(span),
            yaxis=build_axis(
                type="log",
                range=[log10(reach), -log10(reach)],
                tickvals=ticks,
                ticktext=[f"{tick:.0f}:1" if tick >= 1 else f"1:{1 / tick:.0f}" for tick in ticks],
            ),
            shapes=draw_territories(1, reach, 1 / reach),
            annotations=name_sides(_("More designing"), _("More approving"), -log10(reach), log10(reach)),
        ),
    )


def _ranges(months: Sequence[RatioPoint]) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "range",
            "x": [format_for_axis(month.at)] * 2,
            "y": [month.low, month.high],
            "opacity": 0.3,
            "line": {"width": 12, "color": css_color("ink2")},
        }
        for month in months
        if month.low is not None
    ]


def _draw_ratios(months: Sequence[RatioPoint]) -> dict[str, Any]:
    outline = {"color": [css_color("paper" if month.counted else "ink") for month in months], "width": 2}
    fill = [css_color("ink" if month.counted else "paper") for month in months]
    at, ratios = [format_for_axis(month.at) for month in months], [month.ratio for month in months]
    return build_marks("ratio", at, ratios, symbol="square", size=13, color=fill, line=outline)
