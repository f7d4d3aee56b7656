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
from assessment.commitments.current import Standing, beside, standing_of
from assessment.commitments.forms import RUNNING, ClosingForm, CommitmentForm, SwitchesForm
from assessment.commitments.ics import calendar_file
from assessment.commitments.models import Reminder
from assessment.commitments.unsubscribe import opened
from assessment.practice.context import get_published_page

THEN = {"start": "attempts:start", "pulse": "attempts:pulse"}
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_erased_attempt
def commitment(request: HttpRequest) -> HttpResponse:
    """The one that stands for the holder's latest result: none, open, due, overdue, closed."""
    standing = standing_of(Holder.from_request(request))
    if standing is None:
        if request.method == "POST" and request.user.is_anonymous:
            keep_unsent_form(request)
        return render(request, "commitments/none.html")
    today = days.today()
    if request.method != "POST":
        return _page(request, standing, today)
    if "closing" in request.POST:
        return _close(request, standing, today)
    return _keep(request, standing, today)


def _keep(request: HttpRequest, standing: Standing, today: date) -> HttpResponse:
    form = CommitmentForm(request.POST, today=today)
    if not form.is_valid():
        return _page(request, standing, today, form=form, status=UNPROCESSABLE)
    try:
        actions.keep(
            standing.attempt,
            form.phrase,
            due_on=form.cleaned_data["due_on"],
            today=today,
            language=languages.get_current_language(),
        )
    except (actions.CommitmentDue, actions.CommitmentClosed):
        form.add_error(None, _("Its day has come, so its words stay as they were. Say how it went instead."))
        return _page(request, standing, today, form=form, status=UNPROCESSABLE)
    messages.success(request, _("Kept. The next attempt opens with it."))
    return redirect("commitments:commitment")


def _close(request: HttpRequest, standing: Standing, today: date) -> HttpResponse:
    if standing.commitment is None:
        return redirect("commitments:commitment")
    early = standing.state(today) == "open"
    form = ClosingForm(request.POST, early=early)
    if not form.is_valid():
        return _page(request, standing, today, closing=form, status=UNPROCESSABLE)
    if form.cleaned_data["outcome"] == RUNNING:
        return _onward(request, "?running")
    try:
        actions.close(
            standing.commitment,
            form.cleaned_data["outcome"],
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
    except actions.CommitmentClosed:
        messages.warning(request, _("It was closed before, and stays as it was."))
    return _onward(request)


def _onward(request: HttpRequest, remark: str = "") -> HttpResponse:
    """Back to the start that sent here, or to this page."""
    then = THEN.get(request.POST.get("then", ""))
    return redirect(reverse(then) + remark if then else "commitments:commitment")


def _page(
    request: HttpRequest,
    standing: Standing,
    today: date,
    *,
    form: CommitmentForm | None = None,
    closing: ClosingForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    state, kept = standing.state(today), standing.commitment
    then = request.POST.get("then") or request.GET.get("then", "")
    early = state == "open"
    page_chosen = get_published_page(request.GET.get("practice", ""), languages.get_current_language())
    if form is None and page_chosen and (early or state == "none"):
        form = presentation.chosen_form(page_chosen, request.GET.get("experiment", ""), today)
    if form is None and (state == "none" or (early and "change" in request.GET)):
        form = presentation.form_of(standing, today)
    if closing is None and (state in {"due", "overdue"} or (early and (then or "close" in request.GET))):
        closing = ClosingForm(early=early)
    page: dict[str, Any] = {
        "standing": standing,
        "commitment": kept,
        "until": presentation.day_in_words(kept.due_on, today) if kept else "",
        "state": state,
        "then": then if then in THEN else "",
        "form": form,
        "closing": closing,
    }
    return render(request, "commitments/commitment.html", page, status=status)


@never_cache
@login_not_required
@require_safe
def reminder_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A calendar file: when the next attempt says something, and the day of the commitment that stands."""
    holder = Holder.from_request(request)
    held = Attempt.objects.held_by(holder).submitted().select_related("questionnaire")
    attempt = get_object_or_404(held, uid=uid)
    standing = beside(attempt, holder)
    kept = standing.commitment if standing else None
    entries = presentation.entries_of(attempt, kept, site=settings.PUBLIC_URL)
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
    actions.switch(request.user, wanted, today=days.today())
    messages.success(request, _("Saved.") if wanted else _("Saved. No reminder will be sent."))
    return redirect(reverse("privacy:account") + "#reminders")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_off(request: HttpRequest, token: str) -> HttpResponse:
    """The mail's one link. It asks before it acts, so that a mail scanner switches nothing off."""
    off = opened(token)
    if off is None:
        return HttpResponse(status=HTTPStatus.GONE)
    ahead = Reminder.objects.ahead().filter(owner=off.user)
    if request.method == "POST":
        kept = (
            set() if "all" in request.POST else set(ahead.values_list("purpose", flat=True)) - {off.purpose}
        )
        actions.switch(off.user, kept, today=days.today())
    on = set(ahead.values_list("purpose", flat=True))
    page = {"purpose": off.purpose, "is_on": off.purpose in on, "others": bool(on - {off.purpose})}
    return render(request, "commitments/reminders_off.html", page)
