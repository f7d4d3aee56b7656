from django.apps import AppConfig
from django.utils.dates import MONTHS_3
from django.utils.formats import get_format
from django.utils.translation import gettext

from assessment import hours
from assessment.charts import i18n


class AttemptsConfig(AppConfig):
    name = "assessment.attempts"
    verbose_name = "Attempts"

    def ready(self) -> None:
        # Charts and hours are plain Python without Django, so they are given the reader's language here.
        i18n.use_translations(gettext, lambda day: MONTHS_3[day.month].capitalize())
        hours.use_decimal_point(lambda: str(get_format("DECIMAL_SEPARATOR")))
