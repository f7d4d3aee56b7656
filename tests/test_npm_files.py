"""The few files that pages use from node_modules."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from assessment.npm_files import NODE_FILES, NpmFiles


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(NpmFiles, "storage", FileSystemStorage(location=tmp_path))


def test_npm_files_are_all_installed() -> None:
    assert NpmFiles().check() == []
    assert {path for path, _ in NpmFiles().list(None)} == set(NODE_FILES)


def test_npm_files_are_found_by_django() -> None:
    found = finders.find("bootstrap/dist/css/bootstrap.min.css")
    assert isinstance(found, str)
    assert Path(found).is_file()


@pytest.mark.parametrize("path", ["bootstrap/package.json", "../manage.py", "bootstrap/dist/css"])
def test_npm_files_know_nothing_else(path: str) -> None:
    assert NpmFiles().find(path) == []
    assert NpmFiles().find(path, find_all=True) == []


@pytest.mark.usefixtures("nothing_installed")
def test_npm_files_warn_of_each_missing_file() -> None:
    warnings = NpmFiles().check()
    assert [w.msg for w in warnings] == [f"{path} is missing: run make install." for path in NODE_FILES]
    assert {w.id for w in warnings} == {"assessment.W001"}


@pytest.mark.usefixtures("nothing_installed")
def test_npm_files_are_not_missed_where_the_static_files_are_collected(settings: Settings) -> None:
    settings.COLLECTED = True
    assert NpmFiles().check() == []
