"""One mailbox, one account: addresses get their canonical spelling, and the database asks for it.

Where several accounts bear spellings of one mailbox, the one that has the canonical spelling, else the one
last signed in to, gets it. The others keep theirs, are marked, and go on opening by it: nothing is lost, and
no new one can come. The audit log says how many there are, and which.
"""

import re
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.functions import Coalesce, Lower

from assessment import audit_log
from assessment.accounts.mailboxes import PRINTABLE_ASCII, UnknownDomain, canonical_address


def spell_canonically(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("accounts", "User").objects.annotate(seen=Coalesce("last_login", "joined_at"))
    addresses = apps.get_model("account", "EmailAddress").objects
    taken = set(users.values_list("email", flat=True))
    changed = 0
    marked = []
    for user in users.order_by("-seen", "-pk"):
        before, canonical = user.email, _canonical(user.email)
        if before == canonical:
            continue
        if canonical is None or canonical in taken:
            user.other_spelling = True
            user.save(update_fields=["other_spelling"])
            marked.append(user)
            continue
        taken.add(canonical)
        user.email = canonical
        user.save(update_fields=["email"])
        _spell_addresses(addresses, user.pk)
        changed += 1
    if changed or marked:
        audit_log.record("addresses unified", counts={"changed": changed, "kept": len(marked)})
    for user in marked:
        audit_log.record(
            "address kept", kind="account", uid=user.uid, reason="another account has its mailbox"
        )


def _spell_addresses(addresses: Any, owner: int) -> None:
    for address in addresses.filter(user=owner):
        canonical = _canonical(address.email)
        if canonical not in {None, address.email} and not addresses.filter(email=canonical).exists():
            address.email = canonical
            address.save(update_fields=["email"])


def _canonical(address: str) -> str | None:
    """None where there is no such spelling."""
    try:
        canonical = canonical_address(address)
    except UnknownDomain:
        return None
    return canonical if re.search(PRINTABLE_ASCII, canonical) else None


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_no_address_in_the_admins_log"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="other_spelling",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Made when spellings of one mailbox made two accounts; opens by its own spelling.",
            ),
        ),
        migrations.RunPython(spell_canonically, migrations.RunPython.noop),
        AddConstraintNotValid(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(other_spelling=True)
                | models.Q(email=Lower("email"), email__regex=PRINTABLE_ASCII),
                name="accounts_address_is_canonical",
            ),
        ),
    ]
