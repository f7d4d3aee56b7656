"""Five stewards at most and not none, no invented team beside real ones, and pinned is pinned."""

from django.db import migrations

STEWARDS = """
create function organisations_five_stewards_at_most() returns trigger language plpgsql as $$
begin
    -- Two that come at once wait for each other.
    perform from organisations_organisation where id = new.organisation_id for no key update;
    if (select count(*) from organisations_steward where organisation_id = new.organisation_id) >= 5 then
        raise exception 'an organisation has five stewards at most' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger five_stewards_at_most before insert on organisations_steward
    for each row execute function organisations_five_stewards_at_most();
"""

# Deferred, because handing over and erasing an account take more than one statement. Erasing waits for nobody,
# so an account may be the last.
LAST = """
create function organisations_last_steward_stays() returns trigger language plpgsql as $$
begin
    if exists (select from organisations_organisation where id = old.organisation_id)
        and exists (select from accounts_user where id = old.account_id)
        and not exists (select from organisations_steward where organisation_id = old.organisation_id)
    then
        raise exception 'the last steward hands over or erases' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create constraint trigger last_steward_stays after delete on organisations_steward
    deferrable initially deferred for each row execute function organisations_last_steward_stays();
"""

STANDING = """
create function organisations_standing_is_of_its_kind() returns trigger language plpgsql as $$
begin
    if (select demo from organisations_organisation where id = new.organisation_id)
        <> (select demo from teams_team where id = new.team_id)
    then
        raise exception 'invented teams stand beside invented teams' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger standing_is_of_its_kind before insert on organisations_standing
    for each row execute function organisations_standing_is_of_its_kind();

create function organisations_standing_ends_once() returns trigger language plpgsql as $$
begin
    if (old.left_at is not null and new.left_at is distinct from old.left_at)
        or (new.organisation_id, new.team_id, new.accepted_at)
            is distinct from (old.organisation_id, old.team_id, old.accepted_at)
    then
        raise exception 'a team that has left stands anew' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger standing_ends_once before update on organisations_standing
    for each row execute function organisations_standing_ends_once();
"""

CONSENT = """
create function organisations_consent_is_where_the_team_stands() returns trigger language plpgsql as $$
begin
    if not exists (
        select from teams_membership membership
        join organisations_standing standing on standing.team_id = membership.team_id
        where membership.id = new.membership_id and standing.organisation_id = new.organisation_id
            and standing.left_at is null
    ) then
        raise exception 'the team does not stand in this organisation' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger consent_is_where_the_team_stands before insert on organisations_organisationconsent
    for each row execute function organisations_consent_is_where_the_team_stands();

create function organisations_consent_is_only_withdrawn() returns trigger language plpgsql as $$
declare
    allowed organisations_organisationconsent;
begin
    allowed := old;
    if old.withdrawn_at is null then
        allowed.withdrawn_at := new.withdrawn_at;
    end if;
    if new is distinct from allowed then
        raise exception 'a consent is only ever withdrawn' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger consent_is_only_withdrawn before update on organisations_organisationconsent
    for each row execute function organisations_consent_is_only_withdrawn();
"""

PINNED = """
create function organisations_pinned_belongs_together() returns trigger language plpgsql as $$
begin
    if not exists (
        select from organisations_round round
        join organisations_standing standing on standing.organisation_id = round.organisation_id
        join teams_snapshot snapshot on snapshot.team_id = standing.team_id
        where round.id = new.round_id and standing.id = new.standing_id and snapshot.id = new.snapshot_id
    ) then
        raise exception 'a picture is pinned where its team stands' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger pinned_belongs_together before insert on organisations_pinnedpicture
    for each row execute function organisations_pinned_belongs_together();

create function organisations_pinned_is_pinned() returns trigger language plpgsql as $$
declare
    allowed organisations_pinnedpicture;
begin
    allowed := old;
    if new.name = '' then
        allowed.name := '';
    end if;
    if new is distinct from allowed then
        raise exception 'pinned is pinned: only a name goes' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger pinned_is_pinned before update on organisations_pinnedpicture
    for each row execute function organisations_pinned_is_pinned();
"""


def _drop(*triggers: tuple[str, str]) -> str:
    return "".join(
        f"drop trigger {name} on organisations_{table}; drop function organisations_{name}();"
        for name, table in triggers
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_organisations_of_teams")]

    operations = [
        migrations.RunSQL(STEWARDS, _drop(("five_stewards_at_most", "steward"))),
        migrations.RunSQL(LAST, _drop(("last_steward_stays", "steward"))),
        migrations.RunSQL(
            STANDING, _drop(("standing_is_of_its_kind", "standing"), ("standing_ends_once", "standing"))
        ),
        migrations.RunSQL(
            CONSENT,
            _drop(
                ("consent_is_where_the_team_stands", "organisationconsent"),
                ("consent_is_only_withdrawn", "organisationconsent"),
            ),
        ),
        migrations.RunSQL(
            PINNED,
            _drop(("pinned_belongs_together", "pinnedpicture"), ("pinned_is_pinned", "pinnedpicture")),
        ),
    ]
