"""A stop and somebody naming that mailbox at the same moment wait for each other.

Whichever is later sees the earlier one: the stop finds the witness to erase, or the naming finds the stop.
"""

from django.db import migrations

REFUSE = """
    select closed_at into closed from commitments_commitment where id = new.commitment_id for share;
    if closed is not null then
        raise exception 'a closed commitment takes no witness' using errcode = 'restrict_violation';
    end if;
    if exists (select from commitments_stoppedmailbox where mailbox_hash = new.mailbox_hash) then
        raise exception 'a mailbox that said stop is no witness' using errcode = 'restrict_violation';
    end if;
    return new;
"""
LOCK = "perform pg_advisory_xact_lock(hashtextextended(new.mailbox_hash, 0));"
WELCOME = """
create or replace function commitments_witness_is_welcome() returns trigger language plpgsql as $$
declare
    closed timestamptz;
begin
    {lock}
    {refuse}
end $$;
"""
STOP = f"""
create function commitments_stop_waits() returns trigger language plpgsql as $$
begin
    {LOCK}
    return new;
end $$;
create trigger stop_waits before insert on commitments_stoppedmailbox
    for each row execute function commitments_stop_waits();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0006_witnesses")]

    operations = [
        migrations.RunSQL(
            WELCOME.format(lock=LOCK, refuse=REFUSE) + STOP,
            "drop trigger stop_waits on commitments_stoppedmailbox;"
            "drop function commitments_stop_waits();" + WELCOME.format(lock="", refuse=REFUSE),
        )
    ]
