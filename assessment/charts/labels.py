"""Where a number or a name finds room on a chart: inside it, clear of lines, marks and other words.

The browser draws one figure at many widths, so a place is judged on the narrowest screen, a wide one and
paper at once. x is a share of the axis (0..1), y a value of the axis (0..100), boxes are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product
from math import inf
from typing import NamedTuple

# Width and height of the drawn area: a phone, a column, paper.
CANVASES = ((280.0, 266.0), (600.0, 266.0), (636.0, 206.0))
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
class _Canvas:
    # What is drawn already, in pixels of one drawn area. lines: their ends and what crossing one costs.
    width: float
    height: float
    lines: list[tuple[Place, Place, int]] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)

    def pixels(self, place: Place) -> Place:
        return place[0] * self.width, place[1] / 100 * self.height

    def cost(self, anchor: Place, box: Box) -> float:
        placed = box.moved(*self.pixels(anchor))
        inside = placed.left >= 0 and placed.right <= self.width and placed.bottom >= 0
        if not (inside and placed.top <= self.height + ABOVE_THE_AXIS):
            return inf
        if any(placed.meets(other) for other in self.words):
            return inf
        crossed = sum([price for start, end, price in self.lines if placed.crossed_by(start, end)])
        return crossed + OVER_MARK * sum([placed.meets(mark) for mark in self.marks])


class Surroundings:
    """What is drawn already, on each canvas."""

    def __init__(self) -> None:
        self.canvases = [_Canvas(*size) for size in CANVASES]

    def add_line(self, places: Sequence[Place], cost: int = OVER_LINE) -> None:
        for canvas in self.canvases:
            ends = pairwise([canvas.pixels(place) for place in places])
            canvas.lines += [(start, end, cost) for start, end in ends]

    def add_marks(self, places: Sequence[Place], reach: float) -> None:
        """reach: pixels from the middle of a mark."""
        box = Box(-reach, reach, -reach, reach)
        for canvas in self.canvases:
            canvas.marks += [box.moved(*canvas.pixels(place)) for place in places]

    def find_room(self, options: Sequence[tuple[Place, Box]], extra: Sequence[int] = ()) -> int | None:
        """The first of the cheapest options, which is taken from now on; None where each stands outside the
        chart or on other words on one of the canvases. extra: what an option costs wherever it stands."""
        best, least = None, inf
        for place, (option, more) in enumerate(zip(options, extra or [0] * len(options), strict=True)):
            cost = self._cost(option, more, least)
            if cost < least:
                best, least = place, cost
            if least == 0:
                break  # nothing later is cheaper
        if best is not None:
            self._add_words(options[best])
        return best

    def find_room_for_two(
        self, options: Sequence[tuple[Place, Box]], others: Sequence[tuple[Place, Box]], extra: Sequence[int]
    ) -> tuple[int, int] | None:
        """As find_room, for two texts with as many options each, which keep off one another. The first stays
        above the second: else each would seem to name the other's line."""
        upper = cache(lambda place: self._cost(options[place], extra[place]))
        lower = cache(lambda place: self._cost(others[place], extra[place]))
        pairs = product(range(len(options)), range(len(others)))
        best: tuple[int, int] | None = None
        least = inf
        for pair in sorted(pairs, key=lambda pair: extra[pair[0]] + extra[pair[1]]):
            first, second = pair
            if extra[first] + extra[second] > least:
                break  # no later pair can be cheaper
            if not all(_stands_above(options[first], others[second], canvas) for canvas in CANVASES):
                continue
            cost = upper(first) + lower(second)
            if cost < least or (best and cost == least and pair < best):
                best, least = pair, cost
        if best is not None:
            self._add_words(options[best[0]])
            self._add_words(others[best[1]])
        return best

    def _cost(self, option: tuple[Place, Box], extra: int, most: float = inf) -> float:
        # On all canvases, as far as that is less than most.
        cost: float = extra
        for canvas in self.canvases:
            cost += canvas.cost(*option)
            if cost >= most:
                break
        return cost

    def _add_words(self, option: tuple[Place, Box]) -> None:
        place, box = option
        for canvas in self.canvases:
            canvas.words.append(box.moved(*canvas.pixels(place)))


def _stands_above(upper: tuple[Place, Box], lower: tuple[Place, Box], canvas: tuple[float, float]) -> bool:
    (above, box), (below, other) = upper, lower
    return above[1] / 100 * canvas[1] + box.bottom >= below[1] / 100 * canvas[1] + other.top
