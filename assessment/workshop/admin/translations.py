"""A question in another language beside its original, and whether a language means the same."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessment.accounts.language_switch import AS_READ
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.switches import refuse_other_form
from assessment.accounts.texts import unify_pasted
from assessment.questionnaire import conflicts, serialization, translation, validators
from assessment.questionnaire.errors import Document
from assessment.questionnaire.forms import MultilineField, SingleLineField
from assessment.questionnaire.models import Edition, Question
from assessment.questionnaire.translation import QUESTION_TEXTS, find_outdated
from assessment.workshop import languages
from assessment.workshop.admin.comparing import explain_lost_question, find_last_change, render_unsaved
from assessment.workshop.admin.steps import PUBLISH, WRITE, StepsMixin, get_edition_or_404
from assessment.workshop.restored import pop_restored_values

VIEW = "questionnaire.view_edition"
OPTION = "option-"


class TranslationForm(forms.Form):
    # An empty field is a gap, not a mistake.
    def __init__(self, question: Question, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.language = question, language
        texts = question.translations.get(language, {})
        for name in QUESTION_TEXTS:
            if original := getattr(question, name).strip():
                self._add(name, original, texts.get(name, ""), long=name == "scene")
        for option in sorted(question.options.all(), key=lambda option: option.position):
            texts = option.translations.get(language, {})
            self._add(OPTION + option.code, option.text, texts.get("text", ""))
        self._add_originals_before()
        self._add_misfits()
        self.stored = {name: str(field.initial) for name, field in self.fields.items()}
        originals = {name: str(field.help_text) for name, field in self.fields.items()}
        self.as_read = conflicts.serialize_texts(self.stored, originals)
        self.shown_as_read = self.initial.get(AS_READ, self.as_read)
        self.differences: list[conflicts.Difference] = []
        if isinstance(self.data, QueryDict) and self.is_bound:
            merged = conflicts.merge_texts(self.data, self.fields, self.stored, originals)
            self.data, self.differences = merged

    def _add(self, name: str, original: str, translated: str, *, long: bool = False) -> None:
        widget = forms.Textarea(attrs={"rows": 2 + len(original) // 60, "lang": self.language})
        label = (
            _("Option %(code)s") % {"code": name.removeprefix(OPTION)}
            if OPTION in name
            else _get_labels()[name]
        )
        kind = MultilineField if long else SingleLineField
        field = kind(label=label, required=False, initial=translated, widget=widget, help_text=original)
        self.fields[name] = field

    def _add_originals_before(self) -> None:
        self.without_original: list[str] = []
        document = {"questions": [serialization.write_question(self.question)]}
        for text in find_outdated(document, self.language):
            field: Any = self.fields.get(OPTION + text.option if text.option else text.field)
            if field is None:
                self.without_original.append(self.question.translations[self.language][text.field])
            else:
                field.original_before = text.before

    def _add_misfits(self) -> None:
        for name, field in self.fields.items():
            kind, stored = self.question.kind, str(field.initial)
            misfits = translation.find_misfits(kind, name, str(field.help_text), stored) if stored else ()
            field.misfits = list(misfits)  # type: ignore[attr-defined]  # read by the template

    def clean(self) -> dict[str, Any]:
        if self.differences:
            message = _("This changed somewhere else. What you typed is still here; save again to keep it.")
            self.add_error(None, message)
        for name, text in [(name, text) for name, text in self.cleaned_data.items() if text]:
            original = str(self.fields[name].help_text)
            field = "option" if OPTION in name else name
            for reason in translation.find_text_faults(self.question.kind, field, original, text):
                self.add_error(name, reason)
        return self.cleaned_data

    @property
    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if OPTION not in name}

    @property
    def options(self) -> dict[str, str]:
        return {name.removeprefix(OPTION): text for name, text in self.cleaned_data.items() if OPTION in name}


def _get_labels() -> dict[str, str]:
    return {
        "scene": _("Scene or assumptions"),
        "text": _("Question"),
        "left": _("Left pole"),
        "right": _("Right pole"),
        "unit": _("Unit"),
        "hint": _("Hint"),
    }


class EquivalenceForm(forms.Form):
    reason = forms.CharField(
        required=False, max_length=validators.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class TranslationMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        def page(name: str, address: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{address}", guarded, name=f"questionnaire_edition_{name}")

        return [
            page("translate", "translate/<slug:language>/<int:question>/", self.translate),
            page("same", "translate/<slug:language>/same/", self.same),
            *super().get_urls(),
        ]

    def translate(self, request: MemberRequest, pk: int, language: str, question: int) -> HttpResponse:
        if request.method == "POST" and (page := self._keep_unsaved_texts(request, pk, question)):
            return page
        edition = get_edition_or_404(request, pk, WRITE if request.method == "POST" else VIEW)
        if request.method != "POST":
            return self._translate(request, edition, language, question)
        with transaction.atomic():
            # Nobody else can change the edition while both versions are compared.
            edition = (
                Edition.objects.select_for_update(of=["self"]).select_related("questionnaire").get(pk=pk)
            )
            return self._translate(request, edition, language, question)

    def _keep_unsaved_texts(self, request: MemberRequest, pk: int, question: int) -> HttpResponse | None:
        # The question was deleted while the page was open, or its draft discarded.
        read = conflicts.parse(request.POST.get(AS_READ, ""))
        is_there = Question.objects.filter(pk=question, edition=pk).exists()
        if is_there or read is None or not request.user.has_perm(WRITE):
            return None
        labels = _get_labels()
        differences = [
            conflicts.Difference(
                labels.get(name) or capfirst(name), str(before), "", request.POST[name], taken_over=False
            )
            for name, before in read["fields"].items()
            if name in request.POST and unify_pasted(request.POST[name]) != before
        ]
        return render_unsaved(self, request, {"differences": differences, **explain_lost_question(question)})

    def _translate(
        self, request: MemberRequest, edition: Edition, language: str, question: int
    ) -> HttpResponse:
        check_language(edition, language)
        rows = edition.questions.prefetch_related("options").select_related("edition__questionnaire")
        question_row = get_object_or_404(rows, pk=question)
        sent = [request.POST] if request.method == "POST" else []
        form = TranslationForm(question_row, language, *sent, initial=pop_restored_values(request))
        order = list(edition.questions.order_by("position", "form").values_list("pk", flat=True))
        if form.is_bound and edition.frozen:
            return self._show_unsaved(request, edition, form)
        if form.is_bound and form.is_valid() and (saved := self._save(request, edition, form, order)):
            return saved
        may_save = not edition.frozen and request.user.has_perm(WRITE)
        if not may_save:
            for field in form.fields.values():
                field.disabled = True
                field.widget.attrs["readonly"] = True
        title = _("%(question)s in %(language)s") % {
            "question": question_row,
            "language": translation.get_language_name(language),
        }
        context = {
            "question": question_row,
            "language": language,
            "form": form,
            "may": may_save,
            "title": title,
            "differences": form.differences,
            "last_change": find_last_change(question_row) if form.differences else None,
            **_get_neighbours(order, question_row.pk),
        }
        return self.language_page(
            request, "translate", edition, context, status=422 if form.is_bound else 200
        )

    def _show_unsaved(self, request: MemberRequest, edition: Edition, form: TranslationForm) -> HttpResponse:
        differences = conflicts.list_unsaved_texts(request.POST, form.fields, form.stored)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "title": _("Published meanwhile"),
            "differences": differences,
        }
        template = "admin/questionnaire/published_meanwhile.html"
        return TemplateResponse(request, template, context, status=422)

    def _save(
        self, request: MemberRequest, edition: Edition, form: TranslationForm, order: Sequence[int]
    ) -> HttpResponse | None:
        try:
            translation.save_translation(
                form.question, form.language, form.texts, form.options, by=request.user
            )
        except translation.TranslationFrozen:
            form.add_error(None, _("%s is published and cannot change.") % edition)
            return None
        self._warn_of_misfits(request, form)
        next_question = _get_neighbours(order, form.question.pk)["after"]
        if next_question is None or "stay" in request.POST:
            return HttpResponseRedirect(get_language_url("translations", edition.pk))
        return HttpResponseRedirect(get_language_url("translate", edition.pk, form.language, next_question))

    def _warn_of_misfits(self, request: MemberRequest, form: TranslationForm) -> None:
        for name, text in form.texts.items():
            original = str(form.fields[name].help_text)
            for sentence in (
                translation.find_misfits(form.question.kind, name, original, text) if text else ()
            ):
                message = _("Saved as far as it goes. %(question)s: %(sentence)s")
                places = {"question": form.question, "sentence": sentence}
                self.message_user(request, message % places, messages.WARNING)

    def same(self, request: MemberRequest, pk: int, language: str) -> HttpResponse:
        edition = get_edition_or_404(request, pk, PUBLISH)
        check_language(edition, language)
        # Whether scores compare across languages is for whoever may publish to say, with a reason.
        form = EquivalenceForm(
            request.POST if request.method == "POST" else None,
            initial={"reason": edition.equivalent.get(language, "")} | pop_restored_values(request),
        )
        if request.method == "POST" and "reason" not in request.POST:
            return refuse_other_form(request, request.path)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"].strip()
            try:
                translation.mark_equivalent(edition, language, reason, by=request.user)
            except (translation.TranslationFrozen, translation.TranslationIncomplete):
                message = _("You can mark only a complete translation of a draft.")
                self.message_user(request, message, messages.ERROR)
            else:
                log_message = f"{language} means the same: {reason}" if reason else f"{language} stands apart"
                self.log_change(request, edition, log_message)
            return HttpResponseRedirect(get_language_url("translations", edition.pk))
        title = _("Does %(language)s mean the same?") % {"language": translation.get_language_name(language)}
        context = {"form": form, "language": language, "title": title, "may": not edition.frozen}
        return self.language_page(request, "same", edition, context, status=422 if form.is_bound else 200)

    def language_page(
        self, request: MemberRequest, name: str, edition: Edition, more: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "edition": edition, **more}
        return TemplateResponse(request, f"admin/questionnaire/edition/{name}.html", context, status=status)


def check_language(edition: Edition, language: str) -> Document:
    # The document of the edition, which is read for it.
    document = serialization.write(edition)
    if language not in languages.list_languages(edition, document):
        raise Http404
    return document


def _get_neighbours(order: Sequence[int], question: int) -> dict[str, Any]:
    index = order.index(question)
    return {
        "before": order[index - 1] if index else None,
        "after": order[index + 1] if index + 1 < len(order) else None,
        "number": index + 1,
        "total": len(order),
    }


def get_language_url(name: str, *arguments: object) -> str:
    return reverse(f"admin:questionnaire_edition_{name}", args=arguments)
