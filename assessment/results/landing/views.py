"""The landing page, and its minute with the calendar."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessment import hours
from assessment.accounts.language_switch import in_chosen_language
from assessment.attempts import wording
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.usual_times import get_usual_minutes
from assessment.charts import dots, plan
from assessment.hours import format_half_hours, nearest_half_hour
from assessment.questionnaire.composition import get_asked_kinds, get_live_edition
from assessment.questionnaire.models import FULL
from assessment.results.landing.forms import WeekForm
from assessment.scoring import verdict
from assessment.scoring.ratio import describe_ratio, estimate_ratio

WORKING_WEEK = 45.0  # assumed; more is drawn as it is
WEEKS_A_MONTH = 52 / 12
HEADROOM = 32  # for a label above a narrow room, kept free so that redrawing does not move the page


@dataclass(frozen=True)
class Week:
    """A week drawn. plan, direction and many are empty where there are too few hours to draw.

    direction: as in scoring's RatioWords. many: how many hours, such as 3.5.
    """

    plan: plan.Plan | None
    direction: str
    many: str
    text_alternative: str

    @property
    def leans_designing(self) -> bool:
        return self.direction in {"designing", "none_approving", "little_approving"}


def draw_week(approving: float, designing: float) -> Week:
    """Hours of a week, 0 or more, in the words of its ratio, where a month of such weeks may have one."""
    month = approving * WEEKS_A_MONTH, designing * WEEKS_A_MONTH
    if estimate_ratio(*month, "claimed").refused:
        return Week(None, "", "", "")
    words = describe_ratio(approving, designing)
    other = max(0.0, WORKING_WEEK - approving - designing)
    over = approving + designing > WORKING_WEEK
    week = plan.Hours(approving, designing, other)
    (drawn_week,) = plan.draw_plans([week], of="" if over else _("of 45"), headroom=HEADROOM)
    sentence = _(
        "Floor plan of a week: approving %(approving)s hours, designing %(designing)s, "
        "everything else %(rest)s."
    )
    return Week(
        plan=drawn_week,
        direction=words.direction,
        many=format_half_hours(words.halves),
        text_alternative=sentence
        % {
            "approving": nearest_half_hour(approving),
            "designing": nearest_half_hour(designing),
            "rest": nearest_half_hour(other),
        },
    )


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
@in_chosen_language
def ratio(request: HttpRequest) -> HttpResponse:
    # The minute without JavaScript. Stores nothing, and puts no number in an address.
    if request.method != "POST":
        return redirect("results:landing")
    form = WeekForm(request.POST, initial=EXAMPLE)
    is_switch = "language" in request.POST
    if is_switch and not form.has_changed():
        return redirect("results:landing")
    if is_switch and not form.is_valid():
        return _render_page(request, WeekForm(initial=request.POST.dict()), None)
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
            "minutes": wording.format_minutes(get_usual_minutes(edition, FULL)),
            "sample": _draw_sample(),
            "edition": edition,
            "sheet": sheet,
            "stopped_on": wording.describe_day(sheet.stopped_at, timezone.now()) if sheet else "",
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
