"""Invitations bear the one spelling of the mailbox they went to, so that any other is known as the same."""

from typing import Any

from django.db import migrations

from assessment.accounts.mailboxes import UnknownDomain, canonical_address


def spell_canonically(apps: Any, schema_editor: Any) -> None:
    for invitation in apps.get_model("teams", "Invitation").objects.exclude(email=""):
        try:
            canonical = canonical_address(invitation.email)
        except UnknownDomain:
            continue
        if canonical != invitation.email:
            invitation.email = canonical
            invitation.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("teams", "0003_what_was_out_is_not_forgotten")]

    operations = [migrations.RunPython(spell_canonically, migrations.RunPython.noop)]
