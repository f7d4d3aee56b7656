"""What a draft adds or changes, as a phone shows it; a POST says that somebody has looked."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from assessment.accounts.middleware import MemberRequest
from assessment.questionnaire.models import Edition
from assessment.workshop import dry_run, languages, phone_review
from assessment.workshop.admin.steps import PUBLISH, WRITE, Steps, address_of, closed_to, edition_for

SEEN = "Seen at phone width"


class Phone(Steps):
    """The look that publishing asks for."""

    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view(self.phone)
        return [path("<int:pk>/phone/", guarded, name="questionnaire_edition_phone"), *super().get_urls()]

    def phone(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, WRITE)
        before = dry_run.live(edition)
        if request.method == "POST" and not edition.frozen:
            phone_review.keep(edition, before, at=timezone.now())
            self.log_change(request, edition, SEEN)
            self.message_user(request, _("Kept: it was seen at phone width."))
            return HttpResponseRedirect(_onwards(request, edition))
        return self._look(request, edition, before)

    @method_decorator(csp_override(settings.SECURE_CSP | {"frame-src": [CSP.SELF]}))
    def _look(self, request: MemberRequest, edition: Edition, before: Edition | None) -> HttpResponse:
        questions = [] if edition.frozen else phone_review.to_see(edition, before)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "title": _("%(edition)s at phone width") % {"edition": edition},
            "missing": closed_to(edition),
            "live": before,
            "questions": questions,
            "shown_in": languages.choices(edition, {one for q in questions for one in q.translations}),
            "language": request.GET.get("language", ""),
            "back": address_of(edition),
        }
        return TemplateResponse(request, "workshop/phone.html", context)


def _onwards(request: MemberRequest, edition: Edition) -> str:
    """To the publish page for whoever may publish."""
    if request.user.has_perm(PUBLISH):
        return reverse("admin:questionnaire_edition_publish", args=[edition.pk])
    return address_of(edition)
