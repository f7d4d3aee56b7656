"""Month by month: typed, counted from a file, corrected, kept, erased."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from assessment import audit_log
from assessment.accounts.form_pages import form_is_on, get_way_back
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once
from assessment.accounts.switches import refuse_other_form
from assessment.attempts.forms import ACTIVITY_LABELS
from assessment.calendar_audit import actions, context, wording
from assessment.calendar_audit.classification import rules
from assessment.calendar_audit.classification.review import Review, build_review
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.formats import refuse_other_formats
from assessment.calendar_audit.file_reader.limits import FileRefused
from assessment.calendar_audit.forms import Choices, ClaimedForm, UploadForm
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.months import parse_month
from assessment.calendar_audit.queries import list_months
from assessment.days import today

TOO_LARGE, TOO_MANY_REQUESTS, UNPROCESSABLE = 413, 429, 422


@require_http_methods(["GET", "HEAD", "POST"])
def months(request: MemberRequest) -> HttpResponse:
    claimed = (
        ClaimedForm(request.POST or None, **_build_form_months(request)) if request.method == "POST" else None
    )
    if claimed and claimed.is_valid():
        month = claimed.cleaned_data["month"]
        actions.save_claimed_hours(request.user, month, claimed.minutes, at=timezone.now())
        messages.success(request, _("Saved: %(month)s, typed from memory.") % {"month": _format_month(month)})
        return _redirect_to_saved(month)
    return _render_months(request, claimed=claimed)


@form_is_on("calendar_audit:months", query="month")
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: MemberRequest) -> HttpResponse:
    # The review table of a file. Nothing of the file is kept: the table is in this answer alone.
    if request.method != "POST":
        return redirect(get_way_back(request, request.GET))
    if refused := count_try(request, "calendar", str(request.user.uid)):
        return refused
    form = UploadForm(request.POST, request.FILES, **_build_form_months(request))
    if _is_too_large(request):
        _record_upload(request, "refused", "too_large")
        form.fields["file"].error_messages["required"] = wording.UNREADABLE["too_large"]
        return _render_months(request, upload=form, status=TOO_LARGE)
    if not form.is_valid():
        _record_upload(request, "refused", "form")
        return _render_months(request, upload=form)
    try:
        review = _build_review(request, form)
    except FileRefused as refused_file:
        _record_upload(request, "refused", refused_file.code)
        form.add_error("file", wording.explain_refusal(refused_file.code, refused_file.file_month))
        busy = refused_file.code == "busy"
        return _render_months(request, upload=form, status=TOO_MANY_REQUESTS if busy else UNPROCESSABLE)
    _record_upload(request, "done", "")
    return render(request, "calendar_audit/review.html", context.build_review_page(review, request.user))


@form_is_on("calendar_audit:months")
@require_http_methods(["GET", "HEAD", "POST"])
def save_counted(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("calendar_audit:months")
    choices = Choices(request.POST.dict(), request.user)
    totals = choices.totals
    if choices.signed_totals is None or totals is None:
        return _render_months(request, lost=True)
    if "recount" in request.POST:
        whole = request.POST["recount"] == "page"  # asked for by the button; else by the script
        template = "calendar_audit/recount.html" if whole else "calendar_audit/recounted.html"
        return render(
            request,
            template,
            context.build_totals_page(choices.signed_totals.month, totals, choices.rows_left),
        )
    actions.save_counted_hours(
        request.user,
        choices.signed_totals.month,
        totals,
        days=choices.signed_totals.days,
        rules=choices.signed_totals.rules,
        at=timezone.now(),
    )
    saved = _("Saved: %(month)s, counted. We store only the totals.")
    messages.success(request, saved % {"month": _format_month(choices.signed_totals.month)})
    return _redirect_to_saved(choices.signed_totals.month)


@form_is_on("calendar_audit:months")
@require_POST
@answer_once
def erase_month(request: MemberRequest, month: date) -> HttpResponse:
    if "source" not in request.POST:
        return refuse_other_form(request, reverse("calendar_audit:months"))
    source = request.POST["source"]
    rows = CalendarMonth.objects.owned_by(request.user).filter(month=month, source=source)
    if source not in wording.SOURCES or not actions.erase_months(rows):
        raise Http404
    erased = _("Erased: %(month)s, %(source)s.")
    messages.success(request, erased % {"month": _format_month(month), "source": wording.SOURCES[source]})
    return redirect("calendar_audit:months")


def _redirect_to_saved(month: date) -> HttpResponse:
    return redirect(reverse("calendar_audit:months", query={"saved": f"{month:%Y-%m}"}))


@sensitive_variables()
def _build_review(request: MemberRequest, form: UploadForm) -> Review:
    addresses = EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True)
    month = form.cleaned_data["month"]
    file = form.cleaned_data["file"]
    raw = file.read()
    refuse_other_formats(raw, file.name)
    sorted_month = sandbox.read_file(
        raw,
        month,
        zone=request.user.time_zone,
        addresses={request.user.email, *addresses},
    )
    return build_review(sorted_month, rules.get_rule_book(get_language()), month)


def _render_months(
    request: MemberRequest,
    *,
    claimed: ClaimedForm | None = None,
    upload: UploadForm | None = None,
    lost: bool = False,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    refused = claimed or upload
    forms = {
        "claimed": claimed or ClaimedForm(initial=_list_typed_hours(request), **_build_form_months(request)),
        "upload": upload or UploadForm(**_build_form_months(request)),
        "refused": refused,
        "lost": lost,
    }
    saved = None if refused or lost else parse_month(request.GET.get("saved"))
    page = context.build_months_page(list_months(request.user), _list_saved_here(request), saved)
    status = status if refused or lost else 200
    return render(request, "calendar_audit/months.html", forms | page, status=status)


def _list_typed_hours(request: MemberRequest) -> dict[str, str]:
    # What stood beside the file that was sent, as upload.js sends it along.
    return {name: request.POST.get(f"typed-{name}", "")[:20] for name in ACTIVITY_LABELS}


def _is_too_large(request: MemberRequest) -> bool:
    # Whether Django dropped the file while it read the rest of the form.
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _format_month(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def _list_saved_here(request: MemberRequest) -> set[tuple[date, str]]:
    return set(CalendarMonth.objects.owned_by(request.user).values_list("month", "source"))


def _build_form_months(request: MemberRequest) -> dict[str, Any]:
    return {"today": today(), "asked": parse_month(request.GET.get("month"))}


def _record_upload(request: MemberRequest, outcome: str, reason: str) -> None:
    audit_log.record(
        "calendar uploaded",
        actor=request.user.uid,
        kind="calendar",
        outcome=outcome,
        reason=reason,
    )
