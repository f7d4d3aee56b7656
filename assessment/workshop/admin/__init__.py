"""The editors' pages with everything the workshop adds to them."""

from django.contrib import admin

from assessment.practice.models import PracticePage
from assessment.questionnaire.models import Edition, Question, Questionnaire
from assessment.workshop.admin.editions import EditionDesk
from assessment.workshop.admin.practice import PracticePageAdmin
from assessment.workshop.admin.questionnaires import QuestionnaireAdmin
from assessment.workshop.admin.questions import QuestionDesk

admin.site.register(Questionnaire, QuestionnaireAdmin)
admin.site.register(Edition, EditionDesk)
admin.site.register(Question, QuestionDesk)
admin.site.register(PracticePage, PracticePageAdmin)
