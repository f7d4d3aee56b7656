from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "assessment.commitments"
    verbose_name = "Commitments and reminders"
