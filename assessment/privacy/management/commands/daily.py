"""What happens once a day; harmless when repeated."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessment.privacy.retention import retain


class Command(BaseCommand):
    help = "Once a day: erase what has outlived its time. --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would go; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        for name, count in retain(timezone.now(), dry=dry).items():
            self.stdout.write(f"{name}: {count}{' would go' if dry else ''}")
