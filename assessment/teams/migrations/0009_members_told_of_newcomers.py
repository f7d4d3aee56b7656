"""When members were last told by mail who has joined."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0008_one_mailbox_is_in_a_team_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="newcomers_told_at",
            field=models.DateTimeField(
                help_text="When members were last told by mail who has joined.", null=True
            ),
        ),
    ]
