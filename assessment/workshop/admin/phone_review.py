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
from assessment.workshop.admin.steps import (
    PUBLISH,
    WRITE,
    StepsMixin,
    explain_frozen,
    get_edition_or_404,
    get_edition_url,
)

SEEN = "Seen at phone width"


class PhoneReviewMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view(self.phone)
        return [path("<int:pk>/phone/", guarded, name="questionnaire_edition_phone"), *super().get_urls()]

    def phone(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        live_edition = dry_run.get_live_edition(edition)
        if request.method == "POST" and not edition.frozen:
            phone_review.record_look(edition, live_edition, at=timezone.now())
            self.log_change(request, edition, SEEN)
            self.message_user(request, _("Saved: it was seen at phone width."))
            return HttpResponseRedirect(_get_next_url(request, edition))
        return self._render_look(request, edition, live_edition)

    @method_decorator(csp_override(settings.SECURE_CSP | {"frame-src": [CSP.SELF]}))
    def _render_look(
        self, request: MemberRequest, edition: Edition, live_edition: Edition | None
    ) -> HttpResponse:
        questions = [] if edition.frozen else phone_review.list_questions_to_see(edition, live_edition)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "title": _("%(edition)s at phone width") % {"edition": edition},
            "missing": explain_frozen(edition),
            "live": live_edition,
            "questions": questions,
            "shown_in": languages.list_language_choices(
                edition, {language for q in questions for language in q.translations}
            ),
            "language": request.GET.get("language", ""),
            "back": get_edition_url(edition),
        }
        return TemplateResponse(request, "workshop/phone.html", context)


def _get_next_url(request: MemberRequest, edition: Edition) -> str:
    if request.user.has_perm(PUBLISH):
        return reverse("admin:questionnaire_edition_publish", args=[edition.pk])
    return get_edition_url(edition)
