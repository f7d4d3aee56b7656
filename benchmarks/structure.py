"""How easy the code is to find one's way in, in figures: python -m benchmarks.structure

Prints words of no field among assigned names, definitions with a docstring, lines with a comment, modules
with a single importer, what painting one result touches, and the length of the README.
"""

import ast
import io
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
VAGUE = frozenset(
    ["one", "found", "said", "says", "mine", "told", "kept", "given", "typed", "shown", "beside", "held"]
)
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
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in modules else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & set(modules)


def find_single_importers(trees: Mapping[str, ast.AST], modules: dict[str, Path]) -> dict[str, str]:
    """Modules that exactly one other module imports, and which."""
    importers = defaultdict(set)
    for name, tree in trees.items():
        for imported in list_imports(tree, modules) - {name}:
            importers[imported].add(name)
    return {name: next(iter(by)) for name, by in sorted(importers.items()) if len(by) == 1}


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
    print(f"modules with a single importer: {len(singles)} of {len(modules)}")
    print(f"README: {readme} lines")
    if "-v" in sys.argv:
        for name, importer in singles.items():
            print(f"  {name}: {importer}")


if __name__ == "__main__":
    main()
