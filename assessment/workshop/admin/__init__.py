"""The editors' pages with everything the workshop adds to them."""

from django.contrib import admin

from assessment.practice.models import PracticePage
from assessment.questionnaire.models import Edition, Question, Questionnaire
from assessment.workshop.admin.editions import EditionWorkshopAdmin, QuestionnaireAdmin
from assessment.workshop.admin.practice import PracticePageAdmin
from assessment.workshop.admin.questions import QuestionWorkshopAdmin

admin.site.register(Questionnaire, QuestionnaireAdmin)
admin.site.register(Edition, EditionWorkshopAdmin)
admin.site.register(Question, QuestionWorkshopAdmin)
admin.site.register(PracticePage, PracticePageAdmin)
