"""The two questionnaires: their names and purposes; they come and go with a release."""

from typing import Any

from django.http import HttpRequest

from assessment.questionnaire.forms import QuestionnaireForm
from assessment.workshop.admin.comparing import ComparedAdmin


class QuestionnaireAdmin(ComparedAdmin):
    form = QuestionnaireForm
    list_display = ["name", "slug", "purpose"]
    fields = ["slug", "name", "purpose"]
    readonly_fields = ["slug"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
