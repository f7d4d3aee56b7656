"""A picture's numbers go with its team, and its seats stay; an empty seat knows whether it was shown by name."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FROZEN = """
create or replace function teams_snapshot_is_frozen() returns trigger language plpgsql as $$
declare
    allowed teams_snapshot;
begin
    if new.team_id is null and old.team_id is not null then
        new.picture := '{}';  -- the team is erased, and its numbers with it
        allowed := old;
        allowed.team_id := null;
        allowed.picture := '{}';
        if new is not distinct from allowed then
            return new;
        end if;
    end if;
    raise exception 'a picture that was drawn stays as it is' using errcode = 'restrict_violation';
end $$;

create or replace function teams_seat_is_frozen() returns trigger language plpgsql as $$
declare
    allowed teams_seat;
begin
    allowed := old;
    if new.attempt_id is null then
        allowed.attempt_id := null;
    end if;
    allowed.named := old.named or new.named;  -- what has been seen cannot be unseen
    if new is distinct from allowed then
        raise exception 'a seat is only ever emptied, or shown by name' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
"""

BEFORE = """
create or replace function teams_snapshot_is_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'a picture that was drawn stays as it is' using errcode = 'restrict_violation';
end $$;

create or replace function teams_seat_is_frozen() returns trigger language plpgsql as $$
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
"""

# Before, an erased team took its pictures along.
WITHOUT_TEAM = """
delete from teams_seat where snapshot_id in (select id from teams_snapshot where team_id is null);
delete from teams_snapshot where team_id is null;
delete from teams_naming where team_id is null;
set constraints all immediate;
"""

KNOWN = "update teams_seat set named = true where attempt_id in (select attempt_id from teams_naming)"


def _team(related_name: str) -> models.Field[Any, Any]:
    return models.ForeignKey(
        "teams.team",
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related_name,
    )


# Django would make the foreign keys anew, and hold both tables up while it looks at every row.
NULL = """
alter table teams_snapshot alter column team_id drop not null;
alter table teams_naming alter column team_id drop not null;
"""
NOT_NULL = NULL.replace("drop not null", "set not null")


class Migration(migrations.Migration):
    dependencies = [("teams", "0002_pictures_are_frozen")]

    operations = [
        migrations.AddField(
            "seat",
            "named",
            models.BooleanField(
                default=False, db_default=False, help_text="Whether its result has been shown by name."
            ),
        ),
        migrations.RunSQL(
            NULL,
            WITHOUT_TEAM + NOT_NULL,
            state_operations=[
                migrations.AlterField("snapshot", "team", _team("snapshots")),
                migrations.AlterField("naming", "team", _team("namings")),
            ],
        ),
        migrations.RunSQL(FROZEN, BEFORE),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
