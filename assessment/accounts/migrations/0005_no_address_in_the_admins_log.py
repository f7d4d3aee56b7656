"""The admin's log named accounts by their addresses, which stayed there after an account was erased."""

from typing import Any

from django.db import migrations


def take_addresses_out(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("admin", "LogEntry").objects
    entries.filter(content_type__app_label="account").delete()  # each names an address, and nothing else
    of_accounts = entries.filter(content_type__app_label="accounts", content_type__model="user")
    uids = dict(apps.get_model("accounts", "User").objects.values_list("pk", "uid"))
    for entry in of_accounts:
        erased = not entry.object_id.isdigit() or int(entry.object_id) not in uids
        entry.object_repr = "erased" if erased else str(uids[int(entry.object_id)])
        entry.save(update_fields=["object_repr"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_an_account"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(take_addresses_out, migrations.RunPython.noop)]
