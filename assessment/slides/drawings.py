"""The drawings of the pages as shapes of a slide, placed by the same numbers and on the same scales."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from assessment.charts import plan, time_axis
from assessment.charts.capabilities import BANDS, CapabilityRow
from assessment.charts.dots import Dots
from assessment.charts.levers import LeverDrawing
from assessment.charts.team import TeamRow
from assessment.charts.team_over_time import TeamPoint
from assessment.scoring.constants import Z80
from assessment.scoring.rounding import half_up
from assessment.slides.shapes import Box, Canvas, Style

TICKS = (0, 25, 50, 75, 100)
LINE = 50
NUMBER = Style(size=26, serif=True)
NAME = Style(size=15, bold=True)
QUIET = Style(size=13, colour="ink2")
TICK = Style(size=11, colour="ink3", anchor="middle")


@dataclass(frozen=True)
class Sides:
    artefact: str
    orchestrator: str


def draw_verdict(canvas: Canvas, box: Box, dots: Dots, sides: Sides) -> float:
    """Twenty likely results on the two territories, the range above them, the scale below; returns where the
    drawing ends. box: its place and width; as high as it is on the page, no more."""
    drawing = dots.drawings[0]
    pixel = box.width / drawing.size.width
    point = box.width / 100
    ground = box.top + drawing.floor * pixel
    field = Box(box.left, box.top, box.width, ground - box.top)
    _draw_territories(canvas, field, upright=False)
    band = box.top + 18
    canvas.label(box.left + 10, band, sides.artefact, NAME.alter(colour="artefact"))
    canvas.label(box.right - 10, band, sides.orchestrator, NAME.alter(colour="architect", anchor="end"))
    dimension = box.top + drawing.size.dimension_y * pixel
    _draw_number(canvas, box, dots, dimension)
    low, high = box.at(drawing.low), box.at(drawing.high)
    canvas.line(low, dimension, high, dimension, "ink", 1.25)
    for end in (low, high):
        canvas.line(end, dimension - 6, end, dimension + 6, "ink", 1.25)
        canvas.line(end - 4, dimension + 4, end + 4, dimension - 4, "ink", 1.25)
    radius = drawing.size.radius * point
    for dot in drawing.dots:
        x, y = box.at(dot.x), ground + dot.y * point
        if dot.right:
            canvas.dot(x, y, radius, "architect-fill")
        else:
            canvas.dot(x, y, radius - 1, "", outline="artefact", outline_width=2)
    _draw_scale(canvas, Box(box.left, ground, box.width, 0))
    if drawing.before:
        x, name = box.at(drawing.before.index), f"{drawing.before.name} {half_up(drawing.before.index)}"
        canvas.fill(Box(x - 5, ground + 22, 10, 9), "ink2", figure="triangle")
        canvas.label(x, ground + 41, name, TICK.alter(colour="ink2", anchor=drawing.before_anchor))
    return ground + (50 if drawing.before else 24)


def _draw_number(canvas: Canvas, box: Box, dots: Dots, dimension: float) -> None:
    drawing = dots.drawings[0]
    style = NUMBER.alter(anchor=drawing.number_anchor)
    x = box.at(drawing.number_x) + drawing.number_dx
    canvas.label(x, dimension - 22, f"{drawing.number} ± {drawing.tolerance}", style)


def draw_capabilities(canvas: Canvas, box: Box, rows: Sequence[CapabilityRow]) -> None:
    height = _draw_rows_scale(canvas, box, len(rows))
    for place, row in enumerate(rows):
        top = box.top + place * height
        middle = top + height * 0.62
        tolerance = f"± {half_up(Z80 * row.standard_error)}"
        _label_row(canvas, box, top + height * 0.22, row.name, f"{half_up(row.score)} {tolerance}")
        for z, opacity in BANDS:
            low = box.at(max(0.0, row.score - z * row.standard_error))
            high = box.at(min(100.0, row.score + z * row.standard_error))
            band = Box(low, middle - height * 0.14, high - low, height * 0.28)
            canvas.fill(band, "architect", opacity=opacity)
        if row.before is not None:
            canvas.dot(box.at(row.before), middle, 6, "paper", outline="ink2", outline_width=2)
        canvas.dot(box.at(row.score), middle, 7.5, "architect", outline="paper", outline_width=1.5)


def draw_halves(canvas: Canvas, box: Box, rows: Sequence[TeamRow], named: str, median: str) -> None:
    """The middle half of each measure with its median. named: the row that stands out, or "" for all alike;
    median: words with %(points)s."""
    height = _draw_rows_scale(canvas, box, len(rows))
    for place, row in enumerate(rows):
        top = box.top + place * height
        middle, strong = top + height * 0.62, named in {"", row.name}
        _label_row(canvas, box, top + height * 0.22, row.name, median % {"points": row.median})
        low, high = (box.at(end) for end in row.ends)
        if high > low:
            band = Box(low, middle - height * 0.15, high - low, height * 0.3)
            canvas.fill(band, "architect-fill", opacity=0.3 if strong else 0.12)
        mark = Box(box.at(row.median) - 2, middle - height * 0.19, 4, height * 0.38)
        canvas.fill(mark, "architect" if strong else "control")


def draw_levers(canvas: Canvas, box: Box, drawing: LeverDrawing, rows: Sequence[tuple[str, str]]) -> None:
    """A stem from the index to each gain, and the last row to what the habits would do together.

    rows: words and figure of each, the one for all together last where the drawing has it.
    """
    height = min(62.0, (box.height - 26) / len(rows))
    foot = box.top + height * len(rows)
    base = box.at(drawing.base)
    for place, (words, figure) in enumerate(rows):
        top = box.top + place * height
        middle = top + height * 0.7
        _label_row(canvas, box, top + height * 0.26, words, figure)
        canvas.line(box.left, middle, box.right, middle, "line", 0.75)
        canvas.line(base, middle - 10, base, middle + 10, "ink", 1.5)
        if drawing.named is not None:
            named = box.at(drawing.named)
            canvas.line(named, middle - 10, named, top + height, "ink", 1.25, dotted=True)
        if place < len(drawing.rows):
            row = drawing.rows[place]
            low, high = box.at(row.low), box.at(row.low + row.width)
            canvas.fill(Box(low, middle - 6, high - low, 12), "architect", opacity=0.3)
            end, radius = box.at(row.dot), 6.0
        else:
            end, radius = box.at(drawing.weekly or drawing.base), 7.5
        canvas.line(base, middle, end, middle, "architect", 2)
        canvas.dot(end, middle, radius, "architect")
    for tick in drawing.ticks:
        style = TICK.alter(anchor=tick.anchor)
        strong = style.alter(colour="ink", bold=True) if tick.strong else style
        canvas.label(box.at(tick.x), foot + 13, str(tick.number), strong)


def draw_plan(canvas: Canvas, box: Box, rooms_of: plan.Plan) -> float:
    """Hours as rooms of one height, as wide as the hours; the hatch for approving, the grid for designing.
    box: its place and width; returns where the drawing ends."""
    drawing = rooms_of.drawings[0]
    pixel = box.width / drawing.size.width
    top, height = box.top + drawing.top * pixel, drawing.size.height * pixel
    dimension = box.top + (drawing.top + drawing.size.dimension_y) * pixel
    walls = Box(box.left, top, box.at(drawing.extent) - box.left, height)
    colours = {"approving": "artefact", "designing": "architect"}
    for room in drawing.rooms:
        left, right = box.at(room.x), box.at(room.x + room.width)
        floor = Box(left, top, right - left, height)
        canvas.fill(
            floor, "" if room.pattern else "sheet", pattern=room.pattern, outline="ink", outline_width=2
        )
    canvas.fill(walls, outline="ink", outline_width=4)
    canvas.line(walls.left, dimension, walls.right, dimension, "ink2", 1)
    for edge in [box.at(room.x) for room in drawing.rooms] + [walls.right]:
        canvas.line(edge - 4, dimension + 4, edge + 4, dimension - 4, "ink2", 1)
    for room in drawing.rooms:
        colour = colours.get(room.kind, "ink2")
        middle = box.at(room.middle)
        if room.inside:
            style = NAME.alter(colour=colour)
            canvas.label(box.at(room.x) + 14, top + 24, room.label, style)
        else:
            above = top + room.label_y * pixel
            canvas.line(middle, above + 9, middle, top + 22, colour, 1)
            canvas.dot(middle, top + 22, 3, colour)
            canvas.label(middle, above, room.label, NAME.alter(colour=colour, anchor=room.anchor))
        if room.under:
            style = NAME.alter(colour=colour, anchor="middle")
            canvas.label(middle, dimension + 22, room.hours, style)
    return dimension + 34


def draw_over_time(canvas: Canvas, box: Box, points: Sequence[TeamPoint], sides: Sides) -> None:
    field = Box(box.left + 30, box.top, box.width - 30, box.height - 34)
    span = time_axis.choose_span([point.at for point in points])
    _draw_territories(canvas, field, upright=True)
    name = NAME.alter(anchor="end")
    canvas.label(field.right - 8, field.top + 14, sides.orchestrator, name.alter(colour="architect"))
    canvas.label(field.right - 8, field.bottom - 14, sides.artefact, name.alter(colour="artefact"))
    _draw_time_scales(canvas, field, span)
    at = [_place_in_time(field, span, point.at, point.median) for point in points]
    for point, (x, _) in zip(points, at, strict=True):
        if point.low is not None and point.high is not None:
            top, foot = (field.bottom - field.height * end / 100 for end in (point.high, point.low))
            canvas.fill(Box(x - 8, top, 16, foot - top), "architect-fill", opacity=0.3)
    for start, end in pairwise(at):
        canvas.line(*start, *end, "architect", 2.25)
    numbered = {0, len(points) - 1} if len(points) > time_axis.FEW else set(range(len(points)))
    for number, (point, (x, y)) in enumerate(zip(points, at, strict=True)):
        canvas.dot(x, y, 6, "architect", outline="paper", outline_width=1.5)
        if number in numbered:
            canvas.label(x, y - 22, str(point.median), NUMBER.alter(size=18, anchor="middle"))


def _place_in_time(field: Box, span: time_axis.Span, at: datetime, points: float) -> tuple[float, float]:
    return field.at(100 * time_axis.position_in_span(at, span)), field.bottom - field.height * points / 100


def _draw_time_scales(canvas: Canvas, field: Box, span: time_axis.Span) -> None:
    for tick in TICKS:
        y = field.bottom - field.height * tick / 100
        canvas.label(field.left - 8, y, str(tick), TICK.alter(anchor="end"))
    for day, label in zip(*time_axis.choose_ticks(span), strict=True):
        moment = datetime.fromisoformat(day).replace(tzinfo=span[0].tzinfo)
        x, y = _place_in_time(field, span, moment, 0)
        for row, line in enumerate(label.split("<br>")):
            canvas.label(x, y + 11 + 14 * row, line, TICK)


def _draw_territories(canvas: Canvas, field: Box, *, upright: bool) -> None:
    if upright:
        half = field.height / 2
        orchestrator = Box(field.left, field.top, field.width, half)
        artefact = Box(field.left, field.top + half, field.width, half)
        ends = (field.left, field.top + half, field.right, field.top + half)
    else:
        half = field.width / 2
        artefact = Box(field.left, field.top, half, field.height)
        orchestrator = Box(field.left + half, field.top, half, field.height)
        ends = (field.left + half, field.top, field.left + half, field.bottom)
    canvas.fill(artefact, pattern="hatch")
    canvas.fill(orchestrator, pattern="grid")
    canvas.line(*ends, "ink", 1.25, dotted=True)


def _draw_scale(canvas: Canvas, box: Box) -> None:
    canvas.line(box.left, box.top, box.right, box.top, "ink2", 1)
    for tick in TICKS:
        x = box.at(tick)
        canvas.line(x, box.top, x, box.top + 6, "ink2", 1)
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        canvas.label(x, box.top + 15, str(tick), TICK.alter(anchor=anchor))


def _draw_rows_scale(canvas: Canvas, box: Box, rows: int) -> float:
    height = (box.height - 26) / rows
    foot = box.top + height * rows
    for tick in TICKS:
        colour, strong = ("ink", True) if tick == LINE else ("line", False)
        canvas.line(box.at(tick), box.top, box.at(tick), foot, colour, 1.25 if strong else 0.75, dotted=True)
    _draw_scale(canvas, Box(box.left, foot, box.width, 0))
    return height


def _label_row(canvas: Canvas, box: Box, y: float, words: str, figure: str) -> None:
    canvas.label(box.left, y, words, NAME, width=box.width - 90)
    canvas.label(box.right, y, figure, NAME.alter(anchor="end"), width=160)
