"""What happens once a day; harmless when repeated."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessment.commitments import actions as commitments


class Command(BaseCommand):
    help = "Once a day: queue the reminders that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        queued = commitments.send_due(at=timezone.now())
        self.stdout.write(f"Reminders queued: {queued}")
