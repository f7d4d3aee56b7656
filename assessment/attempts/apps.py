from django.apps import AppConfig
from django.utils.translation import gettext

from assessment import hours
from assessment.charts import i18n


class AttemptsConfig(AppConfig):
    name = "assessment.attempts"
    verbose_name = "Attempts"

    def ready(self) -> None:
        # Charts and hours are plain Python without Django, so they are given the reader's language here.
        from assessment.accounts import languages  # noqa: PLC0415  # models, which are there by now

        i18n.use_translations(gettext, languages.abbreviate_month)
        hours.use_decimal_point(languages.get_decimal_point)
