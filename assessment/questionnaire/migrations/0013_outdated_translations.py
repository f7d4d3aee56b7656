"""A translation whose original changes is outdated until somebody has looked at it again."""

from django.db import migrations, models

# On insert, the column is taken as it comes. On update it is worked out from the row before, so that no save
# of a whole row can lose it; a language set to null says that its translations are right as they stand.
REMEMBER = """
create function questionnaire_outdated(old jsonb, new jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(stale.language, stale.fields), '{}') from (
        select tongue.key as language, jsonb_object_agg(translation.key, original.before) as fields
        from jsonb_each(case jsonb_typeof(new -> 'translations') when 'object' then new -> 'translations' else '{}' end) tongue,
        lateral jsonb_each_text(case jsonb_typeof(tongue.value) when 'object' then tongue.value else '{}' end) translation,
        lateral (select case
            when old is null then new -> 'outdated' -> tongue.key -> translation.key
            when new -> 'outdated' -> tongue.key = 'null' then null
            when old -> 'translations' -> tongue.key ->> translation.key is distinct from translation.value then null
            else coalesce(old -> 'outdated' -> tongue.key -> translation.key, old -> translation.key)
        end as before) original
        where btrim(translation.value, E' \\n\\r\\t') <> ''
          and original.before is not null
          and original.before is distinct from new -> translation.key
        group by tongue.key
    ) stale
$$;

create function questionnaire_remember_originals() returns trigger language plpgsql as $$
begin
    new.outdated := questionnaire_outdated(
        case tg_op when 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
    return new;
end $$;
create trigger question_remembers_originals before insert or update on questionnaire_question
    for each row execute function questionnaire_remember_originals();
create trigger option_remembers_originals before insert or update on questionnaire_option
    for each row execute function questionnaire_remember_originals();
"""

UP_TO_DATE = """
create function questionnaire_edition_languages_are_up_to_date() returns trigger language plpgsql as $$
begin
    if new.state in ('published', 'retired') and exists (
        select from jsonb_array_elements_text(new.languages) as offered(tongue)
        where exists (
            select from questionnaire_question q where q.edition_id = new.id and q.outdated ? offered.tongue
        ) or exists (
            select from questionnaire_option o join questionnaire_question q on q.id = o.question_id
            where q.edition_id = new.id and o.outdated ? offered.tongue
        )
    ) then
        raise exception 'edition % is offered in a language with outdated texts', new.number
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger edition_languages_are_up_to_date before insert or update on questionnaire_edition
    for each row execute function questionnaire_edition_languages_are_up_to_date();
"""


def outdated() -> models.JSONField:
    return models.JSONField(
        blank=True,
        db_default=models.Value({}, models.JSONField()),
        default=dict,
        editable=False,
        help_text="Translations whose original changed since: by language and field, the original before.",
    )


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0012_say_what_constraints_ask_for")]

    operations = [
        migrations.AddField("question", "outdated", outdated()),
        migrations.AddField("option", "outdated", outdated()),
        migrations.RunSQL(
            REMEMBER,
            "drop trigger question_remembers_originals on questionnaire_question;"
            "drop trigger option_remembers_originals on questionnaire_option;"
            "drop function questionnaire_remember_originals();"
            "drop function questionnaire_outdated(jsonb, jsonb);",
        ),
        migrations.RunSQL(
            UP_TO_DATE,
            "drop trigger edition_languages_are_up_to_date on questionnaire_edition;"
            "drop function questionnaire_edition_languages_are_up_to_date();",
        ),
    ]
