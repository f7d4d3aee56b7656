"""Two groups of staff: editors write drafts; publishers also publish, retire and rename."""

from typing import Any

from django.db import migrations

EDITOR = {
    "questionnaire": ["view"],
    "edition": ["view", "change", "delete"],
    "question": ["view", "add", "change", "delete"],
    "option": ["view", "add", "change", "delete"],
}
PUBLISHER = EDITOR | {
    "questionnaire": ["view", "change"],
    "edition": [*EDITOR["edition"], "publish"],
}


def make_groups(apps: Any, schema_editor: Any) -> None:
    """The permissions too: Django itself makes them only once every migration has run."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for name, allowed in [("editor", EDITOR), ("publisher", PUBLISHER)]:
        group, _ = Group.objects.get_or_create(name=name)
        for model, verbs in allowed.items():
            about, _ = ContentType.objects.get_or_create(app_label="questionnaire", model=model)
            for verb in verbs:
                words = "Can publish and retire editions" if verb == "publish" else f"Can {verb} {model}"
                permission, _ = Permission.objects.get_or_create(
                    content_type=about, codename=f"{verb}_{model}", defaults={"name": words}
                )
                group.permissions.add(permission)


def remove_groups(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=["editor", "publisher"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaire", "0003_facets_and_publishing"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
