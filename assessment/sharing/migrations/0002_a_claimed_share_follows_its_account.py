"""A share on somebody's desk stays there when their account gets another address."""

from django.db import migrations

FROZEN = """
create or replace function sharing_share_is_frozen() returns trigger language plpgsql as $$
begin
    if (new.uid, new.attempt_id, new.recipient, new.verdict, new.self_rating, new.calendar, new.over_time,
        new.commitment, new.shared_at, new.expires_at)
        is distinct from (old.uid, old.attempt_id, old.recipient, old.verdict, old.self_rating, old.calendar,
        old.over_time, old.commitment, old.shared_at, old.expires_at)
        or (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
        or (new.token_hash <> old.token_hash and new.token_hash <> '')
        -- An address comes once, in place of a link that nobody else can open from then on{exception}.
        or (new.email <> old.email and new.email <> ''
            and ({address} or old.ended_at is not null)) then
        raise exception 'a share is not altered' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
"""
ONCE = FROZEN.format(exception="", address="old.email <> '' or old.token_hash = ''")
FOLLOWS = FROZEN.format(
    exception=", and follows the account that took it",
    address="(old.email <> '' or old.token_hash = '') and (old.email = '' or old.claimed_at is null)",
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_shares_and_openings")]

    operations = [migrations.RunSQL(FOLLOWS, ONCE)]
