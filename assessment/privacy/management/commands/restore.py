"""manage.py restore backups/2026-11-25.dump --erasures audit.log"""

import os
from argparse import ArgumentParser
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.privacy.backup import BackupError, get_list_path, read_backup_time, restore_backup
from assessment.privacy.reapply_erasures import end_all_sessions, reapply_erasures

CLOSED = (
    "{path} is closed to user {user}, who restores. "
    "Nothing was done: as root, give that user the folder of the backups by chown -R {user}:{user}."
)


class Command(BaseCommand):
    help = (
        "Fill an empty database from a backup, compare it with its list, take back what was taken back since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="left out: only take back again")
        parser.add_argument(
            "--erasures", type=Path, action="append", default=[], help="an audit log, or a folder of them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            logs = [file for log in options["erasures"] for file in self._files_of(log)]
            dump = [options["file"], get_list_path(options["file"])] if options["file"] else []
            for path in [*logs, *dump]:
                path.open("rb").close()
        except PermissionError as fault:
            raise CommandError(CLOSED.format(path=fault.filename, user=os.geteuid())) from None
        except OSError as fault:
            raise CommandError(f"{fault.filename} is not there. Nothing was done: check the path.") from None
        if options["file"]:
            try:
                tables = restore_backup(options["file"])
            except BackupError as error:
                raise CommandError(str(error)) from None
            rows = sum(count for count, _ in tables.values())
            self.stdout.write(f"{len(tables)} tables, {rows} rows, all as backed up.")
        since = read_backup_time(options["file"]) if options["file"] else None
        self._say("Signed out", end_all_sessions())
        if not logs:
            self.stdout.write("No audit log was given: what was taken back since the backup is here again.")
            return
        with ExitStack() as stack:
            files = [stack.enter_context(log.open(encoding="utf-8", errors="replace")) for log in logs]
            self._say("Taken back again", reapply_erasures(chain(*files), since=since))

    def _files_of(self, log: Path) -> list[Path]:
        # An empty folder is as wrong as a missing one.
        if log.is_dir():
            return sorted(log.glob("audit-*.log")) or [log / "audit-*.log"]
        return [log]

    def _say(self, what: str, counts: dict[str, int]) -> None:
        text = ", ".join(f"{count} {name}" for name, count in counts.items())
        self.stdout.write(f"{what}: {text}.")
