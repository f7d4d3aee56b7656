"""manage.py changepassword cmo@example.org: Django's own; takes any spelling and tells the owner."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from assessment.accounts import actions
from assessment.accounts.models import User


class Command(changepassword.Command):
    help = "Change the password of an account; a mail tells its address, and every session ends."

    def handle(self, *args: Any, **options: Any) -> str:
        address = User.objects.get_stored_spelling(options["username"] or "")
        output = super().handle(*args, **{**options, "username": address}) or ""
        actions.announce_new_password(User.objects.get(email=address))
        return output
