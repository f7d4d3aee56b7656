"""A mark of meaning the same falls with the words it was set on; published numbers only rise."""

from django.db import migrations

MARK = """
create function questionnaire_mark_falls(edition bigint, same boolean, old jsonb, new jsonb) returns void
language sql as $$
    update questionnaire_edition e set equivalent = case when same then (
        select coalesce(jsonb_object_agg(mark.key, mark.value), '{}') from jsonb_each(e.equivalent) mark
        where old -> mark.key is not distinct from new -> mark.key
    ) else '{}' end
    where e.id = edition and e.equivalent <> '{}' and e.state in ('draft', 'review') and not (same and not exists (
        select from jsonb_object_keys(e.equivalent) tongue
        where old -> tongue is distinct from new -> tongue
    ))
$$;

create function questionnaire_question_mark_falls() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.edition_id = old.edition_id then
        perform questionnaire_mark_falls(new.edition_id,
            (new.text, new.scene, new."left", new."right", new.unit, new.hint)
                is not distinct from (old.text, old.scene, old."left", old."right", old.unit, old.hint),
            old.translations, new.translations);
        return null;
    end if;
    if tg_op <> 'INSERT' then
        perform questionnaire_mark_falls(old.edition_id, false, '{}', '{}');
    end if;
    if tg_op <> 'DELETE' then
        perform questionnaire_mark_falls(new.edition_id, false, '{}', '{}');
    end if;
    return null;
end $$;
create trigger question_mark_falls after insert or update or delete on questionnaire_question
    for each row execute function questionnaire_question_mark_falls();

create function questionnaire_option_mark_falls() returns trigger language plpgsql as $$
declare
    edition bigint;
begin
    select q.edition_id into edition from questionnaire_question q
        where q.id = case tg_op when 'DELETE' then old.question_id else new.question_id end;
    perform case tg_op
        when 'UPDATE' then questionnaire_mark_falls(
            edition, new.text = old.text, old.translations, new.translations)
        else questionnaire_mark_falls(edition, false, '{}', '{}')
    end;
    return null;
end $$;
create trigger option_mark_falls after insert or update or delete on questionnaire_option
    for each row execute function questionnaire_option_mark_falls();
"""

RISING = """
create function questionnaire_published_numbers_rise() returns trigger language plpgsql as $$
begin
    if new.state = 'published' and old.state in ('draft', 'review') and exists (
        select from questionnaire_edition e where e.questionnaire_id = new.questionnaire_id
        and e.state in ('published', 'retired') and e.number > new.number
    ) then
        raise exception 'edition % comes after one with a higher number', new.number
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger edition_published_numbers_rise after update of state on questionnaire_edition
    for each row execute function questionnaire_published_numbers_rise();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0010_who_changed_an_edition")]

    operations = [
        migrations.RunSQL(
            MARK,
            "drop trigger question_mark_falls on questionnaire_question;"
            "drop trigger option_mark_falls on questionnaire_option;"
            "drop function questionnaire_question_mark_falls();"
            "drop function questionnaire_option_mark_falls();"
            "drop function questionnaire_mark_falls(bigint, boolean, jsonb, jsonb);",
        ),
        migrations.RunSQL(
            RISING,
            "drop trigger edition_published_numbers_rise on questionnaire_edition;"
            "drop function questionnaire_published_numbers_rise();",
        ),
    ]
