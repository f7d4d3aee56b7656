"""Drawings as SVG. A page holds hundreds of shapes, which templates print ten times as slowly."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from assessment.charts.i18n import gettext as _
from assessment.scoring.rounding import half_up

if TYPE_CHECKING:
    from assessment.charts import dots, levers, plan

SCALE = (
    "M5 0v9M10 0v9M15 0v9M20 0v9M30 0v9M35 0v9M40 0v9M45 0v9M55 0v9M60 0v9M65 0v9M70 0v9M80 0v9M85 0v9M90 0v9"
    "M95 0v9M0 0v14M25 0v14M50 0v14M75 0v14M100 0v14"
)


class Markup(str):
    """Markup whose words are escaped: Django and others ask a text for __html__ before they escape it."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _escape_words(words: str) -> str:
    # Unless they are markup already, as what a template has translated is.
    return words if hasattr(words, "__html__") else escape(words)


def write_plan(plan: "plan.Plan", says: str) -> Markup:
    """A plan at each of its sizes. says: the finding, read out instead of the picture."""
    label = _escape_words(says)
    drawings = [
        f'<svg class="plan plan-{drawing.size.name}" width="100%" height="{drawing.height}" role="img" '
        f'aria-label="{label}" data-width="{drawing.size.width}" data-height="{drawing.size.height}" '
        f'data-door="{drawing.size.door}">{drawing.body}</svg>'
        for drawing in plan.drawings
    ]
    return Markup("\n".join(drawings))


def write_dots(dots: "dots.Dots", says: str) -> Markup:
    """A verdict at each of its sizes. says: the finding, read out instead of the picture."""
    label = _escape_words(says)
    drawings = [
        f'<svg class="dots dots-{drawing.size.name}" width="100%" height="{drawing.height}" role="img" '
        f'aria-label="{label}">{drawing.body}</svg>'
        for drawing in dots.drawings
    ]
    return Markup("\n".join(drawings))


def draw_plan_body(drawing: "plan.Drawing") -> Markup:
    """Walls, rooms with their furniture, the dimension line and the words on it, below the drawing's top."""
    size = drawing.size
    wall = f'width="{drawing.extent}%" height="{size.height}"/>'
    walls = f'<rect class="wall-outer" {wall}<rect class="wall-gap" {wall}<rect class="wall-inner" {wall}'
    parts = [
        f'<svg class="plan-body" y="{drawing.top}" overflow="visible"><g class="walls">{walls}</g>',
        *(_draw_room(room, size) for room in drawing.rooms),
        f'<line class="dimension" x2="{drawing.extent}%" y1="{size.dimension_y}" y2="{size.dimension_y}"/>',
        *(_draw_door(room, size) + _draw_words(room, size) for room in drawing.rooms),
        f'<use href="#tick" x="{drawing.extent}%" y="{size.dimension_y}"/></svg>',
    ]
    return Markup("".join(parts))


def _draw_room(room: "plan.Room", size: "plan.Size") -> str:
    extent = f'x="{room.x}%" width="{room.width}%" height="{size.height}"'
    pattern = f'<rect class="room-pattern" {extent} fill="url(#{room.pattern})"/>' if room.pattern else ""
    return (
        f'<g class="room room-{room.kind}"><rect class="room-floor" {extent}/>{pattern}'
        f'<g class="furniture">{"".join(_draw_furniture(room, size))}</g></g>'
    )


def _draw_furniture(room: "plan.Room", size: "plan.Size") -> Iterator[str]:
    for x in room.stacks:
        yield f'<use href="#stack" x="{x}%" y="{size.furniture}"/>'
    if room.network:
        yield f'<use href="#network-{room.network}" x="{room.middle}%" y="{size.furniture}"/>'
    if room.desk:
        yield (
            f'<rect class="desk" x="{room.desk_x}%" y="{size.desk_y}" width="{room.desk_width}%" '
            f'height="{size.desk_height}"/><use href="#chair" x="{room.middle}%" y="{size.chair_y}"/>'
        )


