"""Leaving and coming back: the private resume link."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment import audit_log
from assessment.accounts.limits import count_try, is_mailbox_full
from assessment.accounts.once import hash_form, is_first_time
from assessment.accounts.tasks import queue_mail
from assessment.accounts.tokens import derive_token
from assessment.attempts import actions
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.forms import ResumeMailForm
from assessment.attempts.holder import (
    ask_whose,
    asked_whose,
    browser_key,
    browser_of,
    keep_browser,
    resume_address,
    stop_asking,
)
from assessment.attempts.models import Attempt
from assessment.attempts.views.lookups import NotHeld, held, not_held, says_if_erased
from assessment.days import format_moment


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@says_if_erased
def leave(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Signed in, it is in the account; otherwise POST makes a link, or mails the one just made."""
    try:
        attempt = held(request, uid)
    except NotHeld:
        return not_held(request, uid)
    if request.method != "POST" or attempt.owner_id is not None:
        return _page(request, attempt)
    if "email" not in request.POST:
        form_number = hash_form(request)
        token = derive_token("leaving", str(uid), browser_key(request), form_number) if form_number else ""
        token = actions.make_link(attempt, token)
        return _page(request, attempt, token, ResumeMailForm(initial={"token": token}))
    return _mail(request, attempt)


def _mail(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    form = ResumeMailForm(request.POST)
    token = request.POST.get("token", "")
    if not actions.opens(token, attempt):
        return HttpResponse(status=410)
    if not form.is_valid():
        return _page(request, attempt, token, form, status=422)
    if not is_first_time(request):
        return _page(request, attempt, token, form, mailed=form.cleaned_data["email"])
    address = form.cleaned_data["email"]
    if count_try(request, "resume_mail", str(attempt.uid)) or is_mailbox_full(
        request, "resume_mail_to_mailbox", address
    ):
        form.add_error(
            "email",
            _("We have already sent several mails there. Copy the link instead, or try again tomorrow."),
        )
        page = _page(request, attempt, token, form, status=429)
        page["Retry-After"] = "86400"
        return page
    queue_mail(
        "attempts/email/resume_link",
        address,
        link=resume_address(token),
        begun=format_moment(attempt.started_at, _("j F Y")),
    )
    return _page(request, attempt, token, form, mailed=form.cleaned_data["email"])


def _page(
    request: HttpRequest,
    attempt: Attempt,
    token: str = "",
    form: ResumeMailForm | None = None,
    mailed: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "sheet": Sheet.of(attempt),
        "link": resume_address(token) if token else "",
        "form": form,
        "mailed": mailed,
    }
    return render(request, "attempts/leave.html", context, status=status)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@says_if_erased
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """A link leaves the address bar at once; the page it leads to asks whose the attempt is.

    Somebody may have begun it to read what somebody else answers. The page posts the attempt's id, and the
    token comes from the cookie.
    """
    mine = request.method == "POST"
    attempt = actions.find_by_token(asked_whose(request, token) if mine else token)
    if attempt is None:
        if refused := count_try(request, "wrong_token"):
            return refused
        audit_log.record("link refused", kind="attempt", outcome="refused", reason="opens_nothing")
        return HttpResponse(status=410)
    response = redirect("attempts:take", attempt.uid)
    if mine:
        actions.hold(attempt, browser_of(request))
        keep_browser(request, response)
        stop_asking(response, attempt.uid)
    else:
        audit_log.record("link opened", kind="attempt", uid=attempt.uid)
        ask_whose(response, attempt.uid, token)
    return response
