"""Two teams, or an organisation of seven, to look at on a laptop."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from assessment.attempts.actions import NothingPublished
from assessment.demo import actions
from assessment.organisations.models import Organisation
from assessment.teams import actions as teams
from assessment.teams.models import Membership, Team


class Command(BaseCommand):
    help = (
        "Fills two demonstration teams of made-up people with a year of attempts, or an organisation of "
        "seven teams with three rounds, or removes all of them again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", action="store_true", help="seven teams side by side instead")
        parser.add_argument("--remove", action="store_true", help="erase the teams and their made-up people")
        parser.add_argument(
            "--anyway", action="store_true", help="also where real people answer: their statistics will mix"
        )

    def handle(self, *, organisation: bool, remove: bool, anyway: bool, **options: Any) -> None:
        if remove:
            self.stdout.write(f"Erased: {actions.empty()} made-up people and their teams.")
            return
        if not (settings.LOCAL or anyway):
            raise CommandError(
                "Made-up answers would mix with the statistics of real ones. Add --anyway if you mean it."
            )
        try:
            self._fill_organisation() if organisation else self._fill_teams()
        except NothingPublished as missing:
            raise CommandError(
                f"No edition of {missing} is published. Run manage.py load_edition --publish-if-none."
            ) from None
        if settings.LOCAL:
            self.stdout.write(f"If the site runs on another port than {settings.PORT}, set PORT here too.")
        self.stdout.write("Remove it with manage.py demo --remove.")

    def _fill_teams(self) -> None:
        try:
            team = actions.fill(at=timezone.now())
        except actions.AlreadyThere:
            team = Team.objects.filter(demo=True, standings=None).order_by("pk")[0]
            self.stdout.write("The demonstration teams are there already.")
        self.stdout.write(
            f"{team.name}: twelve made-up people, a year of attempts; five of them are a second team."
        )
        self.stdout.write(f"Look at it, as a guest in it, for a week: {_way_in(team)}")

    def _fill_organisation(self) -> None:
        try:
            organisation = actions.fill_organisation(at=timezone.now())
        except actions.AlreadyThere:
            organisation = Organisation.objects.get(demo=True)
            self.stdout.write("The demonstration organisation is there already.")
        team = Team.objects.filter(standings__organisation=organisation).order_by("pk")[0]
        page = settings.PUBLIC_URL + reverse("organisations:dashboard", args=[organisation.uid])
        self.stdout.write(
            f"{organisation.name}: seven made-up teams, two of them unnamed and one not shared, three rounds."
        )
        self.stdout.write(f"Join one of its teams as a guest, for a week: {_way_in(team)}")
        self.stdout.write(f"Then look at the organisation: {page}")


def _way_in(team: Team) -> str:
    lead = Membership.objects.leading().select_related("person").get(team=team)
    new_invitation = teams.invite(team, by=lead.person, at=timezone.now())
    return settings.PUBLIC_URL + reverse("teams:invitation", args=[new_invitation.token])
