"""One question with its options."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Max
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from assessment.questionnaire import actions, two_person_rule
from assessment.questionnaire.forms import QuestionForm
from assessment.questionnaire.formsets import OptionForm, OptionFormSet
from assessment.questionnaire.models import Edition, Kind, Option, Question
from assessment.workshop.admin.drafts import DraftAdmin, DraftOnlyMixin, get_user

# Parts of the page by their class: while the kind can change, the style sheet shows them for these kinds.
KINDS_BY_CLASS = {"of-pair": {Kind.PAIR}, "of-keyed": {Kind.BELIEF, Kind.RANGE}}
DRAFTS = [Edition.State.DRAFT, Edition.State.REVIEW]


class OptionInline(DraftOnlyMixin, admin.TabularInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    verbose_name_plural = gettext_lazy("options in order (frequency, pair and judgement)")
    fields = ["position", "code", "text", "credit", "rationale", "translations"]
    extra = 0
    max_num = 9

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self.has_change_permission(request, obj)


class QuestionAdmin(DraftAdmin):
    form = QuestionForm
    inlines = [OptionInline]
    list_display: tuple[str | Callable[[Any], str | bool], ...] = (
        "code",
        "edition",
        "position",
        "form",
        "kind",
        "facet",
        "text",
    )
    list_filter = ["edition", "kind", "capability", "form"]
    list_select_related = ["edition__questionnaire"]
    search_fields = ["code", "text"]
    ordering = ["-edition", "position", "form"]
    sortable_by = ["code", "kind", "facet"]
    fieldsets = [
        (None, {"fields": ["edition", "code", "position", "kind", "facet", "form"]}),
        (gettext_lazy("What is asked"), {"fields": ["text", "scene", "hint"]}),
        (gettext_lazy("Pair"), {"classes": ["of-pair"], "fields": ["left", "right", "reversed"]}),
        (
            gettext_lazy("Belief and range"),
            {"classes": ["of-keyed"], "fields": ["is_true", "quantity", "unit"]},
        ),
        (gettext_lazy("Key"), {"fields": ["weight", "rationale", "source"]}),
        (gettext_lazy("Other languages"), {"fields": ["translations"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.edition.frozen:
            return fieldsets
        # A frozen question has one kind; that of a draft may still change.
        hidden = {name for name, kinds in KINDS_BY_CLASS.items() if obj.kind not in kinds}
        return [
            (title, options) for title, options in fieldsets if not hidden & set(options.get("classes", []))
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> list[str]:
        return ["edition"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        asked = request.GET.get("edition", "")
        draft = (
            Edition.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
        )
        if draft is None:
            return {}
        # A new question comes last in its draft.
        last = draft.questions.aggregate(last=Max("position"))["last"] or 0
        return {"edition": draft.pk, "position": last + 1}

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name == "edition":
            kwargs["queryset"] = Edition.objects.filter(state__in=DRAFTS).select_related("questionnaire")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        edition = obj.edition
        super().delete_model(request, obj)
        two_person_rule.record_change(edition, get_user(request))
        # What follows moves up, so that no position is empty.
        actions.reorder(edition, sorted(set(edition.questions.values_list("position", flat=True))))
