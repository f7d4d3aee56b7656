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
from assessment.attempts.speeding import get_usual_minutes
from assessment.charts import dots
from assessment.questionnaire.composition import get_asked_kinds, get_live_edition
from assessment.questionnaire.models import FULL
from assessment.results.landing.forms import WeekForm
from assessment.results.landing.week import Week, draw_week
from assessment.scoring import verdict

AN_HOUR = 3600  # seconds
EXAMPLE = {"approving": 21, "designing": 6}
# A made-up result, of whose twenty dots seventeen fall on the orchestrator's side.
SAMPLE_INDEX, SAMPLE_ERROR = 56.0, 5.5


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return _render_page(request, WeekForm(initial=EXAMPLE), draw_week(**EXAMPLE), is_example=True)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ratio(request: HttpRequest) -> HttpResponse:
    # The minute without JavaScript. Stores nothing, and puts no number in an address.
    if request.method != "POST":
        return redirect("results:landing")
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _render_page(request, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _render_page(request, form, draw_week(**form.cleaned_data))


def _render_page(
    request: HttpRequest,
    form: WeekForm,
    week: Week | None,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    is_example: bool = False,
) -> HttpResponse:
    holder = Holder.from_request(request)
    attempts = Attempt.objects.held_by(holder).full()
    open_attempt = None if holder.is_new else attempts.open().order_by("-started_at").first()
    sheet = AnswerSheet.load(open_attempt) if open_attempt else None
    edition = get_live_edition(FULL)
    return render(
        request,
        "results/landing/page.html",
        {
            "form": form,
            "hours_grammar": hours.grammar(),
            "week": week,
            "is_example": is_example,
            "questions": len(get_asked_kinds(edition, FULL)),
            "minutes": words.format_minutes(get_usual_minutes(edition, FULL)),
            "sample": _draw_sample(),
            "edition": edition,
            "sheet": sheet,
            "stopped_on": words.describe_day(sheet.stopped_at, timezone.now()) if sheet else "",
            "last_attempt": None if holder.is_new else attempts.submitted().order_by("-submitted_at").first(),
        },
        status=status,
    )


def _draw_sample() -> dots.Dots:
    likely = dots.Likely(
        index=SAMPLE_INDEX,
        tolerance=verdict.range80(SAMPLE_INDEX, SAMPLE_ERROR).tolerance,
        places=verdict.likely_results(SAMPLE_INDEX, SAMPLE_ERROR),
    )
    return dots.draw_dots(likely)