def _draw_door(room: "plan.Room", size: "plan.Size") -> str:
    # What stands at the left wall of a room: the wall with its door, a tick, and the label inside the room.
    top, foot, door = size.door_top, size.door_foot, size.door
    parts = [f'<svg class="at at-{room.kind}" x="{room.x}%" overflow="visible">']
    if room.door == "closed":
        parts.append(f'<path class="wall" d="M0 0V{size.height}"/>')
    elif room.door != "none":
        parts.append(
            f'<path class="wall" d="M0 0V{top}M0 {foot}V{size.height}"/>'
            f'<path class="doorway" d="M0 {top}V{foot}"/>'
        )
    if room.door == "leaf":
        parts.append(f'<path class="door" d="M0 {top}A{door} {door} 0 0 1 {door} {foot}H0"/>')
    parts.append(f'<use href="#tick" y="{size.dimension_y}"/>')
    if room.inside:
        parts.append(
            f'<rect class="plate" x="7" y="9" width="{room.plate}" height="24"/>'
            f'<text class="room-label {room.kind}-text" x="14" y="26">{escape(room.label)}</text>'
        )
    return "".join((*parts, "</svg>"))


def _draw_words(room: "plan.Room", size: "plan.Size") -> str:
    # What stands in the middle of a room: its label on a leader above it, and its hours under it.
    words = ""
    if not room.inside:
        words = (
            f'<path class="leader {room.kind}-text" d="M0 {room.leader_top}V18"/>'
            f'<circle class="leader-end {room.kind}-text" cy="18" r="3"/>'
            f'<text class="room-label {room.kind}-text" y="{room.label_y}" '
            f'text-anchor="{room.anchor}">{escape(room.label)}</text>'
        )
    if room.under:
        words += (
            f'<text class="hours {room.kind}-text" y="{size.hours_y}" '
            f'text-anchor="middle">{escape(room.hours)}</text>'
        )
    return f'<svg class="at at-{room.kind}" x="{room.middle}%" overflow="visible">{words}</svg>'


def draw_dots_body(drawing: "dots.Drawing") -> Markup:
    """Both territories, the number on its dimension line, the dots, and the scale with the result before."""
    return Markup(
        _draw_territories(drawing) + _draw_number(drawing) + _draw_dots(drawing) + _draw_scale(drawing)
    )


def _draw_territories(drawing: "dots.Drawing") -> str:
    ground, size = drawing.floor, drawing.size
    artefact, orchestrator = escape(_("Artefact")), escape(_("Orchestrator"))
    return (
        f'<rect class="artefact-wash" width="50%" height="{ground}"/>'
        f'<rect width="50%" height="{ground}" fill="url(#hatch-faint)"/>'
        f'<rect class="orchestrator-wash" x="50%" width="50%" height="{ground}"/>'
        f'<svg x="50%" overflow="visible"><rect width="50%" height="{ground}" fill="url(#grid-faint)"/></svg>'
        f'<rect class="artefact-wash" width="100" height="{size.band}"/>'
        f'<text class="side-name artefact-text" x="12" y="{size.name_y}">{artefact}</text>'
        '<svg x="100%" overflow="visible">'
        f'<rect class="orchestrator-wash" x="-128" width="128" height="{size.band}"/></svg>'
        f'<text class="side-name orchestrator-text" x="100%" y="{size.name_y}" dx="-12" '
        f'text-anchor="end">{orchestrator}</text>'
        f'<line class="the-line" x1="50%" x2="50%" y2="{ground}"/>'
    )


def _draw_number(drawing: "dots.Drawing") -> str:
    low, high, y = drawing.low, drawing.high, drawing.size.dimension_y
    return (
        f'<text class="dots-number" x="{drawing.number_x}%" y="{drawing.size.number_y}" '
        f'dx="{drawing.number_dx}" text-anchor="{drawing.number_anchor}">{drawing.number}'
        f'<tspan class="dots-tolerance" dx="7">± {drawing.tolerance}</tspan></text>'
        f'<line class="dimension" x1="{low}%" x2="{high}%" y1="{y}" y2="{y}"/>'
        f'<use href="#tick" x="{low}%" y="{y}"/><use href="#tick" x="{high}%" y="{y}"/>'
    )


