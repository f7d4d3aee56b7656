"""What every figure shares: Plotly knows all of it, the browser's bundle draws it, and nothing zooms."""

import inspect
import json
import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from assessment import charts
from assessment.charts import figure
from tests.charts.figures import CASES, FIGURES


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_attribute_and_value(name: str) -> None:
    figure.validate(FIGURES[name])


@pytest.mark.parametrize("name", FIGURES)
def test_json_leaves_every_value_as_it_is(name: str) -> None:
    assert json.loads(json.dumps(FIGURES[name], allow_nan=False)) == FIGURES[name]


def test_every_function_that_draws_has_a_tested_figure() -> None:
    modules = {
        module.name: import_module(module.name)
        for module in iter_modules(charts.__path__, "assessment.charts.")
    }
    drawing = {
        function
        for name, module in modules.items()
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == name != figure.__name__
        and function.__annotations__["return"] is figure.Figure
    }
    assert drawing == {case.func for case in CASES.values()}
    assert len(drawing) >= 8


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
        return [colour for name, part in value.items() for colour in _colours(part, name)]
    if isinstance(value, list):
        return [colour for part in value for colour in _colours(part, key)]
    return [value] if "color" in key and isinstance(value, str) else []


@pytest.mark.parametrize("name", FIGURES)
def test_every_colour_is_a_token_or_clear(name: str) -> None:
    colours = set(_colours(FIGURES[name]))
    assert colours - {figure.CLEAR}
    assert all(colour == figure.CLEAR or colour.startswith("var(--") for colour in colours)


def test_a_trace_the_bundle_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="not \\['scatterpolar'\\]"):
        figure.validated([{"type": "scatterpolar"}], {})


@pytest.mark.parametrize(
    ("traces", "layout"),
    [
        ([], {"heigth": 3}),
        ([{"type": "bar", "orientation": "sideways"}], {}),
        ([{"type": "bar", "bass": 1}], {}),
    ],
    ids=["misspelt in the layout", "no such value", "misspelt in a trace"],
)
def test_what_plotly_does_not_know_is_refused(traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"heigth|sideways|bass"):
        figure.validate(figure.validated(traces, layout))


DRAW = (
    "import sys; from assessment.charts.figure import validated; "
    "validated([], {'heigth': 3}); print(*sys.modules)"
)


def test_a_page_does_not_wait_for_plotly() -> None:
    modules = subprocess.run([sys.executable, "-c", DRAW], capture_output=True, text=True, check=True)
    assert "assessment.charts.figure" in modules.stdout.split()
    assert "plotly" not in modules.stdout.split()


def test_whoever_develops_a_figure_is_told_at_once() -> None:
    refused = subprocess.run(
        [sys.executable, "-X", "dev", "-c", DRAW], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "heigth" in refused.stderr
