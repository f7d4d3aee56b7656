"""The two questionnaires: their names and purposes; they come and go with a release."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class QuestionnaireAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "purpose"]
    fields = ["slug", "name", "purpose"]
    readonly_fields = ["slug"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
