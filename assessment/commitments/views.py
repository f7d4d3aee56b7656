"""The commitment of a result, its calendar file, and the switches of reminders."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import days
from assessment.accounts import languages
from assessment.accounts.form_pages import form_is_on, keep_unsent_form
from assessment.accounts.middleware import MemberRequest
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.views.lookups import handle_erased_attempt
from assessment.commitments import actions, presentation
from assessment.commitments.current import CommitmentStatus, get_current_status, get_status_of_result
from assessment.commitments.forms import RUNNING, ClosingForm, CommitmentForm, SwitchesForm
from assessment.commitments.ics import calendar_file
from assessment.commitments.models import Reminder
from assessment.commitments.unsubscribe import read_token
from assessment.practice.context import get_published_page

DESTINATIONS = {"start": "attempts:start", "pulse": "attempts:pulse"}
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_erased_attempt
def commitment(request: HttpRequest) -> HttpResponse:
    """The one that stands for the holder's latest result: none, open, due, overdue, closed."""
    status = get_current_status(Holder.from_request(request))
    if status is None:
        if request.method == "POST" and request.user.is_anonymous:
            keep_unsent_form(request)
        return render(request, "commitments/none.html")
    today = days.today()
    if request.method != "POST":
        return _page(request, status, today)
    if "closing" in request.POST:
        return _close(request, status, today)
    return _save(request, status, today)


def _save(request: HttpRequest, status: CommitmentStatus, today: date) -> HttpResponse:
    form = CommitmentForm(request.POST, today=today)
    if not form.is_valid():
        return _page(request, status, today, form=form, status_code=UNPROCESSABLE)
    try:
        actions.save_commitment(
            status.attempt,
            form.phrase,
            due_on=form.cleaned_data["due_on"],
            today=today,
            language=languages.get_current_language(),
        )
    except (actions.CommitmentDue, actions.CommitmentClosed):
        form.add_error(None, _("Its day has come, so its words stay as they were. Say how it went instead."))
        return _page(request, status, today, form=form, status_code=UNPROCESSABLE)
    messages.success(request, _("Kept. The next attempt opens with it."))
    return redirect("commitments:commitment")


def _close(request: HttpRequest, status: CommitmentStatus, today: date) -> HttpResponse:
    if status.commitment is None:
        return redirect("commitments:commitment")
    early = status.state(today) == "open"
    form = ClosingForm(request.POST, early=early)
    if not form.is_valid():
        return _page(request, status, today, closing=form, status_code=UNPROCESSABLE)
    if form.cleaned_data["outcome"] == RUNNING:
        return _redirect_onward(request, "?running")
    try:
        actions.close_commitment(
            status.commitment,
            form.cleaned_data["outcome"],
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
    except actions.CommitmentClosed:
        messages.warning(request, _("It was closed before, and stays as it was."))
    return _redirect_onward(request)


def _redirect_onward(request: HttpRequest, remark: str = "") -> HttpResponse:
    """Back to the start that sent here, or to this page."""
    destination = DESTINATIONS.get(request.POST.get("then", ""))
    return redirect(reverse(destination) + remark if destination else "commitments:commitment")


def _page(
    request: HttpRequest,
    status: CommitmentStatus,
    today: date,
    *,
    form: CommitmentForm | None = None,
    closing: ClosingForm | None = None,
    status_code: int = HTTPStatus.OK,
) -> HttpResponse:
    state, commitment = status.state(today), status.commitment
    then = request.POST.get("then") or request.GET.get("then", "")
    early = state == "open"
    page_chosen = get_published_page(request.GET.get("practice", ""), languages.get_current_language())
    if form is None and page_chosen and (early or state == "none"):
        form = presentation.build_experiment_form(page_chosen, request.GET.get("experiment", ""), today)
    if form is None and (state == "none" or (early and "change" in request.GET)):
        form = presentation.build_form(status, today)
    if closing is None and (state in {"due", "overdue"} or (early and (then or "close" in request.GET))):
        closing = ClosingForm(early=early)
    page: dict[str, Any] = {
        "status": status,
        "commitment": commitment,
        "until": presentation.format_day(commitment.due_on, today) if commitment else "",
        "state": state,
        "then": then if then in DESTINATIONS else "",
        "form": form,
        "closing": closing,
    }
    return render(request, "commitments/commitment.html", page, status=status_code)


@never_cache
@login_not_required
@require_safe
def reminder_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A calendar file: when the next attempt says something, and the day of the commitment that stands."""
    holder = Holder.from_request(request)
    results = Attempt.objects.held_by(holder).submitted().select_related("questionnaire")
    attempt = get_object_or_404(results, uid=uid)
    status = get_status_of_result(attempt, holder)
    commitment = status.commitment if status else None
    entries = presentation.list_calendar_entries(attempt, commitment, site=settings.PUBLIC_URL)
    response = HttpResponse(
        calendar_file(entries, at=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="architect-or-artefact.ics"'
    return response


@form_is_on("privacy:account")
@require_POST
def reminders(request: MemberRequest) -> HttpResponse:
    """The switches of the account page."""
    form = SwitchesForm(request.POST)
    wanted = form.wanted if form.is_valid() else set()
    actions.switch_reminders(request.user, wanted, today=days.today())
    messages.success(request, _("Saved.") if wanted else _("Saved. No reminder will be sent."))
    return redirect(reverse("privacy:account") + "#reminders")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_off(request: HttpRequest, token: str) -> HttpResponse:
    """The mail's one link. It asks before it acts, so that a mail scanner switches nothing off."""
    subscription = read_token(token)
    if subscription is None:
        return HttpResponse(status=HTTPStatus.GONE)
    ahead = Reminder.objects.ahead().filter(owner=subscription.user)
    if request.method == "POST":
        wanted = (
            set()
            if "all" in request.POST
            else set(ahead.values_list("purpose", flat=True)) - {subscription.purpose}
        )
        actions.switch_reminders(subscription.user, wanted, today=days.today())
    on = set(ahead.values_list("purpose", flat=True))
    page = {
        "purpose": subscription.purpose,
        "is_on": subscription.purpose in on,
        "others": bool(on - {subscription.purpose}),
    }
    return render(request, "commitments/reminders_off.html", page)
