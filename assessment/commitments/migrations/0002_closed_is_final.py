"""A commitment belongs to a submitted result and, once closed, stays as it is: the database refuses the rest."""

from django.db import migrations

# For share: a commitment cannot slip in before a submission that is under way is through.
FINAL = """
create function commitments_commitment_is_final() returns trigger language plpgsql as $$
declare
    submitted timestamptz;
begin
    if tg_op = 'UPDATE' then
        if old.closed_at is not null then
            raise exception 'a closed commitment cannot change' using errcode = 'restrict_violation';
        end if;
        if (new.attempt_id, new.uid, new.made_on) is distinct from (old.attempt_id, old.uid, old.made_on) then
            raise exception 'a commitment stays with its result' using errcode = 'restrict_violation';
        end if;
        return new;
    end if;
    select submitted_at into submitted from attempts_attempt where id = new.attempt_id for share;
    if submitted is null then
        raise exception 'a commitment follows a submitted result' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger commitment_is_final before insert or update on commitments_commitment
    for each row execute function commitments_commitment_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_commitments_and_reminders")]

    operations = [
        migrations.RunSQL(
            FINAL,
            "drop trigger commitment_is_final on commitments_commitment;"
            "drop function commitments_commitment_is_final();",
        )
    ]
