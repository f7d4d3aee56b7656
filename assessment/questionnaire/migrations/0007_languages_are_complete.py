"""A published edition is offered only in complete translations, and only those can mean the same."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

COMPLETE = """
create function questionnaire_translated(texts jsonb, translations jsonb, language text) returns boolean
language sql immutable as $$
    select not exists (
        select from jsonb_each_text(texts) as original(name, said)
        where btrim(said, E' \\n\\r\\t') <> ''
          and btrim(coalesce(translations -> language ->> name, ''), E' \\n\\r\\t') = ''
    )
$$;

create function questionnaire_edition_languages_are_complete() returns trigger language plpgsql as $$
declare
    tongue text;
begin
    if new.state not in ('published', 'retired') then
        return new;
    end if;
    if exists (select from jsonb_object_keys(new.equivalent) as same(tongue) where not new.languages ? same.tongue)
    then
        raise exception 'edition % cannot mean the same in a language it is not offered in', new.number
            using errcode = 'check_violation';
    end if;
    for tongue in select jsonb_array_elements_text(new.languages) loop
        if exists (
            select from questionnaire_question q
            where q.edition_id = new.id and not questionnaire_translated(
                jsonb_build_object('text', q.text, 'scene', q.scene, 'left', q."left", 'right', q."right",
                    'unit', q.unit, 'hint', q.hint), q.translations, tongue)
        ) or exists (
            select from questionnaire_option o join questionnaire_question q on q.id = o.question_id
            where q.edition_id = new.id and not questionnaire_translated(
                jsonb_build_object('text', o.text), o.translations, tongue)
        ) then
            raise exception 'edition % is not complete in %', new.number, tongue
                using errcode = 'check_violation';
        end if;
    end loop;
    return new;
end $$;
create trigger edition_languages_are_complete before insert or update on questionnaire_edition
    for each row execute function questionnaire_edition_languages_are_complete();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0006_languages_offered")]

    operations = [
        ValidateConstraint("edition", "questionnaire_languages_are_offered_by_publishing"),
        migrations.RunSQL(
            COMPLETE,
            "drop trigger edition_languages_are_complete on questionnaire_edition;"
            "drop function questionnaire_edition_languages_are_complete();"
            "drop function questionnaire_translated(jsonb, jsonb, text);",
        ),
    ]
