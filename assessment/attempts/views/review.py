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
from assessment.accounts.once import once
from assessment.attempts import actions
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.claiming import rival_of
from assessment.attempts.holder import browser_of, forget, keep_browser, link_of_browser
from assessment.attempts.models import Attempt
from assessment.attempts.views.lookups import NotHeld, held, not_held, says_if_erased
from assessment.attempts.words import answer_in_words, asked_in_words
from assessment.questionnaire.models import Question


@never_cache
@login_not_required
@require_safe
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every question with its answer, the open ones first."""
    try:
        attempt = held(request, uid)
    except NotHeld:
        return not_held(request, uid)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    sheet = Sheet.of(attempt, get_language() or "")
    parts: dict[str, list[tuple[int, Question, str, str]]] = {}
    open_lines: list[tuple[int, Question, str]] = []
    for line in sheet.lines:
        text = asked_in_words(line.question, sheet.month)
        if line.answer:
            row = (line.number, line.question, text, answer_in_words(line.question, line.answer))
            parts.setdefault(sheet.part(line.number), []).append(row)
        else:
            open_lines.append((line.number, line.question, text))
    context = {"sheet": sheet, "parts": parts, "open_lines": open_lines}
    return render(request, "attempts/review.html", context)


@never_cache
@form_is_on("attempts:review", "uid")
@login_not_required
@require_POST
@says_if_erased
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Score it once, however often this arrives."""
    attempt = held(request, uid)
    browser = browser_of(request)
    try:
        submitted = actions.submit(
            attempt, at=timezone.now(), browser=browser, link=link_of_browser(request, uid)
        )
    except actions.UnansweredQuestion as gap:
        return redirect(reverse("attempts:question", args=[uid, gap.number]) + "?gap")
    if submitted.owner_id is not None:
        return redirect("results:detail", uid)
    # Another browser may have been quicker: it alone holds the result then, and the attempt's page says so.
    mine = actions.may_claim(submitted, browser)
    response = redirect("results:detail" if mine else "attempts:take", uid)
    keep_browser(request, response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@says_if_erased
@once
def claim(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Keep an anonymous attempt in the account; two open ones: the person says which stays."""
    attempt = held(request, uid)
    after = reverse("attempts:take" if attempt.is_open else "results:detail", args=[uid])
    if attempt.owner_id is not None:
        return redirect(after)
    browser = browser_of(request)
    rival = rival_of(attempt, request.user)
    chosen = request.POST.get("keep")
    if request.method != "POST" or (rival and chosen not in {"this", "other"}):
        context = {"attempt": attempt, "rival": rival, "after": after}
        return render(
            request, "attempts/claim.html", context | {"elsewhere": not actions.may_claim(attempt, browser)}
        )
    if rival and chosen == "other":
        actions.delete(Attempt.objects.filter(pk=attempt.pk))
        return redirect("attempts:take", rival.uid)
    try:
        if not actions.claim(attempt, request.user, browser=browser, instead_of=rival):
            raise actions.AttemptErased
    except actions.SubmittedElsewhere:
        return render(request, "attempts/claim.html", {"elsewhere": True, "after": after}, status=409)
    forget(request, attempt.uid)
    messages.success(request, _("Kept in your account."))
    return redirect(after)
