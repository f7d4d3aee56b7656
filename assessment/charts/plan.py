"""Hours as a floor plan: rooms of one height, as wide as the hours spent in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import floor
from typing import NamedTuple

from assessment.charts.i18n import gettext as _
from assessment.charts.svg import Markup, draw_plan_body
from assessment.hours import nearest_half_hour
from assessment.scoring.rounding import half_up

STACK_EVERY, STACK_MARGIN = 52, 16  # pixels of wall for each stack of approvals, and kept free of them
CHARACTER = 7.8  # pixels of one digit on the dimension line
LABELS_APART = 8  # pixels kept between two labels in one row
LEADER_APART = 4  # and between a label and the leader of another room


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a week or a month, each 0 or more. rest, undecided: None where there is none; then no room.

    unit: "%" where these are shares of hours that are not told.
    """

    approving: float
    designing: float
    rest: float | None = None
    undecided: float | None = None
    unit: str = "h"

    @property
    def total(self) -> float:
        return self.approving + self.designing + (self.rest or 0) + (self.undecided or 0)


@dataclass(frozen=True, slots=True)
class Size:
    """One drawing's pixels. width: about the least it is shown at. height: of the rooms. door: its leaf."""

    name: str
    width: int
    height: int
    door: int

    @property
    def door_foot(self) -> int:
        return self.height - 7

    @property
    def door_top(self) -> int:
        return self.door_foot - self.door

    @property
    def furniture(self) -> int:
        return 32 + (self.height - 32) // 2

    @property
    def desk_height(self) -> int:
        return self.height // 5

    @property
    def desk_y(self) -> int:
        return self.furniture - self.desk_height // 2

    @property
    def chair_y(self) -> int:
        return self.desk_y + self.desk_height

    @property
    def dimension_y(self) -> int:
        return self.height + 24

    @property
    def hours_y(self) -> int:
        return self.height + 45


WIDE = Size("wide", 680, 97, 29)
CARD = Size("card", 420, 145, 29)
NARROW = Size("narrow", 270, 106, 23)
SIZES = (WIDE, CARD, NARROW)

PLATES = {"Approving": 80, "Designing": 80, "Everything else": 114, "The rest": 69, "Undecided": 82}  # pixels
BESIDE_LABEL, LETTER = 12, 7.6  # pixels, of plates for words that were not measured; hours.js has the same
BESIDE_PLATE = 9


def list_labels() -> dict[str, tuple[str, ...]]:
    """What the rooms of each kind may be called, the longest first."""
    return {
        "approving": (_("Approving"),),
        "designing": (_("Designing"),),
        "rest": (_("Everything else"), _("The rest")),
        "undecided": (_("Undecided"),),
    }


def measure_plate(label: str) -> int:
    return PLATES.get(label) or half_up(BESIDE_LABEL + LETTER * len(label))


