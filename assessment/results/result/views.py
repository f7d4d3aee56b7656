"""One result, to whoever holds it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment import audit_log, days
from assessment.accounts.languages import get_current_language
from assessment.accounts.limits import count_try
from assessment.accounts.models import User
from assessment.attempts.holder import BROWSERS_COLUMN, Holder, describe_hold
from assessment.calendar_audit.queries import find_held_with_months
from assessment.commitments.current import get_status_of_result
from assessment.practice.context import PAGES_VERSION, get_pages_of_version
from assessment.questionnaire.models import FULL
from assessment.results.result import context
from assessment.results.result.commitment import build_commitment_section, build_saved_commitment
from assessment.results.result.minute import choose_commitment_page
from assessment.results.result.queries import read_result
from assessment.slides import CONTENT_TYPE


@login_not_required
@require_safe
def slides(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A full result as slides, to whoever holds it; its commitment only where that is asked for."""
    from assessment.results.result.slides import build_slides  # noqa: PLC0415  # brings python-pptx, for this alone

    holder = Holder.from_request(request)
    attempt = _get_attempt_or_404(holder, uid)
    if attempt.is_open or attempt.questionnaire.slug != FULL:
        raise Http404
    if refused := count_try(request, "export", str(uid)):
        return refused
    result, today = read_result(attempt, holder), days.today()
    commitment = None
    if "commitment" in request.GET:
        commitment = build_saved_commitment(get_status_of_result(attempt, holder), result, today)
    page = context.build_full_page(result, today, {})
    response = HttpResponse(build_slides(page, commitment, at=timezone.now()), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="architect-or-artefact-result.pptx"'
    actor = request.user.uid if isinstance(request.user, User) else None
    audit_log.record("export", actor=actor, kind="result slides", uid=uid)
    return response


@login_not_required
@require_safe
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    holder = Holder.from_request(request)
    attempt = _get_attempt_or_404(holder, uid)
    if attempt.is_open:
        return redirect("attempts:take", uid)
    result = read_result(attempt, holder)
    today = days.today()
    status = get_status_of_result(attempt, holder)
    if result.is_pulse:
        template = "results/pulse/page.html"
        page = context.build_pulse_page(result, today)
        page["commitment"] = build_commitment_section(status, result, today)
    else:
        template = "results/result/page.html"
        language = get_current_language()
        page = context.build_full_page(result, today, get_pages_of_version(language, attempt.pages_version))
        page["commitment"] = build_commitment_section(
            status, result, today, choose_commitment_page(page["minute"], language)
        )
    page |= {"current": "result", "hold": describe_hold(request, attempt), "sharer": ""}
    return render(request, template, page)


def _get_attempt_or_404(holder: Holder, uid: UUID) -> Any:
    # An attempt, with the columns beside it.
    attempt = find_held_with_months(holder, uid, extra_columns=BROWSERS_COLUMN + PAGES_VERSION)
    if attempt is None:
        raise Http404
    return attempt
