"""The editors' pages with everything the workshop adds to them."""

from django.contrib import admin

from assessment.questionnaire.models import Edition, Question
from assessment.workshop.admin.editions import EditionDesk
from assessment.workshop.admin.questions import QuestionDesk

admin.site.register(Edition, EditionDesk)
admin.site.register(Question, QuestionDesk)
