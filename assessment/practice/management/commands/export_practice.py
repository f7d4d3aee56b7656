"""Practice pages as JSON, the twin of load_practice."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from assessment.practice.models import LANGUAGES, PracticePage
from assessment.practice.serialization import write_pages


class Command(BaseCommand):
    help = "Writes the published practice pages as JSON, to a file or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--language", choices=dict(LANGUAGES), help="only this language's pages")

    def handle(self, *, file: Path | None, language: str | None, **options: Any) -> None:
        pages = PracticePage.objects.published()
        text = write_pages(pages.filter(language=language) if language else pages)
        if file:
            file.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
