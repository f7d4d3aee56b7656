"""The landing page, and its minute with the calendar."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment import hours
from assessment.attempts import words
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.questionnaire.models import Edition
from assessment.results.landing import sample
from assessment.results.landing.forms import WeekForm
from assessment.results.landing.week import Week, draw_week

EXAMPLE = {"approving": 21, "designing": 6}


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return _page(request, WeekForm(initial=EXAMPLE), draw_week(**EXAMPLE))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ratio(request: HttpRequest) -> HttpResponse:
    """The minute without JavaScript. Stores nothing, and puts no number in an address."""
    if request.method != "POST":
        return redirect("results:landing")
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, form, draw_week(**form.cleaned_data))


def _page(
    request: HttpRequest, form: WeekForm, week: Week | None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    mine = Attempt.objects.held_by(Holder.from_request(request)).full()
    open_attempt = mine.open().order_by("-started_at").first()
    sheet = AnswerSheet.load(open_attempt) if open_attempt else None
    return render(
        request,
        "results/landing/page.html",
        {
            "form": form,
            "hours_grammar": hours.grammar(words.get_decimal_point()),
            "week": week,
            "sample": sample.draw(),
            "edition": Edition.objects.for_questionnaire("full").published().first(),
            "sheet": sheet,
            "stopped_on": words.describe_day(sheet.stopped_at, timezone.now()) if sheet else "",
            "last_attempt": mine.submitted().order_by("-submitted_at").first(),
        },
        status=status,
    )
