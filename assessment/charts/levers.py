"""What would move it? Stems from the index to each gain on the index's own scale, drawn by the server."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from assessment.scoring.rounding import half_up

# Where the furthest mark lies, and how far two numbers of the scale keep apart: percent of the width.
FURTHEST_AT, APART = 91.0, 9.0
# The least points the scale shows, so that a gain near its end is not drawn large.
LEAST_SPAN = 10.0
TOP = 100.0


@dataclass(frozen=True)
class Move:
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    dot: float
    low: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A number of the scale. x: percent. anchor: of SVG text. strong: from here on a change has a name."""

    x: float
    number: int
    anchor: str
    strong: bool = False


@dataclass(frozen=True)
class LeverDrawing:
    """base: where the index lies. weekly, named: x of the rescoring and of the least change with a name."""

    base: float
    rows: Sequence[Row]
    weekly: float | None
    named: float | None
    ticks: Sequence[Tick]


def draw_levers(
    index: float, moves: Sequence[Move], *, weekly: float | None = None, named: int | None = None
) -> LeverDrawing:
    """Levers from top to bottom in the order given; all places in percent of the width.

    index, weekly, named: points. The scale begins at the index and is never fitted to the gains: it reaches
    to the least change that has a name, or to 100. Without levers, or with a gain outside its range:
    ValueError.
    """
    if not moves:
        raise ValueError("A chart of levers needs at least one.")
    if not all(0 <= move.low <= move.gain <= move.high for move in moves):
        raise ValueError("A gain lies in its range, and neither below 0.")
    furthest = max(index + max(move.high for move in moves), weekly or index, TOP if named is None else named)
    end = min(TOP, index + (furthest - index) * 100 / FURTHEST_AT)
    start = min(index, end - LEAST_SPAN)

    def at(points: float) -> float:
        return 100 * (points - start) / (end - start)

    rows = [
        Row(at(index + move.gain), at(index + move.low), at(index + move.high) - at(index + move.low))
        for move in moves
    ]
    return LeverDrawing(
        base=at(index),
        rows=rows,
        weekly=None if weekly is None else at(weekly),
        named=None if named is None else at(named),
        ticks=_number_scale({half_up(index): at(index)}, named, range(ceil(index), half_up(end) + 1), at),
    )


def _number_scale(
    ends: dict[int, float], named: int | None, numbers: Iterable[int], at: Callable[[float], float]
) -> list[Tick]:
    ends |= {half_up(TOP) if named is None else named: at(TOP if named is None else named)}
    places = dict(ends)
    for number in numbers:
        if number % 5 == 0 and all(abs(at(number) - x) >= APART for x in places.values()):
            places[number] = at(number)
    return [Tick(x, number, _anchor(x), number == named) for number, x in sorted(places.items())]


def _anchor(x: float) -> str:
    return "start" if x < 3 else "end" if x > 97 else "middle"
