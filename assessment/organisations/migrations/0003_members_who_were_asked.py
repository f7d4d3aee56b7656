"""Whether a member has answered about an organisation, so that their team's page asks until they have."""

import django.db.models.deletion
from django.db import migrations, models

# Whoever has agreed has answered.
FILL = """
insert into organisations_organisationanswer (membership_id, standing_id, covers_name, answered_at)
select consent.membership_id, standing.id, consent.covers_name, consent.given_at
from organisations_organisationconsent consent
join teams_membership membership on membership.id = consent.membership_id
join organisations_standing standing on standing.team_id = membership.team_id
    and standing.organisation_id = consent.organisation_id and standing.left_at is null
where consent.withdrawn_at is null
"""
SAME_TEAM = """
create function organisations_answer_is_about_the_own_team() returns trigger language plpgsql as $$
begin
    if not exists (
        select from teams_membership membership
        join organisations_standing standing on standing.team_id = membership.team_id
        where membership.id = new.membership_id and standing.id = new.standing_id
    ) then
        raise exception 'a member answers about the own team' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger answer_is_about_the_own_team before insert or update on organisations_organisationanswer
    for each row execute function organisations_answer_is_about_the_own_team();
"""
DROP = """
drop trigger answer_is_about_the_own_team on organisations_organisationanswer;
drop function organisations_answer_is_about_the_own_team();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_who_may_stand_and_what_stays")]

    operations = [
        migrations.CreateModel(
            name="OrganisationAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("covers_name", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                (
                    "membership",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisation_answers",
                        to="teams.membership",
                    ),
                ),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="organisations.standing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "standing"), name="organisations_a_member_answers_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(SAME_TEAM, DROP),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
