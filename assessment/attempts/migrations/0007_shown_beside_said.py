"""What a person showed is called "shown", no longer "done". The release before still reads and writes "done"."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# Whichever release inserts a score, both columns hold it. Scores are never updated, so inserting is all.
COPY_BOTH_WAYS = """
create function attempts_shown_is_done() returns trigger language plpgsql as $$
begin
    new.shown := coalesce(new.shown, new.done);
    new.shown_error := coalesce(new.shown_error, new.done_error);
    new.done := new.shown;
    new.done_error := new.shown_error;
    return new;
end $$;
create trigger capabilityscore_shown_is_done before insert on attempts_capabilityscore
    for each row execute function attempts_shown_is_done();
"""

SHOWN_WITH_ERROR = models.CheckConstraint(
    condition=models.Q(
        models.Q(("shown__isnull", True), ("shown_error__isnull", True)),
        models.Q(
            ("shown__isnull", False),
            ("shown__range", (0, 100)),
            ("shown_error__gt", 0),
            ("shown_error__isnull", False),
        ),
        _connector="OR",
    ),
    name="attempts_shown_with_error",
)


class Migration(migrations.Migration):
    dependencies = [("attempts", "0006_browsers_that_hold_attempts")]

    operations = [
        migrations.AddField("capabilityscore", "shown", models.FloatField(null=True)),
        migrations.AddField("capabilityscore", "shown_error", models.FloatField(null=True)),
        AddConstraintNotValid("capabilityscore", SHOWN_WITH_ERROR),
        migrations.RunSQL(
            COPY_BOTH_WAYS,
            "drop trigger capabilityscore_shown_is_done on attempts_capabilityscore;"
            "drop function attempts_shown_is_done();",
        ),
        # The columns stay in the table until no release uses them: docs/migrations.md.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("capabilityscore", "attempts_done_with_error"),
                migrations.RemoveField("capabilityscore", "done"),
                migrations.RemoveField("capabilityscore", "done_error"),
            ]
        ),
    ]
