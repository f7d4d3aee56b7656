"""What may know what, where the import linter cannot look."""

import sys
import tomllib
from collections.abc import Iterator

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.records import relations
from tests.architecture.source import BASE, list_files, list_importers, list_imports, name_of

FORBIDDEN_NAMES = {"core", "common", "utils", "util", "helpers", "helper", "services", "managers", "misc"}


def layers() -> dict[str, int]:
    """Each package of assessment/ and its height, read from the contract."""
    contracts = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(c["layers"] for c in contracts if c["containers"] == ["assessment"])
    return {
        name.strip(" ()"): len(rows) - height for height, row in enumerate(rows) for name in row.split("|")
    }


def uphill(edges: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges that lead to another package which is not lower."""
    height = layers()
    return [(above, below) for above, below in edges if above != below and height[above] <= height[below]]


def our_apps() -> set[str]:
    return {app.label for app in apps.get_app_configs() if app.name.startswith("assessment.")}


def test_uphill_finds_a_sibling_and_a_higher_package() -> None:
    edges = [("attempts", "questionnaire"), ("questionnaire", "attempts"), ("workshop", "teams")]
    assert uphill(iter(edges)) == edges[1:]


def test_migrations_depend_downhill() -> None:
    ours = our_apps()
    graph = MigrationLoader(None).graph
    edges = {
        (child[0], parent.key[0])
        for child, node in graph.node_map.items()
        for parent in node.parents
        if child[0] in ours and parent.key[0] in ours
    }
    assert ("attempts", "questionnaire") in edges
    assert uphill(iter(edges)) == []


def test_foreign_keys_point_downhill() -> None:
    ours = our_apps()
    edges = {
        (field.model._meta.app_label, target._meta.app_label)
        for field, target in relations()
        if {field.model._meta.app_label, target._meta.app_label} <= ours
    }
    assert ("attempts", "accounts") in edges
    assert uphill(iter(edges)) == []


def test_scoring_imports_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"assessment"}
    foreign = {
        (name_of(path), module.split(".")[0])
        for path in list_files(".py", under="assessment/scoring")
        for module in list_imports(path)
        if module.split(".")[0] not in allowed
    }
    assert foreign <= {("assessment/scoring/reliability.py", "numpy")}
    assert all(
        module.startswith("assessment.scoring")
        for path in list_files(".py", under="assessment/scoring")
        for module in list_imports(path)
        if module.split(".")[0] == "assessment"
    )


def test_numpy_is_imported_by_the_item_statistics_alone() -> None:
    assert list_importers("numpy") <= {"assessment/scoring/reliability.py"}


def test_plotly_is_imported_by_the_charts_alone() -> None:
    importers = list_importers("plotly")
    assert importers
    assert all(name.startswith("assessment/charts/") for name in importers)


def test_internals_of_allauth_are_imported_in_one_module() -> None:
    users = {
        name_of(path)
        for path in list_files(".py", under="assessment")
        for module in list_imports(path)
        if module.startswith("allauth.") and "internal" in module.split(".")
    }
    assert users == {"assessment/accounts/allauth_internals.py"}


def test_no_signals() -> None:
    files_with_signals = {
        name_of(path)
        for path in list_files(".py", under="assessment")
        for module in list_imports(path)
        if module.startswith("django.dispatch") or module.endswith(".signals")
    }
    assert files_with_signals == set()


def test_no_package_is_named_after_nothing() -> None:
    parts = {part.removesuffix(".py") for path in list_files(".py") for part in path.relative_to(BASE).parts}
    assert parts & FORBIDDEN_NAMES == set()
