"""What every page about an edition shares: it is read-only once published, and it can be sorted."""

from collections.abc import Callable
from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError
from django.forms import Media, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire import conflicts, two_person_rule
from assessment.questionnaire.actions import EditionFrozen, OrderOutdated
from assessment.questionnaire.models import Edition, Option, Question


def edition_of(thing: Edition | Question | Option | None) -> Edition | None:
    """The edition that decides whether a row may change."""
    if isinstance(thing, Option):
        return thing.question.edition
    # A question that is being added has no edition yet.
    if isinstance(thing, Question):
        return thing.edition if thing.edition_id else None
    return thing


class WhileDraft(admin.options.BaseModelAdmin):
    """Nothing of a published or retired edition can be changed, added to or deleted here."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _frozen(obj)


def person_of(request: HttpRequest) -> User:
    """Who is at the desk; the admin opens to nobody else."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


def _frozen(thing: Any) -> bool:
    edition = edition_of(thing)
    return edition is not None and edition.frozen


class DraftAdmin(WhileDraft, SortableAdminBase, admin.ModelAdmin):  # type: ignore[misc]  # the package carries no types
    """A page whose rows can be dragged, and which says so when somebody else was quicker."""

    actions = None

    @property
    def media(self) -> Media:
        # Past SortableAdminBase, which names a copy of the admin's actions.js for each version of Django
        # and has none for this one yet.
        return super(SortableAdminBase, self).media + Media(
            css={"all": ["adminsortable2/css/sortable.css"]}, js=["adminsortable2/js/adminsortable2.min.js"]
        )

    def get_inline_formsets(
        self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None, **kwargs: Any
    ) -> Any:
        if _frozen(obj):  # nothing to drag
            return super(SortableAdminBase, self).get_inline_formsets(
                request, formsets, inline_instances, obj, **kwargs
            )
        return super().get_inline_formsets(request, formsets, inline_instances, obj, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            edition = edition_of(form.instance)
            if edition is not None:
                two_person_rule.record_change(edition, person_of(request))

    # A line of the history is kept in one language, whatever its writer reads.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        with translation.override(settings.LANGUAGE_CODE):
            return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        with translation.override(settings.LANGUAGE_CODE):
            return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        with translation.override(settings.LANGUAGE_CODE):
            return super().log_deletions(request, queryset)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"differences": getattr(request, "differences", [])})

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *arguments: Any) -> Any:
        """Within the transaction that saves: nobody else can change the edition while both are compared."""
        stored = self._to_compare(request, object_id) if request.method == "POST" and object_id else None
        if stored is not None:
            if edition := edition_of(stored):
                Edition.objects.select_for_update().get(pk=edition.pk)
            stored.refresh_from_db()
            posted, differences = conflicts.merge(request.POST, stored, *self._compared(request, stored))
            setattr(request, "POST", posted)  # noqa: B010  # a setter that the stubs leave out
            setattr(request, "differences", differences)  # noqa: B010  # read by get_form
        return super()._changeform_view(request, object_id, *arguments)

    def _to_compare(self, request: HttpRequest, object_id: str) -> Any:
        stored = self.get_object(request, unquote(object_id))
        return stored if stored is not None and self.has_change_permission(request, stored) else None

    def _compared(self, request: HttpRequest, obj: Any) -> tuple[Any, conflicts.Rows]:
        """The fields of the page, and of the rows below them."""
        ((formset, inline),) = self.get_formsets_with_inlines(request, obj)
        stored = inline.get_queryset(request).filter(**{formset.fk.name: obj})
        prefix, fields = formset.get_default_prefix(), formset.form.base_fields
        rows = conflicts.Rows(prefix, formset.fk.name, fields, list(stored))
        return self.get_form(request, obj, change=True).base_fields, rows

    def _as_read(self, request: HttpRequest, obj: Any, context: dict[str, Any]) -> str:
        if request.method == "POST":  # a refused form has left its values on obj
            stored = self.get_queryset(request).get(pk=obj.pk)
            return conflicts.as_read(stored, *self._compared(request, stored))
        (shown,) = context["inline_admin_formsets"]
        rows = [form.instance for form in shown.formset.initial_forms]
        form_class, prefix = shown.formset.form, shown.formset.prefix
        fields = context["adminform"].form.base_fields
        return conflicts.as_read(
            obj, fields, conflicts.Rows(prefix, shown.formset.fk.name, form_class.base_fields, rows)
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        obj = named.get("obj")
        if obj is not None and obj.pk and self.has_change_permission(request, obj):
            context["as_read"] = self._as_read(request, obj, context)
            context["differences"] = getattr(request, "differences", [])
        response: HttpResponse = super().render_change_form(request, context, *arguments, **named)
        if context.get("errors"):
            response.status_code = 422
        return response

    def changeform_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        return self._unless_overtaken(request, super().changeform_view, *arguments, **named)

    def delete_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        return self._unless_overtaken(request, super().delete_view, *arguments, **named)

    def _unless_overtaken(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *arguments: Any, **named: Any
    ) -> HttpResponse:
        """Between the reading of a page and its saving, somebody may publish, delete or move."""
        try:
            return view(request, *arguments, **named)
        except (EditionFrozen, OrderOutdated) as error:
            reason = str(error)
        except IntegrityError:
            reason = _("Somebody else published or changed this meanwhile. Nothing was saved.")
        self.message_user(request, reason, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
