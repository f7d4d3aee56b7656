"""Slides cost a process nothing before somebody asks for them."""

import ast
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
# Imported inside the functions that make slides, and nowhere else.
MAKERS = {
    "assessment.organisations.pages.slides",
    "assessment.results.result.slides",
    "assessment.teams.pages.slides",
}


def imported(path: Path) -> set[str]:
    """What a module brings as soon as it is loaded."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_module_that_serves_pages_brings_python_pptx() -> None:
    modules = {
        ".".join(path.relative_to(BASE).with_suffix("").parts): imported(path)
        for path in (BASE / "assessment").rglob("*.py")
    }
    package = {name for name in modules if name.startswith("assessment.slides.")} - {
        "assessment.slides.__init__"
    }
    brings = {
        name
        for name, names in modules.items()
        if names & (package - {"assessment.slides.text"})
        or any(part.split(".")[0] == "pptx" for part in names)
    }
    assert brings - package == MAKERS
    assert [name for name, names in modules.items() if names & MAKERS] == []
