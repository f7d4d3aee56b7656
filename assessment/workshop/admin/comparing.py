"""Pages of the admin that overwrite nothing unseen and lose nothing that was typed."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict

from assessment.accounts.form_pages import pop_unsent_fields
from assessment.questionnaire import conflicts
from assessment.questionnaire.models import Edition, Question
from assessment.workshop.models import Revision
from assessment.workshop.restored import note_restored


class ComparedAdmin(admin.ModelAdmin):
    """What was sent is compared with what is stored by now; what met the sign-in page is offered again."""

    def lock(self, stored: Any) -> None:
        type(stored).objects.select_for_update().get(pk=stored.pk)

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
