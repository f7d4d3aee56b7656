"""A third group of staff: support finds accounts and stops them, and sees nothing else."""

from typing import Any

from django.db import migrations


def make_group(apps: Any, schema_editor: Any) -> None:
    """The permissions too: Django itself makes them only once every migration has run."""
    about, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="accounts", model="user"
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="support")
    for verb in ("view", "change"):
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=about, codename=f"{verb}_user", defaults={"name": f"Can {verb} user"}
        )
        group.permissions.add(permission)


def remove_group(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name="support").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_notices_before_an_account_goes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, remove_group)]
