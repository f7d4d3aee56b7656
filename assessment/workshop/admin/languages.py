"""The languages of an edition: how far each is, one more, and files for translators, out and in."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.languages import get_base_language
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.recorded_changes import note_change
from assessment.questionnaire import serialization, translation
from assessment.questionnaire.models import Edition
from assessment.workshop import languages
from assessment.workshop.admin import file_preview
from assessment.workshop.admin.steps import WRITE, get_edition_or_404
from assessment.workshop.admin.translations import VIEW, TranslationMixin, check_language, get_language_url
from assessment.workshop.translation_files import formats
from assessment.workshop.translation_files.texts import (
    MAX_BYTES,
    FileRefused,
    Plan,
    TranslationFile,
    decode,
    name_edition,
    plan_changes,
    take_changes,
)

LIST = "admin:questionnaire_edition_translations"
WRITERS = {
    "csv": (formats.write_csv, "text/csv; charset=utf-8"),
    "xlf": (formats.write_xliff, "application/xliff+xml; charset=utf-8"),
}
READERS = {"csv": formats.read_csv, "xlf": formats.read_xliff, "xliff": formats.read_xliff}


class AddLanguageForm(forms.Form):
    language = forms.CharField(
        label=gettext_lazy("Language"),
        widget=forms.Select,
        error_messages={"required": gettext_lazy("Choose a language.")},
    )

    def __init__(self, edition: Edition, document: dict[str, Any], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.edition, self.document = edition, document
        addable = languages.list_addable_languages(edition, document)
        self.fields["language"].widget.choices = [("", _("Choose a language")), *addable]

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        name = translation.get_language_name(language)
        if get_base_language(language) == get_base_language(self.edition.language):
            message = _("%(language)s is the edition’s own language: its texts are the original.")
            raise forms.ValidationError(message % {"language": name})
        if language not in translation.list_known_languages():
            raise forms.ValidationError(_explain_unknown(language))
        if language in languages.list_languages(self.edition, self.document):
            raise forms.ValidationError(_("%(language)s is in the list already.") % {"language": name})
        return language


def _explain_unknown(language: str) -> str:
    base = get_base_language(language)
    if base in translation.list_known_languages():
        message = _("Choose “%(base)s” instead of “%(code)s”: one translation serves every region.")
        return message % {"base": base, "code": language}
    return _("The site cannot show a language with the code “%(code)s”. Choose one from the list.") % {
        "code": language[:20]
    }


class LanguagesMixin(TranslationMixin):
    def get_urls(self) -> list[Any]:
        def page(name: str, address: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            if name != "translations":
                guarded = form_is_on(LIST, "pk")(guarded)
            return path(f"<int:pk>/{address}", guarded, name=f"questionnaire_edition_{name}")

        return [
            page("translations", "translate/", self.translations),
            page("add_language", "translate/add/", self.add_language),
            page("remove_language", "translate/<slug:language>/remove/", self.remove_language),
            *super().get_urls(),
        ]

    def translations(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, VIEW)
        if request.method not in {"GET", "HEAD"}:  # said only to those who may see the page
            return HttpResponseNotAllowed(["GET", "HEAD"])
        document = serialization.write(edition)
        return self._list_page(request, edition, document, AddLanguageForm(edition, document))

    def _list_page(
        self, request: MemberRequest, edition: Edition, document: dict[str, Any], form: AddLanguageForm
    ) -> HttpResponse:
        questions = list(edition.questions.order_by("position", "form"))
        standings = [
            languages.describe_language(edition, document, language, questions)
            for language in languages.list_languages(edition, document)
        ]
        context = {
            "standings": standings,
            "questions": questions,
            "form": form,
            "may": not edition.frozen and request.user.has_perm(WRITE),
            "title": _("Languages of %s") % edition,
        }
        status = 422 if form.is_bound else 200
        return self.language_page(request, "translations", edition, context, status=status)

    def add_language(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        document = serialization.write(edition)
        form = AddLanguageForm(edition, document, request.POST)
        if not form.is_valid():
            return self._list_page(request, edition, document, form)
        language = form.cleaned_data["language"]
        try:
            translation.add_language(edition, language)
        except translation.TranslationFrozen:
            self._say_frozen(request, edition)
            return HttpResponseRedirect(get_language_url("translations", pk))
        self.log_change(request, edition, f"Language added: {language}")
        message = _("%(language)s is in the list. Nothing is translated into it yet.")
        name = translation.get_language_name(language)
        self.message_user(request, message % {"language": name}, messages.SUCCESS)
        return HttpResponseRedirect(f"{get_language_url('translations', pk)}#in-{language}")

    def remove_language(self, request: MemberRequest, pk: int, language: str) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        name = translation.get_language_name(language)
        try:
            translation.remove_language(edition, language)
        except translation.TranslationFrozen:
            self._say_frozen(request, edition)
        except translation.LanguageBegun:
            message = _("%(language)s has texts, so it stays in the list. Nothing was removed.")
            self.message_user(request, message % {"language": name}, messages.ERROR)
        else:
            self.log_change(request, edition, f"Language removed: {language}")
            message = _("%(language)s is no longer in the list.")
            self.message_user(request, message % {"language": name}, messages.SUCCESS)
        return HttpResponseRedirect(get_language_url("translations", pk))

    def _say_frozen(self, request: MemberRequest, edition: Edition) -> None:
        self.message_user(request, _("%s is published and cannot change.") % edition, messages.ERROR)


class TranslationFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV or XLIFF"),
        help_text=gettext_lazy("At most 2 MB, in UTF-8. You see the changes before anything is saved."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlf,.xliff"}),
        validators=[FileExtensionValidator(list(READERS))],
    )

    def clean_file(self) -> dict[str, str]:
        uploaded = self.cleaned_data["file"]
        try:
            return {"name": uploaded.name, "text": decode(uploaded.read(MAX_BYTES + 1))}
        except FileRefused as refused:
            raise ValidationError(list(refused.faults)) from None


class TranslationFilesMixin(LanguagesMixin):
    def get_urls(self) -> list[Any]:
        def page(name: str, address: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            whole = f"<int:pk>/translate/<slug:language>/{address}"
            return path(whole, guarded, name=f"questionnaire_edition_{name}")

        return [
            page("translation_csv", "file.csv", self.export_csv),
            page("translation_xliff", "file.xlf", self.export_xliff),
            page("translation_file", "file/", self.translation_file),
            *super().get_urls(),
        ]

    def export_csv(self, request: MemberRequest, pk: int, language: str) -> HttpResponse:
        return _export(request, pk, language, "csv")

    def export_xliff(self, request: MemberRequest, pk: int, language: str) -> HttpResponse:
        return _export(request, pk, language, "xlf")

    def translation_file(self, request: MemberRequest, pk: int, language: str) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        check_language(edition, language)
        if edition.frozen or request.method != "POST":
            return self._file_page(request, edition, language, TranslationFileForm())
        if "preview" in request.POST:
            return self._take_file(request, edition, language)
        form = TranslationFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self._preview(request, edition, language, form.cleaned_data["file"])
            except FileRefused as refused:
                form.add_error("file", ValidationError(list(refused.faults)))
        return self._file_page(request, edition, language, form)

    def _preview(
        self, request: MemberRequest, edition: Edition, language: str, file: dict[str, str]
    ) -> HttpResponse:
        document = serialization.write(edition)
        plan = plan_changes(edition, document, language, _read(file))
        digest = serialization.compute_digest(document)
        packed = file_preview.pack([edition.pk, language, digest, file["name"], file["text"]])
        context = {"plan": plan, "packed": packed, "file_name": file["name"]}
        return self._file_page(request, edition, language, None, context)

    @transaction.atomic
    def _take_file(self, request: MemberRequest, edition: Edition, language: str) -> HttpResponse:
        # Nobody else can change the edition between what is compared here and what is saved.
        edition = (
            Edition.objects.select_related("questionnaire").select_for_update(of=("self",)).get(pk=edition.pk)
        )
        value = file_preview.unpack(request.POST["preview"])
        if value is None or value[:2] != [edition.pk, language]:
            form = TranslationFileForm()
            self.message_user(request, _("Choose the file once more. Nothing was changed."), messages.ERROR)
            return self._file_page(request, edition, language, form, status=422)
        _pk, _language, digest, name, text = value
        document = serialization.write(edition)
        if serialization.compute_digest(document) != digest:
            message = _("The edition has changed since. Nothing was applied yet: look at it once more.")
            self.message_user(request, message, messages.WARNING)
            return self._show_again(request, edition, language, {"name": name, "text": text})
        plan = plan_changes(edition, document, language, _read({"name": name, "text": text}))
        note = f"Translations imported: {language}, {name[:80]}"
        note_change(note)
        take_changes(edition, language, plan, by=request.user)
        self.log_change(request, edition, note)
        self.message_user(request, _describe_taken(language, plan), messages.SUCCESS)
        return HttpResponseRedirect(f"{get_language_url('translations', edition.pk)}#in-{language}")

    def _show_again(
        self, request: MemberRequest, edition: Edition, language: str, file: dict[str, str]
    ) -> HttpResponse:
        try:
            return self._preview(request, edition, language, file)
        except FileRefused as refused:
            context = {"faults": refused.faults}
            return self._file_page(request, edition, language, TranslationFileForm(), context, status=422)

    def _file_page(
        self,
        request: MemberRequest,
        edition: Edition,
        language: str,
        form: TranslationFileForm | None,
        more: dict[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        name = translation.get_language_name(language)
        context = {
            "form": form,
            "language": language,
            "language_name": name,
            "title": _("Import %(language)s") % {"language": name},
            **(more or {}),
        }
        status = 422 if form is not None and form.is_bound else status
        return self.language_page(request, "translation_file", edition, context, status=status)


def _export(request: MemberRequest, pk: int, language: str, extension: str) -> HttpResponse:
    edition = get_edition_or_404(request, pk, VIEW)
    document = check_language(edition, language)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    write, content_type = WRITERS[extension]
    name = f"{name_edition(document)}-{language}.{extension}"
    return HttpResponse(
        write(document, language),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _read(file: dict[str, str]) -> TranslationFile:
    extension = file["name"].rpartition(".")[2].lower()
    return READERS[extension](file["text"].encode())


def _describe_taken(language: str, plan: Plan) -> str:
    n = len(plan.changes) + len(plan.confirmed)
    sentence = ngettext(
        "%(language)s: %(n)s text was imported.", "%(language)s: %(n)s texts were imported.", n
    )
    return sentence % {"language": translation.get_language_name(language), "n": n}
