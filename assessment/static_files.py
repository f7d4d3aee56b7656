"""Static files: what pages use from node_modules, of some files only a part, and style sheets as served."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Axes = Mapping[str, float | tuple[float, float]]
FONT_FILE = "@fontsource-variable/{0}/files/{0}-{1}.woff2"
# What is kept of each font of Latin letters: the weights and sizes that stand in the style sheets.
FONT_AXES: dict[str, Axes] = {
    FONT_FILE.format("newsreader", "latin-opsz-normal"): {"wght": 390, "opsz": (18, 72)},
    FONT_FILE.format("newsreader", "latin-wght-italic"): {"wght": 390},
    FONT_FILE.format("instrument-sans", "latin-wght-normal"): {"wght": (400, 600)},
    FONT_FILE.format("geist-mono", "latin-wght-normal"): {"wght": (400, 600)},
}
FONT_FEATURES = ["kern", "liga", "lnum", "tnum"]
# No language writes them in a text such as ours. Accents that are typed apart are shown with their letter.
UNUSED_SIGNS = "¢¤¥¦¨¬¯²³´µ¶¸¹ʼˆ˚˜⁄∕Ăı" + "".join(map(chr, range(0x300, 0x330)))
# Fetched only by pages with letters such as ő, so taken as they are.
OTHER_LETTERS = [
    FONT_FILE.format("newsreader", "latin-ext-opsz-normal"),
    FONT_FILE.format("newsreader", "latin-ext-wght-italic"),
    FONT_FILE.format("instrument-sans", "latin-ext-wght-normal"),
    FONT_FILE.format("geist-mono", "latin-ext-wght-normal"),
]
BOOTSTRAP = "bootstrap/dist/css/bootstrap.min.css"
# Those of Bootstrap's classes that pages use: our templates, and crispy's for the fields we have. A rule for
# others is left out, and the comment that names a map for developers.
BOOTSTRAP_CLASSES = """
    alert alert-danger alert-heading align-items-start border-top btn btn-danger btn-primary btn-secondary
    d-block figure form-check form-check-input form-check-label form-control form-label form-select
    form-text fs-6 h1 h2 h3 h4 invalid-feedback is-invalid lead m-0 mb-0 mb-3 mb-5 mt-2 mt-3 mt-4 mt-5 my-4
    pt-5 small table text-break text-nowrap text-start visually-hidden
"""
NODE_FILES = [
    BOOTSTRAP,
    "plotly.js-basic-dist-min/plotly-basic.min.js",
    *FONT_AXES,
    *OTHER_LETTERS,
]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Collected files. Our style sheets lose their comments, a quarter of what a first visit waits for."""

    def _save(self, name: str, content: File[bytes]) -> str:
        if name.startswith("css/"):
            content = ContentFile(_drop_comments(b"".join(content.chunks()).decode()).encode())
        saved: str = super()._save(name, content)
        return saved


def _drop_comments(styles: str) -> str:
    import tinycss2  # noqa: PLC0415  # only where files are collected

    rules = tinycss2.parse_stylesheet(styles, skip_comments=True, skip_whitespace=True)
    return str(tinycss2.serialize(rules))


class NpmFiles(BaseFinder):
    storage = FileSystemStorage(location=settings.NODE_MODULES)

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        paths = [self._choose_storage(path).path(path)] if path in NODE_FILES and self._has(path) else []
        return paths if find_all else (paths[0] if paths else [])

    def check(self, **_: Any) -> list[CheckMessage]:
        if settings.COLLECTED:
            return []  # pages use the collected copies, and collecting stops at a missing file
        missing = [path for path in NODE_FILES if not self._has(path)]
        return [
            CheckWarning(f"{path} is missing: run make install.", id="assessment.W001") for path in missing
        ]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        return ((path, self._choose_storage(path)) for path in NODE_FILES)

    def _has(self, path: str) -> bool:
        return self.storage.exists(path)

    def _choose_storage(self, path: str) -> FileSystemStorage:
        source = Path(self.storage.path(path))
        if path in FONT_AXES:
            recipe = repr((sorted(FONT_AXES[path].items()), FONT_FEATURES, UNUSED_SIGNS))
            return _trim(path, source, recipe, partial(_write_font, axes=FONT_AXES[path]))
        if path == BOOTSTRAP:
            return _trim(path, source, BOOTSTRAP_CLASSES, _write_styles)
        return self.storage


def _trim(path: str, source: Path, recipe: str, write: Callable[[Path, Path], None]) -> FileSystemStorage:
    """Where the file lies with what pages use of it; made once, in a second or two.

    It is named after what went in: another release of its package, or another choice, make another one.
    """
    name = hashlib.sha256(recipe.encode() + source.read_bytes()).hexdigest()[:16]
    storage = FileSystemStorage(location=settings.TRIMMED_FILES / name)
    target = Path(storage.path(path))
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(
            dir=settings.TRIMMED_FILES
        ) as folder:  # others may make it in the same moment
            write(source, Path(folder) / "trimmed")
            (Path(folder) / "trimmed").replace(target)
    return storage


def _write_font(source: Path, target: Path, axes: Axes) -> None:
    from fontTools import subset  # noqa: PLC0415  # only where a font is made, never where pages are served
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # the same
    from fontTools.varLib import instancer  # noqa: PLC0415  # the same

    font = TTFont(source, lazy=False, recalcTimestamp=False)  # the same bytes on every machine
    options = subset.Options(layout_features=FONT_FEATURES)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys() - set(map(ord, UNUSED_SIGNS)))
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, axes, inplace=True)
    font.flavor = "woff2"
    font.save(target)


def _write_styles(source: Path, target: Path) -> None:
    import tinycss2  # noqa: PLC0415  # only where the file is made

    rules = tinycss2.parse_stylesheet(source.read_text(encoding="utf-8"), skip_comments=True)
    target.write_text(tinycss2.serialize(list(_keep_used(rules))), encoding="utf-8")


def _keep_used(rules: Iterable[Any]) -> Iterator[Any]:
    from tinycss2 import parse_rule_list  # noqa: PLC0415  # the same

    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media":
            rule.content = list(_keep_used(parse_rule_list(rule.content)))
            if rule.content:
                yield rule
        elif rule.type == "qualified-rule":
            rule.prelude = _keep_used_selectors(rule.prelude)
            if rule.prelude:
                yield rule
        else:
            yield rule


def _keep_used_selectors(prelude: Iterable[Any]) -> list[Any]:
    """Of selectors with commas between them, those whose classes are all used; :not() may name any."""
    from tinycss2 import parse_component_value_list, serialize  # noqa: PLC0415  # the same

    groups = [list(group) for is_comma, group in groupby(prelude, lambda part: part == ",") if not is_comma]
    used = set(BOOTSTRAP_CLASSES.split())
    kept = [serialize(selector) for selector in groups if _list_classes(selector) <= used]
    return list(parse_component_value_list(",".join(kept)))


def _list_classes(selector: list[Any]) -> set[str]:
    return {name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"}
