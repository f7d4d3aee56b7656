"""The table of promises: every one has its row, and what a row names exists and runs."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/security/promises.md"
STATES = {"kept", "in part", "open"}


def read_promises() -> dict[str, tuple[str, str, str]]:
    """Promise: its state, what shows it, and its figure or what is missing."""
    matches = re.findall(
        r"^\| (T\d+) \|[^|]*\| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", PAGE.read_text(), re.MULTILINE
    )
    return {number: (state.strip(), evidence, figure) for number, state, evidence, figure in matches}


def list_named_tests(evidence: str) -> list[tuple[str, str]]:
    return re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", evidence)


def functions_of(file: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_has_its_row() -> None:
    assert list(read_promises()) == [f"T{number}" for number in range(1, 55)]
    assert {state for state, _, _ in read_promises().values()} <= STATES


def test_every_test_that_is_named_exists_and_is_not_skipped() -> None:
    for number, (_, evidence, _) in read_promises().items():
        for path, name in list_named_tests(evidence):
            assert (ROOT / path).is_file(), f"{number}: {path}"
            functions = functions_of(ROOT / path)
            chosen = [functions[name]] if name else list(functions.values())
            assert chosen, f"{number}: {path} holds no test"
            marks = " ".join(ast.unparse(mark) for function in chosen for mark in function.decorator_list)
            assert "skip" not in marks, f"{number}: {path}::{name}"
            assert "xfail" not in marks, f"{number}: {path}::{name}"


def test_a_promise_that_is_kept_names_what_shows_it_and_an_open_one_says_what_is_missing() -> None:
    commands = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for number, (state, evidence, figure) in read_promises().items():
        commands_named = re.findall(r"`make (\w+)`", evidence)
        assert set(commands_named) <= commands, number
        assert (state == "open") or list_named_tests(evidence) or commands_named, number
        assert figure.strip(), number
