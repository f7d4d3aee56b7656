"""Load practice pages from a file, or the shipped ones."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assessment.practice import actions, serialization
from assessment.practice.models import PracticePage

SHIPPED = Path(__file__).resolve().parents[2] / "pages"


class Command(BaseCommand):
    help = (
        "Loads practice pages from a JSON file as drafts; without a file, the shipped ones. All or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="practice pages as JSON")
        parser.add_argument(
            "--publish-if-none",
            action="store_true",
            help="load only what has no page yet in its language, and publish it",
        )

    @transaction.atomic
    def handle(self, *, file: Path | None, publish_if_none: bool, **options: Any) -> None:
        pages = [
            page for path in ([file] if file else sorted(SHIPPED.glob("*.json"))) for page in _read(path)
        ]
        if publish_if_none:
            known = set(PracticePage.objects.values_list("facet", "language"))
            pages = [page for page in pages if (page.get("facet"), page.get("language")) not in known]
        try:
            drafts = serialization.load_pages(pages)
        except serialization.PagesRefused as refused:
            raise CommandError(f"{refused}\nNothing was loaded.") from None
        for draft in drafts:
            if publish_if_none:
                actions.publish(draft, by=None, at=timezone.now())
        state = "published" if publish_if_none else "loaded as drafts"
        self.stdout.write(f"Practice pages: {len(drafts)} {state}.")


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return serialization.read_pages(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as text: {error}. Nothing was loaded.") from None
    except serialization.PagesRefused as refused:
        raise CommandError(f"{path}: {refused} Nothing was loaded.") from None
