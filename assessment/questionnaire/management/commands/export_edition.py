"""An edition as JSON, the twin of load_edition."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition


class Command(BaseCommand):
    help = "Writes an edition as JSON, to a file or to standard output; load_edition reads it back unchanged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("questionnaire", help="full or pulse")
        parser.add_argument("number", type=int, help="of the edition")
        parser.add_argument("file", nargs="?", type=Path, help="where to; it must not exist yet")

    def handle(self, *, questionnaire: str, number: int, file: Path | None, **options: Any) -> None:
        edition = (
            Edition.objects.select_related("questionnaire")
            .for_questionnaire(questionnaire)
            .filter(number=number)
            .first()
        )
        if edition is None:
            numbers = (
                Edition.objects.for_questionnaire(questionnaire)
                .order_by("number")
                .values_list("number", flat=True)
            )
            known = ", ".join(map(str, numbers)) or "none"
            raise CommandError(f"There is no edition {number} of “{questionnaire}”. Its editions: {known}.")
        text = serialization.format_json(serialization.write(edition))
        if file is None:
            self.stdout.write(text, ending="")
            return
        try:
            with file.open("x", encoding="utf-8", newline="\n") as target:
                target.write(text)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}. Name a new file.") from None
        self.stdout.write(f"{edition}: written to {file}.")
