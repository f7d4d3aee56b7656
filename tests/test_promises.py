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
    return {number: (state.strip(), shown, figure) for number, state, shown, figure in matches}


def list_named_tests(shown: str) -> list[tuple[str, str]]:
    return re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", shown)


def functions_of(file: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_has_its_row() -> None:
    assert list(read_promises()) == [f"T{number}" for number in range(1, 55)]
    assert {state for state, _, _ in read_promises().values()} <= STATES


def test_every_test_that_is_named_exists_and_is_not_skipped() -> None:
    for number, (_, shown, _) in read_promises().items():
        for path, name in list_named_tests(shown):
            assert (ROOT / path).is_file(), f"{number}: {path}"
            functions = functions_of(ROOT / path)
            chosen = [functions[name]] if name else list(functions.values())
            assert chosen, f"{number}: {path} holds no test"
            marks = " ".join(ast.unparse(mark) for one in chosen for mark in one.decorator_list)
            assert "skip" not in marks, f"{number}: {path}::{name}"
            assert "xfail" not in marks, f"{number}: {path}::{name}"


def test_a_promise_that_is_kept_names_what_shows_it_and_an_open_one_says_what_is_missing() -> None:
    commands = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for number, (state, shown, figure) in read_promises().items():
        made = re.findall(r"`make (\w+)`", shown)
        assert set(made) <= commands, number
        assert (state == "open") or list_named_tests(shown) or made, number
        assert figure.strip(), number
