"""Submitted attempts, their answers and scores cannot change: the database itself refuses."""

from django.db import migrations

OPTION_OF_ITS_QUESTION = """
alter table attempts_answer add constraint attempts_option_of_its_question
    foreign key (option_id, question_id) references questionnaire_option (id, question_id)
    deferrable initially deferred;
"""

# An unset setting is null, so erasing is compared with "is distinct from".
ATTEMPT = """
create function attempts_attempt_is_frozen() returns trigger language plpgsql as $$
declare
    allowed attempts_attempt;
begin
    if tg_op = 'DELETE' then
        if old.submitted_at is not null and current_setting('assessment.erasing', true) is distinct from 'on' then
            raise exception 'a submitted attempt stays until it is erased' using errcode = 'restrict_violation';
        end if;
        return old;
    end if;
    if (new.edition_id, new.questionnaire_id, new.form) is distinct from
       (old.edition_id, old.questionnaire_id, old.form) then
        raise exception 'an attempt keeps its edition and form' using errcode = 'restrict_violation';
    end if;
    if old.submitted_at is null then
        return new;
    end if;
    allowed := old;
    if old.owner_id is null and new.owner_id is not null and new.token_hash = '' then
        allowed.owner_id := new.owner_id;
        allowed.token_hash := '';
    elsif old.owner_id is null and new.token_hash <> '' then
        allowed.token_hash := new.token_hash;
    end if;
    if new is distinct from allowed then
        raise exception 'a submitted attempt cannot change' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger attempt_is_frozen before update or delete on attempts_attempt
    for each row execute function attempts_attempt_is_frozen();

create function attempts_attempt_begins_open() returns trigger language plpgsql as $$
declare
    edition record;
begin
    if new.submitted_at is not null then
        raise exception 'an attempt begins open' using errcode = 'restrict_violation';
    end if;
    select state, questionnaire_id into edition from questionnaire_edition where id = new.edition_id for share;
    if edition.state is distinct from 'published' or edition.questionnaire_id <> new.questionnaire_id then
        raise exception 'an attempt begins on the published edition of its questionnaire'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger attempt_begins_open before insert on attempts_attempt
    for each row execute function attempts_attempt_begins_open();
"""

# For share: an answer cannot slip past a submission that is under way.
PARTS = """
create function attempts_refuse_if_submitted(attempts bigint[], erasable boolean) returns void
language plpgsql as $$
declare
    attempt record;
begin
    for attempt in select submitted_at from attempts_attempt where id = any(attempts) order by id for share loop
        if attempt.submitted_at is not null
           and not (erasable and current_setting('assessment.erasing', true) is not distinct from 'on') then
            raise exception 'the attempt is submitted' using errcode = 'restrict_violation';
        end if;
    end loop;
end $$;

create function attempts_part_is_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform attempts_refuse_if_submitted(array[new.attempt_id], false);
    elsif tg_op = 'UPDATE' then
        perform attempts_refuse_if_submitted(array[old.attempt_id, new.attempt_id], false);
    else
        perform attempts_refuse_if_submitted(array[old.attempt_id], true);
        return old;
    end if;
    return new;
end $$;
create trigger answer_is_frozen before insert or update or delete on attempts_answer
    for each row execute function attempts_part_is_frozen();
create trigger capabilityscore_is_frozen before insert or update or delete on attempts_capabilityscore
    for each row execute function attempts_part_is_frozen();

create function attempts_answer_fits() returns trigger language plpgsql as $$
begin
    if not exists (
        select from attempts_attempt a join questionnaire_question q on q.edition_id = a.edition_id
        where a.id = new.attempt_id and q.id = new.question_id and q.form in ('', a.form)
    ) then
        raise exception 'the question is not asked in this attempt' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger answer_fits before insert or update on attempts_answer
    for each row execute function attempts_answer_fits();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attempts", "0001_attempts_answers_scores"),
        ("questionnaire", "0002_published_is_frozen"),
    ]

    operations = [
        migrations.RunSQL(
            OPTION_OF_ITS_QUESTION,
            "alter table attempts_answer drop constraint attempts_option_of_its_question;",
        ),
        migrations.RunSQL(
            ATTEMPT,
            "drop trigger attempt_begins_open on attempts_attempt;"
            "drop function attempts_attempt_begins_open();"
            "drop trigger attempt_is_frozen on attempts_attempt;"
            "drop function attempts_attempt_is_frozen();",
        ),
        migrations.RunSQL(
            PARTS,
            "drop trigger answer_fits on attempts_answer;"
            "drop function attempts_answer_fits();"
            "drop trigger capabilityscore_is_frozen on attempts_capabilityscore;"
            "drop trigger answer_is_frozen on attempts_answer;"
            "drop function attempts_part_is_frozen();"
            "drop function attempts_refuse_if_submitted(bigint[], boolean);",
        ),
    ]
