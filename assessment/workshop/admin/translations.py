"""An edition in other languages: what is missing, one question at a time, and whether it means the same."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from assessment.accounts.middleware import MemberRequest
from assessment.questionnaire import serialization, translation
from assessment.questionnaire.models import Edition
from assessment.questionnaire.translation_forms import EquivalenceForm, TranslationForm
from assessment.workshop.admin.steps import PUBLISH, WRITE, Steps, edition_for
from assessment.workshop.restored import restored_values

VIEW = "questionnaire.view_edition"


class Translating(Steps):
    """Pages beside an edition's own; on a published one they are there to read."""

    def get_urls(self) -> list[Any]:
        def page(name: str, address: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{address}", guarded, name=f"questionnaire_edition_{name}")

        return [
            page("translations", "translate/", self.translations),
            page("translate", "translate/<slug:language>/<int:question>/", self.translate),
            page("same", "translate/<slug:language>/same/", self.same),
            *super().get_urls(),
        ]

    def translations(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Every language: offered or not yet, and each question with the texts it lacks."""
        edition = edition_for(request, pk, VIEW)
        if request.method not in {"GET", "HEAD"}:  # said only to those who may see the page
            return HttpResponseNotAllowed(["GET", "HEAD"])
        document = serialization.write(edition)
        found = [_standing(edition, document, language) for language in _languages(edition, document)]
        questions = list(edition.questions.order_by("position", "form"))
        more = {"standings": found, "questions": questions, "title": _("Languages of %s") % edition}
        return self._page(request, "translations", edition, more)

    def translate(self, request: MemberRequest, pk: int, language: str, question: int) -> HttpResponse:
        """One question, original and translation side by side."""
        edition = edition_for(request, pk, WRITE if request.method == "POST" else VIEW)
        _known(edition, language)
        rows = edition.questions.prefetch_related("options").select_related("edition__questionnaire")
        asked = get_object_or_404(rows, pk=question)
        sent = [request.POST] if request.method == "POST" else []
        form = TranslationForm(asked, language, *sent, initial=restored_values(request))
        order = list(edition.questions.order_by("position", "form").values_list("pk", flat=True))
        if request.method == "POST" and form.is_valid():
            return self._kept(request, edition, form, order)
        may = not edition.frozen and request.user.has_perm(WRITE)
        if not may:
            for field in form.fields.values():
                field.disabled = True
        title = _("%(question)s in %(language)s") % {
            "question": asked,
            "language": translation.get_language_name(language),
        }
        more = {
            "question": asked,
            "language": language,
            "form": form,
            "may": may,
            "title": title,
            **_beside(order, asked.pk),
        }
        return self._page(request, "translate", edition, more, status=422 if form.is_bound else 200)

    def _kept(
        self, request: MemberRequest, edition: Edition, form: TranslationForm, order: Sequence[int]
    ) -> HttpResponse:
        try:
            translation.save_translation(
                form.question, form.language, form.texts, form.options, by=request.user
            )
        except translation.TranslationFrozen:
            self.message_user(request, _("%s is published and cannot change.") % edition, messages.ERROR)
            return HttpResponseRedirect(_address("translations", edition.pk))
        after = _beside(order, form.question.pk)["after"]
        if after is None or "stay" in request.POST:
            return HttpResponseRedirect(_address("translations", edition.pk))
        return HttpResponseRedirect(_address("translate", edition.pk, form.language, after))

    def same(self, request: MemberRequest, pk: int, language: str) -> HttpResponse:
        """Whether scores compare across the two languages: for whoever may publish, and with a reason."""
        edition = edition_for(request, pk, PUBLISH)
        _known(edition, language)
        form = EquivalenceForm(
            request.POST if request.method == "POST" else None,
            initial={"reason": edition.equivalent.get(language, "")} | restored_values(request),
        )
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"].strip()
            try:
                translation.mark_equivalent(edition, language, reason, by=request.user)
            except (translation.TranslationFrozen, translation.TranslationIncomplete):
                closed = _("Only a complete translation of a draft can be marked.")
                self.message_user(request, closed, messages.ERROR)
            else:
                said = f"{language} means the same: {reason}" if reason else f"{language} stands apart"
                self.log_change(request, edition, said)
            return HttpResponseRedirect(_address("translations", edition.pk))
        title = _("Does %(language)s mean the same?") % {"language": translation.get_language_name(language)}
        more = {"form": form, "language": language, "title": title, "may": not edition.frozen}
        return self._page(request, "same", edition, more, status=422 if form.is_bound else 200)

    def _page(
        self, request: MemberRequest, name: str, edition: Edition, more: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "edition": edition, **more}
        return TemplateResponse(request, f"admin/questionnaire/edition/{name}.html", context, status=status)


def _languages(edition: Edition, document: dict[str, Any]) -> list[str]:
    """Those of the site and those begun, without the edition's own."""
    languages = {*translation.get_site_languages(), *translation.list_begun_languages(document)}
    return sorted(languages - {translation.get_base_language(edition.language)})


def _known(edition: Edition, language: str) -> None:
    if language not in _languages(edition, serialization.write(edition)):
        raise Http404


def _standing(edition: Edition, document: dict[str, Any], language: str) -> dict[str, Any]:
    gaps = list(translation.find_gaps(document, language))
    by_code = Counter(gap.question for gap in gaps)
    return {
        "language": language,
        "name": translation.get_language_name(language),
        "gaps": gaps,
        "outdated": list(translation.find_outdated(document, language)),
        "by_code": by_code,
        "begun": language in translation.list_begun_languages(document),
        "spoken": language in translation.get_site_languages(),
        "reason": edition.equivalent.get(language, ""),
    }


def _beside(order: Sequence[int], here: int) -> dict[str, Any]:
    place = order.index(here)
    return {
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
        "number": place + 1,
        "total": len(order),
    }


def _address(name: str, *arguments: object) -> str:
    return reverse(f"admin:questionnaire_edition_{name}", args=arguments)
