"""Languages that somebody means to translate a draft into; a translation that is right as it stands, by field."""

from django.db import migrations, models

# As before, and one line more: a field set to null says that this one translation is right as it stands.
BY_FIELD = "        when new -> 'outdated' -> tongue.key -> translation.key = 'null' then null\n"
OUTDATED = """
create or replace function questionnaire_outdated(old jsonb, new jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(stale.language, stale.fields), '{{}}') from (
        select tongue.key as language, jsonb_object_agg(translation.key, original.before) as fields
        from jsonb_each(case jsonb_typeof(new -> 'translations') when 'object' then new -> 'translations' else '{{}}' end) tongue,
        lateral jsonb_each_text(case jsonb_typeof(tongue.value) when 'object' then tongue.value else '{{}}' end) translation,
        lateral (select case
            when old is null then new -> 'outdated' -> tongue.key -> translation.key
            when new -> 'outdated' -> tongue.key = 'null' then null
    {by_field}        when old -> 'translations' -> tongue.key ->> translation.key is distinct from translation.value then null
            else coalesce(old -> 'outdated' -> tongue.key -> translation.key, old -> translation.key)
        end as before) original
        where btrim(translation.value, E' \\n\\r\\t') <> ''
          and original.before is not null
          and original.before is distinct from new -> translation.key
        group by tongue.key
    ) stale
$$;
"""
LANGUAGE_MARK = """
create function questionnaire_language_mark_falls() returns trigger language plpgsql as $$
begin
    if new.language is distinct from old.language and old.state in ('draft', 'review') then
        new.equivalent := '{}';
    end if;
    return new;
end $$;
create trigger edition_language_mark_falls before update of language on questionnaire_edition
    for each row execute function questionnaire_language_mark_falls();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0016_composition_within_bounds")]

    operations = [
        migrations.AddField(
            "edition",
            "added_languages",
            models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                help_text="Languages to translate it into, whether a text is translated or not.",
            ),
        ),
        migrations.RunSQL(OUTDATED.format(by_field=BY_FIELD), OUTDATED.format(by_field="")),
        migrations.RunSQL(
            LANGUAGE_MARK,
            "drop trigger edition_language_mark_falls on questionnaire_edition;"
            "drop function questionnaire_language_mark_falls();",
        ),
    ]
