from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "assessment.db"
    label = "site_database"
