"""The editors' pages, in Django's admin."""

from django.contrib import admin

from assessment.questionnaire.admin.editions import EditionAdmin
from assessment.questionnaire.admin.questionnaires import QuestionnaireAdmin
from assessment.questionnaire.admin.questions import QuestionAdmin
from assessment.questionnaire.models import Edition, Question, Questionnaire

admin.site.register(Questionnaire, QuestionnaireAdmin)
admin.site.register(Edition, EditionAdmin)
admin.site.register(Question, QuestionAdmin)
