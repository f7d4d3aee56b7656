"""One question a page: shown, answered, saved."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.attempts import actions, words
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.forms import AnswerForm, form_for, typed
from assessment.attempts.holder import keep_typed, take_typed
from assessment.attempts.models import Answer
from assessment.attempts.question_page import page_of
from assessment.attempts.replies import PASSED, Reply
from assessment.attempts.views.lookups import NotHeld, held, not_held, says_if_erased
from assessment.questionnaire.models import PULSE, Question


@never_cache
@login_not_required
@require_safe
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the first question without an answer, else to the review."""
    try:
        attempt = held(request, uid)
    except NotHeld:
        return _not_held(request, uid)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    sheet = Sheet.of(attempt)
    if sheet.first_gap is None:
        return redirect("attempts:review", uid)
    again = "?resumed" if sheet.answers else ""
    return redirect(reverse("attempts:question", args=[uid, sheet.first_gap]) + again)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@says_if_erased
def question(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """Show one question, or keep its answer and move on."""
    try:
        attempt = held(request, uid)
    except NotHeld:
        return _not_held(request, uid)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    sheet = Sheet.of(attempt, get_language() or "")
    if not 1 <= number <= sheet.total:
        raise Http404
    if request.method == "POST":
        return _answer(request, sheet, number)
    return _page(request, sheet, number, _filled(request, sheet, number))


def _not_held(request: HttpRequest, uid: UUID) -> HttpResponse:
    if request.method == "POST" and request.user.is_anonymous:
        keep_typed(request)
    return not_held(request, uid)


def _form(sheet: Sheet, asked: Question, *args: Any, **kwargs: Any) -> AnswerForm:
    short = sheet.attempt.questionnaire.slug == PULSE
    return form_for(asked, *args, month=sheet.month, short=short, language=sheet.language, **kwargs)


def _filled(request: HttpRequest, sheet: Sheet, number: int) -> AnswerForm:
    """An unbound form that shows the answer so far, or what was typed before a session ended."""
    asked = sheet.questions[number - 1]
    answer = sheet.answers.get(asked.pk)
    given = typed(Reply(answer.option, answer.value)) if answer else {}
    initial = {"page": uuid4(), "revision": answer.revision if answer else 0}
    restored = take_typed(request)
    form = _form(sheet, asked, initial=initial | given | restored)
    form.restored = bool(restored)
    return form


def _answer(request: HttpRequest, sheet: Sheet, number: int) -> HttpResponse:
    asked = sheet.questions[number - 1]
    form = _form(sheet, asked, request.POST)
    automatic = "application/json" in request.headers.get("Accept", "")
    valid, skipped = form.is_valid(), "skip" in request.POST
    leaving = reverse("attempts:leave", args=[sheet.attempt.uid]) if "leave" in request.POST else ""
    if leaving and form.is_incomplete:
        if not form.is_blank:
            keep_typed(request)
        return redirect(leaving)
    if not valid and not skipped:
        return _refused(request, sheet, number, form, automatic)
    reply = PASSED if skipped else form.reply()
    try:
        answer = actions.record_answer(
            sheet.attempt,
            asked,
            reply,
            origin=form.origin(automatic),
            at=timezone.now(),
            language=sheet.language,
        )
    except actions.AttemptClosed:
        return redirect("results:detail", sheet.attempt.uid)
    except actions.AnswerChangedElsewhere as changed:
        return _conflict(request, sheet, number, form, changed.answer, automatic)
    if automatic:
        return JsonResponse({"saved": True, "revision": answer.revision})
    return redirect(leaving or _next(sheet, number))


def _next(sheet: Sheet, number: int) -> str:
    if number < sheet.total:
        return reverse("attempts:question", args=[sheet.attempt.uid, number + 1])
    return reverse("attempts:review", args=[sheet.attempt.uid])


def _refused(
    request: HttpRequest, sheet: Sheet, number: int, form: AnswerForm, automatic: bool
) -> HttpResponse:
    if automatic:
        return JsonResponse({"saved": False, "errors": form.errors}, status=422)
    return _page(request, sheet, number, form, status=422)


def _conflict(
    request: HttpRequest, sheet: Sheet, number: int, form: AnswerForm, theirs: Answer, automatic: bool
) -> HttpResponse:
    """Both answers in words; the form knows of the other save now, so sending it again is a choice."""
    if automatic:
        return JsonResponse({"saved": False, "revision": theirs.revision}, status=409)
    asked = sheet.questions[number - 1]
    reply = PASSED if "skip" in request.POST else form.reply()
    mine = Answer(question=asked, option=reply.option, value=reply.value)
    again = request.POST.copy()
    again["revision"] = str(theirs.revision)
    form = _form(sheet, asked, again)
    conflict = {
        "theirs": words.answer_in_words(asked, theirs),
        "mine": words.answer_in_words(asked, mine),
        "fields": [(name, value) for name, value in again.items() if name != "csrfmiddlewaretoken"],
        "next": reverse("attempts:leave", args=[sheet.attempt.uid])
        if "leave" in again
        else _next(sheet, number),
    }
    return _page(request, sheet, number, form, status=409, conflict=conflict)


def _page(
    request: HttpRequest,
    sheet: Sheet,
    number: int,
    form: AnswerForm,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    context = page_of(sheet, number, form) | {
        "conflict": conflict,
        "stopped_on": words.when(sheet.stopped_at, timezone.now()) if "resumed" in request.GET else "",
        "gap": "gap" in request.GET,
        "switched": sheet.switched,
    }
    return render(request, "attempts/question.html", context, status=status)
