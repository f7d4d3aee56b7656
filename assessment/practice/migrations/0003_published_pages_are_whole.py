"""Only a draft of a practice page may lack parts, now that a draft with holes can be saved."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0002_published_is_frozen")]

    operations = [
        AddConstraintNotValid(
            model_name="practicepage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(
                        ("act__regex", "\\S"),
                        ("finding__regex", "\\S"),
                        ("good__regex", "\\S"),
                        ("half_hour__regex", "\\S"),
                        ("half_hour_sign__regex", "\\S"),
                        ("handover__regex", "\\S"),
                        ("obstacle__regex", "\\S"),
                        ("occasion__regex", "\\S"),
                        ("quarter__regex", "\\S"),
                        ("quarter_sign__regex", "\\S"),
                        ("recipient__regex", "\\S"),
                        ("reference__regex", "\\S"),
                        ("response__regex", "\\S"),
                        ("template__regex", "^([^\\n]*\\S[^\\n]*(\\n|$)){4,7}$"),
                        ("title__regex", "\\S"),
                        ("trap__regex", "\\S"),
                        ("week__regex", "\\S"),
                        ("week_sign__regex", "\\S"),
                    ),
                    _connector="OR",
                ),
                name="practice_published_is_whole",
                violation_error_message="Only a draft may lack parts. Write every part before you publish the page.",
            ),
        )
    ]
