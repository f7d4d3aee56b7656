"""Every row keeps the rules that 0020 set for new ones."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0020_unfinished_questions")]

    operations = [
        ValidateConstraint("question", "questionnaire_beliefs_are_true_or_false"),
        ValidateConstraint("question", "questionnaire_ranges_have_their_quantity"),
    ]
