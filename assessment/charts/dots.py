"""The verdict as twenty dots on two territories: where each dot, the dimension line and the words stand."""

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import NamedTuple

from assessment.charts.i18n import gettext as _
from assessment.charts.svg import Markup, draw_dots_body
from assessment.scoring.rounding import half_up, round_range

LINE = 50.0
DOTS = 20
HIGHEST, SMALLER = 8, 0.95  # full dots in a column, and how dots shrink to keep to it
CLEAR = 14  # between the dimension line and the tallest stack


@dataclass(frozen=True, slots=True)
class Before:
    """The result before this one. index: points, 0..100. name: what to call it, such as August."""

    index: float
    name: str


@dataclass(frozen=True, slots=True)
class Likely:
    """What a verdict is drawn from, in points.

    index: 0..100. tolerance: half-width of the 80 % range, above 0. places: the 20 likely results, ascending,
    not clipped.
    """

    index: float
    tolerance: float
    places: tuple[float, ...]
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """One drawing's measures. width: the most pixels it is shown at. radius, pitch: in points.

    floor: least height, pixels. number: half the width of the printed number, in points, so that it can
    keep off the line. fine: a tick for each point, not one in five. band, name_y, number_y, dimension_y:
    pixels from the top, of the band of names and of what is in it and below it.
    """

    name: str
    width: int
    radius: float
    pitch: float
    floor: int
    number: float
    fine: bool
    band: int = 36
    name_y: int = 25
    number_y: int = 68
    dimension_y: int = 82


# r = W/78 (never above 15 px in a page of 1240), on phones 7.2 px of 308.
WIDE = Size("wide", 1064, 100 / 78, 2.85, 240, 5.5, True)
CARD = Size("card", 680, 1.75, 3.85, 268, 8.0, False)
NARROW = Size("narrow", 360, 2.02, 4.5, 182, 14.0, False, band=30, name_y=21, number_y=52, dimension_y=63)
SIZES = (WIDE, CARD, NARROW)


class Dot(NamedTuple):
    """x: points. y: points from the scale, upwards negative. right: on the orchestrator's side."""

    x: float
    y: float
    right: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything of a verdict at one size. x in percent of the width, the rest in pixels."""

    size: Size
    dots: tuple[Dot, ...]
    floor: int
    height: int
    low: float
    high: float
    number: int
    tolerance: int
    number_x: float
    number_dx: int
    number_anchor: str
    before: Before | None
    before_anchor: str

    @property
    def body(self) -> Markup:
        return draw_dots_body(self)


@dataclass(frozen=True, slots=True)
class Dots:
    """The drawings of one verdict, widest first; the style sheet shows the one that fits."""

    drawings: tuple[Drawing, ...]
    index: int
    low: int
    high: int
    right: int
    left: int

    @property
    def share_right(self) -> str:
        return describe_share(self.right)

    @property
    def share_left(self) -> str:
        return describe_share(self.left)


def describe_share(count: int) -> str:
    """So many of the likely results; never all or none of them, since twenty dots cannot show that."""
    if count == DOTS:
        return _("more than %(number)s of %(all)s") % {"number": DOTS - 1, "all": DOTS}
    if count == 0:
        return _("fewer than %(number)s of %(all)s") % {"number": 1, "all": DOTS}
    return _("%(number)s of %(all)s") % {"number": count, "all": DOTS}


def draw_dots(likely: Likely, *, sizes: tuple[Size, ...] = SIZES) -> Dots:
    """Place the dots, the dimension line and the words of a verdict at each size.

    likely: see its fields. Returns drawings in percent (x) and pixels (y), and the counts a sentence needs.
    A dot exactly at 50 stands on the left, as the verdict counts it. Raises ValueError unless there are 20
    places, the index lies in 0..100 and the tolerance is above 0.
    Source: quantile dotplot, Kay et al. 2016, doi 10.1145/2858036.2858558.
    """
    if len(likely.places) != DOTS:
        raise ValueError(f"A verdict has {DOTS} likely results, not {len(likely.places)}.")
    if not 0 <= likely.index <= 100 or likely.tolerance <= 0:
        raise ValueError("The index lies in 0..100 and the tolerance is above 0.")
    right = sum(place > LINE for place in likely.places)
    low, high = round_range(likely.index, likely.tolerance)
    return Dots(
        drawings=tuple(_draw_at_size(likely, size) for size in sizes),
        index=half_up(likely.index),
        low=low,
        high=high,
        right=right,
        left=DOTS - right,
    )


def assign_bins(places: tuple[float, ...], pitch: float) -> tuple[int, ...]:
    """The bin of each place: 0, 1, 2… rightwards from 50, -1, -2… leftwards; the last takes what lies beyond.

    places: points. pitch: points a bin. Bins begin at 50 exactly, so none holds results of both sides.
    """
    last = floor(LINE / pitch) - 1
    columns = (floor((p - LINE) / pitch) if p > LINE else -max(1, ceil((LINE - p) / pitch)) for p in places)
    return tuple(max(-last - 1, min(last, b)) for b in columns)


def _fit_size(places: tuple[float, ...], size: Size) -> Size:
    fitted = size
    while max(Counter(assign_bins(places, fitted.pitch)).values()) * fitted.pitch > HIGHEST * size.pitch:
        fitted = replace(fitted, pitch=fitted.pitch * SMALLER, radius=fitted.radius * SMALLER)
    return fitted


def _draw_at_size(likely: Likely, size: Size) -> Drawing:
    size = _fit_size(likely.places, size)
    dots = _stack_dots(likely.places, size)
    tallest = max(Counter(dot.x for dot in dots).values())
    ground = max(size.floor, ceil(size.dimension_y + CLEAR + tallest * size.pitch * size.width / 100))
    low, high = _clip_range(likely)
    x, dx, anchor = _place_number(likely.index, size.number)
    return Drawing(
        size=size,
        dots=dots,
        floor=ground,
        height=ground + (62 if likely.before else 42),
        low=round(low, 3),
        high=round(high, 3),
        number=half_up(likely.index),
        tolerance=half_up(likely.tolerance),
        number_x=x,
        number_dx=dx,
        number_anchor=anchor,
        before=likely.before,
        before_anchor=_choose_anchor(likely.before.index, size.number * 1.2) if likely.before else "",
    )


def _stack_dots(places: tuple[float, ...], size: Size) -> tuple[Dot, ...]:
    heights: Counter[int] = Counter()
    dots = []
    for column in assign_bins(places, size.pitch):
        x = LINE + (column + 0.5) * size.pitch
        y = -(heights[column] + 0.5) * size.pitch
        heights[column] += 1
        dots.append(Dot(round(x, 3), round(y, 3), column >= 0))
    return tuple(dots)


def _clip_range(likely: Likely) -> tuple[float, float]:
    return max(0.0, likely.index - likely.tolerance), min(100.0, likely.index + likely.tolerance)


def _place_number(index: float, half: float) -> tuple[float, int, str]:
    # The number reads against one territory: near the line it steps beside it, near an end it stays inside.
    if abs(index - LINE) < half:
        return (LINE, 8, "start") if index > LINE else (LINE, -8, "end")
    return round(index, 3), 0, _choose_anchor(index, half)


def _choose_anchor(x: float, half: float) -> str:
    if x < half:
        return "start"
    return "end" if x > 100 - half else "middle"
