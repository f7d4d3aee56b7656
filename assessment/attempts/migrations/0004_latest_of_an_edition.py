"""The latest attempts of an edition are found without reading them all; built without holding up writes."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("attempts", "0003_figures_with_their_errors"),
        ("questionnaire", "0004_editor_and_publisher"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="attempt",
            index=models.Index(fields=["edition", "-submitted_at"], name="attempts_of_an_edition"),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="questionnaire.edition",
            ),
        ),
    ]
