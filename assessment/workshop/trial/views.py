"""The pages of a trial: those of a participant, each marked as a trial; and the door of a preview link."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils import translation as site_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import audit_log, days
from assessment.accounts.form_pages import form_is_on
from assessment.accounts.languages import get_current_language
from assessment.accounts.limits import count_try
from assessment.accounts.tokens import hash_token, hide_page
from assessment.attempts.forms import AnswerForm, build_form, get_field_values
from assessment.attempts.question_page import build_context, build_review_context
from assessment.attempts.replies import PASSED, Reply
from assessment.practice.context import get_published_pages
from assessment.questionnaire.models import PULSE, Edition
from assessment.results.result import context
from assessment.workshop import actions, languages, sample
from assessment.workshop.forms import TrialForm
from assessment.workshop.models import PreviewLink
from assessment.workshop.trial.records import Trial, begin_trial, end_trial, find_trial
from assessment.workshop.trial.sheet import TrialSheet, build_result, load_sheet

WRITE = "questionnaire.change_edition"
LINKS = "preview links"
"""Links that this browser has followed, by their uids."""
MOST_LINKS_KEPT = 10
type TrialView = Callable[..., HttpResponse]


def open_trial(view: TrialView) -> Callable[..., HttpResponse]:
    """Fetch the trial of this browser, in its language; whatever is over answers alike."""

    @wraps(view)
    def opened(request: HttpRequest, uid: UUID, **named: Any) -> HttpResponse:
        trial = find_trial(request, uid)
        edition = _find_draft(request, trial) if trial else None
        if trial is None or edition is None:
            return hide_page(render(request, "workshop/trial/over.html", status=HTTPStatus.GONE))
        language = languages.get_page_language(edition, trial.language)
        with site_language.override(language):
            response = view(request, load_sheet(trial, edition), **named)
        response.headers.setdefault("Content-Language", language)
        return hide_page(response, has_form=True)

    return opened


def _find_draft(request: HttpRequest, trial: Trial) -> Edition | None:
    # Asked anew at every page: a link may have been taken back, a right too, and the draft be published.
    drafts = Edition.objects.select_related("questionnaire").filter(pk=trial.edition)
    draft = drafts.filter(state__in=[Edition.State.DRAFT, Edition.State.REVIEW]).first()
    if trial.link:
        in_force = PreviewLink.objects.in_force(timezone.now()).filter(uid=trial.link, edition=trial.edition)
        return draft if in_force.exists() else None
    return draft if admin.site.has_permission(request) and request.user.has_perm(WRITE) else None


@never_cache
@login_not_required
@require_safe
@open_trial
def home(request: HttpRequest, sheet: TrialSheet) -> HttpResponse:
    return render(request, "workshop/trial/home.html", {"sheet": sheet, "carry_on": _get_next_url(sheet)})


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@open_trial
def question(request: HttpRequest, sheet: TrialSheet, number: int) -> HttpResponse:
    if sheet.total and number > sheet.total:
        # The draft has become shorter since this page was opened.
        return redirect(_get_next_url(sheet))
    if not 1 <= number <= sheet.total:
        raise Http404
    if request.method == "POST":
        return _save_answer(request, sheet, number)
    answer = sheet.answers.get(sheet.questions[number - 1].pk)
    values = get_field_values(Reply(answer.option, answer.value)) if answer else {}
    initial = {"page": uuid4(), "revision": answer.revision if answer else 0} | values
    return _render_question(request, sheet, number, _build_form(sheet, number, initial=initial))


def _build_form(sheet: TrialSheet, number: int, *args: Any, **kwargs: Any) -> AnswerForm:
    short = sheet.attempt.questionnaire.slug == PULSE
    question = sheet.questions[number - 1]
    return build_form(question, *args, month=sheet.month, short=short, language=sheet.language, **kwargs)


def _save_answer(request: HttpRequest, sheet: TrialSheet, number: int) -> HttpResponse:
    form = _build_form(sheet, number, request.POST)
    automatic = "application/json" in request.headers.get("Accept", "")
    is_valid, is_skipped = form.is_valid(), "skip" in request.POST
    if "leave" in request.POST and form.is_incomplete:
        return redirect(sheet.ways["home"])
    if not is_valid and not is_skipped:
        if automatic:
            return JsonResponse({"saved": False, "errors": form.errors}, status=422)
        return _render_question(request, sheet, number, form, status=422)
    reply = PASSED if is_skipped else form.reply()
    revision = sheet.save_reply(sheet.questions[number - 1], reply, form.cleaned_data.get("seconds"))
    if automatic:
        return JsonResponse({"saved": True, "revision": revision})
    is_last = number == sheet.total
    onward = sheet.ways["review"] if is_last else sheet.get_question_url(number + 1)
    return redirect(sheet.ways["home"] if "leave" in request.POST else onward)


def _render_question(
    request: HttpRequest, sheet: TrialSheet, number: int, form: AnswerForm, status: int = 200
) -> HttpResponse:
    page = build_context(sheet, number, form) | {"gap": "gap" in request.GET}
    return render(request, "workshop/trial/question.html", page, status=status)


def _get_next_url(sheet: TrialSheet) -> str:
    return sheet.ways["review"] if sheet.first_gap is None else sheet.get_question_url(sheet.first_gap)


@never_cache
@login_not_required
@require_safe
@open_trial
def review(request: HttpRequest, sheet: TrialSheet) -> HttpResponse:
    return render(request, "workshop/trial/review.html", build_review_context(sheet))


@never_cache
@form_is_on("trial:review", "uid")
@login_not_required
@require_POST
@open_trial
def submit(request: HttpRequest, sheet: TrialSheet) -> HttpResponse:
    # Nothing is frozen: the result is worked out anew whenever its page is opened.
    return redirect("trial:result", sheet.trial.uid)


@never_cache
@login_not_required
@require_safe
@open_trial
def result(request: HttpRequest, sheet: TrialSheet) -> HttpResponse:
    if sheet.first_gap is not None or not sheet.total:
        return redirect(_get_next_url(sheet) + "?gap" if sheet.total else sheet.ways["home"])
    worked_out, today = build_result(sheet), days.today()
    if worked_out.is_pulse:
        template, page = "results/pulse/page.html", context.build_pulse_page(worked_out, today)
    else:
        template = "results/result/page.html"
        page = context.build_full_page(worked_out, today, get_published_pages(get_current_language()))
    page |= {"template": template, "sheet": sheet, "other_forms": _list_other_forms(sheet)}
    return render(request, "workshop/trial/result.html", page)


def _list_other_forms(sheet: TrialSheet) -> list[str]:
    return [form for form in sample.list_forms(sheet.attempt.edition) if form not in {"", sheet.trial.form}]


@never_cache
@form_is_on("trial:home", "uid")
@login_not_required
@require_POST
@open_trial
def end(request: HttpRequest, sheet: TrialSheet) -> HttpResponse:
    """Erase the answers; with another form named, begin that one in their place."""
    trial, edition = sheet.trial, sheet.attempt.edition
    link = PreviewLink.objects.filter(uid=trial.link).first() if trial.link else None
    end_trial(request, trial)
    if request.POST.get("form") in _list_other_forms(sheet):
        form, language = request.POST["form"], trial.language
        begun = begin_trial(request, edition, form=form, language=language, link=link)
        return redirect("trial:home", begun.uid)
    if link is not None:
        return redirect("trial:door", link.uid)
    return redirect(reverse("admin:questionnaire_edition_trial", args=[edition.pk]))


@never_cache
@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    # Following a link opens nothing, so whatever scans mail leaves no opening.
    preview_link = PreviewLink.objects.in_force(timezone.now()).filter(token_hash=hash_token(token)).first()
    if preview_link is None:
        return _refuse_link(request)
    uids: list[str] = [uid for uid in request.session.get(LINKS, []) if uid != str(preview_link.uid)]
    request.session[LINKS] = [*uids, str(preview_link.uid)][-MOST_LINKS_KEPT:]
    return hide_page(redirect("trial:door", preview_link.uid))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, uid: UUID) -> HttpResponse:
    links = PreviewLink.objects.in_force(timezone.now()).select_related("edition__questionnaire")
    preview_link = links.filter(uid=uid).first() if str(uid) in request.session.get(LINKS, []) else None
    if preview_link is None:
        return _refuse_link(request)
    form = TrialForm(preview_link.edition, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_preview_link(preview_link, at=timezone.now())
        except actions.LinkEnded:
            return _refuse_link(request)
        choices = form.cleaned_data
        trial = begin_trial(
            request,
            preview_link.edition,
            form=choices["form"],
            language=choices["language"],
            link=preview_link,
        )
        return hide_page(redirect("trial:home", trial.uid), has_form=True)
    page = {"link": preview_link, "edition": preview_link.edition, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return hide_page(render(request, "workshop/trial/door.html", page, status=status), has_form=True)


def _refuse_link(request: HttpRequest) -> HttpResponse:
    # One answer to whatever opens nothing: mistyped, run out, taken back, published or deleted.
    if limited := count_try(request, "wrong_preview_link"):
        return limited
    audit_log.record("preview link refused", kind="preview link", outcome="refused", reason="opens_nothing")
    return hide_page(HttpResponse(status=HTTPStatus.GONE))
