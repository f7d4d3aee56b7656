"""manage.py take_off_second_factors cmo@example.org"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.accounts import actions
from assessment.accounts.models import User


class Command(BaseCommand):
    help = (
        "Let somebody in again who lost app, passkeys and recovery codes: take them off, end every session. "
        "Be sure first that it is them who ask; a mail tells the account's address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.find_by_address(User.objects.get_stored_spelling(options["address"]))
        if person is None:
            raise CommandError("No account has this address. Check its spelling; nothing was changed.")
        if not (number := actions.remove_second_factors(person)):
            raise CommandError("This account has no second factor. Nothing was changed.")
        self.stdout.write(f"{number} taken off, every session ended. A code by mail opens the account again.")
