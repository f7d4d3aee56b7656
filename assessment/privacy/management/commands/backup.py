"""manage.py backup backups/2026-11-25.dump"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from assessment.privacy.backup import BackupError, record_backup, write_backup


class Command(BaseCommand):
    help = "Back the database up into a file, with a list of what is in it beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.suffix != ".dump":
            raise CommandError("Name a file that ends in .dump.")
        if file.exists():
            raise CommandError(f"{file} exists already. Name a new file; nothing was written.")
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = timezone.now()
        try:
            tables = write_backup(file, at=now)
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(count for count, _ in tables.values())
        self.stdout.write(f"{file}: {len(tables)} tables, {rows} rows.")
        try:
            record_backup(at=now)
        except Error as failure:  # the dump is whole all the same
            self.stderr.write(
                f"The backup is whole, but /metrics will not know of it ({type(failure).__name__})."
            )
