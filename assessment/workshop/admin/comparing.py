"""Pages of the admin that overwrite nothing unseen and lose nothing that was typed."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.accounts.form_pages import pop_unsent_fields
from assessment.accounts.language_switch import AS_READ
from assessment.accounts.once import answer_once
from assessment.questionnaire import conflicts
from assessment.questionnaire.formsets import OptionForm
from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop.models import Revision
from assessment.workshop.restored import note_restored


class ComparedAdmin(admin.ModelAdmin):
    """What was sent is compared with what is stored by now; what met the sign-in page is offered again."""

    def lock(self, stored: Any) -> None:
        type(stored).objects.select_for_update().get(pk=stored.pk)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *arguments: Any, **named: Any
    ) -> HttpResponse:
        view = super().changeform_view
        if request.method == "POST" and object_id is None:
            return answer_once(view)(request, object_id, *arguments, **named)
        if request.method == "POST" and object_id and (page := self._keep_unsaved(request, object_id)):
            return page
        response: HttpResponse = view(request, object_id, *arguments, **named)
        return response

    def _keep_unsaved(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        # What the page was about is gone or can no longer be changed: nothing that was typed is lost.
        if AS_READ not in request.POST or not self.has_change_permission(request):
            return None
        stored: Any = self.get_object(request, unquote(object_id))
        if stored is not None and self.has_change_permission(request, stored):
            return None
        read, rows = stored, None
        if stored is None:
            read, rows = _rebuild(self.model, conflicts.parse(request.POST[AS_READ]))
        is_key = object_id.isascii() and object_id.isdecimal() and len(object_id) < 19
        fields: Any = self.form
        context = {
            "differences": conflicts.list_unsaved(request.POST, read, fields.base_fields, rows),
            **self.explain_loss(int(object_id) if is_key else None, stored),
        }
        return render_unsaved(self, request, context)

    def explain_loss(self, pk: int | None, stored: Any) -> dict[str, Any]:
        """Why a page cannot be saved any more, and where to go with what was typed; stored: None if gone."""
        return _explain_nothing_there()

    # Its form is a ComparedForm, which refuses to be saved in both cases.
    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        form = super().get_form(request, obj, change, **kwargs)
        state = {
            name: getattr(request, name) for name in ("differences", "is_restored") if hasattr(request, name)
        }
        return type(form.__name__, (form,), state)

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *arguments: Any) -> Any:
        if request.method == "POST":  # within the transaction that saves
            self._compare(request, object_id)
        elif self._may_save(request, object_id) and (unsent := pop_unsent_fields(request)) is not None:
            return self._restore(request, unsent, object_id, *arguments)
        return super()._changeform_view(request, object_id, *arguments)  # type: ignore[misc]  # the stubs leave it out

    def _restore(
        self, request: HttpRequest, unsent: QueryDict, object_id: str | None, *arguments: Any
    ) -> Any:
        # The page is built as if the form had just been sent, with nothing saved.
        _ = request.FILES  # reading them first empties POST
        setattr(request, "POST", unsent)  # noqa: B010  # a setter that the stubs leave out
        setattr(request, "is_restored", True)  # noqa: B010  # read by get_form
        request.method = "POST"
        try:
            with transaction.atomic():
                self._compare(request, object_id)
                response = super()._changeform_view(request, object_id, *arguments)  # type: ignore[misc]  # as above
        finally:
            request.method = "GET"
        note_restored(request)
        return response

    def _compare(self, request: HttpRequest, object_id: str | None) -> None:
        if object_id is None or not self._may_save(request, object_id):
            return
        stored: Any = self.get_object(request, unquote(object_id))
        self.lock(stored)
        stored.refresh_from_db()
        compared = self._compared(request, stored)
        taken = conflicts.take_chosen(request.POST, stored, *compared)
        posted, differences = conflicts.merge(taken, stored, *compared)
        setattr(request, "POST", posted)  # noqa: B010  # a setter that the stubs leave out
        setattr(request, "differences", differences)  # noqa: B010  # read by get_form

    def _may_save(self, request: HttpRequest, object_id: str | None) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        stored = self.get_object(request, unquote(object_id))
        return stored is not None and self.has_change_permission(request, stored)

    def _compared(self, request: HttpRequest, obj: Any) -> tuple[Any, conflicts.Rows | None]:
        fields = self.get_form(request, obj, change=True).base_fields
        for formset, inline in self.get_formsets_with_inlines(request, obj):
            stored = inline.get_queryset(request).filter(**{formset.fk.name: obj})
            prefix, columns = formset.get_default_prefix(), formset.form.base_fields
            return fields, conflicts.Rows(prefix, formset.fk.name, columns, list(stored))
        return fields, None

    def _as_read(self, request: HttpRequest, obj: Any, context: dict[str, Any]) -> str:
        if request.method == "POST":  # a refused form has left its values on obj
            stored = self.get_queryset(request).get(pk=obj.pk)
            return conflicts.serialize_values(stored, *self._compared(request, stored))
        fields = context["adminform"].form.base_fields
        for inline in context["inline_admin_formsets"]:
            formset = inline.formset
            stored_rows = [form.instance for form in formset.initial_forms]
            rows = conflicts.Rows(formset.prefix, formset.fk.name, formset.form.base_fields, stored_rows)
            return conflicts.serialize_values(obj, fields, rows)
        return conflicts.serialize_values(obj, fields)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        obj = named.get("obj")
        if obj is not None and obj.pk and self.has_change_permission(request, obj):
            context["as_read"] = self._as_read(request, obj, context)
            context["differences"] = getattr(request, "differences", [])
            if context["differences"]:
                context["last_change"] = find_last_change(obj)
        response: HttpResponse = super().render_change_form(request, context, *arguments, **named)
        if context.get("errors") and not getattr(request, "is_restored", False):
            response.status_code = 422
        return response


def find_last_change(obj: Any) -> Revision | None:
    # Who stored what is there now, and when. Nothing is recorded of a questionnaire.
    revisions = Revision.objects.select_related("person").order_by("-pk")
    if isinstance(obj, Question):
        return revisions.filter(question_id=obj.pk).first()
    return revisions.filter(edition=obj).first() if isinstance(obj, Edition) else None


def render_unsaved(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, context: dict[str, Any]
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Nothing was saved"),
        **context,
    }
    return TemplateResponse(request, "admin/questionnaire/not_saved.html", context, status=422)


def _rebuild(model: type[Any], read: conflicts.Values | None) -> tuple[Any, conflicts.Rows | None]:
    # As the page was opened, to tell from it what was typed since.
    read = read or {"fields": {}, "rows": {}}
    row = model()
    columns = {field.name for field in model._meta.concrete_fields if not field.is_relation}  # noqa: SLF001  # its documented name
    for name in columns & read["fields"].keys():
        setattr(row, name, read["fields"][name])
    if model is not Question:
        return row, None
    names = {"code", *OptionForm.base_fields}
    options = [
        Option(pk=pk, **{name: value for name, value in values.items() if name in names})
        for pk, values in read["rows"].items()
    ]
    return row, conflicts.Rows("options", "question", OptionForm.base_fields, options)


def _explain_nothing_there() -> dict[str, Any]:
    reason = _("There is nothing here any more that could be changed. Nothing of yours was saved.")
    return {"reason": reason, "links": [(reverse("admin:index"), _("Desk"))]}


def explain_lost_edition(pk: int | None) -> dict[str, Any]:
    links = [(reverse("admin:questionnaire_edition_changelist"), _("Editions"))]
    if pk is not None:
        discarded = reverse("admin:questionnaire_edition_discarded", args=[pk])
        links.insert(0, (discarded, _("See the discarded draft")))
    return {
        "reason": _("Meanwhile somebody discarded the draft. Nothing of yours was saved."),
        "links": links,
    }


def explain_lost_question(pk: int | None) -> dict[str, Any]:
    recorded = Revision.objects.filter(question_id=pk, table=Revision.Table.QUESTION)
    last = recorded.order_by("-pk").first()
    if pk is None or last is None:
        return _explain_nothing_there()
    edition = Edition.objects.select_related("questionnaire").filter(pk=last.edition_id).first()
    if edition is None:
        return explain_lost_edition(last.edition_id)
    code = (last.new or last.old or {}).get("code", "")
    successor = Question.objects.filter(edition=edition, code=code).first()
    to_edition = (reverse("admin:questionnaire_edition_change", args=[edition.pk]), str(edition))
    if successor:  # a file took the place of the whole draft
        reason = _("Meanwhile somebody put another “%(question)s” in its place. Nothing of yours was saved.")
        address = reverse("admin:questionnaire_question_change", args=[successor.pk])
        link = (address, _("Open it as it is now"))
    else:
        reason = _("Meanwhile somebody deleted “%(question)s”. Nothing of yours was saved.")
        history = reverse("admin:questionnaire_edition_history", args=[edition.pk], query={"question": code})
        link = (history, _("Its history brings it back"))
    return {"reason": reason % {"question": code}, "links": [link, to_edition]}
