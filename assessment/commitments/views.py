"""The commitment of a result, its calendar file, and the switches of reminders."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import days
from assessment.accounts import languages
from assessment.accounts.actions import lock_account
from assessment.accounts.form_pages import form_is_on, keep_unsent_form
from assessment.accounts.limits import count_try, count_unrequested_mail
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.switches import SHOWN_ON, is_left_alone, refuse_other_form
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.views.lookups import handle_erased_attempt
from assessment.commitments import actions, presentation, witnesses
from assessment.commitments.current import CommitmentStatus, get_current_status, get_status_of_result
from assessment.commitments.forms import RUNNING, ClosingForm, CommitmentForm, SwitchesForm, WitnessForm
from assessment.commitments.ics import Entry, calendar_file
from assessment.commitments.models import Commitment, Reminder
from assessment.commitments.unsubscribe import read_token
from assessment.practice.context import get_published_page

DESTINATIONS = {"start": "attempts:start", "pulse": "attempts:pulse", "home": "results:home"}
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
    changed = status.commitment if _is_unseen(request, status) else None
    if changed and changed.is_open and not form.says_the_same(changed):
        message = _(
            "Meanwhile you kept another commitment: “%(sentence)s” Keep this one to put it in its place."
        )
        form.add_error(None, message % {"sentence": changed.sentence})
        return _page(request, status, today, form=form, status_code=HTTPStatus.CONFLICT)
    try:
        actions.save_commitment(
            status.attempt,
            form.phrase,
            due_on=form.cleaned_data["due_on"],
            today=today,
            language=languages.get_current_language(),
            source=form.source,
        )
    except (actions.CommitmentDue, actions.CommitmentClosed):
        form.add_error(None, _("Its day has come, so its words stay as they were. Say how it went instead."))
        return _page(request, status, today, form=form, status_code=UNPROCESSABLE)
    messages.success(request, _("Saved. We’ll ask about it before you take it again."))
    return redirect("commitments:commitment")


def _is_unseen(request: HttpRequest, status: CommitmentStatus) -> bool:
    # Whether the page that is sent showed another commitment than the one that stands, or none.
    seen_version = request.POST.get("seen", "")
    return bool(seen_version) and seen_version != presentation.name_version(status.commitment)


def _close(request: HttpRequest, status: CommitmentStatus, today: date) -> HttpResponse:
    if status.commitment is None or (_is_unseen(request, status) and not status.commitment.is_open):
        messages.warning(request, _("It was closed before, and stays as it was."))
        return _redirect_onward(request)
    early = status.state(today) == "open"
    form = ClosingForm(request.POST, early=early)
    if not form.is_valid():
        return _page(request, status, today, closing=form, status_code=UNPROCESSABLE)
    if _is_unseen(request, status):
        form.add_error(None, _("Meanwhile this commitment has changed: read it, then say how it went."))
        return _page(request, status, today, closing=form, status_code=HTTPStatus.CONFLICT)
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
    # Back to the start that sent here, or to this page.
    destination = DESTINATIONS.get(request.POST.get("then", ""))
    return redirect(reverse(destination) + remark if destination else "commitments:commitment")


def _page(
    request: HttpRequest,
    status: CommitmentStatus,
    today: date,
    *,
    form: CommitmentForm | None = None,
    closing: ClosingForm | None = None,
    witness_form: WitnessForm | None = None,
    status_code: int = HTTPStatus.OK,
) -> HttpResponse:
    state, commitment = status.state(today), status.commitment
    then = request.POST.get("then") or request.GET.get("then", "")
    early = state == "open"
    page_chosen = get_published_page(request.GET.get("practice", ""), languages.get_current_language())
    if form is None and page_chosen and (early or state == "none"):
        form = presentation.build_experiment_form(page_chosen, request.GET.get("experiment", ""), today)
    if form is None and (state == "none" or (early and "change" in request.GET)):
        page_chosen = presentation.choose_page(status, Holder.from_request(request))
        form = presentation.build_form(status, today, page_chosen)
    if closing is None and (state in {"due", "overdue"} or (early and (then or "close" in request.GET))):
        closing = ClosingForm(early=early)
    if witness_form is None and _may_name_witness(request, status, today):
        witness_form = WitnessForm()
    page: dict[str, Any] = {
        "status": status,
        "commitment": commitment,
        "seen": presentation.name_version(commitment),
        "until": presentation.format_day(commitment.due_on, today) if commitment else "",
        "state": state,
        "then": then if then in DESTINATIONS else "",
        "form": form,
        "closing": closing,
        "witness": getattr(commitment, "witness", None),
        "witness_form": witness_form,
        "practice_page": page_chosen,
        "replaces": bool(page_chosen and early),
        "chosen_too_late": bool(page_chosen and state in {"due", "overdue", "closed"}),
    }
    return render(request, "commitments/commitment.html", page, status=status_code)


def _may_name_witness(request: HttpRequest, status: CommitmentStatus, today: date) -> bool:
    # Only whoever has confirmed an address may have a mail sent to somebody who has not.
    return (
        status.state(today) == "open"
        and isinstance(request.user, User)
        and status.attempt.owner_id == request.user.pk
        and bool(witnesses.get_confirmed_address(request.user))
    )


@form_is_on("commitments:commitment")
@require_POST
@handle_erased_attempt
def witness(request: MemberRequest) -> HttpResponse:
    """Tell somebody of the open commitment, or nobody any more."""
    status, today = get_current_status(Holder.from_request(request)), days.today()
    if status is None or status.commitment is None or not _may_name_witness(request, status, today):
        messages.warning(request, _("There is no open commitment to tell anybody of. Nothing was sent."))
        return redirect("commitments:commitment")
    if _is_unseen(request, status):
        messages.warning(
            request, _("Meanwhile your commitment has changed. Nothing was sent or erased: read it first.")
        )
        return redirect("commitments:commitment")
    if "remove" in request.POST:
        witnesses.remove_witness(status.commitment, owner=request.user)
        messages.success(request, _("Your witness’s address is erased. No further mail goes there."))
        return redirect("commitments:commitment")
    form = WitnessForm(request.POST, own_mailboxes=witnesses.list_own_mailboxes(request.user))
    if form.is_valid() and witnesses.has_links(status.commitment):
        form.add_error(
            None,
            _(
                "The words of your commitment hold an address of a page or of a mail. We send none to people "
                "who did not ask for it: change the words first."
            ),
        )
    if not form.is_valid():
        return _page(request, status, today, witness_form=form, status_code=UNPROCESSABLE)
    return _name_witness(request, status, status.commitment, form)


def _name_witness(
    request: MemberRequest, status: CommitmentStatus, commitment: Commitment, form: WitnessForm
) -> HttpResponse:
    address, today = form.cleaned_data["email"], days.today()
    if witnesses.is_named(commitment, address):
        messages.info(request, _("They know already, so no second mail was sent."))
        return redirect("commitments:commitment")
    if refused := count_try(request, "witness"):
        return refused
    # The same answer for a mailbox that has said stop and for one that has had its mails of today.
    if not count_unrequested_mail(request, "witness_to_mailbox", address):
        with suppress(witnesses.NoWitness):
            witnesses.name_witness(commitment, address, owner=request.user, at=timezone.now())
            messages.success(request, _("Saved. The mail is on its way."))
            return redirect("commitments:commitment")
    form.add_error("email", _("We send no mail of this kind there. Name somebody else, or do without."))
    return _page(request, status, today, witness_form=form, status_code=UNPROCESSABLE)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def witness_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A witness's mail's one link. It asks before it acts, so that a mail scanner stops nothing."""
    mailbox_hash = witnesses.read_stop_token(token)
    if mailbox_hash is None:
        return HttpResponse(status=HTTPStatus.GONE)
    if request.method == "POST":
        witnesses.stop_mailbox(mailbox_hash, at=timezone.now())
    page = {"is_stopped": witnesses.is_stopped(mailbox_hash)}
    return render(request, "commitments/witness_stop.html", page)


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
    return _send_calendar(entries, "architect-or-artefact.ics")


