"""The way ahead: its envelope and its two paces, and where their words stand."""

from datetime import datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessment.charts.labels import CANVASES
from assessment.charts.projection import Stage, build_projection_figure
from assessment.charts.time_axis import choose_span, position_in_span

NOW = Stage(datetime(2026, 11, 20), 51.2, 52.0, 44.0, 59.0)  # noqa: DTZ001  # a place on the axis
LATER = Stage(datetime(2028, 5, 21), 54.2, 61.0, 40.7, 81.2)  # noqa: DTZ001  # a place on the axis
END_SHARE = 1 - position_in_span(
    LATER.at, choose_span([NOW.at, LATER.at])
)  # what the axis keeps free after the last moment


def get_trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    traces: list[dict[str, Any]] = figure["data"]
    (trace_of_name,) = [trace for trace in traces if trace["name"] == name]
    return trace_of_name


def get_annotations(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {note["text"]: note for note in figure["layout"]["annotations"]}


def test_the_figure_holds_the_stages_put_in() -> None:
    figure = build_projection_figure([NOW, LATER])
    assert get_trace(figure, "fades")["y"] == [51.2, 54.2]
    assert get_trace(figure, "holds")["y"] == [52.0, 61.0]
    assert get_trace(figure, "range")["y"] == [59.0, 81.2, 40.7, 44.0]
    assert get_trace(figure, "fades")["x"] == ["2026-11-20 00:00", "2028-05-21 00:00"]


def test_the_pace_that_fades_is_dashed() -> None:
    figure = build_projection_figure([NOW, LATER])
    assert get_trace(figure, "fades")["line"]["dash"] == "dash"
    assert get_trace(figure, "holds")["line"]["dash"] == "solid"


def test_each_line_is_named_at_its_end_and_the_names_keep_apart() -> None:
    rising = get_annotations(build_projection_figure([NOW, LATER]))
    assert rising["61"]["yanchor"] == "bottom"
    assert rising["54"]["yanchor"] == "top"
    falling = get_annotations(build_projection_figure([NOW, Stage(LATER.at, 44.0, 30.0, 10.0, 60.0)]))
    assert falling["30"]["yanchor"] == "top"
    assert falling["44"]["yanchor"] == "bottom"


def test_words_keep_off_the_line_between_the_sides() -> None:
    across = get_annotations(build_projection_figure([NOW, Stage(LATER.at, 57.0, 60.0, 40.0, 80.0)]))
    assert across["57"]["yshift"] == -24
    assert across["60"]["yshift"] == 10


def test_paces_that_end_at_the_same_number_print_it_once() -> None:
    level = build_projection_figure([NOW, Stage(LATER.at, 62.2, 62.4, 40.0, 80.0)])
    assert [note["text"] for note in level["layout"]["annotations"]].count("62") == 1


def test_what_is_projected_is_drawn_hollow() -> None:
    figure = build_projection_figure([NOW, LATER])
    for name in ("fades", "holds"):
        assert get_trace(figure, name)["marker"]["color"] == "var(--paper)"


def test_one_moment_is_no_way() -> None:
    with pytest.raises(ValueError, match="two moments"):
        build_projection_figure([NOW])


def _box(note: dict[str, Any], width: float, height: float) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of words in pixels of the drawn area."""
    across = 7.5 * len(note["text"])
    x = note["x"] if note.get("xref") == "paper" else 1 - END_SHARE
    left = x * width + note["xshift"] - (across if note["xanchor"] == "right" else 0)
    foot = note["y"] / 100 * height + note["yshift"] - (18 if note["yanchor"] == "top" else 0)
    return left, left + across, foot, foot + 18


@settings(max_examples=150, deadline=None)
@given(*[st.floats(0, 100)] * 3)
@example(100.0, 100.0, 100.0)
@example(98.0, 97.0, 99.0)
@example(50.0, 50.0, 50.0)
@example(78.0, 84.0, 100.0)
@example(14.0, 14.0, 0.0)
def test_numbers_of_a_way_ahead_keep_the_order_of_its_lines_apart_and_inside_the_chart(
    start: float, fading: float, steady: float
) -> None:
    stages = [Stage(NOW.at, start, start, 0, 100), Stage(LATER.at, fading, steady, 0, 100)]
    notes = build_projection_figure(stages)["layout"]["annotations"]
    ends = sorted((note for note in notes if note["text"].isdigit()), key=lambda note: float(note["y"]))
    for width, height in CANVASES:
        feet = [_box(note, width, height)[2] for note in ends]
        assert feet == sorted(feet)
        for first, second in combinations(notes, 2):
            (left, right, foot, top), (begin, end, below, above) = (
                _box(note, width, height) for note in (first, second)
            )
            assert right <= begin or end <= left or top <= below or above <= foot, (first, second, width)
        for note in notes:
            left, right, foot, top = _box(note, width, height)
            assert left >= 0
            assert right <= width + 6
            assert foot >= 0
            assert top <= height + 6
