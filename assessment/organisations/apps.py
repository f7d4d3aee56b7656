from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "assessment.organisations"
    verbose_name = "Organisations"
