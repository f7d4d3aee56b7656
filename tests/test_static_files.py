"""Static files: the few that pages use from node_modules, and style sheets as they are collected."""

import re
from pathlib import Path

import pytest
import tinycss2
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from fontTools.ttLib import TTFont
from pytest_django import Settings

from assessment.static_files import BOOTSTRAP, FONT_AXES, NODE_FILES, UNUSED_SIGNS, HashedFiles, NpmFiles

STYLES = Path(__file__).parents[1] / "static" / "css"


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(NpmFiles, "storage", FileSystemStorage(location=tmp_path))


def test_npm_files_are_all_installed() -> None:
    assert NpmFiles().check() == []
    assert {path for path, _ in NpmFiles().list(None)} == set(NODE_FILES)


def test_npm_files_are_found_by_django() -> None:
    path = finders.find("bootstrap/dist/css/bootstrap.min.css")
    assert isinstance(path, str)
    assert Path(path).is_file()


@pytest.mark.parametrize("path", ["bootstrap/package.json", "../manage.py", "bootstrap/dist/css"])
def test_npm_files_know_nothing_else(path: str) -> None:
    assert NpmFiles().find(path) == []
    assert NpmFiles().find(path, find_all=True) == []


@pytest.mark.parametrize("path", FONT_AXES)
def test_a_font_keeps_its_letters_and_loses_what_no_page_uses(path: str) -> None:
    served = Path(NpmFiles().find(path))
    full_font = Path(NpmFiles.storage.path(path))
    lost = TTFont(full_font).getBestCmap().keys() - TTFont(served).getBestCmap().keys()
    assert lost <= set(map(ord, UNUSED_SIGNS))
    assert 10 < len(lost) < len(TTFont(served).getBestCmap()) / 5
    assert served.stat().st_size < full_font.stat().st_size


def test_a_font_is_the_same_wherever_it_is_cut(settings: Settings, tmp_path: Path) -> None:
    path = next(iter(FONT_AXES))
    before = Path(NpmFiles().find(path)).read_bytes()
    settings.TRIMMED_FILES = tmp_path
    again = Path(NpmFiles().find(path))
    assert again.is_relative_to(tmp_path)
    assert again.read_bytes() == before


def test_fonts_of_a_first_visit_are_small() -> None:
    # All four together, which the longest pages need; 253 kB as their packages have them.
    assert sum(Path(NpmFiles().find(path)).stat().st_size for path in FONT_AXES) < 97_000


@pytest.mark.parametrize("sheet", ["site.css", "admin.css"])
def test_faces_of_a_family_name_the_weights_that_are_kept(sheet: str) -> None:
    faces = re.findall(r"@font-face {([^}]*)}", (STYLES / sheet).read_text())
    weights_by_family: dict[str, set[str]] = {}
    for face in (face for face in faces if "url(" in face):  # of the others, each machine has its own
        family, weights = (re.search(rf"{name}: ([^;]*);", face) for name in ("font-family", "font-weight"))
        if family and weights:
            weights_by_family.setdefault(family[1], set()).add(weights[1])
    expected = {"Newsreader": "390 400", "Instrument Sans": "400 600", "Geist Mono": "400 600"}
    assert weights_by_family == {f'"{family}"': {weights} for family, weights in expected.items()}


@pytest.mark.usefixtures("nothing_installed")
def test_npm_files_warn_of_each_missing_file() -> None:
    warnings = NpmFiles().check()
    assert [warning.msg for warning in warnings] == [
        f"{path} is missing: run make install." for path in NODE_FILES
    ]
    assert {warning.id for warning in warnings} == {"assessment.W001"}


@pytest.mark.usefixtures("nothing_installed")
def test_npm_files_are_not_missed_where_the_static_files_are_collected(settings: Settings) -> None:
    settings.COLLECTED = True
    assert NpmFiles().check() == []


def test_bootstrap_keeps_the_rules_that_pages_use_and_no_others() -> None:
    full_style = Path(NpmFiles.storage.path(BOOTSTRAP)).read_text(encoding="utf-8")
    served = Path(NpmFiles().find(BOOTSTRAP)).read_text(encoding="utf-8")
    for rule in [
        ".btn:disabled,fieldset:disabled .btn{",  # what stands between commas is kept by itself
        ".visually-hidden:not(caption){position:absolute!important}",
        "@media (prefers-reduced-motion:reduce){.btn{transition:none}}",
        "@media (min-width:1200px){.h1,h1{font-size:2.5rem}}",
        "[data-bs-theme=dark]{color-scheme:dark;",
        "hr{margin:1rem 0;",
        "@keyframes placeholder-glow{50%{opacity:.2}}",
    ]:
        assert rule in served, rule
    for lost in [".carousel{", ".btn-check{", ".modal", ".col-", ".navbar", "sourceMappingURL", "{}"]:
        assert lost in full_style or lost == "{}"
        assert lost not in served, lost
    assert len(served) < len(full_style) / 8


def list_tokens(styles: str) -> str:
    # As one writes them: U+0100 and U+100 are the same. Between rules there may be space, or none.
    return re.sub(r"\s", "", tinycss2.serialize(tinycss2.parse_component_value_list(styles)))


def collect(name: str, text: str, folder: Path) -> str:
    storage = HashedFiles(location=folder, base_url="/static/")
    saved: str = storage.save(name, ContentFile(text.encode()))
    return (folder / saved).read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", sorted(path.name for path in STYLES.glob("*.css")))
def test_a_style_sheet_is_collected_without_its_comments_and_says_the_same(
    sheet: str, tmp_path: Path
) -> None:
    source = (STYLES / sheet).read_text(encoding="utf-8")
    served = collect(f"css/{sheet}", source, tmp_path)
    assert "/*" not in served
    without_comments = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    assert list_tokens(served) == list_tokens(without_comments)


def test_other_files_are_collected_as_they_are(tmp_path: Path) -> None:
    for name in ["js/take.js", "admin/css/base.css"]:
        assert collect(name, "/* of others */ a { }", tmp_path) == "/* of others */ a { }"
