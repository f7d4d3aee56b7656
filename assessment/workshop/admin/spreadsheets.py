"""The questions of an edition as a spreadsheet, and back into a draft: a preview first, then the change."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.recorded_changes import note_change
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition
from assessment.workshop import diff
from assessment.workshop.admin import file_preview
from assessment.workshop.admin.steps import WRITE, StepsMixin, get_edition_or_404, get_edition_url
from assessment.workshop.translation_files.texts import FileRefused, name_edition

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SpreadsheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet (.xlsx)"),
        help_text=gettext_lazy("At most 1 MB. You see the changes before anything is saved."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        validators=[FileExtensionValidator(["xlsx"])],
    )


def _read_spreadsheet(file: Any, stored: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from assessment.workshop import spreadsheet  # noqa: PLC0415  # openpyxl: 10 MB of a web process
    from assessment.workshop.spreadsheet_cells import MAX_BYTES  # noqa: PLC0415  # the same

    return spreadsheet.read(file.read(MAX_BYTES + 1), stored)


class SpreadsheetsMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        def page(name: str, address: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{address}", guarded, name=f"questionnaire_edition_{name}")

        return [
            page("spreadsheet_export", "questions.xlsx", self.export_spreadsheet),
            page("spreadsheet", "spreadsheet/", self.import_spreadsheet),
            *super().get_urls(),
        ]

    def export_spreadsheet(self, request: MemberRequest, pk: int) -> HttpResponse:
        from assessment.workshop import spreadsheet  # noqa: PLC0415  # the same

        edition = get_edition_or_404(request, pk, "questionnaire.view_edition")
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        document = serialization.write(edition)
        name = f"{name_edition(document)}-questions.xlsx"
        return HttpResponse(
            spreadsheet.write(document),
            content_type=CONTENT_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )

    def import_spreadsheet(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        if edition.frozen or request.method != "POST":
            return self._spreadsheet_page(request, edition, SpreadsheetForm())
        if "preview" in request.POST:
            return self._apply_spreadsheet(request, edition)
        form = SpreadsheetForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                document, notices = _read_spreadsheet(file, serialization.write(edition))
                return self._preview_spreadsheet(request, edition, file.name, document["questions"], notices)
            except FileRefused as refused:
                form.add_error("file", ValidationError(list(refused.faults)))
        return self._spreadsheet_page(request, edition, form)

    def _preview_spreadsheet(
        self, request: MemberRequest, edition: Edition, name: str, questions: list[Any], notices: list[str]
    ) -> HttpResponse:
        stored = serialization.write(edition)
        entries = diff.compare_editions(stored, stored | {"questions": questions})
        packed = file_preview.pack(
            [edition.pk, serialization.compute_digest(stored), name, questions, notices]
        )
        context = {"entries": entries, "notices": notices, "packed": packed, "file_name": name}
        return self._spreadsheet_page(request, edition, None, context)

    @transaction.atomic
    def _apply_spreadsheet(self, request: MemberRequest, edition: Edition) -> HttpResponse:
        # Nobody else can change the edition between what is compared here and what is saved.
        locked = Edition.objects.select_related("questionnaire").select_for_update(of=("self",))
        edition = locked.get(pk=edition.pk)
        value = file_preview.unpack(request.POST["preview"])
        if value is None or value[0] != edition.pk:
            self.message_user(request, _("Choose the file once more. Nothing was changed."), messages.ERROR)
            return self._spreadsheet_page(request, edition, SpreadsheetForm(), status=422)
        _pk, digest, name, questions, notices = value
        stored = serialization.write(edition)
        if serialization.compute_digest(stored) != digest:
            message = _("The edition has changed since. Nothing was applied yet: look at it once more.")
            self.message_user(request, message, messages.WARNING)
            return self._preview_spreadsheet(request, edition, name, questions, notices)
        n = len(diff.compare_editions(stored, stored | {"questions": questions}))
        note = f"Questions imported: {name[:80]}"
        note_change(note)
        try:
            actions.replace_draft(edition, stored | {"questions": questions}, by=request.user)
        except actions.EditionFrozen as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(get_edition_url(edition))
        self.log_change(request, edition, note)
        sentence = ngettext("%(n)s question was changed.", "%(n)s questions were changed.", n)
        self.message_user(request, sentence % {"n": n}, messages.SUCCESS)
        return HttpResponseRedirect(get_edition_url(edition))

    def _spreadsheet_page(
        self,
        request: MemberRequest,
        edition: Edition,
        form: SpreadsheetForm | None,
        more: dict[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "back": get_edition_url(edition),
            "form": form,
            "title": _("Import questions from a spreadsheet"),
            **(more or {}),
        }
        status = 422 if form is not None and form.is_bound else status
        template = "admin/questionnaire/edition/spreadsheet.html"
        return TemplateResponse(request, template, context, status=status)
