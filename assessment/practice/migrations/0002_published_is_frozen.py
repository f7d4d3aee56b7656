"""A published practice page keeps its words: the database itself refuses. Editors write, publishers publish."""

from typing import Any

from django.db import migrations

FROZEN = """
create function practice_page_is_frozen() returns trigger language plpgsql as $$
declare
    allowed practice_practicepage;
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'a practice page begins as a draft' using errcode = 'restrict_violation';
        end if;
        return new;
    end if;
    if tg_op = 'DELETE' then
        if old.state <> 'draft' then
            raise exception 'a published practice page stays in the history' using errcode = 'restrict_violation';
        end if;
        return old;
    end if;
    if old.state = 'draft' then
        return new;
    end if;
    allowed := old;
    if old.state = 'published' and new.state = 'replaced' then
        allowed.state := 'replaced';
    end if;
    if new.publisher_id is null then  -- the account of who published it was erased
        allowed.publisher_id := null;
    end if;
    if new is distinct from allowed then
        raise exception 'a published practice page cannot change' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger practice_page_is_frozen before insert or update or delete on practice_practicepage
    for each row execute function practice_page_is_frozen();
"""
THAWED = """
drop trigger practice_page_is_frozen on practice_practicepage;
drop function practice_page_is_frozen();
"""
EDITOR = ["view", "add", "change", "delete"]
GROUPS = {"editor": EDITOR, "publisher": [*EDITOR, "publish"]}


def allow(apps: Any, schema_editor: Any) -> None:
    """The permissions too: Django itself makes them only once every migration has run."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    about, _ = ContentType.objects.get_or_create(app_label="practice", model="practicepage")
    for name, verbs in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for verb in verbs:
            words = "Can publish practice pages" if verb == "publish" else f"Can {verb} practice page"
            permission, _ = Permission.objects.get_or_create(
                content_type=about, codename=f"{verb}_practicepage", defaults={"name": words}
            )
            group.permissions.add(permission)


def forbid(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth", "Permission").objects.filter(content_type__app_label="practice").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0001_practice_pages"),
        ("questionnaire", "0004_editor_and_publisher"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunSQL(FROZEN, THAWED), migrations.RunPython(allow, forbid)]
