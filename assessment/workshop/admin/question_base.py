"""One question with its options."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import ForeignKey, Max
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import actions, cloning, two_person_rule
from assessment.questionnaire.forms import QuestionForm
from assessment.questionnaire.formsets import OptionForm, OptionFormSet
from assessment.questionnaire.models import Edition, Kind, Option, Question
from assessment.workshop.admin.comparing import explain_lost_question
from assessment.workshop.admin.drafts import DraftAdmin, DraftOnlyMixin, get_user

# Parts of the page by their class: while the kind can change, the style sheet shows them for these kinds.
KINDS_BY_CLASS = {"of-pair": {Kind.PAIR}, "of-keyed": {Kind.BELIEF, Kind.RANGE}}
DRAFTS = [Edition.State.DRAFT, Edition.State.REVIEW]


class OptionInline(DraftOnlyMixin, admin.TabularInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    verbose_name_plural = gettext_lazy("options in order (frequency, pair and judgement)")
    fields = ["position", "code", "text", "credit", "rationale"]
    max_num = 9

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        # A new question of a known kind begins with its rows laid out.
        return cloning.OPTION_ROWS.get(request.GET.get("kind", ""), 0) if obj is None else 0

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
    list_select_related = ["edition__questionnaire"]
    search_fields: ClassVar[list[str]] = [
        *("code", "text", "scene", "hint", "left", "right", "rationale", "source", "translations"),
        *("options__text", "options__rationale", "options__translations"),
    ]
    ordering = ["edition__questionnaire__slug", "-edition__number", "position", "form"]
    # What people read comes first; what an editor rarely touches is folded below it.
    fieldsets = [
        (None, {"classes": ["asked-first"], "fields": ["text", "scene", "hint"]}),
        (gettext_lazy("Pair"), {"classes": ["of-pair"], "fields": ["left", "right", "reversed"]}),
        (
            gettext_lazy("Belief and range"),
            {"classes": ["of-keyed"], "fields": ["is_true", "quantity", "unit"]},
        ),
        (gettext_lazy("Key"), {"classes": ["collapse"], "fields": ["rationale", "source", "weight"]}),
        (
            gettext_lazy("Administration"),
            {"classes": ["collapse"], "fields": ["edition", "code", "position", "kind", "facet", "form"]},
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return _open_administration(fieldsets)
        if not obj.edition.frozen:
            return fieldsets
        # A frozen question has one kind; that of a draft may still change.
        hidden = {name for name, kinds in KINDS_BY_CLASS.items() if obj.kind not in kinds}
        return [
            (title, options) for title, options in fieldsets if not hidden & set(options.get("classes", []))
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> list[str]:
        return ["edition"] if obj else []

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if self.has_add_permission(request) and not Edition.objects.filter(state__in=DRAFTS).exists():
            messages.info(
                request,
                _("A new question needs a draft, and there is none. Open an edition and start a new draft."),
            )
            return HttpResponseRedirect(reverse("admin:questionnaire_edition_changelist"))
        return super().add_view(request, form_url, extra_context)

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *arguments: Any) -> Any:
        draft = find_draft(request.POST.get("edition", "")) if object_id is None else None
        if draft and request.method == "POST":
            # Of two who add at once, the second finds the place taken while the form can still say so.
            actions.lock(draft)
        return super()._changeform_view(request, object_id, *arguments)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        draft = find_draft(request.GET.get("edition", ""))
        if draft is None:
            return {}
        # A new question comes last in its draft.
        last = draft.questions.aggregate(last=Max("position"))["last"] or 0
        return {"edition": draft.pk, "position": last + 1, "kind": request.GET.get("kind", "")}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        keywords: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj is not None and obj.pk is None and request.method == "GET":
            keywords["initial"] = self._list_standard_options(request)
        return keywords

    def _list_standard_options(self, request: HttpRequest) -> list[dict[str, Any]]:
        draft = find_draft(request.GET.get("edition", ""))
        return cloning.list_standard_options(draft, request.GET.get("kind", "")) if draft else []

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name == "edition":
            kwargs["queryset"] = Edition.objects.filter(state__in=DRAFTS).select_related("questionnaire")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            actions.put_before_hours(form.instance, by=get_user(request))

    def explain_loss(self, pk: int | None, stored: Any) -> dict[str, Any]:
        return explain_lost_question(pk)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        edition = obj.edition
        super().delete_model(request, obj)
        two_person_rule.record_change(edition, get_user(request))
        # What follows moves up, so that no position is empty.
        actions.reorder(edition, sorted(set(edition.questions.values_list("position", flat=True))))


def find_draft(pk: str) -> Edition | None:
    is_key = pk.isascii() and pk.isdecimal() and len(pk) < 10
    return Edition.objects.filter(pk=int(pk), state__in=DRAFTS).first() if is_key else None


def _open_administration(fieldsets: Any) -> list[tuple[Any, dict[str, Any]]]:
    # A new question has no kind, facet or code yet: they are asked first, and open.
    copies = [(title, dict(options)) for title, options in fieldsets]
    for _title, options in copies:
        if "kind" in options["fields"]:
            options["classes"] = []
    return sorted(copies, key=lambda fieldset: "kind" not in fieldset[1]["fields"])
