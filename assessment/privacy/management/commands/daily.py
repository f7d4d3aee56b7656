"""What happens once a day; harmless when repeated."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from assessment.commitments import actions as commitments
from assessment.commitments import witnesses
from assessment.commitments.models import Reminder, State
from assessment.organisations import rounds
from assessment.privacy.retention import apply_retention
from assessment.teams import actions as teams
from assessment.teams.waiting_room import queue_newcomer_mails


class Command(BaseCommand):
    help = (
        "Once a day: queue due reminders and mails about new members of teams, erase what has outlived its "
        "time, draw the teams' pictures, "
        "pin the rounds of organisations, "
        "count item statistics."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would go; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry, now = options["dry_run"], timezone.now()
        if not dry:
            self.stdout.write(f"Reminders queued: {commitments.send_due(at=now)}")
            self.stdout.write(f"Witnesses told: {witnesses.tell_unanswered(at=now)}")
            self.stdout.write(f"Mails about new members queued: {queue_newcomer_mails(at=now)}")
            unconfirmed = Reminder.objects.filter(state=State.UNCONFIRMED)
            self.stdout.write(f"Reminders never reported as sent: {unconfirmed.count()}")
            # Before any team is drawn: a round that is over keeps the pictures of its own days.
            self.stdout.write(f"Rounds of organisations pinned: {rounds.pin_ended_rounds(at=now)}")
        for name, count in apply_retention(now, dry=dry).items():
            self.stdout.write(f"{name}: {count}{' would go' if dry else ''}")
        if not dry:  # last: whoever has gone with the retention is in no picture drawn today
            self.stdout.write(f"Pinned pictures tidied: {rounds.tidy_pinned_pictures()}")
            self.stdout.write(f"Team pictures drawn: {teams.draw_all(at=timezone.now())}")
            call_command("count_items", stdout=self.stdout)
