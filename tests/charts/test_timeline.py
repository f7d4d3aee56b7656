"""The timeline's figures: what is joined, what is broken, and that the numbers are those put in."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.figure import PLUS_MINUS
from assessment.charts.time_axis import (
    MANY,
    Point,
    choose_span,
    choose_ticks,
    format_for_axis,
    split_into_runs,
)
from assessment.charts.timeline import (
    CapabilityLine,
    RatioPoint,
    build_calendar_figure,
    build_capability_timeline,
    build_index_figure,
)
from assessment.scoring.constants import Z80


def day(month: int, number: int = 20, year: int = 2026) -> datetime:
    return datetime(year, month, number)  # noqa: DTZ001  # a place on the axis


MARCH, AUGUST = Point(day(3), 46.0, 5.3, 3), Point(day(8), 47.0, 5.2, 3)
NOVEMBER, NEXT = Point(day(11), 56.0, 5.5, 4, joined=False), Point(day(12), 58.0, 5.5, 4)
ALL = [MARCH, AUGUST, NOVEMBER, NEXT]
SPAN = choose_span([point.at for point in ALL])


def list_traces_named(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["name"] == name]


def list_annotations(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"].get("annotations", [])]


def test_results_of_one_edition_are_joined() -> None:
    (line,) = list_traces_named(build_index_figure([MARCH, AUGUST], SPAN), "result")
    assert line["x"] == ["2026-03-20 00:00", "2026-08-20 00:00"]
    assert line["y"] == [46.0, 47.0]


def test_an_edition_that_cannot_be_compared_is_never_joined() -> None:
    lines = list_traces_named(build_index_figure(ALL, SPAN), "result")
    assert [line["y"] for line in lines] == [[46.0, 47.0], [56.0, 58.0]]


def test_a_break_is_dashed_and_carries_the_number_of_the_edition() -> None:
    figure = build_index_figure(ALL, SPAN)
    assert "Edition 4" in list_annotations(figure)
    (dashed,) = [shape for shape in figure["layout"]["shapes"] if shape.get("line", {}).get("dash") == "dash"]
    assert format_for_axis(AUGUST.at) < dashed["x0"] == dashed["x1"] < format_for_axis(NOVEMBER.at)


def test_without_a_break_nothing_is_dashed() -> None:
    figure = build_index_figure([MARCH, AUGUST], SPAN)
    assert list_annotations(figure) == ["Orchestrator", "Artefact"]
    assert not [shape for shape in figure["layout"]["shapes"] if shape.get("line", {}).get("dash") == "dash"]


def test_the_band_is_the_80_percent_range_of_each_point() -> None:
    (band,) = list_traces_named(build_index_figure([MARCH, AUGUST], SPAN), "range")
    assert band["fill"] == "toself"
    ends = [46 + Z80 * 5.3, 47 + Z80 * 5.2, 47 - Z80 * 5.2, 46 - Z80 * 5.3]
    assert band["y"] == pytest.approx(ends)


def test_the_range_of_a_single_point_is_a_stroke() -> None:
    (stroke,) = list_traces_named(build_index_figure([MARCH], SPAN), "range")
    assert stroke["y"] == pytest.approx([46 - Z80 * 5.3, 46 + Z80 * 5.3])
    assert "fill" not in stroke


def test_few_points_all_carry_their_number_many_only_the_ends_of_a_run() -> None:
    (numbers,) = list_traces_named(build_index_figure(ALL, SPAN), "number")
    assert numbers["y"] == [46.0, 47.0, 56.0, 58.0]
    many = [Point(day(1) + timedelta(days=30 * i), 40.0 + i, 5.2, 3) for i in range(9)]
    (numbers,) = list_traces_named(
        build_index_figure(many, choose_span([point.at for point in many])), "number"
    )
    assert numbers["y"] == [40.0, 48.0]


def test_pulses_are_hollow_diamonds_on_a_line_of_their_own() -> None:
    figure = build_index_figure([MARCH], SPAN, [Point(day(4), 40.0, 9.6, 1), Point(day(5), 44.0, 9.6, 1)])
    (pulse,) = list_traces_named(figure, "pulse")
    assert pulse["y"] == [40.0, 44.0]
    assert pulse["marker"]["symbol"] == "diamond"
    assert [line["y"] for line in list_traces_named(figure, "result")] == [[46.0]]
    first, second = list_traces_named(figure, "pulse range")
    assert first["y"] == pytest.approx([40 - Z80 * 9.6, 40 + Z80 * 9.6])
    assert second["y"] == pytest.approx([44 - Z80 * 9.6, 44 + Z80 * 9.6])


def test_pulses_alone_lie_on_no_side() -> None:
    figure = build_index_figure([], SPAN, [Point(day(4), 40.0, 9.6, 1)])
    assert list_annotations(figure) == []
    assert figure["layout"].get("shapes", []) == []


def test_dots_shrink_when_there_are_many() -> None:
    many = [Point(day(1) + timedelta(days=i), 50.0, 5.2, 3) for i in range(MANY + 1)]
    (line,) = list_traces_named(build_index_figure(many, choose_span([point.at for point in many])), "result")
    assert line["marker"]["size"] == 7


def test_capabilities_stand_in_rows_of_their_own_on_one_axis_of_time() -> None:
    rows = [CapabilityLine("Systems thinking", tuple(ALL)), CapabilityLine("Technical literacy", (MARCH,))]
    figure = build_capability_timeline(rows, SPAN)
    assert [line["y"] for line in list_traces_named(figure, "result")] == [[46.0, 47.0], [56.0, 58.0], [46.0]]
    assert [line.get("yaxis") for line in list_traces_named(figure, "result")] == ["y", "y", "y2"]
    assert figure["layout"]["xaxis"]["range"] == build_index_figure(ALL, SPAN)["layout"]["xaxis"]["range"]
    assert list_annotations(figure) == [
        "Systems thinking",
        "58",
        f"{PLUS_MINUS}7",
        "Technical literacy",
        "46",
        f"{PLUS_MINUS}7",
    ]
    assert figure["layout"]["yaxis"]["domain"][0] >= figure["layout"]["yaxis2"]["domain"][1]


def test_ratios_stand_where_they_were_put_with_designing_above() -> None:
    figure = build_calendar_figure([RatioPoint(day(7), 6.0, 3.9, 9.2), RatioPoint(day(10), 0.5)], SPAN)
    (ratios,) = list_traces_named(figure, "ratio")
    assert ratios["y"] == [6.0, 0.5]
    (band,) = list_traces_named(figure, "range")
    assert band["y"] == [3.9, 9.2]
    top, bottom = reversed(figure["layout"]["yaxis"]["range"])
    assert top < 0 < bottom
    assert top == -bottom
    assert dict(
        zip(figure["layout"]["yaxis"]["tickvals"], figure["layout"]["yaxis"]["ticktext"], strict=True)
    ).items() >= {(4, "4:1"), (1, "1:1"), (0.25, "1:4")}


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a point"):
        build_index_figure([], SPAN)
    with pytest.raises(ValueError, match="needs a point"):
        build_capability_timeline([CapabilityLine("Systems thinking", ())], SPAN)
    with pytest.raises(ValueError, match="above 0"):
        build_calendar_figure([RatioPoint(day(7), 0)], SPAN)
    with pytest.raises(ValueError, match="needs a moment"):
        choose_span([])


moments = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1))  # noqa: DTZ001  # places on the axis


@given(st.lists(moments, min_size=1, max_size=20))
def test_a_span_holds_every_moment_and_at_least_four_months(times: list[datetime]) -> None:
    start, end = choose_span(times)
    assert start <= min(times)
    assert end >= max(times)
    assert end - start >= timedelta(days=119)


@given(st.lists(moments, min_size=1, max_size=5))
def test_ticks_are_at_most_six_middles_of_months_inside_the_span(times: list[datetime]) -> None:
    span = choose_span(times)
    at, words = choose_ticks(span)
    assert 1 <= len(at) <= 6
    assert all(
        format_for_axis(span[0])[:10] < tick < format_for_axis(span[1])[:10]
        or tick == format_for_axis(span[1])[:10]
        for tick in at
    )
    assert all(tick.endswith("-15") for tick in at)
    assert len(set(zip(at, words, strict=True))) == len(at)
    assert "<br>" in words[0]


def test_a_year_of_quarters_names_the_months_of_its_results() -> None:
    span = choose_span([day(11, 20, 2025), day(11)])
    assert choose_ticks(span)[1] == ["Nov<br>2025", "Feb<br>2026", "May", "Aug", "Nov"]


@given(st.lists(st.booleans(), max_size=30))
def test_runs_keep_every_point_in_order(joined: list[bool]) -> None:
    points = [Point(day(1) + timedelta(days=i), 50.0, 5.2, 3, joined=flag) for i, flag in enumerate(joined)]
    runs = split_into_runs(points)
    assert [point for run in runs for point in run] == points
    assert len(runs) == (1 + sum(not flag for flag in joined[1:]) if joined else 0)


def test_a_break_among_pulses_is_dashed_and_named_apart_from_that_of_results() -> None:
    pulses = [Point(day(4), 40.0, 9.6, 1), Point(day(10), 44.0, 9.6, 2, joined=False)]
    figure = build_index_figure([MARCH, AUGUST], SPAN, pulses)
    assert [line["y"] for line in list_traces_named(figure, "pulse")] == [[40.0], [44.0]]
    assert "Pulse edition 2" in list_annotations(figure)
    assert "Edition 2" not in list_annotations(figure)
    dashed = [shape for shape in figure["layout"]["shapes"] if shape.get("line", {}).get("dash") == "dash"]
    assert len(dashed) == 1


def test_two_numbers_that_would_touch_stand_on_either_side() -> None:
    near = [Point(day(3), 46.0, 5.3, 3), Point(day(3, 22), 47.0, 5.3, 3), Point(day(11), 56.0, 5.3, 3)]
    (numbers,) = list_traces_named(
        build_index_figure(near, choose_span([point.at for point in near])), "number"
    )
    assert numbers["text"] == ["46", "47", "56"]
    assert len(set(numbers["textposition"][:2])) == 2


@pytest.mark.parametrize(
    "values",
    [
        (53, 53, 100, 100, 100, 100),
        (60, 40, 20, 10, 5, 5),
        (49, 65, 74, 91, 98),
        (0, 95, 5, 100),
        (100, 100),
        (0, 0, 0),
        (95,),
    ],
)
def test_every_point_carries_its_number_inside_the_chart(values: tuple[int, ...]) -> None:
    points = [
        Point(day(1) + timedelta(days=60 * place), float(value), 5.2, 3) for place, value in enumerate(values)
    ]
    (numbers,) = list_traces_named(
        build_index_figure(points, choose_span([point.at for point in points])), "number"
    )
    assert numbers["text"] == [str(value) for value in values]
    for value, position in zip(values, numbers["textposition"], strict=True):
        assert "top" not in position or value <= 92
        assert "bottom" not in position or value >= 12


def test_the_name_of_a_ground_makes_way_for_a_line() -> None:
    high = [Point(day(1) + timedelta(days=60 * number), 97.0 - number, 5.2, 3) for number in range(4)]
    low = [Point(point.at, 100 - point.value, 5.2, 3) for point in high]
    span = choose_span([point.at for point in high])
    for points, name, end in ((high, "Orchestrator", 100), (low, "Artefact", 0)):
        (note,) = [
            annotation
            for annotation in build_index_figure(points, span)["layout"]["annotations"]
            if annotation["text"] == name
        ]
        assert (note["x"], note["y"]) != (0, end)
