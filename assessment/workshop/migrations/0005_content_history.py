"""Every change of an edition, its questions and options is kept with the rows before and after it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# One statement for all rows of a statement, so that an import costs one insert and not three hundred. Who made
# a change and why come from settings of the transaction; who stands behind an edition is a person, and is left
# out of its row, so that erasing an account erases them here too.
RECORD = """
create function workshop_edition_of_question(question bigint) returns bigint language sql stable as $$
    select coalesce(
        (select q.edition_id from questionnaire_question q where q.id = question),
        (select r.edition_id from workshop_revision r
            where r."table" = 'question' and r.row_id = question order by r.id desc limit 1)
    )
$$;

create function workshop_keep_revisions(kind text, before jsonb[], after jsonb[]) returns void
language sql as $$
    insert into workshop_revision
        (at, change, note, person_id, edition_id, question_id, "table", row_id, old, new)
    select
        now(),
        coalesce(
            nullif(current_setting('assessment.change', true), '')::uuid,
            md5(pg_current_xact_id()::text || now()::text)::uuid),
        coalesce(current_setting('assessment.change_note', true), ''),
        nullif(current_setting('assessment.editor', true), '')::bigint,
        case kind
            when 'edition' then (present.image ->> 'id')::bigint
            when 'question' then (present.image ->> 'edition_id')::bigint
            else workshop_edition_of_question((present.image ->> 'question_id')::bigint) end,
        case kind
            when 'question' then (present.image ->> 'id')::bigint
            when 'option' then (present.image ->> 'question_id')::bigint end,
        kind,
        (present.image ->> 'id')::bigint,
        changed.old,
        changed.new
    from unnest(before, after) as changed(old, new),
        lateral (select coalesce(changed.new, changed.old) as image) present
    where changed.old is distinct from changed.new
$$;

create function workshop_keep_inserted() returns trigger language plpgsql as $$
begin
    perform workshop_keep_revisions(tg_argv[0], null, array(
        select to_jsonb(n) - 'author_id' - 'reviewer_id' - 'publisher_id' from new_rows n order by n.id));
    return null;
end $$;

create function workshop_keep_updated() returns trigger language plpgsql as $$
declare
    before jsonb[];
    after jsonb[];
begin
    select array_agg(to_jsonb(o) - 'author_id' - 'reviewer_id' - 'publisher_id' order by o.id),
           array_agg(to_jsonb(n) - 'author_id' - 'reviewer_id' - 'publisher_id' order by o.id)
        into before, after from old_rows o join new_rows n on n.id = o.id;
    perform workshop_keep_revisions(tg_argv[0], before, after);
    return null;
end $$;

create function workshop_keep_deleted() returns trigger language plpgsql as $$
begin
    perform workshop_keep_revisions(tg_argv[0], array(
        select to_jsonb(o) - 'author_id' - 'reviewer_id' - 'publisher_id' from old_rows o order by o.id), null);
    return null;
end $$;
"""

ON_TABLE = """
create trigger {kind}_is_kept_when_inserted after insert on questionnaire_{kind}
    referencing new table as new_rows for each statement execute function workshop_keep_inserted('{kind}');
create trigger {kind}_is_kept_when_updated after update on questionnaire_{kind}
    referencing old table as old_rows new table as new_rows
    for each statement execute function workshop_keep_updated('{kind}');
create trigger {kind}_is_kept_when_deleted after delete on questionnaire_{kind}
    referencing old table as old_rows for each statement execute function workshop_keep_deleted('{kind}');
"""
OFF_TABLE = """
drop trigger {kind}_is_kept_when_inserted on questionnaire_{kind};
drop trigger {kind}_is_kept_when_updated on questionnaire_{kind};
drop trigger {kind}_is_kept_when_deleted on questionnaire_{kind};
"""

FOR_GOOD = """
create function workshop_revision_is_final() returns trigger language plpgsql as $$
declare
    allowed workshop_revision;
begin
    if tg_op = 'UPDATE' then
        allowed := old;
        allowed.person_id := null;
        if new is not distinct from allowed then
            return new;
        end if;
    end if;
    raise exception 'what was changed in an edition stays as it was recorded'
        using errcode = 'restrict_violation';
end $$;
create trigger revision_is_final before update or delete on workshop_revision
    for each row execute function workshop_revision_is_final();
create trigger revisions_are_final before truncate on workshop_revision
    for each statement execute function workshop_revision_is_final();
"""


def on_every_table(sql: str) -> str:
    return "".join(sql.format(kind=kind) for kind in ("edition", "question", "option"))


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaire", "0015_paying_strategies_have_a_reason_validated"),
        ("workshop", "0004_attempt_tallies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("change", models.UUIDField()),
                (
                    "note",
                    models.TextField(blank=True, help_text="A step or an import in words, with its reason."),
                ),
                ("question_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "table",
                    models.CharField(
                        choices=[("edition", "edition"), ("question", "question"), ("option", "option")],
                        max_length=8,
                    ),
                ),
                ("row_id", models.BigIntegerField()),
                ("old", models.JSONField(blank=True, null=True)),
                ("new", models.JSONField(blank=True, null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="revisions",
                        to="questionnaire.edition",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edition", "-id"], name="workshop_revisions_of_edition"),
                    models.Index(fields=["change"], name="workshop_revisions_of_change"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("table__in", ["edition", "question", "option"])),
                        name="workshop_revision_table_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("old__isnull", False), ("new__isnull", False), _connector="OR"),
                        name="workshop_revision_has_a_before_or_an_after",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            RECORD,
            "drop function workshop_keep_inserted(); drop function workshop_keep_updated();"
            "drop function workshop_keep_deleted();"
            "drop function workshop_keep_revisions(text, jsonb[], jsonb[]);"
            "drop function workshop_edition_of_question(bigint);",
        ),
        migrations.RunSQL(on_every_table(ON_TABLE), on_every_table(OFF_TABLE)),
        migrations.RunSQL(
            FOR_GOOD,
            "drop trigger revision_is_final on workshop_revision;"
            "drop trigger revisions_are_final on workshop_revision;"
            "drop function workshop_revision_is_final();",
        ),
    ]
