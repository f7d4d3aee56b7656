"""Where a number or a name finds room on a chart: inside it, clear of lines, marks and other words.

The browser draws one figure at many widths, so a place is judged on the narrowest screen, a wide one and
paper at once. x is a share of the axis (0..1), y a value of the axis (0..100), boxes are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import inf
from typing import NamedTuple

# Width and height of the drawn area: a phone, a column, paper.
CANVASES = ((280.0, 266.0), (600.0, 266.0), (636.0, 146.0))
# Pixels above the top of the axis in which words may still stand.
ABOVE_THE_AXIS = 6.0
# What it costs to stand on something; outside the chart or on other words is no place at all.
OVER_MARK, OVER_LINE, OVER_RULE = 20, 8, 8

Place = tuple[float, float]


class Box(NamedTuple):
    """Pixels right of and above an anchor."""

    left: float
    right: float
    bottom: float
    top: float

    def moved(self, x: float, y: float) -> "Box":
        return Box(self.left + x, self.right + x, self.bottom + y, self.top + y)

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def crossed_by(self, start: Place, end: Place) -> bool:
        """Whether a straight line between two pixels runs through the box (Liang and Barsky)."""
        (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
        if max(x, end[0]) < self.left or min(x, end[0]) > self.right:
            return False  # most lines: no need to cut them
        if max(y, end[1]) < self.bottom or min(y, end[1]) > self.top:
            return False
        enters, leaves = 0.0, 1.0
        for step, room in (
            (-dx, x - self.left),
            (dx, self.right - x),
            (-dy, y - self.bottom),
            (dy, self.top - y),
        ):
            if step == 0:
                if room < 0:
                    return False
            elif step < 0:
                enters = max(enters, room / step)
            else:
                leaves = min(leaves, room / step)
        return enters < leaves


@dataclass
class Surroundings:
    """What is drawn already. lines: their ends and what crossing one costs. marks: their middles and reach in
    pixels. words: boxes at an anchor."""

    lines: list[tuple[Place, Place, int]] = field(default_factory=list)
    marks: list[tuple[Place, float]] = field(default_factory=list)
    words: list[tuple[Place, Box]] = field(default_factory=list)

    def add_line(self, places: Sequence[Place], cost: int = OVER_LINE) -> None:
        self.lines += [(start, end, cost) for start, end in pairwise(places)]

    def add_marks(self, places: Sequence[Place], reach: float) -> None:
        self.marks += [(place, reach) for place in places]

    def find_room(self, options: Sequence[tuple[Place, Box]], extra: Sequence[int] = ()) -> int | None:
        """The first of the cheapest options, which is taken from now on; None where each stands outside the
        chart or on other words on one of the canvases. extra: what an option costs wherever it stands."""
        canvases = [self._scale(canvas) for canvas in CANVASES]
        best, least = None, inf
        for place, (option, more) in enumerate(zip(options, extra or [0] * len(options), strict=True)):
            cost = more + sum(canvas.cost(*option) for canvas in canvases)
            if cost < least:
                best, least = place, cost
            if least == 0:
                break  # nothing later is cheaper
        if best is not None:
            self.words.append(options[best])
        return best

    def find_room_for_two(
        self, options: Sequence[tuple[Place, Box]], others: Sequence[tuple[Place, Box]], extra: Sequence[int]
    ) -> tuple[int, int] | None:
        """As find_room, for two texts with as many options each, which keep off one another. The first stays
        above the second: else each would seem to name the other's line."""
        canvases = [self._scale(canvas) for canvas in CANVASES]
        costs = [
            [sum(canvas.cost(*option) for canvas in canvases) + more for option, more in group]
            for group in (list(zip(options, extra, strict=True)), list(zip(others, extra, strict=True)))
        ]
        pairs = sorted(
            product(range(len(options)), range(len(others))),
            key=lambda pair: costs[0][pair[0]] + costs[1][pair[1]],
        )
        for first, second in pairs:
            clear = all(_stands_above(options[first], others[second], canvas) for canvas in CANVASES)
            if clear and costs[0][first] + costs[1][second] < inf:
                self.words += [options[first], others[second]]
                return first, second
        return None

    def _scale(self, size: tuple[float, float]) -> "_Canvas":
        canvas = _Canvas(*size)
        canvas.lines = [(canvas.pixels(start), canvas.pixels(end), price) for start, end, price in self.lines]
        canvas.marks = [
            Box(-reach, reach, -reach, reach).moved(*canvas.pixels(place)) for place, reach in self.marks
        ]
        canvas.words = [box.moved(*canvas.pixels(place)) for place, box in self.words]
        return canvas


@dataclass
class _Canvas:
    # What is drawn, in pixels of one drawn area.
    width: float
    height: float
    lines: list[tuple[Place, Place, int]] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)

    def pixels(self, place: Place) -> Place:
        return place[0] * self.width, place[1] / 100 * self.height

    def cost(self, anchor: Place, box: Box) -> float:
        here = box.moved(*self.pixels(anchor))
        inside = here.left >= 0 and here.right <= self.width and here.bottom >= 0
        if not (inside and here.top <= self.height + ABOVE_THE_AXIS):
            return inf
        if any(here.meets(other) for other in self.words):
            return inf
        crossed = sum([price for start, end, price in self.lines if here.crossed_by(start, end)])
        return crossed + OVER_MARK * sum([here.meets(mark) for mark in self.marks])


def _stands_above(upper: tuple[Place, Box], lower: tuple[Place, Box], canvas: tuple[float, float]) -> bool:
    (above, box), (below, other) = upper, lower
    return above[1] / 100 * canvas[1] + box.bottom >= below[1] / 100 * canvas[1] + other.top
