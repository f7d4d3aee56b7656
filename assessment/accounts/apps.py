from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AccountsConfig(AppConfig):
    name = "assessment.accounts"
    verbose_name = "Accounts"
    default = True


class DeskConfig(admin.AdminConfig):
    """Django's admin with a door of our own."""

    default_site = "assessment.accounts.desk.Desk"
    default = False
