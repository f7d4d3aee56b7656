"""The project's own files, as the rules read them."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
IGNORED = {
    line.strip("/\n")
    for line in (BASE / ".gitignore").read_text().splitlines()
    if line and "*" not in line and not line.startswith("#")
} | {".git"}


def name_of(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


@cache
def list_files(*suffixes: str, under: str = ".") -> tuple[Path, ...]:
    """Every file of the project below a folder, except what git ignores."""
    paths = []
    for folder, folders, names in os.walk(BASE / under):
        folders[:] = [name for name in folders if name not in IGNORED]
        paths += [Path(folder, name) for name in names if name not in IGNORED and not name.endswith(".pyc")]
    return tuple(sorted(path for path in paths if not suffixes or path.name.endswith(suffixes)))


def read_texts(*suffixes: str, under: str = ".") -> Iterator[tuple[str, str]]:
    """Name and text of each file that holds text."""
    for path in list_files(*suffixes, under=under):
        try:
            yield name_of(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture


@cache
def parse_file(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def list_imports(path: Path) -> set[str]:
    """The modules that a file imports anywhere, by full name."""
    imported: set[str] = set()
    for node in ast.walk(parse_file(path)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(BASE).parts[: -node.level]) if node.level else ""
            imported.add(".".join(filter(None, [package, node.module])))
    return imported


def list_importers(package: str) -> set[str]:
    """The files below assessment/ that import a package."""
    return {
        name_of(path)
        for path in list_files(".py", under="assessment")
        if any(name.split(".")[0] == package for name in list_imports(path))
    }
