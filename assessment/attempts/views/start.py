"""Where an attempt begins."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment import audit_log
from assessment.attempts import actions, words
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.holder import Holder, keep_browser
from assessment.attempts.models import Attempt, AttemptQuerySet
from assessment.questionnaire import translation
from assessment.questionnaire.models import FORMS, FULL, PULSE, Edition

THEN = {FULL: "start", PULSE: "pulse"}
SOON = {FULL: timedelta(days=90), PULSE: timedelta(days=21)}


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The full questionnaire: what it takes, what is stored, one button."""
    return _begin(request, FULL)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest) -> HttpResponse:
    """The monthly pulse."""
    return _begin(request, PULSE)


def _begin(request: HttpRequest, questionnaire: str) -> HttpResponse:
    holder = Holder.of(request)
    mine = Attempt.objects.held_by(holder).filter(questionnaire__slug=questionnaire)
    if "running" not in request.GET and _asks_first(holder, mine):
        # Closing the last commitment comes first; whoever says that it is still running comes back with that.
        return redirect(f"{reverse('commitments:commitment')}?then={THEN[questionnaire]}")
    if request.method == "POST":
        return _start(request, holder, questionnaire)
    response = render(request, "attempts/start.html", _choices(mine, questionnaire))
    if holder.user is None:
        keep_browser(request, response)  # before anything is begun: two clicks are of one browser
    return response


def _asks_first(holder: Holder, mine: AttemptQuerySet) -> bool:
    """Whether a commitment is open and no attempt of this questionnaire is under way.

    It is found by the relation's name, for commitments stand above attempts.
    """
    left = Attempt.objects.held_by(holder).filter(commitment__isnull=False, commitment__closed_at=None)
    return left.filter(~Exists(mine.open())).exists()


def _start(request: HttpRequest, holder: Holder, questionnaire: str) -> HttpResponse:
    mine = Attempt.objects.held_by(holder).filter(questionnaire__slug=questionnaire)
    if holder.user is None and not ratelimit.consume(request, action="new_attempt"):
        audit_log.record("limit hit", outcome="refused", reason="new_attempt")
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    try:
        attempt = actions.start(
            holder,
            questionnaire,
            at=timezone.now(),
            first_form=secrets.choice(FORMS),
            again="again" in request.POST,
        )
    except actions.NothingPublished:
        return render(request, "attempts/start.html", _choices(mine, questionnaire), status=409)
    response = redirect("attempts:take", attempt.uid)
    if attempt.owner_id is None:
        keep_browser(request, response)
    return response


def _choices(mine: Any, questionnaire: str) -> dict[str, Any]:
    """What the start page says: carry on, wait, begin, or nothing to begin."""
    latest = list(mine.select_related("edition").order_by("-started_at")[:20])
    unfinished = next((attempt for attempt in latest if attempt.is_open), None)
    last = max((a.submitted_at for a in latest if a.submitted_at), default=None)
    sheet = Sheet.of(unfinished, get_language() or "") if unfinished else None
    edition = Edition.objects.of(questionnaire).published().first()
    asked = sheet.attempt.edition if sheet else edition
    elsewhere = translation.foreign(asked, get_language() or "") if asked else ""
    return {
        "pulse": questionnaire == PULSE,
        "edition": edition,
        "only_in": translation.language_name(elsewhere) if elsewhere else "",
        "sheet": sheet,
        "stopped_on": words.when(sheet.stopped_at, timezone.now()) if sheet else "",
        "soon": last if last and timezone.now() - last < SOON[questionnaire] else None,
    }
