"""What every page about an edition shares: it is read-only once published, and it can be sorted."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.accounts.language_switch import AS_READ
from assessment.accounts.models import User
from assessment.questionnaire import conflicts, two_person_rule
from assessment.questionnaire.actions import EditionFrozen, OrderOutdated
from assessment.questionnaire.formsets import OptionForm
from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop.admin.comparing import ComparedAdmin


def get_edition(thing: Edition | Question | Option | None) -> Edition | None:
    # The edition decides whether a row may change.
    if isinstance(thing, Option):
        return thing.question.edition
    # A question that is being added has no edition yet.
    if isinstance(thing, Question):
        return thing.edition if thing.edition_id else None
    return thing


class DraftOnlyMixin(admin.options.BaseModelAdmin):
    """Nothing of a published or retired edition can be changed, added to or deleted here."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)


def get_user(request: HttpRequest) -> User:
    # The admin lets nobody else in.
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


def _is_frozen(thing: Any) -> bool:
    edition = get_edition(thing)
    return edition is not None and edition.frozen


class DraftAdmin(DraftOnlyMixin, ComparedAdmin, admin.ModelAdmin):
    """A page whose rows can be dragged, and which says so when somebody else was quicker."""

    actions = None

    class Media:
        js: ClassVar = [Script("js/rows.js", defer=True)]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            edition = get_edition(form.instance)
            if edition is not None:
                two_person_rule.record_change(edition, get_user(request))

    # The database keeps what was added, changed and deleted, with its contents. A step is logged besides, in
    # one language, whatever its writer reads.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not isinstance(message, str):
            return None
        with translation.override(settings.LANGUAGE_CODE):
            return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None

    def lock(self, stored: Any) -> None:
        # Nobody else can change the edition while both versions are compared.
        if edition := get_edition(stored):
            Edition.objects.select_for_update().get(pk=edition.pk)

    def changeform_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if request.method == "POST" and (page := self._keep_typed(request, *arguments[:1])):
            return page
        return self._handle_conflicts(request, super().changeform_view, *arguments, **named)

    def _keep_typed(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse | None:
        # The page was opened while it could be changed, and was published since: nothing typed is lost.
        if object_id is None or AS_READ not in request.POST:
            return None
        obj: Any = self.get_object(request, unquote(object_id))
        edition = get_edition(obj)
        if edition is None or not edition.frozen or not self.has_change_permission(request):
            return None
        fields: Any = self.form
        rows = None
        if isinstance(obj, Question):
            columns = OptionForm.base_fields
            rows = conflicts.Rows("options", "question", columns, list(obj.options.all()))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "title": _("Published meanwhile"),
            "differences": conflicts.list_unsaved(request.POST, obj, fields.base_fields, rows),
        }
        template = "admin/questionnaire/published_meanwhile.html"
        return TemplateResponse(request, template, context, status=422)

    def delete_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        return self._handle_conflicts(request, super().delete_view, *arguments, **named)

    def _handle_conflicts(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *arguments: Any, **named: Any
    ) -> HttpResponse:
        # Between the reading of a page and its saving, somebody may publish, delete or move.
        try:
            return view(request, *arguments, **named)
        except (EditionFrozen, OrderOutdated) as error:
            reason = str(error)
        except IntegrityError:
            if page := self._keep_typed(request, *arguments[:1]):
                return page
            reason = _("Somebody else has just published or changed this. Nothing was saved.")
        self.message_user(request, reason, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
