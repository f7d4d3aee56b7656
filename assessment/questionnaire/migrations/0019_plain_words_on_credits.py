"""The help beside a credit says in plain words what it may be; nothing in the database changes."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("questionnaire", "0018_published_again")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="option",
                    name="credit",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="A judgement 0 to 3, the best 3; others 0 to 4. Empty: counts as not answered.",
                        null=True,
                        verbose_name="credit",
                    ),
                ),
            ]
        )
    ]
