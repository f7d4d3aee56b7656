from django.apps import AppConfig
from django.utils.formats import date_format
from django.utils.translation import gettext

from assessment.charts import i18n


class AttemptsConfig(AppConfig):
    name = "assessment.attempts"
    verbose_name = "Attempts"

    def ready(self) -> None:
        # Charts are plain Python without Django, so they are given the reader's language here.
        i18n.use_translations(gettext, lambda day: date_format(day, "M"))
