from django.apps import AppConfig
from django.utils.formats import date_format
from django.utils.translation import gettext

from assessment.charts import language


class AttemptsConfig(AppConfig):
    name = "assessment.attempts"
    verbose_name = "Attempts"

    def ready(self) -> None:
        """Lend the charts the reader's language."""
        language.speak(gettext, lambda day: date_format(day, "M"))
