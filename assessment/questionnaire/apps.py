from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class QuestionnaireConfig(AppConfig):
    name = "assessment.questionnaire"
    verbose_name = gettext_lazy("Questionnaire")
