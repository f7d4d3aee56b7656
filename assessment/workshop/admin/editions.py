"""The questionnaires and their editions at the bench: parts and forms at a glance, and what has happened."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from assessment.accounts.models import User
from assessment.attempts.answer_sheet import PARTS
from assessment.questionnaire.forms import QuestionnaireForm
from assessment.questionnaire.models import Edition, Kind, Question, Questionnaire
from assessment.results.method import context as method
from assessment.workshop import form_balance, history, next_step
from assessment.workshop.admin.comparing import ComparedAdmin
from assessment.workshop.admin.drafts import get_user
from assessment.workshop.admin.edition_base import EditionAdmin, PositionInline
from assessment.workshop.admin.history import EditionHistoryMixin
from assessment.workshop.admin.languages import TranslationFilesMixin
from assessment.workshop.admin.phone_review import PhoneReviewMixin
from assessment.workshop.admin.publishing import PublishingMixin
from assessment.workshop.admin.spreadsheets import SpreadsheetsMixin
from assessment.workshop.admin.trials import TrialMixin
from assessment.workshop.models import Revision
from assessment.workshop.revisions import restoring


class QuestionnaireAdmin(ComparedAdmin):
    # Their names and purposes; they come and go with a release.
    form = QuestionnaireForm
    list_display = ["name", "slug", "purpose"]
    fields = ["slug", "name", "purpose"]
    readonly_fields = ["slug"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        questionnaire: Questionnaire | None = self.get_object(request, object_id)
        discarded = restoring.list_discarded(questionnaire) if questionnaire else []
        return super().history_view(request, object_id, {"discarded": discarded, **(extra_context or {})})


class PositionWithPartInline(PositionInline):
    fields = ["position", "part", "asks", "kind", "facet", "move"]
    readonly_fields = ["part", "asks", "kind", "facet", "move"]

    @admin.display(description=gettext_lazy("Part"))
    def part(self, question: Question) -> str:
        return str(PARTS[Kind(question.kind)])


class EditionWorkshopAdmin(
    PublishingMixin,
    PhoneReviewMixin,
    TrialMixin,
    TranslationFilesMixin,
    SpreadsheetsMixin,
    EditionHistoryMixin,
    EditionAdmin,
):
    inlines = [PositionWithPartInline]
    list_display = [
        *("__str__", "state_in_words", "held", "attempts"),
        *("tolerance", "last_editor", "published_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).annotate(changed_by=Subquery(_select_last_editor()))

    @admin.display(description=gettext_lazy("Tolerance"))
    def tolerance(self, edition: Edition) -> str:
        return capfirst(method.describe_tolerance())

    @admin.display(description=gettext_lazy("Last editor"))
    def last_editor(self, edition: Edition) -> str | None:
        who: str | None = getattr(edition, "changed_by")  # noqa: B009  # annotated above, where no type sees it
        return who

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        edition = self.get_object(request, object_id)
        context = {} if edition is None else _build_head(edition, get_user(request))
        context = {"edition": edition, **context, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)


def _build_head(edition: Edition, person: User) -> dict[str, Any]:
    questions = list(edition.questions.order_by("position", "form").prefetch_related("options"))
    return {
        "workflow": next_step.describe_workflow(edition, questions, person),
        "steps": history.list_steps(edition),
        "balance": form_balance.check_balance(edition, questions),
    }


def _select_last_editor() -> QuerySet[Revision, str]:
    changed = Revision.objects.filter(edition=OuterRef("pk"), person__isnull=False).order_by("-pk")
    return changed.values_list("person__email", flat=True)[:1]
