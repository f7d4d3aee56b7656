"""Where words find room: inside, clear of lines and marks, never on other words."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.labels import CANVASES, Box, Surroundings

ABOVE, BELOW = Box(-10, 10, 12, 27), Box(-10, 10, -27, -12)


def test_the_first_place_is_taken_where_nothing_is_drawn() -> None:
    assert Surroundings().find_room([((0.5, 50), ABOVE), ((0.5, 50), BELOW)]) == 0


def test_a_place_outside_the_chart_is_none() -> None:
    assert Surroundings().find_room([((0.5, 100), ABOVE), ((0.5, 100), BELOW)]) == 1
    assert Surroundings().find_room([((0.5, 100), ABOVE)]) is None


def test_words_never_stand_on_words() -> None:
    around = Surroundings()
    assert [around.find_room([((0.5, 50), ABOVE), ((0.5, 50), BELOW)]) for _ in range(3)] == [0, 1, None]


def test_a_line_is_avoided_and_crossed_only_where_nothing_else_is_left() -> None:
    around = Surroundings()
    around.add_line([(0.5, 50), (0.5, 100)])
    assert around.find_room([((0.5, 50), ABOVE), ((0.5, 50), BELOW)]) == 1
    assert around.find_room([((0.5, 50), ABOVE)]) == 0


def test_a_place_across_many_lines_is_still_a_place() -> None:
    around = Surroundings()
    for step in range(-8, 9):
        around.add_line([(0.5 + step / 1000, 0), (0.5 + step / 1000, 100)])
    assert around.find_room([((0.5, 50), ABOVE)]) == 0


@pytest.mark.parametrize(
    ("start", "end", "crossed"),
    [
        ((-20, 20), (20, 20), True),
        ((0, 0), (0, 11), False),
        ((-20, 0), (20, 40), True),
        ((20, 0), (20, 40), False),
    ],
)
def test_a_line_crosses_a_box_or_passes_it(
    start: tuple[float, float], end: tuple[float, float], crossed: bool
) -> None:
    assert ABOVE.crossed_by(start, end) is crossed
    assert ABOVE.crossed_by(end, start) is crossed


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_boxes_meet_whichever_is_asked(x: float, y: float) -> None:
    assert ABOVE.meets(BELOW.moved(x, y)) == BELOW.moved(x, y).meets(ABOVE)


SHARES, LEVELS = st.floats(0, 1), st.floats(0, 100)
DRAWN_LINES = st.lists(st.tuples(LEVELS, LEVELS), max_size=6)
OPTIONS = st.tuples(st.tuples(SHARES, LEVELS), st.sampled_from([ABOVE, BELOW]))
FOUR_OPTIONS = st.lists(OPTIONS, min_size=4, max_size=4)


@given(DRAWN_LINES, FOUR_OPTIONS, FOUR_OPTIONS, st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_two_texts_stand_where_trying_every_pair_would_put_them(
    lines: list[tuple[float, float]],
    uppers: list[tuple[tuple[float, float], Box]],
    lowers: list[tuple[tuple[float, float], Box]],
    extra: list[int],
) -> None:
    around = Surroundings()
    for start, end in lines:
        around.add_line([(0, start), (1, end)])
    cheapest, least = None, inf
    for first, (above, box) in enumerate(uppers):
        for second, (below, other) in enumerate(lowers):
            clear = all(
                above[1] / 100 * height + box.bottom >= below[1] / 100 * height + other.top
                for _, height in CANVASES
            )
            costs = [canvas.cost(above, box) + canvas.cost(below, other) for canvas in around.canvases]
            cost = extra[first] + extra[second] + sum(costs)
            if clear and cost < least:
                cheapest, least = (first, second), cost
    assert around.find_room_for_two(uppers, lowers, extra) == cheapest
