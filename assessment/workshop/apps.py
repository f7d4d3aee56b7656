from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "assessment.workshop"
    verbose_name = "Workshop"
