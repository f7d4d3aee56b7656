"""The history of an edition and of a question: every change with its contents, by question and by person."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.questionnaire.models import Edition, Question
from assessment.workshop.admin.steps import StepsMixin, get_edition_or_404
from assessment.workshop.models import Revision
from assessment.workshop.revisions.changes import PER_PAGE, build_changes, list_groups, name_questions

VIEW = "questionnaire.view_edition"


class EditionHistoryMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.show_change)
        address = "<int:pk>/history/<uuid:change>/"
        return [path(address, view, name="questionnaire_edition_one_change"), *super().get_urls()]

    def history_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        edition = get_edition_or_404(request, parse_key(object_id), VIEW)
        return render_history(self, request, edition, request.GET.get("question", ""))

    def show_change(self, request: MemberRequest, pk: int, change: UUID) -> HttpResponse:
        edition = get_edition_or_404(request, pk, VIEW)
        changes = build_changes(
            edition, list_groups(pk).filter(change=change), name_questions(edition), whole=True
        )
        if not changes:
            raise Http404
        context = {"changes": changes, "title": _("One change of %(edition)s") % {"edition": edition}}
        return _render(self, request, edition, context)


class QuestionHistoryMixin(admin.ModelAdmin):
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        questions = Question.objects.select_related("edition__questionnaire")
        question = get_object_or_404(questions, pk=parse_key(object_id))
        return render_history(self, request, question.edition, question.code, question)


def parse_key(sent: str) -> int:
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 19):
        raise Http404
    return int(sent)


def render_history(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    edition: Edition,
    code: str,
    question: Question | None = None,
) -> HttpResponse:
    names = name_questions(edition)
    keys = [pk for pk, name in names.codes.items() if name == code] if code else None
    sent_person = request.GET.get("person", "")
    person = int(sent_person) if sent_person.isascii() and sent_person.isdecimal() else None
    groups = list_groups(edition.pk, questions=keys, person=person)
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    title = (
        _("History of “%(question)s”") % {"question": question.code}
        if question
        else _("History of %(edition)s") % {"edition": edition}
    )
    context = {
        "changes": build_changes(edition, page.object_list, names, questions=keys),
        "page": page,
        "codes": [] if question else sorted(set(names.codes.values())),
        "people": _list_people(edition),
        "chosen_code": code,
        "chosen_person": person,
        "question": question,
        "title": title,
    }
    return _render(model_admin, request, edition, context)


def _list_people(edition: Edition) -> list[User]:
    return list(
        User.objects.filter(pk__in=Revision.objects.filter(edition=edition.pk).values("person")).order_by(
            "email"
        )
    )


def _render(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, edition: Edition, context: dict[str, Any]
) -> HttpResponse:
    return TemplateResponse(
        request,
        "admin/questionnaire/history.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "edition": edition,
            **context,
        },
    )
