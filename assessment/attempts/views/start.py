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

from assessment import audit_log, days
from assessment.accounts.time_zones import note_browser_time_zone
from assessment.attempts import actions, wording
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder, set_browser_cookie
from assessment.attempts.models import Attempt, AttemptQuerySet
from assessment.attempts.usual_times import get_usual_minutes
from assessment.attempts.views.lookups import find_next_page
from assessment.questionnaire import translation
from assessment.questionnaire.composition import get_asked_kinds, get_live_edition
from assessment.questionnaire.models import FORMS, FULL, PULSE, Kind

ROUTES = {FULL: "start", PULSE: "pulse"}
EARLY_REPEAT = {FULL: timedelta(days=90), PULSE: timedelta(days=21)}


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    return _show_start(request, FULL)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest) -> HttpResponse:
    return _show_start(request, PULSE)


def _show_start(request: HttpRequest, questionnaire: str) -> HttpResponse:
    holder = Holder.from_request(request)
    if "running" not in request.GET and _has_open_commitment(holder, questionnaire):
        # Closing the last commitment comes first; whoever says that it is still running comes back with that.
        return redirect(f"{reverse('commitments:commitment')}?then={ROUTES[questionnaire]}")
    if request.method == "POST":
        return _start_attempt(request, holder, questionnaire)
    response = render(request, "attempts/start.html", _build_context(holder, questionnaire))
    if holder.user is None:
        set_browser_cookie(request, response)  # before anything is begun: two clicks are of one browser
    return response


def _list_own_attempts(holder: Holder, questionnaire: str) -> AttemptQuerySet:
    return Attempt.objects.held_by(holder).filter(questionnaire__slug=questionnaire)


def _has_open_commitment(holder: Holder, questionnaire: str) -> bool:
    if holder.is_new:
        return False
    # On the day on which it was made there is nothing to say about it yet.
    attempts_with_commitment = Attempt.objects.held_by(holder).filter(
        commitment__made_on__lt=days.today(), commitment__closed_at=None
    )
    # By the relation's name, for commitments are a package above this one.
    return attempts_with_commitment.filter(~Exists(_list_own_attempts(holder, questionnaire).open())).exists()


def _start_attempt(request: HttpRequest, holder: Holder, questionnaire: str) -> HttpResponse:
    if holder.user is None and not ratelimit.consume(request, action="new_attempt"):
        audit_log.record("limit hit", outcome="refused", reason="new_attempt")
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    note_browser_time_zone(request)
    now = timezone.now()
    try:
        attempt = actions.start(
            holder,
            questionnaire,
            at=now,
            first_form=secrets.choice(FORMS),
            again="again" in request.POST,
        )
    except actions.NothingPublished:
        return render(request, "attempts/start.html", _build_context(holder, questionnaire), status=409)
    is_new = attempt.started_at == now  # and nothing of it is answered
    response = redirect(
        reverse("attempts:question", args=[attempt.uid, 1]) if is_new else find_next_page(attempt)
    )
    if attempt.owner_id is None:
        set_browser_cookie(request, response)
    return response


def _build_context(holder: Holder, questionnaire: str) -> dict[str, Any]:
    now = timezone.now()
    latest: list[Attempt] = []
    if not holder.is_new:
        rows = _list_own_attempts(holder, questionnaire).select_related("edition")
        latest = list(rows.order_by("-started_at")[:20])
    unfinished = next((attempt for attempt in latest if attempt.is_open), None)
    last_submission = max((a.submitted_at for a in latest if a.submitted_at), default=None)
    sheet = AnswerSheet.load(unfinished, get_language() or "") if unfinished else None
    edition = get_live_edition(questionnaire)
    kinds = get_asked_kinds(edition, questionnaire)
    edition_asked = sheet.attempt.edition if sheet else edition
    foreign_language = (
        translation.get_foreign_language(edition_asked, get_language() or "") if edition_asked else ""
    )
    return {
        "pulse": questionnaire == PULSE,
        "edition": edition,
        "questions": len(kinds) - (questionnaire == PULSE),  # a pulse speaks of its hours apart
        "situations": kinds.count(Kind.JUDGEMENT),
        "minutes": wording.format_minutes(get_usual_minutes(edition, questionnaire)),
        "only_in": translation.get_language_name(foreign_language) if foreign_language else "",
        "sheet": sheet,
        "stopped_on": wording.describe_day(sheet.stopped_at, now) if sheet else "",
        "is_early": bool(last_submission and now - last_submission < EARLY_REPEAT[questionnaire]),
    }
