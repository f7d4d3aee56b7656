"""An edition at the bench: its parts and forms at a glance, and what has happened to it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from assessment.attempts.sheet import PARTS
from assessment.questionnaire.admin.editions import EditionAdmin, SlotInline
from assessment.questionnaire.admin.translations import Translating
from assessment.questionnaire.models import Kind, Question
from assessment.workshop import balance, history
from assessment.workshop.admin.phone import Phone
from assessment.workshop.admin.publishing import Publishing


class SlotDesk(SlotInline):
    """The positions of an edition, each with the part it belongs to."""

    fields = ["position", "part", "asks", "kind", "facet", "move"]
    readonly_fields = ["part", "asks", "kind", "facet", "move"]

    @admin.display(description=gettext_lazy("Part"))
    def part(self, question: Question) -> str:
        return str(PARTS[Kind(question.kind)])


class EditionDesk(Publishing, Phone, Translating, EditionAdmin):
    """The list and the page of editions, with what the workshop knows of them."""

    inlines = [SlotDesk]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        edition = self.get_object(request, object_id)
        context = (
            {} if edition is None else {"steps": history.latest(edition), "balance": balance.of(edition)}
        )
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})
