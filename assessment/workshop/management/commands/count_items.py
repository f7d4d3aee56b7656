"""Count the item statistics of every published edition anew where five people have come or gone in a week."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop import attempt_counts, item_statistics


class Command(BaseCommand):
    help = "Counts the item statistics of published editions, where five people have come or gone in a week."

    def handle(self, **options: Any) -> None:
        for edition in Edition.objects.select_related("questionnaire").published():
            tally = item_statistics.count_items(edition, at=timezone.now())
            result = (
                f"counted at {tally.counted_at.isoformat(sep=' ', timespec='minutes')}"
                if tally
                else "too few attempts"
            )
            attempt_counts.count_attempts(edition, at=timezone.now())
            self.stdout.write(f"{edition}: {result}.")
