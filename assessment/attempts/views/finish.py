"""The end of an attempt: review, submit, and keeping it in an account."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.accounts.form_pages import form_on
from assessment.accounts.http import MemberRequest
from assessment.attempts import actions
from assessment.attempts.holding import forget
from assessment.attempts.models import Attempt
from assessment.attempts.sheet import Sheet
from assessment.attempts.views.fetching import NotHeld, held, signed_out
from assessment.attempts.words import answer_in_words, asked_in_words


@never_cache
@login_not_required
@require_safe
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every question with its answer, the open ones first."""
    try:
        attempt = held(request, uid)
    except NotHeld:
        if request.user.is_authenticated:
            raise
        return signed_out(request)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    sheet = Sheet.of(attempt, get_language() or "")
    parts: dict[str, list[tuple[int, str, str]]] = {}
    open_lines: list[tuple[int, str]] = []
    for line in sheet.lines:
        text = asked_in_words(line.question, sheet.month)
        if line.answer:
            row = (line.number, text, answer_in_words(line.question, line.answer))
            parts.setdefault(sheet.part(line.number), []).append(row)
        else:
            open_lines.append((line.number, text))
    context = {"sheet": sheet, "parts": parts, "open_lines": open_lines}
    return render(request, "attempts/review.html", context)


@never_cache
@form_on("attempts:review", "uid")
@login_not_required
@require_POST
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Score it once, however often this arrives."""
    attempt = held(request, uid)
    try:
        actions.submit(attempt, at=timezone.now())
    except actions.UnansweredQuestion as gap:
        return redirect(reverse("attempts:question", args=[uid, gap.number]) + "?gap")
    return redirect("results:detail", uid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Keep an anonymous attempt in the account; two open ones: the person says which stays."""
    attempt = held(request, uid)
    after = reverse("attempts:take" if attempt.is_open else "results:detail", args=[uid])
    if attempt.owner_id is not None:
        return redirect(after)
    others = Attempt.objects.of(request.user).filter(questionnaire=attempt.questionnaire_id).open()
    rival = others.first() if attempt.is_open else None
    if request.method != "POST" or (rival and request.POST.get("keep") not in {"this", "other"}):
        context = {"attempt": attempt, "rival": rival, "after": after}
        return render(request, "attempts/claim.html", context)
    if rival and request.POST["keep"] == "other":
        actions.delete(Attempt.objects.filter(pk=attempt.pk))
        after = reverse("attempts:take", args=[rival.uid])
    else:
        actions.claim(attempt, request.user, instead_of=rival)
    forget(request, attempt.uid)
    return redirect(after)
