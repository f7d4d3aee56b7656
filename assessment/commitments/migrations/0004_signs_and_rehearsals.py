"""How one will see that a commitment worked, what may get in its way, and the experiment it was chosen from.

What is handed on may be empty: the sentence then says that the act itself goes to the recipient.
The way back stops where somebody has left it empty: the sentence of before cannot be told without it.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


def text(length: int, help_text: str = "") -> "models.CharField[str, str]":
    return models.CharField(max_length=length, blank=True, default="", db_default="", help_text=help_text)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_language_of_words")]

    operations = [
        migrations.AddField("commitment", "sign", text(200)),
        migrations.AddField("commitment", "obstacle", text(120)),
        migrations.AddField("commitment", "response", text(200)),
        migrations.AddField("commitment", "facet", text(40, "Of the practice page it was chosen from.")),
        migrations.AddField("commitment", "experiment", text(10)),
        migrations.AlterField("commitment", "handover", models.CharField(blank=True, max_length=120)),
        migrations.RemoveConstraint("commitment", "commitments_sentence_is_whole"),
        AddConstraintNotValid(
            "commitment",
            models.CheckConstraint(
                condition=~(Q(occasion="") | Q(act="") | Q(recipient="")),
                name="commitments_sentence_has_its_parts",
            ),
        ),
        AddConstraintNotValid(
            "commitment",
            models.CheckConstraint(
                condition=Q(obstacle="", response="") | ~(Q(obstacle="") | Q(response="")),
                name="commitments_rehearsal_is_whole",
            ),
        ),
        AddConstraintNotValid(
            "commitment",
            models.CheckConstraint(
                condition=Q(experiment="")
                | (Q(experiment__in=("half_hour", "week", "quarter")) & ~Q(facet="")),
                name="commitments_experiment_is_known",
            ),
        ),
    ]
