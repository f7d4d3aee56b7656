"""Eighteen months on: the envelope where it may be shown, else why not, and what would have to be true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessment.calendar_audit.month import Month
from assessment.charts.figure import Figure
from assessment.charts.projection import Stage, build_projection_figure
from assessment.days import format_moment
from assessment.results.estimates import Measured
from assessment.results.timeline import projection_wording
from assessment.results.timeline.forms import ScenarioForm
from assessment.results.timeline.queries import Entry, History
from assessment.results.wording import sentences
from assessment.results.wording.numbers import format_range
from assessment.scoring import trend
from assessment.scoring.change import DAYS_A_MONTH, month_number
from assessment.scoring.rounding import half_up

# Months from one stage of the figure to the next.
EVERY = 3


@dataclass(frozen=True)
class StageRow:
    name: str
    fading: int
    steady: int
    range: str


@dataclass(frozen=True)
class Envelope:
    notes: Sequence[str]
    figure: Figure
    rows: Sequence[StageRow]


@dataclass(frozen=True)
class ProjectionSection:
    """headline: the range, or why there is none. clock: the month that the whole section speaks of, 18 after
    the last result. next_step: what lifts a refusal. envelope: None when refused; form: None when allowed,
    or where nothing can be worked out. answers: what the numbers typed would take."""

    headline: str
    clock: str
    next_step: str
    envelope: Envelope | None
    form: ScenarioForm | None
    answers: Sequence[str]


def build_projection_section(history: History, today: date, scenario: Mapping[str, Any]) -> ProjectionSection:
    drawn = history.drawn
    attempts = _list_attempts(drawn)
    old = (today - drawn[-1].day).days / DAYS_A_MONTH if drawn else 0
    projected = trend.project(attempts, max(0.0, old), comparable=len(history.run) == len(drawn))
    month = _name_last_month(drawn)
    clock = projection_wording.clock(month) if month else ""
    if projected.refused is None:
        headline = projection_wording.projection_headline(
            month, half_up(projected.low or 0), half_up(projected.high or 0)
        )
        return ProjectionSection(
            headline, clock, "", _build_envelope(projected, attempts, drawn[-1]), None, ()
        )
    span = int(attempts[-1][0]) if attempts else 0
    form, answers = _build_scenario(history, today, scenario)
    return ProjectionSection(
        headline=projection_wording.refusal(projected.refused, len(drawn), span),
        clock=clock,
        next_step=projection_wording.next_step(projected.refused, len(drawn)),
        envelope=None,
        form=form,
        answers=answers,
    )


def _name_last_month(entries: Sequence[Entry]) -> str:
    # The month of the last stage; empty without a result to count from.
    if not entries:
        return ""
    return format_moment(entries[-1].at + timedelta(days=DAYS_A_MONTH * trend.HORIZON), "F Y")


def _list_attempts(entries: Sequence[Entry]) -> list[tuple[float, float, float]]:
    return [
        (
            month_number((entry.at - entries[0].at) / timedelta(days=1)),
            entry.figure.value,
            entry.figure.standard_error,
        )
        for entry in entries
        if entry.figure
    ]


def _build_envelope(
    projected: trend.Projection, attempts: Sequence[tuple[float, float, float]], last: Entry
) -> Envelope:
    stages = [
        Stage(
            last.at + timedelta(days=DAYS_A_MONTH * stage.months),
            stage.fading,
            stage.steady,
            stage.low,
            stage.high,
        )
        for stage in trend.project_course(attempts)[::EVERY]
    ]
    rows = [
        StageRow(
            format_moment(stage.at, "F Y"),
            half_up(stage.fading),
            half_up(stage.steady),
            format_range(half_up(stage.low), half_up(stage.high)),
        )
        for stage in stages
    ]
    points = last.figure or Measured(attempts[-1][1], attempts[-1][2])
    return Envelope(
        projection_wording.projection_notes(projected, points), build_projection_figure(stages), rows
    )


def _build_scenario(
    history: History, today: date, scenario: Mapping[str, Any]
) -> tuple[ScenarioForm | None, list[str]]:
    projected = trend.project(_list_attempts(history.run))
    level = Measured.of(projected.level_now, projected.level_now_sd)
    month = _movable(history.months)
    if level is None and month is None:
        return None, []
    name = sentences.month_of(month.day, today) if month else ""
    bound = any(key in scenario for key in ("target", "hours"))
    form = ScenarioForm(
        scenario if bound else None,
        level=str(level or ""),
        by=_name_last_month(history.run),
        approving=month.approving if month else None,
        month=name,
    )
    if not bound or not form.is_valid():
        return form, []
    target, hours = (form.cleaned_data.get(key) for key in ("target", "hours"))
    answers = []
    if level and target is not None:
        answers.append(projection_wording.pace_sentence(level, target, _name_last_month(history.run)))
    if month and hours is not None:
        answers.append(projection_wording.moved_sentence(month, float(hours), name))
    return form, answers


def _movable(months: Sequence[Month]) -> Month | None:
    last = months[-1] if months else None
    return (
        last if last and not last.ratio.refused and last.approving >= projection_wording.LEAST_MOVED else None
    )
