"""Twenty dots: which side each stands on, that none touches the line, and where the words go."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.dots import HIGHEST, SIZES, Before, Dots, Likely, assign_bins, draw_dots
from assessment.scoring.verdict import likely_results, range80

indices = st.floats(0, 100)
errors = st.floats(3, 20)


def _likely(index: float, error: float, before: Before | None = None) -> Likely:
    tolerance = range80(index, error).tolerance
    return Likely(index, tolerance, likely_results(index, error), before)


def _draw(index: float, error: float, before: Before | None = None) -> Dots:
    return draw_dots(_likely(index, error, before))


def test_the_sample_counts_17_to_3_and_says_56_between_49_and_63() -> None:
    dots = _draw(56, 5.5)
    assert (dots.right, dots.left) == (17, 3)
    assert (dots.index, dots.low, dots.high) == (56, 49, 63)
    assert dots.drawings[0].tolerance == 7


@given(indices, errors)
def test_no_dot_reaches_across_the_line_or_off_the_scale(index: float, error: float) -> None:
    for drawing in _draw(index, error).drawings:
        r = drawing.size.radius
        for dot in drawing.dots:
            assert dot.x - r > 50 if dot.right else dot.x + r < 50
            assert dot.x - r >= 0
            assert dot.x + r <= 100


@given(indices, errors)
def test_dots_drawn_right_are_the_results_above_50(index: float, error: float) -> None:
    dots = _draw(index, error)
    above = sum(place > 50 for place in likely_results(index, error))
    assert {sum(dot.right for dot in drawing.dots) for drawing in dots.drawings} == {above}


@given(indices, errors)
def test_no_two_dots_overlap(index: float, error: float) -> None:
    for drawing in _draw(index, error).drawings:
        places = [(dot.x, dot.y) for dot in drawing.dots]
        assert len(set(places)) == 20
        assert drawing.size.pitch > 2 * drawing.size.radius


@given(indices, errors)
def test_the_tallest_stack_stays_below_the_dimension_line(index: float, error: float) -> None:
    for drawing in _draw(index, error).drawings:
        top = min(dot.y - drawing.size.radius for dot in drawing.dots) * drawing.size.width / 100
        assert drawing.floor + top > drawing.size.dimension_y


def test_a_result_of_exactly_50_stands_on_the_left() -> None:
    assert assign_bins((50.0, 50.1, 47.2, 47.1), 2.85) == (-1, 0, -1, -2)


@given(st.lists(st.floats(-20, 120), min_size=1).map(tuple), st.sampled_from([size.pitch for size in SIZES]))
def test_bins_mirror_about_the_line(places: tuple[float, ...], pitch: float) -> None:
    off_the_line = tuple(p for p in places if p != 50 and abs(p - 50) % pitch > 1e-6)
    mirrored = tuple(100 - p for p in off_the_line)
    assert assign_bins(mirrored, pitch) == tuple(
        -bin_number - 1 for bin_number in assign_bins(off_the_line, pitch)
    )


def test_results_beyond_the_scale_stand_in_the_outermost_bin() -> None:
    assert assign_bins((-30.0, 0.1, 99.9, 130.0), 2.85) == (-17, -17, 16, 16)


def test_equal_results_are_stacked_upwards_from_the_scale() -> None:
    drawing = _draw(56, 5.5).drawings[0]
    columns = Counter(dot.x for dot in drawing.dots)
    tallest = max(columns, key=lambda x: columns[x])
    rows = [dot.y for dot in drawing.dots if dot.x == tallest]
    assert rows == pytest.approx([-(row + 0.5) * drawing.size.pitch for row in range(columns[tallest])])


def test_the_dimension_line_is_cut_at_the_ends_of_the_scale() -> None:
    assert _draw(3, 6).drawings[0].low == 0
    assert _draw(97, 6).drawings[0].high == 100


@pytest.mark.parametrize(
    ("index", "place"),
    [
        (52.0, (50, 8, "start")),
        (48.0, (50, -8, "end")),
        (50.0, (50, -8, "end")),
        (60.0, (60, 0, "middle")),
        (2.0, (2, 0, "start")),
        (98.0, (98, 0, "end")),
    ],
)
def test_the_number_keeps_off_the_line_and_inside_the_drawing(
    index: float, place: tuple[float, int, str]
) -> None:
    drawing = _draw(index, 5.5).drawings[0]
    assert (drawing.number_x, drawing.number_dx, drawing.number_anchor) == place


def test_last_time_takes_a_line_of_its_own_below_the_scale() -> None:
    first = _draw(56, 5.5).drawings[0]
    again = _draw(56, 5.5, Before(47, "August")).drawings[0]
    assert again.height == first.height + 20
    assert again.before_anchor == "middle"
    assert first.before_anchor == ""


def test_half_points_are_printed_upwards() -> None:
    assert _draw(56.5, 5.5).index == 57


@pytest.mark.parametrize(
    "likely",
    [
        Likely(56, 7, likely_results(56, 5.5)[:19]),
        Likely(101, 7, likely_results(101, 5.5)),
        Likely(56, 0, likely_results(56, 5.5)),
    ],
)
def test_what_is_no_verdict_is_refused(likely: Likely) -> None:
    with pytest.raises(ValueError, match=r"20 likely|tolerance"):
        draw_dots(likely)


@given(indices, errors)
def test_no_column_stands_higher_than_eight_full_dots(index: float, error: float) -> None:
    drawings = _draw(index, error).drawings
    for drawing, size in zip(drawings, SIZES, strict=True):
        assert max(-dot.y for dot in drawing.dots) <= HIGHEST * size.pitch
        assert drawing.size.radius <= size.radius


@pytest.mark.parametrize("index", [5.0, 100.0])
def test_dots_at_an_end_of_the_scale_shrink_and_in_the_middle_do_not(index: float) -> None:
    assert _draw(index, 2.4).drawings[0].size.radius < SIZES[0].radius
    assert _draw(53, 5.5).drawings[0].size == SIZES[0]
