"""A picture cannot change, rests on five people at least, and a team with people in it has a lead."""

from django.db import migrations

FROZEN = """
create function teams_snapshot_is_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'a picture that was drawn stays as it is' using errcode = 'restrict_violation';
end $$;
create trigger snapshot_is_frozen before update on teams_snapshot
    for each row execute function teams_snapshot_is_frozen();

create function teams_seat_is_frozen() returns trigger language plpgsql as $$
declare
    allowed teams_seat;
begin
    allowed := old;
    allowed.attempt_id := null;
    if new is distinct from allowed then
        raise exception 'a seat is only ever emptied' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger seat_is_frozen before update on teams_seat
    for each row execute function teams_seat_is_frozen();
"""

# Deferred, because the seats come after their picture.
FIVE = """
create function teams_snapshot_rests_on_five() returns trigger language plpgsql as $$
declare
    counted record;
begin
    if not exists (select from teams_snapshot where id = new.id) then
        return null;  -- drawn and erased in one transaction
    end if;
    select count(*) as seats, count(*) filter (where hours) as hours
        into counted from teams_seat where snapshot_id = new.id;
    if counted.seats < 5 or counted.hours between 1 and 4 then
        raise exception 'a picture rests on five people at least' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create constraint trigger snapshot_rests_on_five after insert on teams_snapshot
    deferrable initially deferred for each row execute function teams_snapshot_rests_on_five();
"""

# Deferred, because handing over takes two statements.
LED = """
create function teams_team_is_led() returns trigger language plpgsql as $$
declare
    members record;
begin
    select count(*) as people, count(*) filter (where role = 'lead') as leads
        into members from teams_membership where team_id = old.team_id;
    if members.people > 0 and members.leads = 0 then
        raise exception 'a team with people in it has a lead' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create constraint trigger team_is_led after update or delete on teams_membership
    deferrable initially deferred for each row execute function teams_team_is_led();
"""


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_teams_invitations_snapshots")]

    operations = [
        migrations.RunSQL(
            FROZEN,
            "drop trigger snapshot_is_frozen on teams_snapshot; drop function teams_snapshot_is_frozen();"
            "drop trigger seat_is_frozen on teams_seat; drop function teams_seat_is_frozen();",
        ),
        migrations.RunSQL(
            FIVE,
            "drop trigger snapshot_rests_on_five on teams_snapshot;"
            "drop function teams_snapshot_rests_on_five();",
        ),
        migrations.RunSQL(
            LED, "drop trigger team_is_led on teams_membership; drop function teams_team_is_led();"
        ),
    ]
