"""The editors' pages, in Django's admin; those of editions and questions are registered by the workshop."""

from django.contrib import admin

from assessment.questionnaire.admin.questionnaires import QuestionnaireAdmin
from assessment.questionnaire.models import Questionnaire

admin.site.register(Questionnaire, QuestionnaireAdmin)
