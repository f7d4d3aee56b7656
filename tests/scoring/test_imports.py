"""Scoring is plain Python: the standard library, itself, and numpy in one place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import assessment.scoring

ROOT = Path(str(assessment.scoring.__file__)).parent
MODULES = sorted(ROOT.glob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of what a module imports, wherever in it; its own package in full."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            names.add(node.module or "")
    return {name if name.startswith("assessment.scoring") else name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_module_needs_no_package(path: Path) -> None:
    foreign = {
        name
        for name in imported(path)
        if name not in sys.stdlib_module_names and not name.startswith("assessment.scoring")
    }
    assert foreign == ({"numpy"} if path.name == "reliability.py" else set())


def test_scoring_an_attempt_loads_no_numpy() -> None:
    names = [
        f"assessment.scoring.{path.stem}" for path in MODULES if path.stem not in {"__init__", "reliability"}
    ]
    program = f"import sys, {', '.join(names)}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT.parents[1], check=False).returncode == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_module_asks_neither_the_clock_nor_chance(path: Path) -> None:
    assert not imported(path) & {"time", "datetime", "random", "secrets", "os", "uuid"}
