"""The few files that pages use from node_modules, for Django's static files."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

FONTS = {
    "newsreader": [
        "latin-opsz-normal",
        "latin-wght-italic",
        "latin-ext-opsz-normal",
        "latin-ext-wght-italic",
    ],
    "instrument-sans": ["latin-wght-normal", "latin-ext-wght-normal"],
    "geist-mono": ["latin-wght-normal", "latin-ext-wght-normal"],
}
NODE_FILES = [
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",  # the hashed storage follows its address
    "plotly.js-basic-dist-min/plotly-basic.min.js",
    *(f"@fontsource-variable/{f}/files/{f}-{cut}.woff2" for f, cuts in FONTS.items() for cut in cuts),
]


class NpmFiles(BaseFinder):
    storage = FileSystemStorage(location=settings.NODE_MODULES)

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        paths = [self.storage.path(path)] if path in NODE_FILES and self.storage.exists(path) else []
        return paths if find_all else (paths[0] if paths else [])

    def check(self, **_: Any) -> list[CheckMessage]:
        if settings.COLLECTED:
            return []  # pages use the collected copies, and collecting stops at a missing file
        missing = [path for path in NODE_FILES if not self.storage.exists(path)]
        return [
            CheckWarning(f"{path} is missing: run make install.", id="assessment.W001") for path in missing
        ]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        return ((path, self.storage) for path in NODE_FILES)
