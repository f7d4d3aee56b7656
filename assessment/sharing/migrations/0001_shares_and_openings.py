"""Shares of one result with one person, and when they opened it.

The database refuses a share of what is no submitted full result of an account, a twenty-first in force, a
second for the same person, an altered one, and an opening after its end.
"""

import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models

FRESH = """
create function sharing_share_may_be_made() returns trigger language plpgsql as $$
declare
    theirs bigint;
begin
    select attempts_attempt.owner_id into theirs from attempts_attempt
        join questionnaire_questionnaire on questionnaire_questionnaire.id = questionnaire_id
        where attempts_attempt.id = new.attempt_id and submitted_at is not null and slug = 'full'
        for share of attempts_attempt;
    if theirs is null then
        raise exception 'only a submitted full result of an account is shared' using errcode = 'restrict_violation';
    end if;
    -- One after the other, so that two requests at once do not both find room.
    perform from accounts_user where id = theirs for no key update;
    if (select count(*) from sharing_share join attempts_attempt on attempts_attempt.id = attempt_id
        where owner_id = theirs and ended_at is null and expires_at > new.shared_at) >= 20 then
        raise exception 'twenty shares in force are enough' using errcode = 'restrict_violation';
    end if;
    if exists (select from sharing_share where attempt_id = new.attempt_id and ended_at is null
        and expires_at > new.shared_at
        and (lower(recipient) = lower(new.recipient) or (email <> '' and email = new.email))) then
        raise exception 'that person has this result already' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger share_may_be_made before insert on sharing_share
    for each row execute function sharing_share_may_be_made();
"""
FRESH_BACK = "drop trigger share_may_be_made on sharing_share; drop function sharing_share_may_be_made();"
FROZEN = """
create function sharing_share_is_frozen() returns trigger language plpgsql as $$
begin
    if (new.uid, new.attempt_id, new.recipient, new.verdict, new.self_rating, new.calendar, new.over_time,
        new.commitment, new.shared_at, new.expires_at)
        is distinct from (old.uid, old.attempt_id, old.recipient, old.verdict, old.self_rating, old.calendar,
        old.over_time, old.commitment, old.shared_at, old.expires_at)
        or (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
        or (new.token_hash <> old.token_hash and new.token_hash <> '')
        -- An address comes once, in place of a link that nobody else can open from then on.
        or (new.email <> old.email and new.email <> ''
            and (old.email <> '' or old.token_hash = '' or old.ended_at is not null)) then
        raise exception 'a share is not altered' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger share_is_frozen before update on sharing_share
    for each row execute function sharing_share_is_frozen();
"""
FROZEN_BACK = "drop trigger share_is_frozen on sharing_share; drop function sharing_share_is_frozen();"
OPENS = """
create function sharing_share_opens() returns trigger language plpgsql as $$
begin
    if not exists (select from sharing_share where id = new.share_id and ended_at is null
        and expires_at > new.hour and shared_at < new.hour + interval '1 hour' for share) then
        raise exception 'a share that has ended is not opened' using errcode = 'restrict_violation';
    end if;
    if tg_op = 'UPDATE' and ((new.share_id, new.hour) is distinct from (old.share_id, old.hour)
        or new.times <= old.times) then
        raise exception 'an opening is not taken back' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger share_opens before insert or update on sharing_opening
    for each row execute function sharing_share_opens();
"""
OPENS_BACK = "drop trigger share_opens on sharing_opening; drop function sharing_share_opens();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("attempts", "0008_shown_in_submitted_attempts"),
        ("accounts", "0008_addresses_in_waiting_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("recipient", models.CharField(max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("verdict", models.BooleanField()),
                ("self_rating", models.BooleanField()),
                ("calendar", models.BooleanField()),
                ("over_time", models.BooleanField()),
                ("commitment", models.BooleanField()),
                ("shared_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(help_text="Taken back, or its recipient is gone.", null=True),
                ),
                ("claimed_at", models.DateTimeField(help_text="When a link was taken to a desk.", null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="attempts.attempt",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hour", models.DateTimeField()),
                ("times", models.PositiveIntegerField()),
                (
                    "share",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="sharing.share",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True), fields=["email"], name="sharing_on_a_desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient", ""), _negated=True), name="sharing_share_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), ("ended_at__isnull", False), ("token_hash", "")),
                    models.Q(("email", ""), models.Q(("token_hash", ""), _negated=True)),
                    models.Q(models.Q(("email", ""), _negated=True), ("token_hash", "")),
                    _connector="OR",
                ),
                name="sharing_link_or_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("token_hash", ""), ("token_hash__regex", "^[0-9a-f]{64}$"), _connector="OR"
                ),
                name="sharing_link_is_a_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", ""),
                    models.Q(
                        ("email", django.db.models.functions.text.Lower("email")),
                        ("email__regex", "^[!-~]+$"),
                    ),
                    _connector="OR",
                ),
                name="sharing_address_is_canonical",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", True),
                    ("self_rating", True),
                    ("calendar", True),
                    ("over_time", True),
                    ("commitment", True),
                    _connector="OR",
                ),
                name="sharing_shows_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("shared_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("shared_at"), "+", models.Value(datetime.timedelta(days=90))
                        ),
                    ),
                ),
                name="sharing_lasts_90_days_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("claimed_at__isnull", True), ("token_hash", ""), _connector="OR"),
                name="sharing_claimed_has_no_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_hash", ""), _negated=True),
                fields=("token_hash",),
                name="sharing_one_share_a_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("share", "hour"), name="sharing_one_opening_an_hour"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("times__gte", 1)), name="sharing_opened_at_least_once"
            ),
        ),
        migrations.RunSQL(FRESH, FRESH_BACK),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
        migrations.RunSQL(OPENS, OPENS_BACK),
    ]
