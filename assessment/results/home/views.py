"""Where things stand for somebody signed in: verdict, open commitment, next date and pulse."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment import days
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.attempts import wording
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.usual_times import get_usual_minutes
from assessment.commitments.current import CommitmentStatus, get_current_status
from assessment.commitments.dates import next_full, next_pulse
from assessment.commitments.forms import ClosingForm
from assessment.commitments.presentation import format_day, name_version
from assessment.days import day_of
from assessment.questionnaire.composition import get_asked_kinds, get_live_edition
from assessment.questionnaire.models import FULL, PULSE, Edition
from assessment.results.estimates import Measured
from assessment.results.wording.sentences import Headline, verdicts
from assessment.scoring.verdict import choose_verdict_row


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    context = {"current": "home", "home": build_home(request.user, days.today())}
    return render(request, "results/home/page.html", context)


@require_safe
def latest(request: MemberRequest) -> HttpResponse:
    # The menu leads here, so that no page has to look the latest result up.
    attempt = Attempt.objects.owned_by(request.user).full().submitted().order_by("-submitted_at").first()
    return redirect("results:detail", attempt.uid) if attempt else redirect("results:home")


@dataclass(frozen=True)
class LatestResult:
    attempt: Attempt
    headline: Headline
    figure: Measured | None
    submitted_on: date
    day: str


@dataclass(frozen=True)
class Home:
    """due: what the one filled button does: carry_on, commitment, full, pulse or nothing."""

    today: date
    unfinished: AnswerSheet | None
    stopped_on: str
    result: LatestResult | None
    pulse: LatestResult | None
    status: CommitmentStatus | None
    commitment_state: str
    commitment_day: str
    commitment_seen: str
    closing: ClosingForm | None
    next_full: str
    next_pulse: str
    full_is_due: bool
    pulse_is_due: bool
    commitment_ends_then: bool
    full_minutes: str  # where there is no full result
    pulse_minutes: str  # where there is a result of either kind
    pulse_questions: int

    @property
    def due(self) -> str:
        states = {
            "carry_on": self.unfinished is not None,
            "commitment": self.commitment_state in {"due", "overdue"},
            "full": self.full_is_due,
            "pulse": self.pulse_is_due,
        }
        return next((name for name, is_due in states.items() if is_due), "")


def build_home(user: User, today: date) -> Home:
    attempts = Attempt.objects.owned_by(user)
    latest_full = attempts.full().submitted().order_by("-submitted_at").first()
    latest_pulse = attempts.pulses().submitted().order_by("-submitted_at").first()
    open_attempt = attempts.open().full().first()
    unfinished = AnswerSheet.load(open_attempt) if open_attempt else None
    result, pulse = _describe(latest_full, today), _describe(latest_pulse, today)
    status = get_current_status(Holder(user, ())) if result or pulse else None
    commitment = status.commitment if status else None
    state = status.state(today) if status else "none"
    full_day = next_full(result.submitted_on) if result else today
    submission_days = [entry.submitted_on for entry in (result, pulse) if entry]
    pulse_day = next_pulse(max(submission_days)) if submission_days else today
    pulse_edition = get_live_edition(PULSE) if submission_days else None
    return Home(
        today=today,
        unfinished=unfinished,
        stopped_on=wording.describe_day(unfinished.stopped_at, timezone.now()) if unfinished else "",
        result=result,
        pulse=pulse,
        status=status,
        commitment_state=state,
        closing=ClosingForm(early=False) if state in {"due", "overdue"} else None,
        commitment_day=format_day(commitment.due_on, today) if commitment else "",
        commitment_seen=name_version(commitment),
        next_full=format_day(full_day, today),
        next_pulse=format_day(pulse_day, today),
        commitment_ends_then=commitment is not None and state == "open" and commitment.due_on == full_day,
        # Somebody who has only taken pulses may take the whole assessment at any time.
        full_is_due=bool(submission_days) and full_day <= today,
        pulse_is_due=bool(submission_days) and pulse_day <= today,
        full_minutes="" if result else _format_usual_minutes(get_live_edition(FULL), FULL),
        pulse_minutes=_format_usual_minutes(pulse_edition, PULSE) if submission_days else "",
        pulse_questions=len(get_asked_kinds(pulse_edition, PULSE)) - 1,
    )


def _format_usual_minutes(edition: Edition | None, questionnaire: str) -> str:
    return wording.format_minutes(get_usual_minutes(edition, questionnaire))


def _describe(attempt: Attempt | None, today: date) -> LatestResult | None:
    if attempt is None or attempt.submitted_at is None:
        return None
    submitted_on = day_of(attempt.submitted_at)
    return LatestResult(
        attempt=attempt,
        headline=verdicts()[choose_verdict_row(attempt.dots)],
        figure=Measured.build(attempt.index, attempt.index_standard_error),
        submitted_on=submitted_on,
        day=format_day(submitted_on, today),
    )
