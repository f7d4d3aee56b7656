from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "assessment.demo"
    verbose_name = "Demonstration"
