"""The table of OWASP's requirements: each has its row or its reason, and what a row names exists and runs."""

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import test_promises as promises

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security/asvs.md").read_text("utf-8")
STATES = ("shown", "by design", "open", "does not apply")
# Beside the general chapters: requirements of mail codes and single sign-on; and formulas, from level 3.
NAMED = [
    *("6.6.2", "6.6.3", "6.8.1", "6.8.2", "6.8.4"),
    *("10.1.1", "10.1.2", "10.2.1", "10.2.2", "10.5.1", "10.5.2", "10.5.3", "10.5.4"),
]
FROM_LEVEL_3 = ["1.2.10"]


class Row(NamedTuple):
    number: str
    level: str
    asks: str
    how: str
    state: str
    shown: str


def levels() -> dict[str, str]:
    lines = (ROOT / "tests/security/asvs-5.0.0.txt").read_text("utf-8").splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


def read_rows_of_page() -> list[Row]:
    matches = re.findall(r"^\| (\d+\.\d+\.\d+) \|" + r"([^|]*)\|" * 5 + "$", PAGE, re.MULTILINE)
    return [Row(*(cell.strip() for cell in cells)) for cells in matches]


def left_out() -> dict[str, str]:
    """Number: the reason."""
    table = PAGE.partition("## Left out")[2]
    matches = re.findall(r"^\| ([\d., ]*\d) \| ([^|]+) \|$", table, re.MULTILINE)
    return {number: why.strip() for numbers, why in matches for number in numbers.split(", ")}


def test_the_list_is_that_of_the_standard() -> None:
    assert Counter(levels().values()) == {"1": 70, "2": 183, "3": 92}
    assert len(levels()) == 345


def test_every_requirement_of_levels_one_and_two_has_one_row_or_one_reason() -> None:
    listed_numbers = [row.number for row in read_rows_of_page()]
    numbers_to_cover = [number for number, level in levels().items() if level != "3"]
    assert listed_numbers == [
        number for number in levels() if number in listed_numbers
    ]  # each once, known, in order
    assert sorted([*listed_numbers, *left_out()]) == sorted([*numbers_to_cover, *FROM_LEVEL_3])
    assert set(NAMED) <= set(listed_numbers)
    assert (len(numbers_to_cover), len(listed_numbers), len(left_out())) == (253, 202, 52)


def test_every_row_is_whole() -> None:
    for row in read_rows_of_page():
        assert row.level == levels()[row.number], row.number
        assert row.state in STATES, row.number
        assert row.asks, row.number
        assert row.how, row.number
    assert all(left_out().values())


def test_what_is_open_has_an_owner_and_a_day_and_is_little() -> None:
    pending = [row for row in read_rows_of_page() if row.state == "open"]
    for row in pending:
        [day] = re.findall(r"^maintainers, (\d{4}-\d\d-\d\d)$", row.shown)
        date.fromisoformat(day)
    assert {row.level for row in pending} <= {"2"}
    assert len(pending) <= 10


def test_the_page_says_how_many_there_are_of_each() -> None:
    number = Counter(row.state for row in read_rows_of_page())
    summary = (
        f"{number['shown']} shown, {number['by design']} by design, {number['open']} open, "
        f"{number['does not apply']} do not apply."
    )
    assert summary in PAGE
    pending = ", ".join(row.number for row in read_rows_of_page() if row.state == "open")
    assert f"None of level 1 is open; of level 2 these: {pending}." in PAGE


def test_what_is_shown_names_what_shows_it_and_nothing_is_named_that_is_not_there() -> None:
    closed_promises = {
        number for number, (state, _, _) in promises.read_promises().items() if state != "open"
    }
    commands = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for row in read_rows_of_page():
        tests, named_promises = promises.list_named_tests(row.shown), set(re.findall(r"\bT\d+\b", row.shown))
        make_targets = set(re.findall(r"`make (\w+)`", row.shown))
        assert named_promises <= closed_promises, row.number
        assert make_targets <= commands, row.number
        assert tests or named_promises or make_targets or row.state != "shown", row.number
        for path, name in tests:
            assert (ROOT / path).is_file(), f"{row.number}: {path}"
            functions = promises.functions_of(ROOT / path)
            assert not name or name in functions, f"{row.number}: {path}::{name}"
            chosen = [functions[name]] if name else functions.values()
            assert any(function.name.startswith("test_") for function in chosen), f"{row.number}: {path}"
            assert not list_unexplained_skips(ROOT / path, name), f"{row.number}: {path}::{name}"


def list_unexplained_skips(file: Path, name: str) -> list[str]:
    """Skips without a reason: on the test, or on its whole file."""
    tree = ast.parse(file.read_text("utf-8"))
    skips: list[ast.AST] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and name in {"", node.name}:
            inner = [part for part in ast.walk(node) if isinstance(part, ast.Call | ast.Attribute)]
            skips += [part for part in inner if _skips(part)]
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            skips += [part for part in ast.walk(node.value) if _skips(part)]
    explained = {id(part.func) for part in skips if isinstance(part, ast.Call) and _says_why(part)}
    return [
        ast.unparse(part)
        for part in skips
        if id(part) not in explained and not (isinstance(part, ast.Call) and id(part.func) in explained)
    ]


def _skips(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and called.attr in {"skip", "skipif", "xfail"}


def _says_why(call: ast.Call) -> bool:
    plain = [word for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return any(word.arg == "reason" for word in call.keywords) or bool(plain)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("def test_a(): pass", 0),
        ("@pytest.mark.skip\ndef test_a(): pass", 1),
        ("@pytest.mark.skipif(True)\ndef test_a(): pass", 2),
        ("@pytest.mark.skipif(True, reason='no browser here')\ndef test_a(): pass", 0),
        ("def test_a():\n    pytest.skip()", 2),
        ("def test_a():\n    pytest.skip('no browser here')", 0),
        ("pytestmark = pytest.mark.skip\ndef test_a(): pass", 1),
    ],
)
def test_a_skip_without_a_reason_is_seen(code: str, number: int, tmp_path: Path) -> None:
    file = tmp_path / "test_one.py"
    file.write_text(code)
    assert len(list_unexplained_skips(file, "test_a")) == number
