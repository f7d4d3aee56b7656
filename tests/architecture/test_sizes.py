"""Small files, small functions."""

import ast
import re
import statistics
import tomllib

from benchmarks.structure import LONGEST
from tests.architecture.source import BASE, list_files, name_of, parse_file, read_texts


def lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def functions(*folders: str) -> dict[str, int]:
    """Each function by name and its lines, the docstring included."""
    return {
        f"{name_of(path)}:{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for folder in folders
        for path in list_files(".py", under=folder)
        for node in ast.walk(parse_file(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_python_files_stay_under_400_lines() -> None:
    # A first migration is the tables written out once more, by the framework.
    sizes = {name: lines(text) for name, text in read_texts(".py") if "/migrations/0001_" not in name}
    assert {name: count for name, count in sizes.items() if count > LONGEST} == {}


def test_templates_stay_within_120_lines() -> None:
    sizes = {name: lines(text) for name, text in read_texts(under="templates")}
    assert {name: count for name, count in sizes.items() if count > 120} == {}


def test_scripts_stay_within_240_lines() -> None:
    # A question page sends for eight files at most, so its state machine is one script and not three.
    sizes = {name: lines(text) for name, text in read_texts(".js", under="static")}
    assert {name: count for name, count in sizes.items() if count > 240} == {}


def test_functions_stay_within_40_lines() -> None:
    sizes = functions("assessment", "tests", "benchmarks")
    assert {name: count for name, count in sizes.items() if count > 40} == {}
    assert statistics.median(functions("assessment").values()) <= 8


def test_complexity_is_held_by_the_linter() -> None:
    lint = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert lint["mccabe"]["max-complexity"] == 8
    assert "C90" in lint["select"]
    excused = [name for name, text in read_texts(".py") if re.search(r"noqa:[^#]*C9", text)]
    assert excused == []


def test_every_ignore_names_its_code_and_its_reason() -> None:
    ignore = re.compile(r"#\s*(noqa|type:\s*ignore)(.*)")
    reasoned = re.compile(r"(: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*|\[[a-z, -]+\])\s+(#|-) \w.{5,}")
    bare = [
        (name, directive[0])
        for name, text in read_texts(".py", under="assessment")
        for directive in ignore.finditer(text)
        if not reasoned.match(directive[2])
    ]
    assert bare == []
