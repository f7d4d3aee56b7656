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
from assessment.accounts.once import once
from assessment.calendar_audit import actions, context, wording
from assessment.calendar_audit.classification import rules
from assessment.calendar_audit.classification.review import Review, review_of
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.formats import refuse_other_formats
from assessment.calendar_audit.file_reader.limits import Refused
from assessment.calendar_audit.forms import Choices, ClaimedForm, UploadForm
from assessment.calendar_audit.models import CalendarMonth
from assessment.calendar_audit.months import month_from
from assessment.calendar_audit.queries import months_of
from assessment.days import today

TOO_LARGE, TOO_MANY_REQUESTS, UNPROCESSABLE = 413, 429, 422


@require_http_methods(["GET", "HEAD", "POST"])
def months(request: MemberRequest) -> HttpResponse:
    """The hours typed and counted so far, and both ways to add a month."""
    claimed = ClaimedForm(request.POST or None, **_days(request)) if request.method == "POST" else None
    if claimed and claimed.is_valid():
        month = claimed.cleaned_data["month"]
        actions.claim(request.user, month, claimed.minutes, at=timezone.now())
        messages.success(request, _("Saved: %(month)s, claimed.") % {"month": _named(month)})
        return _saved(month)
    return _months(request, claimed=claimed)


@form_is_on("calendar_audit:months", query="month")
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: MemberRequest) -> HttpResponse:
    """The review table of a file. Nothing of the file is kept: the table is in this answer alone."""
    if request.method != "POST":
        return redirect(get_way_back(request, request.GET))
    if refused := count_try(request, "calendar", str(request.user.uid)):
        return refused
    form = UploadForm(request.POST, request.FILES, **_days(request))
    if _is_too_large(request):
        _record(request, "refused", "too_large")
        form.fields["file"].error_messages["required"] = wording.UNREADABLE["too_large"]
        return _months(request, upload=form, status=TOO_LARGE)
    if not form.is_valid():
        _record(request, "refused", "form")
        return _months(request, upload=form)
    try:
        review = _review(request, form)
    except Refused as refused_file:
        _record(request, "refused", refused_file.code)
        form.add_error("file", wording.why_refused(refused_file.code, refused_file.file_month))
        busy = refused_file.code == "busy"
        return _months(request, upload=form, status=TOO_MANY_REQUESTS if busy else UNPROCESSABLE)
    _record(request, "done", "")
    return render(request, "calendar_audit/review.html", context.of_review(review, request.user))


@form_is_on("calendar_audit:months")
@require_http_methods(["GET", "HEAD", "POST"])
def save_counted(request: MemberRequest) -> HttpResponse:
    """Keep the totals of a corrected table; or, while it is being corrected, say what they come to."""
    if request.method != "POST":
        return redirect("calendar_audit:months")
    choices = Choices(request.POST.dict(), request.user)
    totals = choices.totals
    if choices.slip is None or totals is None:
        return _months(request, lost=True)
    if "recount" in request.POST:
        whole = request.POST["recount"] == "page"  # asked for by the button; else by the script
        template = "calendar_audit/recount.html" if whole else "calendar_audit/recounted.html"
        return render(request, template, context.of_totals(choices.slip.month, totals, choices.rows_left))
    actions.keep_counted(
        request.user,
        choices.slip.month,
        totals,
        days=choices.slip.days,
        rules=choices.slip.rules,
        at=timezone.now(),
    )
    saved = _("Saved: %(month)s, counted. Only the totals are kept.")
    messages.success(request, saved % {"month": _named(choices.slip.month)})
    return _saved(choices.slip.month)


@form_is_on("calendar_audit:months")
@require_POST
@once
def erase_month(request: MemberRequest, month: date) -> HttpResponse:
    """Erase what was typed or counted here for a month: both, or the one named."""
    rows = CalendarMonth.objects.of(request.user).filter(month=month)
    if source := request.POST.get("source", ""):
        rows = rows.filter(source=source)
    if not actions.erase(rows):
        raise Http404
    erased = _("Erased: %(month)s, %(source)s.") if source else _("Erased: %(month)s.")
    messages.success(request, erased % {"month": _named(month), "source": wording.SOURCES.get(source, "")})
    return redirect("calendar_audit:months")


def _saved(month: date) -> HttpResponse:
    """To the page of months, with what was saved first."""
    return redirect(reverse("calendar_audit:months", query={"saved": f"{month:%Y-%m}"}))


@sensitive_variables()
def _review(request: MemberRequest, form: UploadForm) -> Review:
    addresses = EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True)
    month = form.cleaned_data["month"]
    file = form.cleaned_data["file"]
    raw = file.read()
    refuse_other_formats(raw, file.name)
    sorted_month = sandbox.read(
        raw,
        month,
        zone=request.user.time_zone,
        addresses={request.user.email, *addresses},
    )
    return review_of(sorted_month, rules.book(get_language()), month)


def _months(
    request: MemberRequest,
    *,
    claimed: ClaimedForm | None = None,
    upload: UploadForm | None = None,
    lost: bool = False,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    """The page of months; with a form that was refused, or a table that came back broken, as an error."""
    refused = claimed or upload
    shown = {
        "claimed": claimed or ClaimedForm(**_days(request)),
        "upload": upload or UploadForm(**_days(request)),
        "refused": refused,
        "lost": lost,
    }
    saved = None if refused or lost else month_from(request.GET.get("saved"))
    listed = context.of_months(months_of(request.user), _kept_here(request), saved)
    status = status if refused or lost else 200
    return render(request, "calendar_audit/months.html", shown | listed, status=status)


def _is_too_large(request: MemberRequest) -> bool:
    """Whether Django dropped the file while it read the rest of the form."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _named(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def _kept_here(request: MemberRequest) -> set[tuple[date, str]]:
    return set(CalendarMonth.objects.of(request.user).values_list("month", "source"))


def _days(request: MemberRequest) -> dict[str, Any]:
    """The months a form offers, and the one a link asked for."""
    return {"today": today(), "asked": month_from(request.GET.get("month"))}


def _record(request: MemberRequest, outcome: str, reason: str) -> None:
    audit_log.record(
        "calendar uploaded",
        actor=request.user.uid,
        kind="calendar",
        outcome=outcome,
        reason=reason,
    )
