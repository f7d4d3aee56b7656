"""What every figure shares: only traces the browser's bundle draws, no template, nothing to zoom."""

from datetime import datetime
from typing import Any

import pytest

from assessment.charts import capabilities, figure, time_axis, timeline

POINT = time_axis.Point(datetime(2026, 8, 3), 47.0, 5.2, 3)  # noqa: DTZ001  # a place on the axis
LATER = time_axis.Point(datetime(2026, 11, 24), 56.0, 5.5, 3)  # noqa: DTZ001  # a place on the axis
SPAN = time_axis.span_of([POINT.at, LATER.at])

FIGURES = {
    "capabilities": capabilities.figure([capabilities.CapabilityRow("Systems thinking", 68, 9, 48)]),
    "index": timeline.index_figure([POINT, LATER], SPAN, [POINT]),
    "rows": timeline.capability_figure([timeline.CapabilityLine("Systems thinking", (POINT, LATER))], SPAN),
    "calendar": timeline.calendar_figure([timeline.RatioPoint(POINT.at, 5.8, 4.1, 8.2)], SPAN),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_hold_only_traces_of_the_basic_bundle(name: str) -> None:
    assert {trace["type"] for trace in FIGURES[name]["data"]} <= {"scatter", "bar"}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_bring_no_template_and_no_legend(name: str) -> None:
    layout = FIGURES[name]["layout"]
    assert layout["template"] == {}
    assert layout["showlegend"] is False
    assert layout["dragmode"] is False


@pytest.mark.parametrize("name", FIGURES)
def test_every_axis_is_fixed(name: str) -> None:
    axes = [value for key, value in FIGURES[name]["layout"].items() if key[1:5] == "axis"]
    assert len(axes) >= 2
    assert all(axis["fixedrange"] is True for axis in axes)


def _colours(value: Any, key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [colour for name, one in value.items() for colour in _colours(one, name)]
    if isinstance(value, list):
        return [colour for one in value for colour in _colours(one, key)]
    return [value] if "color" in key and isinstance(value, str) else []


@pytest.mark.parametrize("name", FIGURES)
def test_every_colour_is_a_token_or_clear(name: str) -> None:
    colours = set(_colours(FIGURES[name]))
    assert colours - {figure.CLEAR}
    assert all(colour == figure.CLEAR or colour.startswith("var(--") for colour in colours)


def test_a_trace_the_bundle_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="not \\['scatterpolar'\\]"):
        figure.drawn([{"type": "scatterpolar"}], {})


def test_a_misspelt_attribute_is_refused() -> None:
    with pytest.raises(ValueError, match="heigth"):
        figure.drawn([], {"heigth": 3})
