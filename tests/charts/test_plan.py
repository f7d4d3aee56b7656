"""A floor plan of hours: widths in proportion, one scale for all months, and words that never touch."""

from itertools import combinations

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessment.charts.plan import CARD, LABELS_APART, NARROW, WIDE, Drawing, Hours, Room, draw_plans

hours = st.floats(0, 300).map(lambda h: round(h, 1))
months = st.builds(Hours, hours, hours, st.none() | hours).filter(lambda month: month.total > 0)
LETTER = 7.4  # pixels of one letter of a label, on average


def _week(approving: float, designing: float, other_hours: float | None = None) -> dict[str, Drawing]:
    (plan,) = draw_plans([Hours(approving, designing, other_hours)])
    return {drawing.size.name: drawing for drawing in plan.drawings}


def _room(drawing: Drawing, kind: str) -> Room:
    return next(room for room in drawing.rooms if room.kind == kind)


@given(st.lists(months, min_size=1, max_size=2))
def test_widths_are_proportional_within_a_pixel_on_one_scale(monthly_hours: list[Hours]) -> None:
    longest = max(month.total for month in monthly_hours)
    for month, plan in zip(monthly_hours, draw_plans(monthly_hours), strict=True):
        for drawing in plan.drawings:
            for room in drawing.rooms:
                spent = getattr(month, room.kind)
                assert room.width * 1064 / 100 == pytest.approx(1064 * spent / longest, abs=0.1)


@given(months)
def test_rooms_stand_side_by_side_and_fill_the_plan(month: Hours) -> None:
    (plan,) = draw_plans([month])
    for drawing in plan.drawings:
        ends = [room.x + room.width for room in drawing.rooms]
        assert [0.0, *ends[:-1]] == pytest.approx([room.x for room in drawing.rooms], abs=0.01)
        assert drawing.extent == pytest.approx(100, abs=0.01)


def test_the_shorter_month_is_the_narrower_plan() -> None:
    august, november = draw_plans([Hours(20, 5, 25), Hours(40, 20, 40)])
    assert (august.drawings[0].extent, november.drawings[0].extent) == (50, 100)


def test_a_label_stands_inside_where_it_fits_else_above_by_a_leader() -> None:
    week = _week(21, 6, 18)
    assert [room.inside for room in week["wide"].rooms] == [True, True, True]
    assert [room.inside for room in week["card"].rooms] == [True, False, True]


def test_phones_say_the_rest() -> None:
    week = _week(21, 6, 18)
    assert _room(week["card"], "rest").label == "Everything else"
    assert _room(week["narrow"], "rest").label == "The rest"


def test_a_room_without_hours_is_a_wall_with_its_hours_in_the_label() -> None:
    room = _room(_week(40, 0, 5)["wide"], "designing")
    assert (room.width, room.door, room.inside) == (0, "closed", False)
    assert room.label == "Designing, 0 h"
    assert _room(_week(40, 0, 5)["wide"], "rest").door == "closed"


def test_hours_that_were_not_asked_have_no_room() -> None:
    assert [room.kind for room in _week(21, 6)["wide"].rooms] == ["approving", "designing"]


def test_a_door_has_its_leaf_only_where_the_leaf_fits() -> None:
    assert _room(_week(21, 6, 18)["wide"], "designing").door == "leaf"
    assert _room(_week(21, 1, 23)["wide"], "designing").door == "gap"


def test_the_whole_week_is_said_only_where_there_is_space() -> None:
    (plan,) = draw_plans([Hours(21, 6, 18)], of="of 45")
    assert [_room(drawing, "rest").hours for drawing in plan.drawings] == ["18 h of 45"] * 3
    (tight,) = draw_plans([Hours(40, 2, 3)], of="of 45")
    assert _room(tight.drawings[2], "rest").hours == "3 h"


def _span(room: Room, size_width: int) -> tuple[float, float]:
    middle, width = room.middle * size_width / 100, LETTER * len(room.label)
    start = {"start": middle, "middle": middle - width / 2, "end": middle - width}[room.anchor]
    return start, start + width


@given(months)
def test_labels_above_never_touch(month: Hours) -> None:
    (plan,) = draw_plans([month])
    for drawing in plan.drawings:
        above = [(room.row, *_span(room, drawing.size.width)) for room in drawing.rooms if not room.inside]
        for row, start, end in above:
            for other, begin, finish in above:
                assert (row, start) == (other, begin) or row != other or end <= begin or finish <= start


@given(months)
def test_stacks_of_approvals_stay_in_their_room(month: Hours) -> None:
    (plan,) = draw_plans([month])
    for drawing in plan.drawings:
        room = _room(drawing, "approving")
        half = 100 * 15 / drawing.size.width
        assert all(room.x + half <= x <= room.x + room.width - half for x in room.stacks)


