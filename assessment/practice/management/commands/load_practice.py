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
# One line for each wording of a page that ever came with the site.
FINGERPRINTS = SHIPPED / "fingerprints.txt"

type Key = tuple[str, str]


class Command(BaseCommand):
    help = (
        "Loads practice pages from a JSON file as drafts; without a file, the shipped ones. All or nothing. "
        "The shipped ones leave alone what editors are writing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="practice pages as JSON")
        publishing = parser.add_mutually_exclusive_group()
        publishing.add_argument(
            "--publish-if-none",
            action="store_true",
            help="load only what has no page yet in its language, and publish it",
        )
        publishing.add_argument(
            "--publish-unedited",
            action="store_true",
            help="publish the shipped pages in place of earlier shipped ones that nobody has changed",
        )

    @transaction.atomic
    def handle(
        self, *, file: Path | None, publish_if_none: bool, publish_unedited: bool, **options: Any
    ) -> None:
        if file and publish_unedited:
            raise CommandError("--publish-unedited is for the shipped pages: leave out the file.")
        pages = [
            page for path in ([file] if file else sorted(SHIPPED.glob("*.json"))) for page in _read(path)
        ]
        edited: set[Key] = set()
        if publish_if_none:
            existing = set(PracticePage.objects.values_list("facet", "language"))
            pages = [page for page in pages if _get_key(page) not in existing]
        elif not file:
            edited = _find_edited(drafts_only=not publish_unedited)
            pages = [page for page in pages if _get_key(page) not in edited]
        try:
            drafts = serialization.load_pages(pages)
        except serialization.PagesRefused as refused:
            raise CommandError(f"{refused}\nNothing was loaded.") from None
        publishing = publish_if_none or publish_unedited
        for draft in drafts if publishing else ():
            actions.publish(draft, by=None, at=timezone.now())
        self.stdout.write(
            f"Practice pages: {len(drafts)} {'published' if publishing else 'loaded as drafts'}."
        )
        if edited:
            names = ", ".join(f"{facet} ({language})" for facet, language in sorted(edited))
            self.stdout.write(f"Left as your editors wrote them: {names}.")


def _get_key(page: dict[str, Any]) -> Key:
    return str(page.get("facet")), str(page.get("language"))


def _find_edited(*, drafts_only: bool) -> set[Key]:
    # Pages with a draft, or also a published version, in words that never came with the site.
    shipped = {line.split()[0] for line in FINGERPRINTS.read_text(encoding="utf-8").splitlines()}
    versions = PracticePage.objects.exclude(state=PracticePage.State.REPLACED)
    if drafts_only:
        versions = versions.filter(state=PracticePage.State.DRAFT)
    return {
        (version.facet, version.language)
        for version in versions
        if serialization.compute_fingerprint(serialization.describe_page(version)) not in shipped
    }


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return serialization.read_pages(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as text: {error}. Nothing was loaded.") from None
    except serialization.PagesRefused as refused:
        raise CommandError(f"{path}: {refused} Nothing was loaded.") from None
