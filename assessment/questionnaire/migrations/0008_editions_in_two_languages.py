import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaire", "0007_languages_are_complete"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="edition",
            options={
                "ordering": ["questionnaire", "-number"],
                "permissions": [("publish_edition", "Can publish and retire editions")],
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
            },
        ),
        migrations.AlterModelOptions(
            name="option",
            options={"ordering": ["position"], "verbose_name": "option", "verbose_name_plural": "options"},
        ),
        migrations.AlterModelOptions(
            name="question",
            options={
                "ordering": ["position", "form"],
                "verbose_name": "question",
                "verbose_name_plural": "questions",
            },
        ),
        migrations.AlterModelOptions(
            name="questionnaire",
            options={"verbose_name": "questionnaire", "verbose_name_plural": "questionnaires"},
        ),
        migrations.AlterField(
            model_name="edition",
            name="changes",
            field=models.TextField(
                blank=True,
                help_text="What is new in this edition, for the method page.",
                verbose_name="changes",
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="comparable",
            field=models.BooleanField(
                default=False,
                help_text="Means the same as the edition before: no break on the timeline.",
                verbose_name="comparable",
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="digest"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="language",
            field=models.CharField(default="en", max_length=10, verbose_name="language"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="number",
            field=models.PositiveSmallIntegerField(verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="published at"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="questionnaire",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="questionnaire.questionnaire",
                verbose_name="questionnaire",
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retired at"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reviewed at"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("review", "in review"),
                    ("published", "Published"),
                    ("retired", "Retired"),
                ],
                default="draft",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="name",
            field=models.CharField(max_length=80, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="purpose",
            field=models.CharField(blank=True, max_length=300, verbose_name="purpose"),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="slug",
            field=models.SlugField(unique=True, verbose_name="slug"),
        ),
    ]