def test_the_plan_grows_upwards_for_a_second_row_of_labels() -> None:
    crowded = _week(1, 1, 43)["wide"]
    assert [room.row for room in crowded.rooms] == [2, 1, 1]
    assert crowded.top == _week(21, 1, 23)["wide"].top + 20


def test_headroom_is_kept_whether_or_not_a_label_needs_it() -> None:
    tops = {
        draw_plans([Hours(21, designing, 18)], headroom=32)[0].drawings[1].top
        for designing in (1.0, 6.0, 20.0)
    }
    assert tops == {32}


def test_drawings_come_widest_first() -> None:
    (plan,) = draw_plans([Hours(1, 1)])
    assert [drawing.size for drawing in plan.drawings] == [WIDE, CARD, NARROW]


@pytest.mark.parametrize("monthly_hours", [[], [Hours(0, 0)], [Hours(0, 0, 0)]])
def test_nothing_to_draw_is_refused(monthly_hours: list[Hours]) -> None:
    with pytest.raises(ValueError, match="no hours"):
        draw_plans(monthly_hours)


def test_hours_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        draw_plans([Hours(-1, 4)])


@pytest.mark.parametrize(
    "month", [Hours(150, 2, 3, 4), Hours(2, 2, 2, 150), Hours(36, 2, 9, 13), Hours(0, 0, 0, 9)]
)
def test_no_label_above_four_rooms_stands_in_another(month: Hours) -> None:
    (plan, _) = draw_plans([month, Hours(100, 50, 40)])
    for drawing in plan.drawings:
        above = [room for room in drawing.rooms if not room.inside]
        for first, second in combinations(above, 2):
            (start, end), (begin, finish) = (_span(room, drawing.size.width) for room in (first, second))
            clear = end + LABELS_APART <= begin or finish + LABELS_APART <= start
            assert clear or first.row != second.row
        assert all(drawing.top >= 12 + 20 * room.row for room in above)


def test_a_longer_name_in_another_language_takes_a_row_of_its_own() -> None:
    with translation.override("de"):
        (plan, _) = draw_plans([Hours(60, 20, 50, 12), Hours(63, 34, 40)])
        narrow = plan.drawings[2]
        assert [(room.label, room.row) for room in narrow.rooms if not room.inside] == [
            ("Entwerfen", 1),
            ("Unentschieden, 12 h", 2),
        ]


def test_undecided_hours_are_a_room_of_their_own_and_count_in_the_scale() -> None:
    (plan,) = draw_plans([Hours(50, 25, 15, 10)])
    assert [room.width for room in plan.drawings[0].rooms] == [50, 25, 15, 10]
    assert plan.drawings[0].rooms[-1].kind == "undecided"


few_or_many = st.just(0.0) | st.floats(0, 5) | st.floats(0, 200)
drawn_months = st.lists(
    st.builds(Hours, few_or_many, few_or_many, st.none() | few_or_many, st.none() | few_or_many),
    min_size=1,
    max_size=2,
).filter(lambda monthly_hours: max(month.total for month in monthly_hours) > 0)


@settings(max_examples=300, deadline=None)
@given(drawn_months, st.sampled_from(["en", "de"]))
@example([Hours(10, 0, 35)], "en")
@example([Hours(8, 8, 29)], "en")
@example([Hours(12, 8, 0)], "en")
@example([Hours(110, 168), Hours(90, 23, 35, 5)], "de")
def test_labels_stay_in_the_drawing_clear_of_one_another_and_of_leaders(
    monthly_hours: list[Hours], language: str
) -> None:
    with translation.override(language):
        plans = draw_plans(monthly_hours)
    for plan in plans:
        for drawing in plan.drawings:
            assert_labels_are_clear(drawing)


def assert_labels_are_clear(drawing: Drawing) -> None:
    width = drawing.size.width
    # A label may begin exactly at a leader; the last bits of a number in pixels do not count.
    above = [
        (room.row, round(room.middle * width / 100, 6), tuple(round(end, 6) for end in _span(room, width)))
        for room in drawing.rooms
        if not room.inside
    ]
    for row, leader, (start, end) in above:
        assert start >= 0
        assert end <= width
        assert drawing.top >= 12 + 20 * row
        for other_row, _, (begin, finish) in (
            other for other in above if other[1:] != (leader, (start, end))
        ):
            assert row != other_row or end <= begin or finish <= start
            assert not (other_row < row and begin < leader < finish)


def test_the_narrow_plan_of_a_counted_month_with_a_little_designing() -> None:
    (plan,) = draw_plans([Hours(37, 6, 10, 3)])
    narrow = plan.drawings[2]
    (designing,) = [room for room in narrow.rooms if room.kind == "designing"]
    start, end = _span(designing, narrow.size.width)
    for room in narrow.rooms:
        if not room.inside and room.row > designing.row:
            assert not start < room.middle * narrow.size.width / 100 < end
