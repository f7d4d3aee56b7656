"""Each person's counted result stands for a time; pictures that are out say which it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COUNTED_LAST = """
insert into teams_standingresult (person_id, attempt_id, until)
select distinct on (attempt.owner_id) attempt.owner_id, attempt.id, attempt.submitted_at + interval '90 days'
from teams_seat seat
join teams_snapshot snapshot on snapshot.id = seat.snapshot_id
join attempts_attempt attempt on attempt.id = seat.attempt_id
where attempt.owner_id is not null and attempt.submitted_at is not null
order by attempt.owner_id, snapshot.drawn_at desc, snapshot.id desc;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0006_the_lead_lets_in"),
        ("attempts", "0008_shown_in_submitted_attempts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "StandingResult",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        "attempts.attempt",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        settings.AUTH_USER_MODEL,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(COUNTED_LAST, migrations.RunSQL.noop),
    ]
