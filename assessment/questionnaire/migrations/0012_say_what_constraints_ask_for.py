import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaire", "0011_marks_fall_and_numbers_rise"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="editionchange",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changers",
                to="questionnaire.edition",
            ),
        ),
        migrations.AlterConstraint(
            model_name="edition",
            name="questionnaire_one_published_edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("questionnaire",),
                name="questionnaire_one_published_edition",
                violation_error_message="Another edition of this questionnaire is published.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="edition",
            name="questionnaire_edition_state_is_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "review", "published", "retired"])),
                name="questionnaire_edition_state_is_known",
                violation_error_message="An edition is a draft, in review, published or retired.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="edition",
            name="questionnaire_published_edition_has_date_and_digest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "review"]),
                    models.Q(("published_at__isnull", False), ("digest__regex", "^[0-9a-f]{64}$")),
                    _connector="OR",
                ),
                name="questionnaire_published_edition_has_date_and_digest",
                violation_error_message="A published edition needs its date and its digest.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="edition",
            name="questionnaire_retired_edition_has_its_date",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at__isnull", False), ("state", "retired")),
                    models.Q(models.Q(("state", "retired"), _negated=True), ("retired_at__isnull", True)),
                    _connector="OR",
                ),
                name="questionnaire_retired_edition_has_its_date",
                violation_error_message="A retired edition, and no other, has the date on which it was retired.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="edition",
            name="questionnaire_reviewed_edition_was_sent_and_read",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_at__isnull", True),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True), ("digest__regex", "^[0-9a-f]{64}$")
                    ),
                    _connector="OR",
                ),
                name="questionnaire_reviewed_edition_was_sent_and_read",
                violation_error_message="An edition is sent to review before a review is recorded.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="edition",
            name="questionnaire_languages_are_offered_by_publishing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("languages", []), ("state__in", ["published", "retired"]), _connector="OR"
                ),
                name="questionnaire_languages_are_offered_by_publishing",
                violation_error_message="Only publishing offers an edition in other languages.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="option",
            name="questionnaire_credit_within_four",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit__range", (0, 4))),
                name="questionnaire_credit_within_four",
                violation_error_message="Give a credit from 0 to 4, or leave it empty.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_kind_is_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["frequency", "pair", "judgement", "belief", "range", "hours"])
                ),
                name="questionnaire_kind_is_known",
                violation_error_message="Choose one of the kinds.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_keyed_questions_have_forms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form__in", ("A", "B", "C")), ("kind__in", ("judgement", "belief", "range"))),
                    models.Q(
                        models.Q(("kind__in", ("judgement", "belief", "range")), _negated=True), ("form", "")
                    ),
                    _connector="OR",
                ),
                name="questionnaire_keyed_questions_have_forms",
                violation_error_message="Judgements, beliefs and ranges need a form: A, B or C. Leave it empty for the others.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_beliefs_are_true_or_false",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_true__isnull", False), ("kind", "belief")),
                    models.Q(models.Q(("kind", "belief"), _negated=True), ("is_true__isnull", True)),
                    _connector="OR",
                ),
                name="questionnaire_beliefs_are_true_or_false",
                violation_error_message="Say of a belief whether its statement is true. Leave it unknown for the others.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_facet_lies_in_its_capability",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capability", ""), ("facet", ""), ("kind", "hours")),
                    models.Q(
                        models.Q(("kind", "hours"), _negated=True),
                        ("capability__in", ["systems", "literacy", "uncertainty"]),
                        (
                            "facet__startswith",
                            django.db.models.functions.text.Concat(models.F("capability"), models.Value(".")),
                        ),
                    ),
                    _connector="OR",
                ),
                name="questionnaire_facet_lies_in_its_capability",
                violation_error_message="Choose a facet. Leave it empty for a question about hours.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_weight_half_to_two",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", ("0.5", "2"))),
                name="questionnaire_weight_half_to_two",
                violation_error_message="Give a weight from 0.5 to 2.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_position_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="questionnaire_position_from_one",
                violation_error_message="Positions begin at 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="question",
            name="questionnaire_ranges_have_their_quantity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "range"), ("quantity__isnull", False), ("quantity__range", (0, 100))),
                    models.Q(models.Q(("kind", "range"), _negated=True), ("quantity__isnull", True)),
                    _connector="OR",
                ),
                name="questionnaire_ranges_have_their_quantity",
                violation_error_message="A range needs its quantity, from 0 to 100. Leave it empty for the others.",
            ),
        ),
    ]
