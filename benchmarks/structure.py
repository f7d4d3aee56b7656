"""How easy the code is to find one's way in, in figures: python -m benchmarks.structure

Prints words of no field among assigned names, definitions with a docstring, lines with a comment, modules
with a single importer by what lets them stand alone (docs/decisions/0059), what painting one result
touches, and the length of the README. -v names the modules with a single importer and what the result
touches. The result is painted in a test database, which is made for it and dropped again.
"""

import ast
import io
import logging
import os
import re
import sys
import tokenize
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

BASE = Path(__file__).resolve().parents[1]
VAGUE = frozenset(
    ["one", "found", "said", "says", "mine", "told", "kept", "given", "typed", "shown", "beside", "held"]
)
CONTRACTS = tomllib.loads((BASE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
# What the contracts keep free of Django, and the layers they order inside every app.
ISLANDS = next(
    contract["source_modules"] for contract in CONTRACTS if "django" in contract.get("forbidden_modules", ())
)
LAYERS = {
    layer
    for contract in CONTRACTS
    if contract.get("containers") == ["assessment.*"]
    for layer in re.findall(r"\w+", " ".join(contract["layers"]))
}
FOUND_BY_DJANGO = LAYERS | {"apps", "middleware", "templatetags"}
PAGE_PARTS = {"context", "pages", "queries", "wording"}
SMALL, LONGEST = 60, 400
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def list_modules() -> dict[str, Path]:
    """Every first-party module but migrations, by its dotted name."""
    modules = {}
    for path in sorted((BASE / "assessment").rglob("*.py")):
        if "migrations" not in path.parts:
            parts = path.relative_to(BASE).with_suffix("").parts
            modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return modules


def list_assigned_names(tree: ast.AST) -> Iterator[str]:
    """Variables, arguments and loop variables, as often as they are bound."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def count_docstrings(tree: ast.AST) -> tuple[int, int]:
    """Definitions with a docstring, and all."""
    definitions = [node for node in ast.walk(tree) if isinstance(node, DEFINITIONS)]
    return sum(ast.get_docstring(node) is not None for node in definitions), len(definitions)


def count_comments(source: str) -> int:
    """Lines with a comment that says something: directives to tools are none."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return sum(not comment.startswith(("# noqa", "# type:", "# nosec", "#!")) for comment in comments)


def list_imports(tree: ast.AST, modules: dict[str, Path]) -> set[str]:
    """The first-party modules that a module imports."""
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            imported |= {name if name in modules else node.module for name in names}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return imported & set(modules)


def find_single_importers(trees: Mapping[str, ast.AST], modules: dict[str, Path]) -> dict[str, str]:
    """Modules that exactly one other module imports, and which."""
    importers = defaultdict(set)
    for name, tree in trees.items():
        for imported in list_imports(tree, modules) - {name}:
            importers[imported].add(name)
    return {name: next(iter(by)) for name, by in sorted(importers.items()) if len(by) == 1}


@cache
def list_paths_in_settings() -> frozenset[str]:
    """Modules that settings and addresses name as text: middleware, handlers, backends."""
    text = "".join(
        (BASE / "assessment" / name).read_text(encoding="utf-8") for name in ("settings.py", "urls.py")
    )
    paths = re.findall(r'"(assessment(?:\.\w+)+)"', text)
    return frozenset(paths) | {path.rpartition(".")[0] for path in paths}


def find_reason_to_stand_alone(name: str, importer: str, modules: Mapping[str, Path]) -> str:
    """Why a module with a single importer is not inside it; empty where nothing but a person can say why."""
    sizes = [modules[module].read_text(encoding="utf-8").count("\n") for module in (name, importer)]
    if sum(sizes) > LONGEST:
        return "too long together"
    if any(name == island or name.startswith(f"{island}.") for island in ISLANDS):
        return "island" if sizes[0] >= SMALL else ""
    if FOUND_BY_DJANGO.intersection(name.split(".")[2:]) or name in list_paths_in_settings():
        return "found by Django"
    if PAGE_PARTS.intersection(name.split(".")[2:]):
        return "part of a page"
    *folders, section = name.split(".")[1:]
    return "section of a page" if (BASE.joinpath("templates", *folders) / f"{section}.html").exists() else ""


@contextmanager
def count_calls() -> Iterator[Counter[str]]:
    """Calls of our Python in this thread inside the block, by file; a resumed generator counts again."""
    calls: Counter[str] = Counter()
    root = f"{BASE / 'assessment'}/"

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(root):
            calls[frame.f_code.co_filename.removeprefix(root)] += 1

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def paint_second_result() -> tuple[Counter[str], Counter[str]]:
    """Calls, by file, while a process that is already warm paints the second result of somebody signed in,
    and while it paints a page of words alone for them."""
    from django.test import Client  # noqa: PLC0415  # Django is set up first
    from django.urls import reverse  # noqa: PLC0415  # Django is set up first

    from assessment.accounts.models import User  # noqa: PLC0415  # Django is set up first
    from tests import make  # noqa: PLC0415  # Django is set up first

    person = User.objects.create_user(email="structure@example.org")
    make.attempt(person, level=0.5, at=make.NOON - timedelta(days=100))
    page = reverse("results:detail", args=[make.attempt(person, level=0.6).uid])
    client = Client()
    client.force_login(person)
    return count_calls_of(client, page), count_calls_of(client, reverse("results:accessibility"))


def count_calls_of(client: Any, page: str) -> Counter[str]:
    client.get(page)
    with count_calls() as calls:
        response = client.get(page)
    if response.status_code != 200:
        raise ValueError(f"{page} answered {response.status_code}.")
    return calls


def measure_result_page() -> tuple[Counter[str], Counter[str]]:
    """The same in a test database of its own, which is dropped again."""
    import django  # noqa: PLC0415  # the other figures need neither settings nor a database
    from django.test import utils  # noqa: PLC0415  # as above

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    django.setup()
    logging.disable()
    utils.setup_test_environment()
    databases = utils.setup_databases(verbosity=0, interactive=False)
    try:
        return paint_second_result()
    finally:
        utils.teardown_databases(databases, verbosity=0)


def main() -> None:
    modules = list_modules()
    sources = {name: path.read_text(encoding="utf-8") for name, path in modules.items()}
    trees = {name: ast.parse(source) for name, source in sources.items()}
    names = Counter(name for tree in trees.values() for name in list_assigned_names(tree))
    vague = {name: names[name] for name in sorted(VAGUE) if names[name]}
    documented, defined = map(sum, zip(*map(count_docstrings, trees.values()), strict=True))
    comments = sum(map(count_comments, sources.values()))
    lines = sum(source.count("\n") for source in sources.values())
    singles = find_single_importers(trees, modules)
    readme = (BASE / "README.md").read_text(encoding="utf-8").count("\n")
    print(f"words of no field: {sum(vague.values()) / names.total():.1%} of {names.total()} assigned names")
    print(f"  {vague}")
    print(f"docstrings: {documented / defined:.0%} of {defined} definitions")
    print(f"comments: {comments / lines:.1%} of {lines} lines")
    reasons = {
        name: find_reason_to_stand_alone(name, importer, modules) for name, importer in singles.items()
    }
    print(f"modules with a single importer: {len(singles)} of {len(modules)}")
    for reason, count in Counter(reasons.values()).most_common():
        print(f"  {reason or 'listed with a reason in tests/architecture/test_structure.py'}: {count}")
    print(f"README: {readme} lines")
    calls, of_any_page = measure_result_page()
    print(f"painting one result: {len(calls)} files, {calls.total()} calls")
    print(f"  files that a page of words touches too: {len(calls.keys() & of_any_page.keys())}")
    folders = Counter(path.rpartition("/")[0].replace("/", ".") for path in calls.keys() - of_any_page.keys())
    print(f"  the others by package: {', '.join(f'{name} {count}' for name, count in folders.most_common())}")
    if "-v" in sys.argv:
        print("modules with a single importer:")
        for name, importer in singles.items():
            print(f"  {name}: {importer} ({reasons[name] or 'listed'})")
        print("calls while painting one result:")
        for path, count in calls.most_common():
            print(f"  {count:6} {path}")


if __name__ == "__main__":
    main()
