"""Fill "shown" where a release before has only written "done"."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

# A submitted score cannot change, so its trigger is off for this statement. Nobody else can write meanwhile:
# turning it off takes a lock that lets people read and makes a submission wait.
FILL = """
alter table attempts_capabilityscore disable trigger capabilityscore_is_frozen;
update attempts_capabilityscore set shown = done, shown_error = done_error where shown is distinct from done;
alter table attempts_capabilityscore enable trigger capabilityscore_is_frozen;
"""


class Migration(migrations.Migration):
    dependencies = [("attempts", "0007_shown_beside_said")]

    operations = [
        # Back again there is nothing to do: "done" holds every value.
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        ValidateConstraint("capabilityscore", "attempts_shown_with_error"),
    ]
