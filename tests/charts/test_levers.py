"""Levers: stems from nothing, ranges behind them, and an axis that holds them all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.levers import MOST_STEPS, Move, build_levers_figure, format_gain

FIRST = Move("Write down who may decide alone", gain=3.4, low=1.6, high=6.9)
SECOND = Move("Give a range with its chance", gain=2.2, low=2.2, high=4.4)


def test_the_dots_stand_at_the_gains_and_the_ranges_behind_them() -> None:
    data = build_levers_figure([FIRST, SECOND])["data"]
    (dots,) = [trace for trace in data if trace.get("name") == "gain"]
    (ranges,) = [trace for trace in data if trace.get("name") == "range"]
    assert dots["x"] == [3.4, 2.2]
    assert ranges["base"] == [1.6, 2.2]
    assert ranges["x"] == pytest.approx([5.3, 2.2])


def test_stems_begin_at_nothing() -> None:
    stems = [
        trace["x"] for trace in build_levers_figure([FIRST, SECOND])["data"] if trace.get("mode") == "lines"
    ]
    assert stems == [[0, 3.4], [0, 2.2]]


def test_the_words_are_the_change_and_its_gain() -> None:
    words = [note["text"] for note in build_levers_figure([FIRST])["layout"]["annotations"]]
    assert words == ["Write down who may decide alone", "+3"]


def test_a_gain_under_half_a_point_is_not_printed_as_nothing() -> None:
    assert [format_gain(points) for points in (0.49, 0.5, 1.5, 12)] == ["under +1", "+1", "+2", "+12"]


@given(high=st.floats(0.1, 60))
def test_the_axis_begins_at_nothing_and_holds_the_furthest_range(high: float) -> None:
    axis = build_levers_figure([Move("One", high / 2, high / 4, high)])["layout"]["xaxis"]
    assert axis["tickvals"][0] == 0
    assert axis["tickvals"][-1] >= high
    assert len(axis["tickvals"]) <= MOST_STEPS + 1


def test_height_is_38_and_74_a_row() -> None:
    assert build_levers_figure([FIRST, SECOND])["layout"]["height"] == 186
    assert build_levers_figure([FIRST, SECOND])["layout"]["meta"]["paper"] == {"height": 146}


def test_no_lever_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build_levers_figure([])


@pytest.mark.parametrize("gain", [0, -1, 8])
def test_a_gain_outside_its_range_is_refused(gain: float) -> None:
    with pytest.raises(ValueError, match="in its range"):
        build_levers_figure([Move("One", gain, 0, 7)])
