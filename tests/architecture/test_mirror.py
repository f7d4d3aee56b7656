"""tests/ mirrors assessment/: a folder of tests is about the package of the same name."""

from tests.architecture.source import BASE, list_files

# Folders of tests that are about no package, and why.
ABOUT_MORE = {
    "access": "one matrix of every address and everybody, read from the resolver",
    "architecture": "the code itself",
    "browser": "journeys through several packages in a real browser",
    "deploy": "scripts, images and units of a server",
    "security": "promises and requirements that reach over all packages",
}


def packages(root: str) -> set[str]:
    """Folders below a root that hold modules of their own, as paths from it."""
    return {
        path.parent.relative_to(BASE / root).as_posix()
        for path in list_files(".py", under=root)
        if path.parent != BASE / root
    }


def test_every_folder_of_tests_is_about_a_package() -> None:
    tested = {name for name in packages("tests") if name.split("/")[0] not in ABOUT_MORE}
    assert "teams/disclosure" in tested
    assert tested - packages("assessment") - {name for name in tested if has_no_module(name)} == set()


def has_no_module(name: str) -> bool:
    """Data beside the tests: cases, golden files."""
    return not any((BASE / "tests" / name).glob("test_*.py"))


def test_every_exception_is_still_one() -> None:
    assert {name for name in ABOUT_MORE if not (BASE / "tests" / name).is_dir()} == set()
    assert set(ABOUT_MORE) & packages("assessment") == set()
