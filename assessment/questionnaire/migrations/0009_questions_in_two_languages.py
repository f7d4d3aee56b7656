import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaire", "0008_editions_in_two_languages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="option",
            name="code",
            field=models.SlugField(max_length=20, verbose_name="code"),
        ),
        migrations.AlterField(
            model_name="option",
            name="credit",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Thirds for a judgement, quarters for a frequency or pair; empty counts as missing.",
                null=True,
                verbose_name="credit",
            ),
        ),
        migrations.AlterField(
            model_name="option",
            name="position",
            field=models.PositiveSmallIntegerField(verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="option",
            name="question",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="options",
                to="questionnaire.question",
                verbose_name="question",
            ),
        ),
        migrations.AlterField(
            model_name="option",
            name="rationale",
            field=models.TextField(blank=True, verbose_name="rationale"),
        ),
        migrations.AlterField(
            model_name="option",
            name="text",
            field=models.CharField(max_length=200, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="option",
            name="translations",
            field=models.JSONField(blank=True, default=dict, verbose_name="translations"),
        ),
        migrations.AlterField(
            model_name="question",
            name="capability",
            field=models.CharField(
                blank=True,
                choices=[
                    ("systems", "Systems thinking"),
                    ("literacy", "Technical literacy"),
                    ("uncertainty", "Bounded uncertainty"),
                ],
                max_length=11,
                verbose_name="capability",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="code",
            field=models.SlugField(max_length=60, verbose_name="code"),
        ),
        migrations.AlterField(
            model_name="question",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="questionnaire.edition",
                verbose_name="edition",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="facet",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "Systems thinking",
                        [
                            ("systems.flow", "Flow"),
                            ("systems.feedback", "Feedback"),
                            ("systems.division", "Division"),
                            ("systems.rights", "Rights"),
                            ("systems.learning", "Learning"),
                        ],
                    ),
                    (
                        "Technical literacy",
                        [
                            ("literacy.reach", "Reach"),
                            ("literacy.data", "Data"),
                            ("literacy.evaluation", "Evaluation"),
                            ("literacy.specification", "Specification"),
                            ("literacy.reliance", "Reliance"),
                        ],
                    ),
                    (
                        "Bounded uncertainty",
                        [
                            ("uncertainty.odds", "Odds"),
                            ("uncertainty.calibration", "Calibration"),
                            ("uncertainty.bounds", "Bounds"),
                            ("uncertainty.action", "Action"),
                            ("uncertainty.variance", "Variance"),
                        ],
                    ),
                ],
                max_length=40,
                verbose_name="facet",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="form",
            field=models.CharField(
                blank=True, choices=[("A", "A"), ("B", "B"), ("C", "C")], max_length=1, verbose_name="form"
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="hint",
            field=models.CharField(blank=True, max_length=300, verbose_name="hint"),
        ),
        migrations.AlterField(
            model_name="question",
            name="is_true",
            field=models.BooleanField(blank=True, null=True, verbose_name="is true"),
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(
                choices=[
                    ("frequency", "Frequency"),
                    ("pair", "Pair"),
                    ("judgement", "Judgement"),
                    ("belief", "Belief"),
                    ("range", "Range"),
                    ("hours", "Hours"),
                ],
                max_length=9,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="left",
            field=models.CharField(blank=True, max_length=200, verbose_name="left"),
        ),
        migrations.AlterField(
            model_name="question",
            name="position",
            field=models.PositiveSmallIntegerField(verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="question",
            name="quantity",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="quantity"
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="rationale",
            field=models.TextField(blank=True, verbose_name="rationale"),
        ),
        migrations.AlterField(
            model_name="question",
            name="reversed",
            field=models.BooleanField(
                default=False, help_text="The orchestrator's pole is the left one.", verbose_name="reversed"
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="right",
            field=models.CharField(blank=True, max_length=200, verbose_name="right"),
        ),
        migrations.AlterField(
            model_name="question",
            name="scene",
            field=models.TextField(
                blank=True, help_text="Of a range: its assumptions, one a line.", verbose_name="scene"
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="source",
            field=models.TextField(blank=True, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="question",
            name="text",
            field=models.CharField(max_length=300, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="question",
            name="translations",
            field=models.JSONField(blank=True, default=dict, verbose_name="translations"),
        ),
        migrations.AlterField(
            model_name="question",
            name="unit",
            field=models.CharField(blank=True, max_length=20, verbose_name="unit"),
        ),
        migrations.AlterField(
            model_name="question",
            name="weight",
            field=models.DecimalField(decimal_places=2, default=1, max_digits=3, verbose_name="weight"),
        ),
    ]
