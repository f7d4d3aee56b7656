from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from assessment.db.pooler import list_role_limits


class Command(BaseCommand):
    help = "Prints the limits that the site's role in the database needs behind a pooler; --apply sets them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Set them, as this role.")

    def handle(self, *args: Any, **options: Any) -> None:
        connection.ensure_connection()
        info = connection.connection.info
        statements = list_role_limits(info.user, info.dbname, settings.SERVER_LIMITS)
        with connection.cursor() as cursor:
            for statement in statements:
                self.stdout.write(f"{statement.as_string()};")
                if options["apply"]:
                    cursor.execute(statement)
