"""What strategies earn beyond the limits is kept by publishing, with the reason why it goes out all the same."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0013_outdated_translations")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="strategy_excesses",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                help_text="Strategies that paid more than they should, found by publishing.",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="strategy_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Why it was published all the same.",
                max_length=300,
            ),
        ),
        AddConstraintNotValid(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("strategy_excesses", []),
                    models.Q(("state__in", ["published", "retired"]), ("strategy_reason__regex", "\\S")),
                    _connector="OR",
                ),
                name="questionnaire_paying_strategies_have_a_reason",
                violation_error_message="Strategies pay more than they should: publish it only with a written reason.",
            ),
        ),
    ]
