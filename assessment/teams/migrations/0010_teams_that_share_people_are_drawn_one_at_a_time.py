"""Teams that share people, also by way of others, carry one number, and are drawn one at a time by it."""

from django.db import migrations, models

LOCKS = """
create function teams_circles_of(teams bigint[]) returns bigint[] language sql stable as $$
    select coalesce(array_agg(distinct coalesce(circle, id) order by coalesce(circle, id)), '{}')
    from teams_team where id = any(teams)
$$;

-- Waits for whoever draws one of these teams, or a team of their circles; gives the circles.
create function teams_lock_circles(teams bigint[]) returns bigint[] language plpgsql as $$
declare
    circles bigint[];
    each bigint;
begin
    loop
        circles := teams_circles_of(teams);
        begin
            foreach each in array circles loop
                perform pg_advisory_xact_lock(hashtextextended('circle ' || each, 0));
            end loop;
            if circles = teams_circles_of(teams) then
                return circles;
            end if;
            -- Somebody has joined two of them meanwhile: let go, and begin again in the right order.
            raise exception 'circles have become one' using errcode = 'TC001';
        exception when sqlstate 'TC001' then
            null;
        end;
    end loop;
end $$;
"""

# A picture of an erased team still links the people whose results it counts.
LINKS = """
create function teams_linked_by(person bigint) returns bigint[] language sql stable as $$
    with recursive linked(id) as (
        select person
        union
        select theirs.owner_id
        from linked
        join attempts_attempt own on own.owner_id = linked.id
        join teams_seat seat on seat.attempt_id = own.id
        join teams_snapshot gone on gone.id = seat.snapshot_id and gone.team_id is null
        join teams_seat other on other.snapshot_id = gone.id
        join attempts_attempt theirs on theirs.id = other.attempt_id and theirs.owner_id is not null
    )
    select coalesce(array_agg(distinct team), '{}') from (
        select membership.team_id from linked
        join teams_membership membership on membership.person_id = linked.id
        union
        select snapshot.team_id from linked
        join attempts_attempt attempt on attempt.owner_id = linked.id
        join teams_seat seat on seat.attempt_id = attempt.id
        join teams_snapshot snapshot on snapshot.id = seat.snapshot_id and snapshot.team_id is not null
    ) teams(team)
$$;

create function teams_join_circles(person bigint) returns void language plpgsql as $$
declare
    teams bigint[];
    circles bigint[];
begin
    -- Of two teams that a person comes to at once, the second sees the first.
    perform pg_advisory_xact_lock(hashtextextended('circles of ' || person, 0));
    loop
        teams := teams_linked_by(person);
        if cardinality(teams_circles_of(teams)) < 2 then
            return;
        end if;
        circles := teams_lock_circles(teams);
        exit when teams = teams_linked_by(person);
    end loop;
    update teams_team set circle = circles[1]
    where coalesce(circle, id) = any(circles) and coalesce(circle, id) <> circles[1];
end $$;

create function teams_membership_joins_circles() returns trigger language plpgsql as $$
begin
    perform teams_join_circles(new.person_id);
    return new;
end $$;
create trigger membership_joins_circles after insert on teams_membership
    for each row execute function teams_membership_joins_circles();
"""

WITHOUT = """
drop trigger membership_joins_circles on teams_membership;
drop function teams_membership_joins_circles();
drop function teams_join_circles(bigint);
drop function teams_linked_by(bigint);
drop function teams_lock_circles(bigint[]);
drop function teams_circles_of(bigint[]);
"""

SO_FAR = """
select teams_join_circles(person) from (
    select person_id from teams_membership
    union
    select attempt.owner_id from teams_seat seat join attempts_attempt attempt on attempt.id = seat.attempt_id
    where attempt.owner_id is not null
) people(person) order by person;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0009_members_told_of_newcomers"),
    ]

    operations = [
        migrations.AddField(
            "team",
            "circle",
            models.BigIntegerField(
                editable=False,
                help_text="The same in all teams that have shared people, also by way of others.",
                null=True,
            ),
        ),
        migrations.RunSQL(LOCKS + LINKS, WITHOUT),
        migrations.RunSQL(SO_FAR, migrations.RunSQL.noop),
    ]
