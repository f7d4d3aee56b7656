from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    name = "assessment.accounts"
    verbose_name = gettext_lazy("Accounts and groups")
    default = True


class StaffSiteConfig(admin.AdminConfig):
    default_site = "assessment.accounts.admin_site.StaffSite"
    default = False
