from django.apps import AppConfig


class QuestionnaireConfig(AppConfig):
    name = "assessment.questionnaire"
    verbose_name = "Questionnaire"
