"""An edition with its questions in order, and the steps it can take."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import actions
from assessment.questionnaire.forms import EditionForm
from assessment.questionnaire.formsets import SlotFormSet
from assessment.questionnaire.models import Edition, Kind, Question
from assessment.workshop.admin.comparing import explain_lost_edition
from assessment.workshop.admin.drafts import DraftAdmin, DraftOnlyMixin, get_user
from assessment.workshop.admin.steps import StepsMixin

SHOWN = ["edition", "position", "form", "kind", "code", "text", "scene"]


def mark_differences(question: Question) -> str:
    words = Truncator(question.scene).words(18) if question.kind == Kind.JUDGEMENT else question.text
    return words or question.text or question.code  # a draft may have neither yet


class PositionInline(DraftOnlyMixin, admin.TabularInline):
    model = Question
    formset = SlotFormSet
    verbose_name_plural = gettext_lazy("questions in order")
    fields = ["position", "asks", "kind", "facet", "move"]
    readonly_fields = ["asks", "kind", "facet", "move"]
    ordering = ["position", "form"]
    extra = 0
    max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        whole = Prefetch("edition__questions", Question.objects.only(*SHOWN))
        return super().get_queryset(request).distinct("position").prefetch_related(whole)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        return self.fields if self.has_change_permission(request, obj) else self.fields[:-1]

    @admin.display(description=gettext_lazy("Question"))
    def asks(self, question: Question) -> str:
        questions = [
            other for other in question.edition.questions.all() if other.position == question.position
        ]
        return format_html_join(
            "",
            '<span class="asked">{}<a href="{}">{}</a></span>',
            (
                (
                    f"{other.form}: " if other.form else "",
                    reverse("admin:questionnaire_question_change", args=[other.pk]),
                    mark_differences(other),
                )
                for other in sorted(questions, key=lambda other: other.form)
            ),
        )

    @admin.display(description=gettext_lazy("Move"))
    def move(self, question: Question) -> str:
        return format_html(
            '<button class="button" id="move-{0}" name="_up" value="{0}" aria-label="{1}">{2}</button> '
            '<button class="button" name="_down" value="{0}" aria-label="{3}">{4}</button>',
            question.pk,
            _("Move up: position %(position)s") % {"position": question.position},
            _("Move up"),
            _("Move down: position %(position)s") % {"position": question.position},
            _("Move down"),
        )


class EditionAdmin(StepsMixin, DraftAdmin):
    # Editions begin as a copy of another, or as a file, so there is no empty one to add.
    form = EditionForm
    inlines = [PositionInline]
    list_display = ["__str__", "state_in_words", "held", "attempts", "published_at"]
    list_filter = ["questionnaire", "state"]
    list_select_related = ["questionnaire"]
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [
        (None, {"fields": ["changes", "comparable"]}),
        (gettext_lazy("Administration"), {"classes": ["collapse"], "fields": ["number", "language"]}),
        (
            gettext_lazy("Record"),
            {
                "classes": ["collapse"],
                "fields": [
                    *("questionnaire", "state_in_words", "author", "reviewer", "reviewed_at"),
                    *("publisher", "published_at", "retired_at", "digest"),
                ],
            },
        ),
    ]
    readonly_fields = [
        *("questionnaire", "state_in_words", "author", "reviewer", "reviewed_at"),
        *("publisher", "published_at", "retired_at", "digest"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        questions = Question.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
        editions: QuerySet[Edition] = super().get_queryset(request).select_related("questionnaire")
        return editions.annotate(
            questions_held=Coalesce(Subquery(questions.annotate(held=Count("pk")).values("held")), 0),
            attempts_made=Count("attempts"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_in_words(self, edition: Edition) -> str:
        words = capfirst(edition.get_state_display())
        return format_html('<span class="state state-{}">{}</span>', edition.state, words)

    @admin.display(description=gettext_lazy("Questions"))
    def held(self, edition: Edition) -> int:
        return int(getattr(edition, "questions_held"))  # noqa: B009  # annotated above, where no type sees it

    # As on the desk: whoever broke off has started too.
    @admin.display(description=gettext_lazy("Started"))
    def attempts(self, edition: Edition) -> int:
        return int(getattr(edition, "attempts_made"))  # noqa: B009  # annotated above, where no type sees it

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if "edition" not in context:
            context = {**context, "edition": self.get_object(request, object_id)}
        context["show_save_and_continue"] = False  # saving stays here anyhow
        return super().change_view(request, object_id, form_url, context)

    def explain_loss(self, pk: int | None, stored: Any) -> dict[str, Any]:
        return explain_lost_edition(pk)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        order = formset.order()
        if order != list(range(1, len(order) + 1)):
            actions.reorder(form.instance, order, by=get_user(request))

    def response_change(self, request: HttpRequest, obj: Edition) -> HttpResponse:
        # The buttons beside a row save the page first, so nothing that was typed is lost.
        for name, up in [("_up", True), ("_down", False)]:
            pressed = request.POST.get(name, "")
            if pressed.isdecimal() and len(pressed) < 19:
                question = obj.questions.filter(pk=int(pressed)).first()
                if question is None:
                    gone = _("Somebody else has deleted this question. Everything else was saved.")
                    self.message_user(request, gone, messages.WARNING)
                    return HttpResponseRedirect(request.path)
                actions.move_question(question, up=up, by=get_user(request))
                return HttpResponseRedirect(f"{request.path}#move-{pressed}")
        response = super().response_change(request, obj)
        # The next step stands on this page, not on the list.
        return response if "_continue" in request.POST else HttpResponseRedirect(request.path)
