"""Leaving and coming back: the private resume link."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment import audit_log
from assessment.accounts.language_switch import in_chosen_language
from assessment.accounts.limits import count_try, count_unrequested_mail
from assessment.accounts.once import hash_form, is_first_time
from assessment.accounts.tasks import queue_mail
from assessment.accounts.tokens import derive_token
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.forms import ResumeMailForm
from assessment.attempts.holder import (
    build_resume_url,
    delete_link_cookie,
    get_browser_hash,
    get_browser_key,
    get_link_cookie,
    set_browser_cookie,
    set_link_cookie,
)
from assessment.attempts.models import Attempt
from assessment.attempts.views.lookups import (
    AttemptNotFound,
    get_attempt,
    handle_erased_attempt,
    show_ways_back,
)
from assessment.days import format_moment


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_erased_attempt
@in_chosen_language
def leave(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        attempt = get_attempt(request, uid)
    except AttemptNotFound:
        return show_ways_back(request, uid)
    if request.method != "POST" or attempt.owner_id is not None:
        return _render_page(request, attempt)
    if "email" not in request.POST:
        # The same form sent twice makes the same link.
        form_number = hash_form(request)
        token = (
            derive_token("leaving", str(uid), get_browser_key(request), form_number) if form_number else ""
        )
        token = actions.replace_link(attempt, token)
        return _render_page(request, attempt, token, ResumeMailForm(initial={"token": token}))
    return _mail_link(request, attempt)


def _mail_link(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    form = ResumeMailForm(request.POST)
    token = request.POST.get("token", "")
    if not attempt.has_link_token(token):
        return HttpResponse(status=410)
    if "language" in request.POST:
        return _render_page(request, attempt, token, ResumeMailForm(initial=request.POST.dict()))
    if not form.is_valid():
        return _render_page(request, attempt, token, form, status=422)
    if not is_first_time(request):
        return _render_page(request, attempt, token, form, mailed=form.cleaned_data["email"])
    address = form.cleaned_data["email"]
    if count_try(request, "resume_mail", str(attempt.uid)) or count_unrequested_mail(
        request, "resume_mail_to_mailbox", address
    ):
        form.add_error(
            "email",
            _("We have already sent several mails there. Copy the link instead, or try again tomorrow."),
        )
        page = _render_page(request, attempt, token, form, status=429)
        page["Retry-After"] = "86400"
        return page
    queue_mail(
        "attempts/email/resume_link",
        address,
        link=build_resume_url(token),
        begun=format_moment(attempt.started_at, _("j F Y")),
    )
    return _render_page(request, attempt, token, form, mailed=form.cleaned_data["email"])


def _render_page(
    request: HttpRequest,
    attempt: Attempt,
    token: str = "",
    form: ResumeMailForm | None = None,
    mailed: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "sheet": AnswerSheet.load(attempt),
        "link": build_resume_url(token) if token else "",
        "form": form,
        "mailed": mailed,
    }
    return render(request, "attempts/leave.html", context, status=status)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_erased_attempt
def resume(request: HttpRequest, token: str) -> HttpResponse:
    is_own = request.method == "POST"
    attempt = actions.find_by_token(get_link_cookie(request, token) if is_own else token)
    if attempt is None:
        if response := count_try(request, "wrong_token"):
            return response
        audit_log.record("link refused", kind="attempt", outcome="refused", reason="opens_nothing")
        return HttpResponse(status=410)
    # The link leaves the address bar at once. The page it leads to asks whose attempt it is, for
    # somebody may have begun it to read what somebody else answers; it posts the attempt's id, and the
    # token comes from the cookie.
    response = redirect("attempts:take", attempt.uid)
    if is_own:
        actions.add_hold(attempt, get_browser_hash(request))
        set_browser_cookie(request, response)
        delete_link_cookie(response, attempt.uid)
    else:
        audit_log.record("link opened", kind="attempt", uid=attempt.uid)
        set_link_cookie(response, attempt.uid, token)
    return response
