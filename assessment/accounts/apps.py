from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "assessment.accounts"
    verbose_name = "Accounts"
