"""The editors' pages for practice: change a draft, look at it, publish it, look back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.models import User
from assessment.accounts.once import answer_once
from assessment.practice import actions, context
from assessment.practice.forms import PracticeDraftForm
from assessment.practice.models import PracticePage
from assessment.practice.publish_checks import Gap, count_words, find_gaps
from assessment.workshop.admin.comparing import ComparedAdmin
from assessment.workshop.next_step import Task

EXPERIMENTS = ("half_hour", "half_hour_sign", "week", "week_sign", "quarter", "quarter_sign")
COMMITMENT = ("occasion", "act", "handover", "recipient", "obstacle", "response")
REFERENCE = ("reference", "reference_link", "finding")


class PracticePageAdmin(ComparedAdmin):
    form = PracticeDraftForm
    list_display = ("facet", "language", "number", "state_in_words", "title", "published_at")
    list_filter = ("state", "language")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("title", "good")
    readonly_fields = ("standing",)
    fieldsets = (
        (None, {"fields": ("facet", "language", "standing", "title", "good")}),
        (gettext_lazy("Three experiments"), {"fields": EXPERIMENTS}),
        (gettext_lazy("Template and trap"), {"fields": ("template", "trap")}),
        (gettext_lazy("Reference"), {"fields": REFERENCE}),
        (gettext_lazy("Commitment and rehearsal"), {"fields": COMMITMENT}),
    )
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: PracticePage | None = None) -> Any:
        # A draft stays the draft of its facet and language: the number counts within them.
        return ("facet", "language", *self.readonly_fields) if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: PracticePage | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        (name, options), *others = fieldsets
        fields = [field for field in options["fields"] if field != "standing"]
        return [(name, {**options, "fields": fields}), *others]

    def has_change_permission(self, request: HttpRequest, obj: PracticePage | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: PracticePage | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_draft(obj)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, page: PracticePage) -> str:
        words = count_words(actions.get_texts(page))
        state = page.get_state_display()
        return _("Number %(number)d, %(state)s, %(words)d words without template and reference") % {
            "number": page.number,
            "state": state,
            "words": words,
        }

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_in_words(self, page: PracticePage) -> str:
        state, gaps = capfirst(page.get_state_display()), _list_gaps(page)
        if not gaps:
            return state
        words = ngettext(
            "%(state)s, %(count)s thing to settle", "%(state)s, %(count)s things to settle", len(gaps)
        )
        return words % {"state": state, "count": len(gaps)}

    def save_model(
        self, request: HttpRequest, obj: PracticePage, form: PracticeDraftForm, change: bool
    ) -> None:
        if not change:
            obj.number = actions.next_number(obj.facet, obj.language)
        super().save_model(request, obj, form, change)

    # What a draft still lacks, its preview and publishing stand on its page, not on the list.
    def response_post_save_add(self, request: HttpRequest, obj: PracticePage) -> HttpResponseRedirect:
        return HttpResponseRedirect(_get_address(obj))

    def response_post_save_change(self, request: HttpRequest, obj: PracticePage) -> HttpResponseRedirect:
        return HttpResponseRedirect(_get_address(obj))

    def explain_loss(self, pk: int | None, stored: PracticePage | None) -> dict[str, Any]:
        if stored is None:
            reason = _("Meanwhile somebody deleted it. Nothing of yours was saved.")
            add = reverse("admin:practice_practicepage_add")
            return {"reason": reason, "links": [(add, _("Write it once more"))]}
        reason = _("Meanwhile somebody published it. Nothing of yours was saved.")
        return {"reason": reason, "links": [(_get_address(stored), _("Write the next version there"))]}

    def changeform_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *arguments, **named)
        except IntegrityError:
            # Somebody was quicker by a moment: their draft is there now, and the form says so.
            return super().changeform_view(request, *arguments, **named)

    def get_urls(self) -> list[Any]:
        on_its_page = form_is_on("admin:practice_practicepage_change", "object_id")
        steps = [
            path(
                "<int:object_id>/preview/", self.admin_site.admin_view(self.preview), name="practice_preview"
            ),
            path(
                "<int:object_id>/draft/",
                on_its_page(self.admin_site.admin_view(self.draft)),
                name="practice_draft",
            ),
            path(
                "<int:object_id>/publish/",
                on_its_page(self.admin_site.admin_view(answer_once(self.publish))),
                name="practice_publish",
            ),
        ]
        return [*steps, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        page = self.get_object(request, object_id)
        others = PracticePage.objects.none()
        if page:
            others = PracticePage.objects.filter(facet=page.facet, language=page.language).exclude(pk=page.pk)
        gaps = _list_gaps(page)
        steps = {
            "page": page,
            "versions": others,
            "gaps": gaps,
            "lacking": _group_by_sentence(gaps),
            "may_publish": request.user.has_perm("practice.publish_practicepage"),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | steps)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        context["show_save_and_continue"] = False  # saving stays here anyhow
        if named.get("add") and request.method == "POST":
            context["draft"] = _find_draft(context["adminform"].form.cleaned_data)
        return super().render_change_form(request, context, *arguments, **named)

    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        page = self._get_page_or_404(request, object_id)
        with translation.override(page.language):
            words = context.describe_page(context.fill_gaps(page))
            return render(request, "practice/page.html", {"preview": True, **words})

    def draft(self, request: HttpRequest, object_id: int) -> HttpResponse:
        page = self._get_page_or_404(request, object_id)
        if request.method != "POST":
            return redirect("admin:practice_practicepage_change", object_id)
        if not self.has_add_permission(request):
            raise Http404
        return redirect("admin:practice_practicepage_change", actions.start_draft(page).pk)

    def publish(self, request: HttpRequest, object_id: int) -> HttpResponse:
        page = self._get_page_or_404(request, object_id)
        if request.method != "POST":
            return redirect("admin:practice_practicepage_change", object_id)
        if not (isinstance(request.user, User) and request.user.has_perm("practice.publish_practicepage")):
            raise Http404
        try:
            actions.publish(page, by=request.user, at=timezone.now())
        except actions.NotADraft:
            messages.warning(request, _("Somebody has published it already. Nothing was changed."))
        except actions.Unfinished:
            message = _("%(page)s cannot be published yet. What it lacks stands at the top of its page.")
            messages.error(request, message % {"page": page})
        else:
            link = format_html(
                '<a href="{}">{}</a>', reverse("practice:page", args=[page.facet]), _("Look at it")
            )
            messages.success(request, format_html("{} {}", _("Published. Everybody sees it now."), link))
        return redirect("admin:practice_practicepage_change", object_id)

    def _get_page_or_404(self, request: HttpRequest, object_id: int) -> PracticePage:
        page = PracticePage.objects.filter(pk=object_id).first()
        if page is None or not self.has_view_permission(request, page):
            raise Http404
        return page


def _get_address(page: PracticePage) -> str:
    return reverse("admin:practice_practicepage_change", args=[page.pk])


def _is_draft(page: PracticePage | None) -> bool:
    return page is None or page.state == PracticePage.State.DRAFT


def _list_gaps(page: PracticePage | None) -> list[Gap]:
    return find_gaps(actions.get_texts(page)) if page and page.state == PracticePage.State.DRAFT else []


def _find_draft(sent: dict[str, Any]) -> PracticePage | None:
    # Of two drafts the second is refused: this is the first.
    drafts = PracticePage.objects.filter(state=PracticePage.State.DRAFT, language=sent.get("language", ""))
    return drafts.filter(facet=sent.get("facet", "")).first()


def _group_by_sentence(gaps: Sequence[Gap]) -> dict[str, list[Task]]:
    # An empty draft lacks the same in nearly every field.
    lacking: dict[str, list[Task]] = {}
    for gap in gaps:
        lacking.setdefault(gap.sentence, []).append(_describe_gap(gap))
    return lacking


def _describe_gap(gap: Gap) -> Task:
    if not gap.field:
        return Task(_("Length"), gap.sentence, "#id_good")
    label: Any = PracticePage._meta.get_field(gap.field)  # noqa: SLF001  # Django's documented way to a field
    return Task(capfirst(label.verbose_name), gap.sentence, f"#id_{gap.field}")
