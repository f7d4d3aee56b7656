"""Words on the figures over time: never on one another, never beyond the frame, whatever the values.

Boxes are worked out from what the browser is told to draw, on a phone, in a column and on paper.
"""

from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.charts.figure import Figure
from assessment.charts.labels import CANVASES, Box
from assessment.charts.projection import Stage, build_projection_figure
from assessment.charts.time_axis import Point, choose_span
from assessment.charts.timeline import build_index_figure

FIRST = datetime(2025, 1, 15)  # noqa: DTZ001  # a place on the axis
# Pixels across a letter and up a line, by the size of the type.
TYPE = {17: (8.2, 20.0), 15: (8.0, 19.0), 13: (7.0, 16.0)}
DIGIT, HEIGHT, AWAY = 9.4, 15.0, 12.0
# Pixels that a word at an end may reach into the margin, which is wider.
MARGIN = 6.5

values = st.sampled_from([0.0, 3.0, 40.0, 49.5, 50.0, 52.0, 64.0, 97.0, 100.0])
gaps = st.sampled_from([1, 3, 6])


def moment(month: float) -> datetime:
    return FIRST + timedelta(days=30.4375 * month)


def list_words(figure: Figure, canvas: tuple[float, float]) -> list[tuple[str, Box]]:
    """Every word of a figure with its box in pixels of the drawn area."""
    first, last = (parse_moment(end) for end in figure["layout"]["xaxis"]["range"])

    def across(x: str) -> float:
        return (parse_moment(x) - first) / (last - first) * canvas[0]

    numbers = [
        (text, _number(text, position).moved(across(x), y / 100 * canvas[1]))
        for trace in figure["data"]
        if trace["mode"] == "markers+text"
        for x, y, text, position in zip(
            trace["x"], trace["y"], trace["text"], trace["textposition"], strict=True
        )
    ]
    labels = []
    for label in figure["layout"]["annotations"]:
        x = label["x"] * canvas[0] if label.get("xref") == "paper" else across(label["x"])
        y = label["y"] * canvas[1] / (1 if label.get("yref") == "paper" else 100)
        labels.append((label["text"], _label(label).moved(x, y)))
    return numbers + labels


def parse_moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007  # a place on the axis


def _number(text: str, position: str) -> Box:
    up, wide = position.split()
    width = DIGIT * len(text)
    left = {"center": -width / 2, "right": AWAY, "left": -AWAY - width}[wide]
    low = {"top": AWAY, "bottom": -AWAY - HEIGHT, "middle": -HEIGHT / 2}[up]
    return Box(left, left + width, low, low + HEIGHT)


def _label(label: dict[str, Any]) -> Box:
    letter, height = TYPE[label["font"]["size"]]
    width = letter * len(label["text"])
    left = {"left": 0.0, "right": -width}[label["xanchor"]] + label.get("xshift", 0)
    low = {"bottom": 0.0, "top": -height, "middle": -height / 2}[label["yanchor"]] + label.get("yshift", 0)
    return Box(left, left + width, low, low + height)


def assert_words_have_room(figure: Figure) -> None:
    for canvas in CANVASES:
        words = list_words(figure, canvas)
        for (text, box), (other_text, other_box) in combinations(words, 2):
            assert not box.meets(other_box), f"{text!r} lies on {other_text!r}, {canvas}"
        for text, box in words:
            assert box.left >= -1, f"{text!r} leaves the frame, {canvas}"
            assert box.right <= canvas[0] + MARGIN, f"{text!r} leaves the frame, {canvas}"
            assert box.bottom >= -1, f"{text!r} leaves the frame, {canvas}"
            assert box.top <= canvas[1] + MARGIN, f"{text!r} leaves the frame, {canvas}"


@settings(max_examples=150)
@given(st.lists(st.tuples(values, gaps, st.booleans()), min_size=1, max_size=10), st.booleans())
def test_words_of_the_index_over_time_have_room(
    results: list[tuple[float, int, bool]], with_pulses: bool
) -> None:
    month, points = 0, []
    for number, (value, gap, joined) in enumerate(results):
        month += gap
        points.append(Point(moment(month), value, 5.2, number + 1, joined))
    pulses = [Point(moment(month + 0.5), 100 - points[0].value, 9.6, 2)] if with_pulses else []
    span = choose_span([point.at for point in [*points, *pulses]])
    assert_words_have_room(build_index_figure(points, span, pulses))


def test_no_number_is_struck_through_by_the_line_of_pulses() -> None:
    points = [Point(moment(2), 70.0, 5.2, 1), Point(moment(8), 81.0, 5.2, 2)]
    for above in (-6, -4, 4, 6):
        pulses = [
            Point(moment(month), 70 + above + 11 * (month - 2) / 6, 9.6, number)
            for number, month in enumerate([0, 4, 6, 10])
        ]
        span = choose_span([point.at for point in [*points, *pulses]])
        figure = build_index_figure(points, span, pulses)
        first, last = (parse_moment(end) for end in figure["layout"]["xaxis"]["range"])
        for canvas in CANVASES:
            line = [
                ((pulse.at - first) / (last - first) * canvas[0], pulse.value / 100 * canvas[1])
                for pulse in pulses
            ]
            numbers = [(text, box) for text, box in list_words(figure, canvas) if text in {"70", "81"}]
            assert len(numbers) == 2
            for text, box in numbers:
                struck = any(box.crossed_by(start, end) for start, end in pairwise(line))
                assert not struck, f"{text} at {above}, {canvas}"


@settings(max_examples=150)
@given(values, values, values, st.sampled_from([0.0, 20.0, 45.0]), st.sampled_from([55.0, 80.0, 100.0]))
def test_words_of_the_months_ahead_have_room(
    start: float, fading: float, steady: float, low: float, high: float
) -> None:
    stages = [
        Stage(
            moment(3 * number),
            start + (fading - start) * number / 6,
            start + (steady - start) * number / 6,
            min(low, fading, steady),
            max(high, fading, steady),
        )
        for number in range(7)
    ]
    assert_words_have_room(build_projection_figure(stages))


def test_projected_points_are_hollow_where_results_are_solid() -> None:
    result = Point(FIRST, 64.0, 5.2, 1)
    measured = build_index_figure([result], choose_span([FIRST]))
    ahead = build_projection_figure(
        [Stage(moment(3 * number), 60.0 + number, 62.0 + number, 40.0, 80.0) for number in range(3)]
    )
    solid = [trace["marker"] for trace in measured["data"] if trace["name"] == "result"]
    hollow = [trace["marker"] for trace in ahead["data"] if trace["name"] in {"fades", "holds"}]
    assert [marker["color"] for marker in solid] == ["var(--architect)"]
    assert [(marker["color"], marker["line"]["color"]) for marker in hollow] == [
        ("var(--paper)", "var(--architect)")
    ] * 2
