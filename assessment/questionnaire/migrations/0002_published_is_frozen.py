"""Published and retired editions cannot change: the database itself refuses."""

from django.db import migrations

EDITION = """
create function questionnaire_edition_is_frozen() returns trigger language plpgsql as $$
declare
    allowed questionnaire_edition;
begin
    if old.state not in ('published', 'retired') then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'edition % is % and stays', old.number, old.state using errcode = 'restrict_violation';
    end if;
    allowed := old;
    if old.state = 'published' and new.state = 'retired' and new.retired_at is not null then
        allowed.state := new.state;
        allowed.retired_at := new.retired_at;
    end if;
    if new.author_id is null then allowed.author_id := null; end if;
    if new.reviewer_id is null then allowed.reviewer_id := null; end if;
    if new.publisher_id is null then allowed.publisher_id := null; end if;
    if new is distinct from allowed then
        raise exception 'edition % is % and cannot change', old.number, old.state
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger edition_is_frozen before update or delete on questionnaire_edition
    for each row execute function questionnaire_edition_is_frozen();
"""

# For share: a write cannot slip past a publish that is under way, nor a publish past a write.
QUESTION = """
create function questionnaire_refuse_if_frozen(editions bigint[]) returns void language plpgsql as $$
declare
    edition record;
begin
    for edition in
        select number, state from questionnaire_edition where id = any(editions) order by id for share
    loop
        if edition.state in ('published', 'retired') then
            raise exception 'edition % is % and its questions cannot change', edition.number, edition.state
                using errcode = 'restrict_violation';
        end if;
    end loop;
end $$;

create function questionnaire_question_is_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform questionnaire_refuse_if_frozen(array[new.edition_id]);
    elsif tg_op = 'UPDATE' then
        perform questionnaire_refuse_if_frozen(array[old.edition_id, new.edition_id]);
    else
        perform questionnaire_refuse_if_frozen(array[old.edition_id]);
        return old;
    end if;
    return new;
end $$;
create trigger question_is_frozen before insert or update or delete on questionnaire_question
    for each row execute function questionnaire_question_is_frozen();
"""

OPTION = """
create function questionnaire_option_is_frozen() returns trigger language plpgsql as $$
declare
    touched bigint[];
    kind text;
begin
    touched := case tg_op
        when 'INSERT' then array[new.question_id]
        when 'UPDATE' then array[old.question_id, new.question_id]
        else array[old.question_id]
    end;
    perform questionnaire_refuse_if_frozen(
        array(select edition_id from questionnaire_question where id = any(touched)));
    if tg_op = 'DELETE' then
        return old;
    end if;
    select q.kind into kind from questionnaire_question q where q.id = new.question_id;
    if kind not in ('frequency', 'pair', 'judgement') then
        raise exception 'a % question has no options', kind using errcode = 'check_violation';
    end if;
    if kind = 'judgement' and new.credit > 3 then
        raise exception 'a judgement earns at most three thirds' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger option_is_frozen before insert or update or delete on questionnaire_option
    for each row execute function questionnaire_option_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0001_editions_questions_options")]

    operations = [
        migrations.RunSQL(
            EDITION,
            "drop trigger edition_is_frozen on questionnaire_edition;"
            "drop function questionnaire_edition_is_frozen();",
        ),
        migrations.RunSQL(
            QUESTION,
            "drop trigger question_is_frozen on questionnaire_question;"
            "drop function questionnaire_question_is_frozen();"
            "drop function questionnaire_refuse_if_frozen(bigint[]);",
        ),
        migrations.RunSQL(
            OPTION,
            "drop trigger option_is_frozen on questionnaire_option;"
            "drop function questionnaire_option_is_frozen();",
        ),
    ]
