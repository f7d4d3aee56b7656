"""Nobody joins a team in which another account of their mailbox is already."""

from django.db import migrations

# The same as accounts.mailboxes.get_receiving_mailbox makes of a stored address.
MAILBOX = """
create function teams_receiving_mailbox(address text) returns text language sql immutable as $$
    select case
        when domain in ('gmail.com', 'googlemail.com') then replace(name, '.', '') || '@gmail.com'
        else name || '@' || domain
    end
    from (
        select coalesce(nullif(split_part(local, '+', 1), ''), local) as name, domain
        from (
            select
                lower(left(address, length(address) - length(substring(address from '[^@]*$')) - 1)) as local,
                lower(substring(address from '[^@]*$')) as domain
        ) parts
    ) folded
$$;
"""

# Two accounts of one mailbox that come at once wait for each other. Who is in twice from before stays.
ONCE = """
create function teams_mailbox_is_in_a_team_once() returns trigger language plpgsql as $$
declare
    mailbox text := (select teams_receiving_mailbox(email) from accounts_user where id = new.person_id);
begin
    perform pg_advisory_xact_lock(hashtext('membership of ' || new.team_id), hashtext(mailbox));
    if exists (
        select from teams_membership membership
        join accounts_user account on account.id = membership.person_id
        where membership.team_id = new.team_id and membership.person_id <> new.person_id
            and teams_receiving_mailbox(account.email) = mailbox
    ) then
        raise exception 'one mailbox is in a team once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger mailbox_is_in_a_team_once before insert on teams_membership
    for each row execute function teams_mailbox_is_in_a_team_once();
"""


class Migration(migrations.Migration):
    dependencies = [("teams", "0007_the_result_that_stands")]

    operations = [
        migrations.RunSQL(MAILBOX, "drop function teams_receiving_mailbox(text);"),
        migrations.RunSQL(
            ONCE,
            "drop trigger mailbox_is_in_a_team_once on teams_membership;"
            "drop function teams_mailbox_is_in_a_team_once();",
        ),
    ]
