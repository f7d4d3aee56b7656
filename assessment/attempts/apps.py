from django.apps import AppConfig


class AttemptsConfig(AppConfig):
    name = "assessment.attempts"
    verbose_name = "Attempts"
