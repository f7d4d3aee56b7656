"""Every row keeps the rule that 0014 set for new ones."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0014_paying_strategies_have_a_reason")]

    operations = [ValidateConstraint("edition", "questionnaire_paying_strategies_have_a_reason")]
