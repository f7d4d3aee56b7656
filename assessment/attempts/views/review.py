"""The end of an attempt: review, submit, and keeping it in an account."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.claiming import find_rival
from assessment.attempts.holder import derive_link, get_browser_hash, remove_from_session, set_browser_cookie
from assessment.attempts.models import Attempt
from assessment.attempts.question_page import build_review_context
from assessment.attempts.views.lookups import (
    AttemptNotFound,
    get_attempt,
    handle_erased_attempt,
    show_ways_back,
)


@never_cache
@login_not_required
@require_safe
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        attempt = get_attempt(request, uid)
    except AttemptNotFound:
        return show_ways_back(request, uid)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    sheet = AnswerSheet.load(attempt, get_language() or "")
    return render(request, "attempts/review.html", build_review_context(sheet))


@never_cache
@form_is_on("attempts:review", "uid")
@login_not_required
@require_POST
@handle_erased_attempt
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    attempt = get_attempt(request, uid)
    browser, link = get_browser_hash(request), derive_link(request, uid)
    try:
        submitted = actions.submit(attempt, at=timezone.now(), browser=browser, link=link)
    except actions.UnansweredQuestion as gap:
        return redirect(reverse("attempts:question", args=[uid, gap.number]) + "?gap&then=open")
    if submitted.owner_id is not None:
        return redirect("results:detail", uid)
    # Another browser may have been quicker: it alone holds the result then, and the attempt's page says so.
    may_open = submitted.has_link_token(link) or actions.may_claim(submitted, browser)
    response = redirect("results:detail" if may_open else "attempts:take", uid)
    set_browser_cookie(request, response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@handle_erased_attempt
@answer_once
def claim(request: MemberRequest, uid: UUID) -> HttpResponse:
    attempt = get_attempt(request, uid)
    next_url = reverse("attempts:take" if attempt.is_open else "results:detail", args=[uid])
    if attempt.owner_id is not None:
        return redirect(next_url)
    browser = get_browser_hash(request)
    rival = find_rival(attempt, request.user)
    choice = request.POST.get("keep")
    if request.method != "POST" or (rival and choice not in {"this", "other"}):
        context = {"attempt": attempt, "rival": rival, "after": next_url}
        return render(
            request, "attempts/claim.html", context | {"elsewhere": not actions.may_claim(attempt, browser)}
        )
    if rival and choice == "other":
        actions.delete(Attempt.objects.filter(pk=attempt.pk))
        return redirect("attempts:take", rival.uid)
    try:
        if not actions.claim(attempt, request.user, browser=browser, instead_of=rival):
            raise actions.AttemptErased
    except actions.SubmittedElsewhere:
        return render(request, "attempts/claim.html", {"elsewhere": True, "after": next_url}, status=409)
    remove_from_session(request, attempt.uid)
    messages.success(request, _("Kept in your account."))
    return redirect(next_url)
