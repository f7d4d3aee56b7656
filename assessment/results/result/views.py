"""One result, to whoever holds it."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assessment import days
from assessment.accounts.languages import get_current_language
from assessment.attempts.claiming import describe_hold
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.calendar_audit.queries import with_months
from assessment.commitments.current import get_status_of_result
from assessment.practice.context import get_published_pages
from assessment.results.result import context
from assessment.results.result.commitment import build_commitment_section
from assessment.results.result.minute import choose_commitment_page
from assessment.results.result.queries import read_result


@login_not_required
@require_safe
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    holder = Holder.from_request(request)
    attempts = with_months(Attempt.objects.held_by(holder)).select_related("edition", "questionnaire")
    attempt = get_object_or_404(attempts, uid=uid)
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
        page = context.build_full_page(result, today, get_published_pages(language))
        page["commitment"] = build_commitment_section(
            status, result, today, choose_commitment_page(page["minute"], language)
        )
    return render(request, template, page | {"current": "result", "held": describe_hold(request, attempt)})
