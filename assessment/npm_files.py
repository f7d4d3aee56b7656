"""What pages use from node_modules, for Django's static files: few files, and of fonts only a part."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

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
NODE_FILES = [
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",  # the hashed storage follows its address
    "plotly.js-basic-dist-min/plotly-basic.min.js",
    *FONT_AXES,
    *OTHER_LETTERS,
]


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
        return _cut_font(path, Path(self.storage.path(path))) if path in FONT_AXES else self.storage


def _cut_font(path: str, source: Path) -> FileSystemStorage:
    """Where the font lies with what pages use of it; made once, in a second or two.

    It is named after what went in: another release of the font, or another choice, make another one.
    """
    recipe = repr((sorted(FONT_AXES[path].items()), FONT_FEATURES, UNUSED_SIGNS)).encode()
    recipe += source.read_bytes()
    storage = FileSystemStorage(location=settings.FONTS / hashlib.sha256(recipe).hexdigest()[:16])
    target = Path(storage.path(path))
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=settings.FONTS) as folder:  # others may make it in the same moment
            _write_font(source, Path(folder) / "font.woff2", FONT_AXES[path])
            (Path(folder) / "font.woff2").replace(target)
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