@never_cache
@login_not_required
@require_safe
def weekly_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A calendar file: the open commitment of a result once a week, until its day."""
    results = Attempt.objects.held_by(Holder.from_request(request))
    commitment = get_object_or_404(Commitment.objects.open(), attempt__in=results, attempt__uid=uid)
    return _send_calendar(
        [presentation.build_weekly_entry(commitment, site=settings.PUBLIC_URL)], "commitment-weekly.ics"
    )


def _send_calendar(entries: Sequence[Entry], name: str) -> HttpResponse:
    content = calendar_file(entries, at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@form_is_on("privacy:account")
@require_POST
def reminders(request: MemberRequest) -> HttpResponse:
    """The switches of the account page."""
    form = SwitchesForm(request.POST)
    ticked = form.wanted if form.is_valid() else set()
    if not ticked and SHOWN_ON not in request.POST:
        return refuse_other_form(request, reverse("privacy:account") + "#reminders")
    with transaction.atomic():
        lock_account(request.user)
        on = set(Reminder.objects.ahead().filter(owner=request.user).values_list("purpose", flat=True))
        set_elsewhere = {
            purpose
            for purpose in on ^ ticked
            if is_left_alone(request.POST, purpose, ticked=purpose in ticked)
        }
        purposes = ticked ^ set_elsewhere
        actions.switch_reminders(request.user, purposes, today=days.today())
    messages.success(request, _("Saved.") if purposes else _("Saved. No reminder will be sent."))
    if set_elsewhere:
        messages.info(request, _("What you changed on another page meanwhile stays as it is there."))
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
        purposes = (
            set()
            if "all" in request.POST
            else set(ahead.values_list("purpose", flat=True)) - {subscription.purpose}
        )
        actions.switch_reminders(subscription.user, purposes, today=days.today())
    on = set(ahead.values_list("purpose", flat=True))
    page = {
        "purpose": subscription.purpose,
        "is_on": subscription.purpose in on,
        "others": bool(on - {subscription.purpose}),
    }
    return render(request, "commitments/reminders_off.html", page)
