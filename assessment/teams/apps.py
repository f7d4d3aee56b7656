from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "assessment.teams"
    verbose_name = "Teams"
