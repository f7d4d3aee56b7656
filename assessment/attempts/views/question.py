"""One question a page: shown, answered, saved."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.accounts.language_switch import set_language
from assessment.attempts import actions, wording
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.forms import AnswerForm, build_form, get_field_values
from assessment.attempts.holder import get_link_cookie, pop_unsaved_fields, store_unsaved_fields
from assessment.attempts.models import Answer
from assessment.attempts.question_page import build_context
from assessment.attempts.replies import PASSED, Reply
from assessment.attempts.views.lookups import (
    AttemptNotFound,
    find_next_page,
    get_attempt,
    handle_erased_attempt,
    show_ways_back,
)
from assessment.questionnaire.models import PULSE, Question


@never_cache
@login_not_required
@require_safe
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        attempt = get_attempt(request, uid)
    except AttemptNotFound:
        return _show_ways_back(request, uid)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    return redirect(find_next_page(attempt))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_erased_attempt
def question(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    try:
        attempt = get_attempt(request, uid)
    except AttemptNotFound:
        return _show_ways_back(request, uid)
    if not attempt.is_open:
        return redirect("results:detail", uid)
    sheet = AnswerSheet.load(attempt, get_language() or "")
    if not 1 <= number <= sheet.total:
        raise Http404
    if request.method == "POST":
        is_switch = {"language", "next"} <= request.POST.keys()
        return (_switch_language if is_switch else _save_answer)(request, sheet, number)
    return _render_page(request, sheet, number, _build_unbound_form(request, sheet, number))


def _show_ways_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    if request.method == "POST" and request.user.is_anonymous:
        store_unsaved_fields(request)
    automatic = "application/json" in request.headers.get("Accept", "")
    if automatic and not (_has_lost_session(request) or get_link_cookie(request, uid)):
        return JsonResponse({"saved": False}, status=404)
    return show_ways_back(request, uid)


def _has_lost_session(request: HttpRequest) -> bool:
    # Whoever never signed in here holds attempts by a cookie of the browser, which is still there.
    cookies = request.COOKIES
    is_known = settings.BROWSER_COOKIE_NAME in cookies and settings.ACCOUNT_COOKIE_NAME not in cookies
    return not (request.user.is_authenticated or is_known)


def _build_form(sheet: AnswerSheet, question: Question, *args: Any, **kwargs: Any) -> AnswerForm:
    short = sheet.attempt.questionnaire.slug == PULSE
    return build_form(question, *args, month=sheet.month, short=short, language=sheet.language, **kwargs)


def _build_unbound_form(request: HttpRequest, sheet: AnswerSheet, number: int) -> AnswerForm:
    question = sheet.questions[number - 1]
    answer = sheet.answers.get(question.pk)
    field_values = get_field_values(Reply(answer.option, answer.value)) if answer else {}
    initial = {"page": uuid4(), "revision": answer.revision if answer else 0}
    # What was typed before a session ended comes before what is saved.
    restored = pop_unsaved_fields(request)
    form = _build_form(sheet, question, initial=initial | field_values | restored)
    form.restored = bool(restored)
    return form


def _switch_language(request: HttpRequest, sheet: AnswerSheet, number: int) -> HttpResponse:
    # What stands on the page goes along as it was typed, unless it is what is saved.
    question = sheet.questions[number - 1]
    form, answer = _build_form(sheet, question, request.POST), sheet.answers.get(question.pk)
    is_saved = answer is not None and form.is_valid() and form.reply().is_same_as(answer)
    if not (form.is_blank or is_saved):
        store_unsaved_fields(request)
    return set_language(request)


def _save_answer(request: HttpRequest, sheet: AnswerSheet, number: int) -> HttpResponse:
    question = sheet.questions[number - 1]
    form = _build_form(sheet, question, request.POST)
    automatic = "application/json" in request.headers.get("Accept", "")
    is_valid, is_skipped = form.is_valid(), "skip" in request.POST
    leave_url = reverse("attempts:leave", args=[sheet.attempt.uid]) if "leave" in request.POST else ""
    if leave_url and form.is_incomplete:
        if not form.is_blank:
            store_unsaved_fields(request)
        return redirect(leave_url)
    if not is_valid and not is_skipped:
        return _refuse(request, sheet, number, form, automatic)
    reply = PASSED if is_skipped else form.reply()
    try:
        answer = actions.record_answer(
            sheet.attempt,
            question,
            reply,
            origin=form.origin(automatic),
            at=timezone.now(),
            language=sheet.language,
        )
    except actions.AttemptClosed:
        return redirect("results:detail", sheet.attempt.uid)
    except actions.AnswerChangedElsewhere as conflict:
        return _show_conflict(request, sheet, number, form, conflict.answer, automatic)
    if automatic:
        return JsonResponse({"saved": True, "revision": answer.revision})
    return redirect(leave_url or _get_next_url(request, sheet, number))


def _name_blank_form(sheet: AnswerSheet, form: AnswerForm) -> str:
    """All that a form without an answer looks different by, beside the words of the page; else empty.

    Publishing has frozen the edition, of which the digest tells everything.
    """
    edition = sheet.attempt.edition
    if form.is_bound or form.answer_fields & set(form.initial) or not edition.frozen:
        return ""
    return f"{edition.digest} {form.question.code} {sheet.language} {sheet.lang}"


def _get_next_url(request: HttpRequest, sheet: AnswerSheet, number: int) -> str:
    review_url = reverse("attempts:review", args=[sheet.attempt.uid])
    match request.GET.get("then"):
        case "review":
            return review_url
        case "open":
            gaps = [line.number for line in sheet.lines if line.answer is None and line.number != number]
            # Those after this one first, then those that were passed over before.
            gap = min(gaps, key=lambda gap: (gap < number, gap), default=None)
            return f"{sheet.get_question_url(gap)}?then=open" if gap else review_url
    return sheet.get_question_url(number + 1) if number < sheet.total else review_url


def _refuse(
    request: HttpRequest, sheet: AnswerSheet, number: int, form: AnswerForm, automatic: bool
) -> HttpResponse:
    if automatic:
        return JsonResponse({"saved": False, "errors": form.errors}, status=422)
    return _render_page(request, sheet, number, form, status=422)


def _show_conflict(
    request: HttpRequest,
    sheet: AnswerSheet,
    number: int,
    form: AnswerForm,
    saved_answer: Answer,
    automatic: bool,
) -> HttpResponse:
    if automatic:
        return JsonResponse({"saved": False, "revision": saved_answer.revision}, status=409)
    question = sheet.questions[number - 1]
    reply = PASSED if "skip" in request.POST else form.reply()
    sent_answer = Answer(question=question, option=reply.option, value=reply.value)
    fields = request.POST.copy()
    # The form knows of the other save now, so sending it again is a choice.
    fields["revision"] = str(saved_answer.revision)
    form = _build_form(sheet, question, fields)
    conflict = {
        "theirs": wording.format_answer(question, saved_answer),
        "mine": wording.format_answer(question, sent_answer),
        "fields": [(name, value) for name, value in fields.items() if name != "csrfmiddlewaretoken"],
        "next": reverse("attempts:leave", args=[sheet.attempt.uid])
        if "leave" in fields
        else _get_next_url(request, sheet, number),
    }
    return _render_page(request, sheet, number, form, status=409, conflict=conflict)


def _render_page(
    request: HttpRequest,
    sheet: AnswerSheet,
    number: int,
    form: AnswerForm,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    context = build_context(sheet, number, form) | {
        "conflict": conflict,
        "stopped_on": wording.describe_day(sheet.stopped_at, timezone.now())
        if "resumed" in request.GET
        else "",
        "gap": "gap" in request.GET,
        "switched": sheet.switched,
        "blank_form": _name_blank_form(sheet, form),
    }
    if (then := request.GET.get("then")) in {"review", "open"}:
        review_url = reverse("attempts:review", args=[sheet.attempt.uid])
        context |= {"back": review_url, "here": f"{sheet.get_question_url(number)}?then={then}"}
    return render(request, "attempts/question.html", context, status=status)
