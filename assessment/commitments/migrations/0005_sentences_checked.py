"""Every row has been read: the constraints on the parts of a sentence hold for all of them."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_signs_and_rehearsals")]

    operations = [
        ValidateConstraint("commitment", "commitments_sentence_has_its_parts"),
        ValidateConstraint("commitment", "commitments_rehearsal_is_whole"),
        ValidateConstraint("commitment", "commitments_experiment_is_known"),
    ]
