"""Levers on the index's own scale: stems, ranges, the weekly rescoring, and where a change gets its name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.levers import APART, FURTHEST_AT, LeverDrawing, Move, draw_levers

FIRST = Move(gain=3.4, low=1.6, high=6.9)
SECOND = Move(gain=2.2, low=2.2, high=4.4)


def points_at(drawing: LeverDrawing, x: float, *, index: float, named: int) -> float:
    """Percent of the width back to points, by the two places that are known."""
    assert drawing.named is not None
    return index + (x - drawing.base) * (named - index) / (drawing.named - drawing.base)


def test_every_mark_lies_at_its_points() -> None:
    drawing = draw_levers(53.1, [FIRST, SECOND], weekly=58.0, named=68)
    marks = [drawing.rows[0].dot, drawing.rows[1].low, drawing.rows[0].low + drawing.rows[0].width]
    assert drawing.weekly is not None
    points = [points_at(drawing, x, index=53.1, named=68) for x in (*marks, drawing.weekly)]
    assert points == pytest.approx([56.5, 55.3, 60.0, 58.0])


def test_the_scale_reaches_to_the_change_that_has_a_name_whatever_the_gains() -> None:
    small = draw_levers(53.1, [Move(0.1, 0.1, 0.2)], named=68)
    large = draw_levers(53.1, [FIRST], named=68)
    assert small.named == large.named == pytest.approx(FURTHEST_AT)


def test_the_scale_is_numbered_from_the_index_to_the_named_change() -> None:
    drawing = draw_levers(53.1, [FIRST], named=68)
    assert [(tick.number, tick.strong) for tick in drawing.ticks] == [
        (53, False),
        (55, False),
        (60, False),
        (65, False),
        (68, True),
    ]


def test_without_room_for_a_named_change_the_scale_ends_at_100() -> None:
    drawing = draw_levers(97.0, [Move(0.5, 0.5, 1.0)])
    assert drawing.named is None
    assert (drawing.ticks[-1].number, drawing.ticks[-1].x, drawing.ticks[-1].anchor) == (100, 100, "end")
    assert drawing.rows[0].dot - drawing.base == pytest.approx(5)  # half a point of ten


@given(
    index=st.floats(5, 99),
    gain=st.floats(0, 1),
    high=st.floats(0, 1),
    need=st.integers(6, 40),
    weekly=st.floats(0, 1),
)
def test_nothing_leaves_the_frame_and_no_two_numbers_touch(
    index: float, gain: float, high: float, need: int, weekly: float
) -> None:
    most = (100 - index) * high
    named = int(index) + need
    drawing = draw_levers(
        index,
        [Move(most * gain, 0, most)],
        weekly=index + (100 - index) * weekly,
        named=named if named <= 100 else None,
    )
    row = drawing.rows[0]
    ends = [drawing.base, row.dot, row.low, row.low + row.width, drawing.weekly, drawing.named]
    assert all(-1e-9 <= x <= 100 + 1e-9 for x in ends if x is not None)
    within = [tick.x for tick in drawing.ticks]
    assert within == sorted(within)
    assert all(later - earlier >= APART - 1e-9 for earlier, later in pairwise(within[:-1]))


def test_no_lever_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw_levers(50, [])


@pytest.mark.parametrize("gain", [-1, 8])
def test_a_gain_outside_its_range_is_refused(gain: float) -> None:
    with pytest.raises(ValueError, match="in its range"):
        draw_levers(50, [Move(gain, 0, 7)])
