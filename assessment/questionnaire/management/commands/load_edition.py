"""Load editions from files, or the shipped ones."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assessment.questionnaire import actions, publish_checks, serialization
from assessment.questionnaire.errors import Document, EditionRefused
from assessment.questionnaire.models import Edition

SHIPPED = Path(__file__).resolve().parents[2] / "editions"


class Command(BaseCommand):
    help = "Loads an edition from a file; without one, the latest shipped editions. All of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="an edition as JSON")
        parser.add_argument(
            "--publish-if-none",
            action="store_true",
            help="publish what was loaded where its questionnaire has no published edition",
        )
        parser.add_argument(
            "--reason", default="", help="why it is published, should strategies pay more than they should"
        )
        parser.add_argument(
            "--into", type=int, metavar="NUMBER", help="replace all of this draft but its number by the file"
        )
        parser.add_argument(
            "--next", action="store_true", help="a new draft under the next number, whatever the file says"
        )

    def handle(self, *, file: Path | None, publish_if_none: bool, **options: Any) -> None:
        if options["into"] is not None or options["next"]:
            self._bring_in(file, options["into"])
            return
        documents = [_read(file)] if file else _shipped()
        if publish_if_none and not file:
            documents = [document for document in documents if not self._was_published(document)]
        with transaction.atomic():
            for document in documents:
                try:
                    edition = self._load(document)
                    if publish_if_none:
                        self._publish(edition, options["reason"])
                except actions.EditionNumberTaken as taken:
                    # Editors may have used the number: the site then keeps theirs and still starts.
                    if file:
                        raise CommandError(f"{taken} Nothing was loaded.") from None
                    self.stderr.write(f"{taken} The shipped one was left out.")
                except actions.EditionNotReady as error:
                    raise CommandError(f"{error}\nNothing was loaded.") from None

    def _bring_in(self, file: Path | None, into: int | None) -> None:
        # The same as the editors' import page.
        if file is None:
            raise CommandError("No file was named. Give the file that is to become a draft.")
        document = _read(file)
        slug = document["questionnaire"]["slug"]
        try:
            if into is None:
                edition = actions.load(document, renumber=True)
            else:
                edition = actions.replace_draft(
                    Edition.objects.for_questionnaire(slug).get(number=into), document
                )
        except Edition.DoesNotExist:
            raise CommandError(f"There is no edition {into} of “{slug}”. Nothing was loaded.") from None
        except actions.EditionFrozen as frozen:
            raise CommandError(f"{frozen} Nothing was loaded.") from None
        self.stdout.write(f"{edition}: loaded as a draft.")
        self._list_unsettled(document)

    def _list_unsettled(self, document: Document) -> None:
        if missing := publish_checks.find_missing(document):
            self.stdout.write("\n".join(["Left to settle before it can be published:", *missing]))

    def _was_published(self, document: Document) -> bool:
        about = document["questionnaire"]
        editions = Edition.objects.for_questionnaire(about["slug"])
        was_published = editions.filter(published_at__isnull=False).exists()
        if was_published:
            # A questionnaire in use is its editors': a new release changes nothing of it.
            message = "has been published here: the shipped edition is left out."
            self.stdout.write(f"{about['name']} {message}")
        return was_published

    def _load(self, document: Document) -> Edition:
        before = Edition.objects.count()
        edition = actions.load(document)
        new = Edition.objects.count() > before
        self.stdout.write(f"{edition}: {'loaded as a draft' if new else 'already here, nothing changed'}.")
        if new:
            self._list_unsettled(document)
        return edition

    def _publish(self, edition: Edition, reason: str) -> None:
        if Edition.objects.filter(questionnaire=edition.questionnaire).published().exists():
            return
        if edition.frozen:
            self.stdout.write(f"{edition}: retired, so nothing is published.")
            return
        actions.publish(edition, by=None, at=timezone.now(), strategy_reason=reason)
        self.stdout.write(f"{edition}: published.")


def _shipped() -> list[Document]:
    latest: dict[str, Document] = {}
    for document in map(_read, sorted(SHIPPED.glob("*.json"))):
        slug, number = document["questionnaire"]["slug"], document["edition"]["number"]
        if slug not in latest or number > latest[slug]["edition"]["number"]:
            latest[slug] = document
    return list(latest.values())


def _read(path: Path) -> Document:
    try:
        with path.open("rb") as source:
            return serialization.read(source.read(serialization.MAX_BYTES + 1), file=path.name)
    except OSError as error:
        raise CommandError(
            f"{path} cannot be read: {error.strerror}. Give the path of an edition as JSON."
        ) from None
    except EditionRefused as refused:
        raise CommandError(f"{refused}\nNothing was loaded.") from None
