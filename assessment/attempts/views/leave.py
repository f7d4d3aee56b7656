"""Leaving and coming back: the private resume link."""

from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment import audit
from assessment.accounts.tasks import post
from assessment.attempts import actions
from assessment.attempts.forms import ResumeMailForm
from assessment.attempts.holding import remember
from assessment.attempts.models import Attempt
from assessment.attempts.sheet import Sheet
from assessment.attempts.views.fetching import NotHeld, held, signed_out


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Signed in, it is in the account; otherwise POST makes a link, or mails the one just made."""
    try:
        attempt = held(request, uid)
    except NotHeld:
        if request.user.is_authenticated:
            raise
        return signed_out(request)
    if request.method != "POST" or attempt.owner_id is not None:
        return _page(request, attempt)
    if "email" not in request.POST:
        token = actions.make_link(attempt)
        return _page(request, attempt, token, ResumeMailForm(initial={"token": token}))
    return _mail(request, attempt)


def _mail(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    form = ResumeMailForm(request.POST)
    token = request.POST.get("token", "")
    if not actions.opens(token, attempt):
        return HttpResponse(status=410)
    if not form.is_valid():
        return _page(request, attempt, token, form, status=422)
    if not ratelimit.consume(request, action="resume_mail", key=str(attempt.uid)):
        audit.record("limit hit", outcome="refused", reason="resume_mail")
        return HttpResponse(status=429, headers={"Retry-After": "86400"})
    post("attempts/email/resume_link", form.cleaned_data["email"], link=_address(token))
    return _page(request, attempt, token, form, mailed=form.cleaned_data["email"])


def _address(token: str) -> str:
    return settings.PUBLIC_URL + reverse("attempts:resume", args=[token])


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
        "link": _address(token) if token else "",
        "form": form,
        "mailed": mailed,
    }
    return render(request, "attempts/leave.html", context, status=status)


@never_cache
@login_not_required
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """A link becomes this browser's hold on the attempt, and leaves the address bar at once."""
    attempt = actions.find_by_token(token)
    if attempt is None:
        audit.record("link refused", kind="attempt", outcome="refused", reason="opens_nothing")
        return HttpResponse(status=410)
    audit.record("link opened", kind="attempt", uid=attempt.uid)
    remember(request, attempt.uid)
    return redirect("attempts:take", attempt.uid)
