"""Teams beside each other: a row for each, in every column its range with its median on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.scoring.rounding import half_up
from assessment.slides.shapes import Box, Canvas, Style
from assessment.slides.text import fit_size, measure_height, measure_width

TICKS = (0, 50, 100)
LINE = 50
NAME_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
SMALL = Style(size=11, colour="ink2")
TICK = Style(size=10, colour="ink3", anchor="middle")
FOOT_HEIGHT, GAP = 20.0, 28.0
HIGHEST_ROW = 58.0
# In lower rows words under the bars would touch the next row.
ROOM_FOR_WORDS = 44.0
SHARE_OF_NAMES, SHARE_OF_WORDS = 0.24, 0.33
PATTERNS = {"up": ("grid", "architect"), "down": ("hatch", "artefact")}


@dataclass(frozen=True)
class Lane:
    """Points. side: "up" or "down" where a team differs from the level, else nothing; words: the same.
    numbers: the three in writing."""

    median: float
    low: float
    high: float
    numbers: str
    side: str = ""
    words: str = ""


@dataclass(frozen=True)
class LaneColumn:
    title: str
    level: float
    level_words: str
    lanes: Sequence[Lane]


@dataclass(frozen=True)
class _Rows:
    top: float
    height: float
    count: int

    @property
    def tops(self) -> list[float]:
        return [self.top + place * self.height for place in range(self.count)]

    @property
    def foot(self) -> float:
        return self.top + self.height * self.count


def draw_lanes(canvas: Canvas, box: Box, names: Sequence[str], columns: Sequence[LaneColumn]) -> float:
    """names: a row each. A single column is named by the slide, and has its numbers and words beside it;
    returns where the drawing ends."""
    alone = len(columns) == 1
    head = 22.0 if alone else 42.0
    height = min(HIGHEST_ROW, (box.height - head - FOOT_HEIGHT) / len(names))
    rows = _Rows(box.top + head, height, len(names))
    names_width = box.width * SHARE_OF_NAMES
    words_width = box.width * SHARE_OF_WORDS if alone else 0.0
    width = (box.width - names_width - words_width) / len(columns) - GAP
    size = fit_rows(names, names_width, rows.height)
    for place, name in enumerate(names):
        line = rows.top + place * rows.height
        canvas.line(box.left, line, box.right, line, "line", 0.5)
        write_row(canvas, Box(box.left, line, names_width, rows.height), name, size)
    left = box.left + names_width + GAP
    fields = [Box(left + place * (width + GAP), box.top, width, box.height) for place in range(len(columns))]
    for field, column in zip(fields, columns, strict=True):
        _draw_scale(canvas, field, rows, column)
    if alone:
        (field,), (column,) = fields, columns
        _draw_bars(canvas, field, rows, column)
        _write_beside(canvas, Box(field.right + GAP, box.top, words_width - GAP, box.height), rows, column)
    else:
        _write_heads(canvas, fields, columns)
        for field, column in zip(fields, columns, strict=True):
            _draw_numbered_bars(canvas, field, rows, column)
    return rows.foot + FOOT_HEIGHT


def fit_rows(column: Sequence[str], width: float, height: float) -> float:
    """The size at which each of these fits its row: one for all, so that none looks less."""
    return min(fit_size([words], width, height - 3, NAME_SIZES) for words in column)


def write_row(canvas: Canvas, box: Box, words: str, size: float, colour: str = "ink") -> None:
    """Words in the middle of a row."""
    height = measure_height([words], box.width, size)
    middle = Box(box.left, box.top + (box.height - height) / 2, box.width, height)
    canvas.write(middle, [words], Style(size=size, colour=colour))


def draw_key(canvas: Canvas, left: float, y: float, words: Sequence[tuple[str, str]]) -> None:
    """What the marks mean. words: with each its kind: "range", "level", "up" or "down"."""
    for kind, meaning in words:
        if kind == "level":
            canvas.fill(Box(left + 10, y - 5, 10, 9), "ink", figure="triangle")
        else:
            _draw_bar(canvas, Box(left, y - 6, 28, 12), kind)
        if kind == "range":
            canvas.line(left + 17, y - 9, left + 17, y + 9, "ink", 2.5)
        canvas.label(left + 36, y, meaning, SMALL)
        left += 66 + 5.6 * len(meaning)


def _write_heads(canvas: Canvas, fields: Sequence[Box], columns: Sequence[LaneColumn]) -> None:
    width = fields[0].width + GAP - 4
    size = min(fit_size([column.title], width, 20, NAME_SIZES, bold=True) for column in columns)
    for field, column in zip(fields, columns, strict=True):
        canvas.label(field.left, field.top + 10, column.title, Style(size=size, bold=True), width=width)


def _draw_scale(canvas: Canvas, field: Box, rows: _Rows, column: LaneColumn) -> None:
    level = field.at(column.level)
    canvas.label(field.left, rows.top - 14, column.level_words, SMALL, width=field.width + GAP)
    canvas.line(field.at(LINE), rows.top, field.at(LINE), rows.foot, "ink", 0.75, dotted=True)
    canvas.line(level, rows.top, level, rows.foot, "control", 0.75)
    canvas.fill(Box(level - 5, rows.foot, 10, 9), "ink", figure="triangle")
    for tick in TICKS:
        # Where the mark of the level stands there is no room for a number of the scale.
        if abs(tick - column.level) * field.width / 100 > 16:
            canvas.label(field.at(tick), rows.foot + 11, str(tick), TICK)


def _draw_bars(canvas: Canvas, field: Box, rows: _Rows, column: LaneColumn) -> None:
    for lane, top in zip(column.lanes, rows.tops, strict=True):
        _draw_lane(canvas, field, lane, top + rows.height / 2, rows.height * 0.46)


def _draw_numbered_bars(canvas: Canvas, field: Box, rows: _Rows, column: LaneColumn) -> None:
    # The median above its mark; under the bar words where a team differs, if they have room.
    has_room = rows.height >= ROOM_FOR_WORDS
    middle, thick, above = (0.5, 0.26, 0.2) if has_room else (0.68, 0.36, 0.26)
    for lane, top in zip(column.lanes, rows.tops, strict=True):
        _draw_lane(canvas, field, lane, top + rows.height * middle, rows.height * thick)
        style = TICK.alter(size=min(12.0, rows.height * 0.42), colour="ink")
        x, y, number = field.at(lane.median), top + rows.height * above, str(half_up(lane.median))
        width = measure_width(number, style.size) + 2
        canvas.fill(Box(x - width / 2, y - style.size * 0.5, width, style.size), "paper")
        canvas.label(x, y, number, style)
        if has_room and lane.words:
            words = SMALL.alter(colour=PATTERNS[lane.side][1])
            canvas.label(field.left, top + rows.height * 0.83, lane.words, words, width=field.width + GAP)


def _write_beside(canvas: Canvas, box: Box, rows: _Rows, column: LaneColumn) -> None:
    for lane, top in zip(column.lanes, rows.tops, strict=True):
        y = top + rows.height / 2
        canvas.label(box.left, y, lane.numbers, SMALL.alter(colour="ink"), width=90)
        if lane.words:
            words = SMALL.alter(colour=PATTERNS[lane.side][1])
            canvas.label(box.left + 92, y, lane.words, words, width=box.width - 92)


def _draw_lane(canvas: Canvas, field: Box, lane: Lane, middle: float, thick: float) -> None:
    low, high, median = field.at(lane.low), field.at(lane.high), field.at(lane.median)
    _draw_bar(canvas, Box(low, middle - thick / 2, high - low, thick), lane.side)
    canvas.line(median, middle - thick * 0.75, median, middle + thick * 0.75, "ink", 2.5)


def _draw_bar(canvas: Canvas, box: Box, side: str) -> None:
    if side in PATTERNS:
        pattern, outline = PATTERNS[side]
        canvas.fill(box, pattern=pattern, outline=outline, outline_width=1.25)
    else:
        canvas.fill(box, "sunk", outline="control", outline_width=0.75)