def _draw_dots(drawing: "dots.Drawing") -> str:
    radius = drawing.size.radius
    circles = [
        f'<circle class="{"dot-orchestrator" if dot.right else "dot-artefact"}" '
        f'cx="{dot.x}" cy="{dot.y}" r="{radius}"/>'
        for dot in drawing.dots
    ]
    return (
        f'<svg class="dot-field" y="{drawing.floor}" width="100%" height="400" viewBox="0 0 100 1" '
        f'preserveAspectRatio="xMidYMin meet" overflow="visible">{"".join(circles)}</svg>'
    )


def _draw_scale(drawing: "dots.Drawing") -> str:
    ground, line, name = drawing.floor, "", ""
    fine = f'<rect y="{ground}" width="100%" height="5" fill="url(#scale-fine)"/>'
    if before := drawing.before:
        x = f"{before.index}%"
        line = f'<line class="scale" x1="{x}" x2="{x}" y1="13" y2="40"/>'
        name = (
            f'<use href="#last-time" x="{x}"/><text class="last-time-text" x="{x}" y="54" '
            f'text-anchor="{drawing.before_anchor}">{escape(before.name)} {half_up(before.index)}</text>'
        )
    return (
        f'<line class="axis" x2="100%" y1="{ground}" y2="{ground}"/>{fine if drawing.size.fine else ""}'
        f'<svg y="{ground}" width="100%" height="14" viewBox="0 0 100 14" preserveAspectRatio="none" '
        f'overflow="visible"><path class="scale" d="{SCALE}"/></svg>'
        f'<svg class="scale-text" y="{ground}" overflow="visible">{line}<text y="32">0</text>'
        '<text x="25%" y="32" text-anchor="middle">25</text>'
        '<text x="50%" y="32" text-anchor="middle">50</text>'
        '<text x="75%" y="32" text-anchor="middle">75</text>'
        '<text x="100%" y="32" text-anchor="end">100</text>'
        f"{name}</svg>"
    )


def draw_lever(base: float, dot: float, radius: int, reach: tuple[float, float] | None = None) -> Markup:
    """One row of the levers, from the index to a gain. In percent, but radius; reach: a start and a width."""
    rect = (
        f'<rect class="lever-range" x="{reach[0]}%" width="{reach[1]}%" y="6" height="14"/>' if reach else ""
    )
    return Markup(
        '<svg aria-hidden="true" focusable="false"><line class="lever-rule" x2="100%" y1="13" y2="13"/>'
        f'<line class="lever-base" x1="{base}%" x2="{base}%" y1="1" y2="25"/>{rect}'
        f'<line class="lever-stem" x1="{base}%" x2="{dot}%" y1="13" y2="13"/>'
        f'<circle class="lever-dot" cx="{dot}%" cy="13" r="{radius}"/></svg>'
    )


def draw_lever_scale(ticks: "Sequence[levers.Tick]") -> Markup:
    words = [
        f'<text{' class="is-strong"' if tick.strong else ""} x="{tick.x}%" y="18" '
        f'text-anchor="{tick.anchor}">{tick.number}</text>'
        for tick in ticks
    ]
    return Markup(
        f'<svg class="lever-axis" height="30" aria-hidden="true" focusable="false">{"".join(words)}</svg>'
    )


def draw_signed_bar(points: float, share: float) -> Markup:
    """A bar from the middle of a cell: right for points above 0, else left. share: of half of it, 0..100."""
    bar, half = "", share / 2
    if points > 0:
        bar = f'<rect class="bar-up" x="50%" y="3" width="{half:.2f}%" height="10"/>'
    elif points < 0:
        bar = f'<rect class="bar-down" x="{50 - half:.2f}%" y="3" width="{half:.2f}%" height="10"/>'
    return Markup(
        '<svg height="16" aria-hidden="true" focusable="false">'
        f'<line class="bar-line" x1="50%" x2="50%" y1="0" y2="16"/>{bar}</svg>'
    )
