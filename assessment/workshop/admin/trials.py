"""Take a draft as people would, and links by which a colleague takes it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once, hash_form
from assessment.accounts.tokens import derive_token, generate_token
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import actions
from assessment.workshop.admin.question_sequence import describe_place
from assessment.workshop.admin.steps import (
    WRITE,
    StepsMixin,
    explain_frozen,
    get_edition_or_404,
    get_edition_url,
)
from assessment.workshop.forms import TrialForm
from assessment.workshop.models import MOST_LINKS, PreviewLink
from assessment.workshop.restored import pop_restored_values
from assessment.workshop.trial.records import begin_trial
from assessment.workshop.trial.sheet import find_reason_not_to_ask

TRIAL_PAGE = "admin:questionnaire_edition_trial"


class TrialMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        def page(address: str, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            return path(f"<int:pk>/trial/{address}", view, name=f"questionnaire_edition_{name}")

        guard, on_page = self.admin_site.admin_view, form_is_on(TRIAL_PAGE, "pk")
        return [
            page("", "trial", guard(self.trial)),
            page("link/", "trial_link", on_page(guard(self.make_link))),
            page("link/<uuid:uid>/end/", "trial_link_end", on_page(guard(answer_once(self.end_link)))),
            *super().get_urls(),
        ]

    def trial(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        form = TrialForm(
            edition,
            request.POST if request.method == "POST" else None,
            initial=pop_restored_values(request),
        )
        if request.method == "POST" and not edition.frozen and form.is_valid():
            choices = form.cleaned_data
            begun = begin_trial(request, edition, form=choices["form"], language=choices["language"])
            return redirect("trial:home", begun.uid)
        links = PreviewLink.objects.in_force(timezone.now()).filter(edition=edition)
        context = {
            "title": _("A trial of %(edition)s") % {"edition": edition},
            "form": form,
            "left_out": [] if edition.frozen else _list_left_out(edition),
            "links": links.select_related("made_by").order_by("-made_at"),
            "most": MOST_LINKS,
        }
        return self._render_trial_page(request, "trial", edition, context, 422 if form.is_bound else 200)

    def make_link(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = _get_draft(request, pk)
        # The same form sent twice makes the same link.
        number = hash_form(request)
        token = derive_token("preview link", str(request.user.uid), number) if number else generate_token()
        if edition.frozen:
            return redirect(TRIAL_PAGE, pk)
        try:
            link = actions.make_preview_link(edition, token, by=request.user, at=timezone.now())
        except actions.TooManyLinks:
            text = _("%(number)s links open this draft already. Take one back first.")
            self.message_user(request, text % {"number": MOST_LINKS}, messages.ERROR)
            return HttpResponseRedirect(f"{reverse(TRIAL_PAGE, args=[pk])}#links")
        context = {
            "title": _("A link to %(edition)s") % {"edition": edition},
            "link": link,
            "address": settings.PUBLIC_URL + reverse("trial:link", args=[token]),
        }
        return self._render_trial_page(request, "preview_link", edition, context)

    def end_link(self, request: MemberRequest, pk: int, uid: UUID) -> HttpResponse:
        edition = _get_draft(request, pk)
        link = get_object_or_404(PreviewLink, uid=uid, edition=edition)
        actions.end_preview_link(link, by=request.user, at=timezone.now())
        self.message_user(request, _("Taken back. The link no longer works."))
        return HttpResponseRedirect(f"{reverse(TRIAL_PAGE, args=[pk])}#links")

    def _render_trial_page(
        self, request: MemberRequest, name: str, edition: Edition, more: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "missing": explain_frozen(edition),
            "back": get_edition_url(edition),
            **more,
        }
        return TemplateResponse(request, f"workshop/{name}.html", context, status=status)


def _get_draft(request: MemberRequest, pk: int) -> Edition:
    edition = get_edition_or_404(request, pk, WRITE)
    if request.method != "POST":
        raise Http404
    return edition


def _list_left_out(edition: Edition) -> list[tuple[str, Question, str]]:
    questions = edition.questions.order_by("position", "form").prefetch_related("options")
    return [
        (describe_place(question.position, question.form), question, reason)
        for question in questions
        if (reason := find_reason_not_to_ask(question))
    ]
