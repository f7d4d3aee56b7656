"""The axis of time that the timeline's figures share, and how a line of results is drawn on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from assessment.charts.figure import SERIF, build_axis, build_label, build_rule, css_color
from assessment.charts.i18n import gettext as _
from assessment.charts.i18n import short_month
from assessment.charts.labels import Box, Surroundings
from assessment.scoring.constants import Z80

# Margins in pixels; the left one holds the tick labels, the same on every figure of the page.
LEFT, RIGHT, FOOT, TOP = 38, 2, 44, 10
MOST_TICKS = 6
# No tick so near an end: its words would touch those of the other axis, or be cut off.
CLEAR_OF_CORNER = 0.05
SHORTEST = timedelta(days=120)
# Beyond so many points the dots shrink and only the first and the last carry their number.
MANY = 40
FEW = 6


@dataclass(frozen=True)
class Point:
    """One result: when, its value (0..100), its standard error (above 0), its edition's number, and whether
    it may be joined to the point before: the same edition, or one marked comparable."""

    at: datetime
    value: float
    standard_error: float
    edition: int
    joined: bool = True

    @property
    def low(self) -> float:
        return max(0.0, self.value - Z80 * self.standard_error)

    @property
    def high(self) -> float:
        return min(100.0, self.value + Z80 * self.standard_error)


Span = tuple[datetime, datetime]


def choose_span(moments: Sequence[datetime]) -> Span:
    """The stretch of time a page's figures show: all moments and a margin, at least four months.

    Without moments: ValueError.
    """
    if not moments:
        raise ValueError("A stretch of time needs a moment in it.")
    first, last = min(moments), max(moments)
    pad = max((last - first) * 0.08, (SHORTEST - (last - first)) / 2)
    return first - pad, last + pad


def choose_ticks(span: Span) -> tuple[list[str], list[str]]:
    """Where the ticks stand and what they say: at most six months, each named at its middle, with the year
    where one begins."""
    clear = (span[1] - span[0]) * CLEAR_OF_CORNER
    low, high = span[0] + clear, span[1] - clear
    first, last = _count_months(low), _count_months(high)
    inside = range(first + (_place_middle(first, low) < low), last + (_place_middle(last, high) <= high))
    step = next(s for s in (1, 2, 3, 4, 6, 12, 24, 48, 96, 1200) if (len(inside) - 1) // s < MOST_TICKS)
    at, words, year_before = [], [], None
    for number in inside[::step]:
        day = _place_middle(number, low)
        at.append(day.date().isoformat())
        month = short_month(day)
        words.append(f"{month}<br>{day.year}" if day.year != year_before else month)
        year_before = day.year
    return at, words


def _count_months(at: datetime) -> int:
    # From year 0.
    return at.year * 12 + at.month - 1


def _place_middle(month: int, moment: datetime) -> datetime:
    return datetime(month // 12, month % 12 + 1, 15, tzinfo=moment.tzinfo)


def build_level_axis() -> dict[str, Any]:
    return build_axis(range=[0, 100], tickvals=[0, 25, 50, 75, 100])


def build_time_axis(span: Span) -> dict[str, Any]:
    at, words = choose_ticks(span)
    return build_axis(
        type="date", range=[format_for_axis(end) for end in span], tickvals=at, ticktext=words, showgrid=False
    )


def split_into_runs(points: Sequence[Point]) -> list[list[Point]]:
    unbroken: list[list[Point]] = []
    for point in points:
        if unbroken and point.joined:
            unbroken[-1].append(point)
        else:
            unbroken.append([point])
    return unbroken


def draw_bands(points: Sequence[Point], **more: Any) -> list[dict[str, Any]]:
    """The 80 % range of each run as one surface; of a run of one as an upright stroke. more: its axes."""
    return [
        _stroke(run[0], **more) if len(run) == 1 else _draw_run(run, **more)
        for run in split_into_runs(points)
    ]


def _draw_run(run: Sequence[Point], **more: Any) -> dict[str, Any]:
    ends = [(point.low, point.high) for point in run]
    return draw_surface([point.at for point in run], ends, **more)


def draw_surface(
    moments: Sequence[datetime], ends: Sequence[tuple[float, float]], **more: Any
) -> dict[str, Any]:
    """A range over time as one surface. ends: low and high at each moment; more: trace attributes."""
    axis_values = [format_for_axis(at) for at in moments]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "range",
        "x": axis_values + axis_values[::-1],
        "y": [high for _, high in ends] + [low for low, _ in reversed(ends)],
        "fill": "toself",
        "fillcolor": css_color("architect"),
        "opacity": 0.26,
        "line": {"width": 0, "color": css_color("architect")},
    } | more


def _stroke(point: Point, **more: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "range",
        "x": [format_for_axis(point.at)] * 2,
        "y": [point.low, point.high],
        "opacity": 0.26,
        "line": {"width": 14, "color": css_color("architect")},
    } | more


def draw_lines(points: Sequence[Point], size: int, **more: Any) -> list[dict[str, Any]]:
    """The results of each run, joined. size: pixels across a dot; more: trace attributes."""
    outline = {"color": css_color("paper"), "width": 2 if len(points) <= MANY else 0}
    across = size if len(points) <= MANY else size // 2
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "result",
            "x": [format_for_axis(point.at) for point in run],
            "y": [point.value for point in run],
            "line": {"color": css_color("architect"), "width": 2.4},
            "marker": {"size": across, "color": css_color("architect"), "line": outline, "opacity": 1},
            "cliponaxis": False,
        }
        | more
        for run in split_into_runs(points)
    ]


def find_breaks(points: Sequence[Point]) -> list[tuple[datetime, Point]]:
    """Each point that starts a new run, with the moment halfway to it."""
    return [
        (before.at + (point.at - before.at) / 2, point)
        for before, point in pairwise(points)
        if not point.joined
    ]


def draw_breaks(points: Sequence[Point]) -> list[dict[str, Any]]:
    """A dashed line halfway to each point that starts a new run."""
    return [draw_upright(moment) for moment, _ in find_breaks(points)]


def name_breaks(
    points: Sequence[Point], span: Span, around: Surroundings, *, pulse: bool = False
) -> list[dict[str, Any]]:
    """The number of each new edition beside its dashed line, where it finds room: at the top first, or, of a
    pulse, at the bottom. Without room it stands in the words beside the chart alone."""
    words = []
    name = _("Pulse edition %(number)s") if pulse else _("Edition %(number)s")
    for moment, point in find_breaks(points):
        text = name % {"number": point.edition}
        place = position_in_span(moment, span)
        places = [
            (height, side)
            for height in ((0, 100, 25, 75) if pulse else (100, 0, 75, 25))
            for side in ((-1, 1) if place > LATE else (1, -1))
        ]
        boxes = [((place, float(height)), _beside_break(text, height, side)) for height, side in places]
        chosen = around.find_room(boxes)
        if chosen is not None:
            words.append(_name_break(text, moment, *places[chosen]))
    return words


def _beside_break(text: str, height: int, side: int) -> Box:
    low, high = {100: (-22.0, -6.0), 0: (6.0, 22.0)}.get(height, (-8.0, 8.0))
    ends = sorted((side * 6.0, side * (6 + BREAK_LETTER * len(text))))
    return Box(ends[0], ends[1], low, high)


def _name_break(text: str, moment: datetime, height: int, side: int) -> dict[str, Any]:
    anchor, shift = {100: ("top", -6), 0: ("bottom", 6)}.get(height, ("middle", 0))
    return build_label(
        text,
        x=format_for_axis(moment),
        xanchor="left" if side > 0 else "right",
        xshift=6 * side,
        yref="paper",
        y=height / 100,
        yanchor=anchor,
        yshift=shift,
        font={"size": 13, "color": css_color("ink2")},
    )


# Pixels across a digit of a number and a letter of a name, and up a line of numbers.
DIGIT, NAME_LETTER, SIZE = 9.4, 8.2, 15.0
# Pixels between a point and its number.
AWAY = 12.0
# Pixels across a letter of an edition's name, and where its dashed line stands too far right for it.
BREAK_LETTER, LATE = 7.2, 0.75


def position_in_span(at: datetime, span: Span) -> float:
    """Where a moment lies on the axis, 0..1."""
    return (at - span[0]) / (span[1] - span[0])


def place_numbers(
    points: Sequence[tuple[datetime, float]], texts: Sequence[str], span: Span, around: Surroundings
) -> dict[str, Any]:
    """A number beside each point, where it finds room; the ends choose first, then the latest."""
    last = len(points) - 1
    order = sorted(range(len(points)), key=lambda place: (place not in {0, last}, -place))
    positions: dict[int, str] = {}
    for place in order:
        at, value = points[place]
        options = _place_beside(DIGIT * len(texts[place]))
        chosen = around.find_room([((position_in_span(at, span), value), box) for box in options.values()])
        if chosen is not None:
            positions[place] = list(options)[chosen]
    placed = sorted(positions)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "number",
        "x": [format_for_axis(points[place][0]) for place in placed],
        "y": [points[place][1] for place in placed],
        "text": [texts[place] for place in placed],
        "textposition": [positions[place] for place in placed],
        "textfont": {"weight": 600, "size": SIZE, "color": css_color("ink")},
        # Plotly keeps a text off its marker, so an unseen one sets the distance.
        "marker": {"size": (AWAY - 1) * 1.6, "opacity": 0},
        "cliponaxis": False,
    }


def _place_beside(width: float) -> dict[str, Box]:
    half = width / 2
    across = {"center": (-half, half), "right": (AWAY, AWAY + width), "left": (-AWAY - width, -AWAY)}
    up = {"top": (AWAY, AWAY + SIZE), "bottom": (-AWAY - SIZE, -AWAY), "middle": (-SIZE / 2, SIZE / 2)}
    return {
        f"{high} {wide}": Box(*across[wide], *up[high])
        for high, wide in (
            *(("top", "center"), ("bottom", "center"), ("top", "left"), ("top", "right")),
            *(("bottom", "right"), ("bottom", "left"), ("middle", "right"), ("middle", "left")),
        )
    }


def place_side_names(around: Surroundings) -> list[dict[str, Any]]:
    """The names of the two grounds on an axis of 0..100, each in the corner of its ground that is free; left
    out where none is."""
    named = []
    for name, colour, ends in (
        (_("Orchestrator"), "architect", (100, 50)),
        (_("Artefact"), "artefact", (0, 50)),
    ):
        corners = [(x, y, 1 if y < max(ends) else -1) for y in ends for x in (0, 1)]
        boxes = [((float(x), float(y)), _corner(NAME_LETTER * len(name), x, up)) for x, y, up in corners]
        chosen = around.find_room(boxes)
        if chosen is None:
            continue
        x, y, up = corners[chosen]
        named.append(
            build_label(
                name,
                xref="paper",
                x=x,
                xanchor="right" if x else "left",
                xshift=-12 if x else 12,
                yref="y",
                y=y,
                yanchor="bottom" if up > 0 else "top",
                yshift=6 * up,
                font=_get_name_font(colour),
            )
        )
    return named


def _corner(width: float, x: int, up: int) -> Box:
    left, right = (-12 - width, -12.0) if x else (12.0, 12 + width)
    return Box(left, right, 6.0, 26.0) if up > 0 else Box(left, right, -26.0, -6.0)


def draw_upright(at: datetime) -> dict[str, Any]:
    style = {"color": css_color("ink2"), "width": 1.4, "dash": "dash"}
    return build_rule(xref="x", x0=format_for_axis(at), x1=format_for_axis(at), yref="paper", y0=0, y1=1) | {
        "line": style
    }


def draw_territories(line: float, low: float, high: float, yref: str = "y") -> list[dict[str, Any]]:
    """The two grounds: the orchestrator's from the line to high, the artefact's from low to the line."""
    ground = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": yref, "layer": "below"}
    return [
        ground | {"y0": line, "y1": high, "fillcolor": css_color("architect-wash"), "line": {"width": 0}},
        ground | {"y0": low, "y1": line, "fillcolor": css_color("artefact-wash"), "line": {"width": 0}},
        build_rule(xref="paper", x0=0, x1=1, yref=yref, y0=line, y1=line),
    ]


def name_sides(above: str, below: str, top: float, bottom: float) -> list[dict[str, Any]]:
    """The names of the two grounds, in the left corners. top, bottom: axis values to hang them on."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 12, "yref": "y"}
    return [
        build_label(above, **place, y=top, yanchor="top", yshift=-6, font=_get_name_font("architect")),
        build_label(below, **place, y=bottom, yanchor="bottom", yshift=6, font=_get_name_font("artefact")),
    ]


def _get_name_font(colour: str) -> dict[str, Any]:
    return {"family": SERIF, "size": 17, "color": css_color(colour)}


def format_for_axis(at: datetime) -> str:
    return at.isoformat(" ", "minutes")[:16]  # without its zone; strftime takes ten times as long
