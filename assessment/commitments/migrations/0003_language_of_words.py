"""A commitment keeps the language its words were written in: nobody could tell from the words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_closed_is_final")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Of the page it was worded on: the sentence around the words. Empty: the site's own.",
                max_length=10,
            ),
        ),
    ]
