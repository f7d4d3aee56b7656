"""Every row keeps the rule that 0003 set for new ones."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("practice", "0003_published_pages_are_whole")]

    operations = [ValidateConstraint("practicepage", "practice_published_is_whole")]
