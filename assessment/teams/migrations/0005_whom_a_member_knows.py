"""What each member says about whom they know, within one team."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# A membership that anybody has answered about stays in its team.
ONE_TEAM = """
create function teams_acquaintance_is_within_a_team() returns trigger language plpgsql as $$
begin
    if (select team_id from teams_membership where id = new.member_id)
        is distinct from (select team_id from teams_membership where id = new.other_id) then
        raise exception 'members know each other within one team' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger acquaintance_is_within_a_team before insert or update on teams_acquaintance
    for each row execute function teams_acquaintance_is_within_a_team();

create function teams_membership_keeps_its_team() returns trigger language plpgsql as $$
begin
    if exists (select from teams_acquaintance where old.id in (member_id, other_id)) then
        raise exception 'members know each other within one team' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger membership_keeps_its_team before update of team_id on teams_membership
    for each row when (new.team_id is distinct from old.team_id)
    execute function teams_membership_keeps_its_team();
"""
ANY_TEAM = """
drop trigger membership_keeps_its_team on teams_membership;
drop function teams_membership_keeps_its_team();
drop trigger acquaintance_is_within_a_team on teams_acquaintance;
drop function teams_acquaintance_is_within_a_team();
"""


class Migration(migrations.Migration):
    dependencies = [("teams", "0004_one_spelling_of_an_address")]

    operations = [
        migrations.CreateModel(
            "Acquaintance",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("known", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        "teams.membership",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acquaintances",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        "teams.membership",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["member", "other"], name="teams_one_answer_about_a_member"
                    ),
                    models.CheckConstraint(
                        condition=~Q(member=F("other")), name="teams_nobody_answers_about_themselves"
                    ),
                ]
            },
        ),
        migrations.RunSQL(ONE_TEAM, ANY_TEAM),
    ]
