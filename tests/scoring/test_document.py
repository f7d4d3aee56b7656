"""docs/scoring.md names functions that exist and constants as the code has them."""

import re
from collections.abc import Mapping
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from assessment.scoring.constants import CURRENT_VERSION, FACETS, VERSIONS

TEXT = (Path(__file__).parents[2] / "docs/scoring.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`(assessment(?:\.\w+)+)`", TEXT)))
CONSTANTS = re.findall(r"^\| `assessment\.(\S+)` \| ([\d., ]+) \|", TEXT, re.MULTILINE)
OF_THE_VERSION = re.findall(r"^\| `([a-z_.]+)` \| ([\d., ]+) \|", TEXT, re.MULTILINE)


def resolve(name: str) -> object:
    """The module, or the thing in a module, that a dotted name stands for."""
    package, _, last = name.rpartition(".")
    attribute = getattr(import_module(package), last, None)
    return attribute if attribute is not None else import_module(name)


def numbers(value: object) -> list[float]:
    if isinstance(value, Mapping):
        return [float(number) for number in value.values()]
    return [float(number) for number in value] if isinstance(value, tuple) else [float(str(value))]


def parse_numbers(cell: str) -> list[float]:
    return [float(number) for number in cell.split(",")]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_names_exists(name: str) -> None:
    named_object = resolve(name)
    assert not isinstance(named_object, ModuleType)


@pytest.mark.parametrize(("name", "cell"), CONSTANTS)
def test_a_constant_is_written_as_it_is(name: str, cell: str) -> None:
    assert parse_numbers(cell) == numbers(resolve(f"assessment.{name}"))


@pytest.mark.parametrize(("name", "cell"), OF_THE_VERSION)
def test_the_table_of_the_version_is_written_as_it_is(name: str, cell: str) -> None:
    steps = name.split(".")
    table = VERSIONS[CURRENT_VERSION]
    value = reduce(lambda table_part, key: table_part[key], steps[1:], getattr(table, steps[0]))
    assert parse_numbers(cell) == pytest.approx(numbers(value), abs=5e-5)


def test_the_tables_are_whole() -> None:
    assert len(CONSTANTS) > 25
    fields = set(vars(VERSIONS[CURRENT_VERSION])) - {"version", "nodes", "node_weights", "people"}
    assert {name.split(".")[0] for name, _ in OF_THE_VERSION} == fields
    facets = [f"{capability}.{facet}" for capability, of_it in FACETS.items() for facet in of_it]
    assert re.findall(r"^\| `([a-z]+\.[a-z]+)` \|[^|]*[a-z]", TEXT, re.MULTILINE) == facets
