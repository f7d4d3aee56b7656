"""Reads every row once, without a lock that others would wait for."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_one_spelling_of_a_mailbox")]

    operations = [ValidateConstraint(model_name="user", name="accounts_address_is_canonical")]