class Room(NamedTuple):
    """One room. x, width, middle and stacks in percent of the drawing's width.

    inside: the label stands in the room on its plate (pixels), else above it by a leader in row 1 (near) to
    4, set from `anchor`, which `turned` overrules. under: the hours stand on the dimension line, else beside
    the leader's label.
    """

    kind: str
    x: float
    width: float
    label: str
    inside: bool
    hours: str
    under: bool
    stacks: tuple[float, ...]
    network: str
    desk: bool
    door: str
    row: int = 1
    turned: str = ""

    @property
    def pattern(self) -> str:
        return {"approving": "hatch", "designing": "grid"}.get(self.kind, "")

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 3)

    @property
    def anchor(self) -> str:
        if self.turned:
            return self.turned
        if self.middle < 15:
            return "start"
        return "end" if self.middle > 85 else "middle"

    @property
    def plate(self) -> int:
        return measure_plate(self.label)

    @property
    def label_y(self) -> int:
        return 6 - 20 * self.row

    @property
    def leader_top(self) -> int:
        return self.label_y + 5

    @property
    def desk_x(self) -> float:
        return round(self.x + self.width * 0.36, 3)

    @property
    def desk_width(self) -> float:
        return round(self.width * 0.44, 3)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything of a plan at one size. extent: percent of the width; the rest in pixels."""

    size: Size
    rooms: tuple[Room, ...]
    extent: float
    top: int

    @property
    def height(self) -> int:
        return self.top + self.size.height + 54

    @property
    def body(self) -> Markup:
        return draw_plan_body(self)


@dataclass(frozen=True, slots=True)
class Plan:
    drawings: tuple[Drawing, ...]
    hours: Hours


def draw_plans(months: Sequence[Hours], *, of: str = "", headroom: int = 8) -> tuple[Plan, ...]:
    """Plans of the given weeks or months, all on one scale: the longest fills the width.

    of: said after the last room's hours where there is space, such as "of 45". headroom: least pixels
    kept free above the rooms. Widths are proportional to hours. Raises ValueError for hours below 0, or when
    there is nothing to draw.
    """
    if any(h < 0 for m in months for h in (m.approving, m.designing, m.rest or 0, m.undecided or 0)):
        raise ValueError("Hours are 0 or more.")
    longest = max((m.total for m in months), default=0)
    if longest <= 0:
        raise ValueError("There are no hours to draw.")
    labels = list_labels()
    return tuple(
        Plan(tuple(_draw_at_size(month, longest, size, labels, of, headroom) for size in SIZES), month)
        for month in months
    )


def _draw_at_size(
    month: Hours, longest: float, size: Size, labels: Mapping[str, tuple[str, ...]], of: str, headroom: int
) -> Drawing:
    rooms: list[Room] = []
    x = 0.0
    for kind, names in labels.items():
        if (hours := getattr(month, kind)) is not None:
            width = 100 * hours / longest
            room = _build_room(kind, hours, month.unit, x, width, size, names)
            door, text = _choose_door(rooms, room, size), _add_total(room, of, size)
            rooms.append(room._replace(door=door, hours=text))
            x += width
    placed = _place_labels(rooms, size)
    top = max([headroom, *(12 + 20 * room.row for room in placed if not room.inside)])
    return Drawing(size, placed, round(x, 3), top)


def _build_room(
    kind: str, hours: float, unit: str, x: float, width: float, size: Size, names: tuple[str, ...]
) -> Room:
    pixels = width * size.width / 100
    if size is NARROW:
        names = names[-1:]
    label = next((name for name in names if measure_plate(name) + BESIDE_PLATE <= pixels), names[-1])
    inside = measure_plate(label) + BESIDE_PLATE <= pixels
    text = f"{nearest_half_hour(hours)} {unit}"
    under = CHARACTER * len(text) + 4 <= pixels
    return Room(
        kind=kind,
        x=round(x, 3),
        width=round(width, 3),
        label=label if under else f"{label}, {text}",
        inside=inside,
        hours=text,
        under=under,
        stacks=_place_stacks(x, width, pixels) if kind == "approving" else (),
        network=_choose_network(pixels) if kind == "designing" else "",
        desk=kind == "rest" and pixels >= 60,
        door="none",
    )


def _add_total(room: Room, of: str, size: Size) -> str:
    longer = f"{room.hours} {of}"
    fits = CHARACTER * len(longer) + 8 <= room.width * size.width / 100
    return longer if of and room.kind == "rest" and fits else room.hours


class Place(NamedTuple):
    anchor: str
    leader: float
    start: float
    end: float


def _place_labels(rooms: list[Room], size: Size) -> tuple[Room, ...]:
    outside = [room for room in rooms if not room.inside]
    # Three long labels in the middle of a phone may find no place; their hours stand in the text as well.
    shorter = [room._replace(label=room.label.removesuffix(f", {room.hours}")) for room in outside]
    placed = {
        room.kind: room
        for room in _arrange_labels(outside, size) or _arrange_labels(shorter, size) or outside
    }
    return tuple(placed.get(room.kind, room) for room in rooms)


def _arrange_labels(rooms: list[Room], size: Size) -> list[Room]:
    # Where rows alone do not do, labels also turn to the other side of their leader.
    places = [_list_places(room, size) for room in rooms]
    turns = sorted(
        product(*places), key=lambda chosen: sum(p != q[0] for p, q in zip(chosen, places, strict=True))
    )
    heights = list(product(range(1, len(rooms) + 1), repeat=len(rooms)))
    heights.sort(key=lambda rows: (max(rows, default=0), sum(rows)))
    for chosen, apart, rows in product(turns, (LEADER_APART, 0), heights):
        labels = combinations(zip(chosen, rows, strict=True), 2)
        if all(_are_clear(*first, *second, apart) for first, second in labels):
            arranged = zip(rooms, chosen, rows, strict=True)
            return [room._replace(turned=place.anchor, row=row) for room, place, row in arranged]
    return []


def _list_places(room: Room, size: Size) -> list[Place]:
    leader, across = room.middle * size.width / 100, LETTER * len(room.label)
    starts = {"start": leader, "middle": leader - across / 2, "end": leader - across}
    anchors = dict.fromkeys((room.anchor, "middle", "start", "end"))
    places = [Place(anchor, leader, starts[anchor], starts[anchor] + across) for anchor in anchors]
    return [place for place in places if place.start >= 0 and place.end <= size.width]


def _are_clear(first: Place, row: int, second: Place, other_row: int, leader_apart: int) -> bool:
    if row == other_row:
        return first.end + LABELS_APART <= second.start or second.end + LABELS_APART <= first.start
    lower, leader = (first, second.leader) if row < other_row else (second, first.leader)
    return not lower.start - leader_apart < leader < lower.end + leader_apart


def _place_stacks(x: float, width: float, pixels: float) -> tuple[float, ...]:
    count = max(0, floor((pixels - STACK_MARGIN) / STACK_EVERY))
    return tuple(round(x + width * (i + 0.5) / count, 3) for i in range(count))


def _choose_network(pixels: float) -> str:
    if pixels >= 84:
        return "large"
    return "small" if pixels >= 44 else ""


def _choose_door(before: list[Room], room: Room, size: Size) -> str:
    if not before:
        return "none"
    if before[-1].width == 0 or room.width == 0:
        return "closed"
    return "leaf" if room.width * size.width / 100 >= size.door + 6 else "gap"
