"""Eighteen months on: the envelope where it may be shown, else why not, and what would have to be true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.calendar_audit import wording as calendar_words
from assessment.calendar_audit.month import Month
from assessment.charts.figure import Figure
from assessment.charts.projection import Stage, build_projection_figure
from assessment.days import format_moment
from assessment.hours import format_hours
from assessment.results.estimates import Measured
from assessment.results.timeline.forms import ScenarioForm
from assessment.results.timeline.queries import Entry, History
from assessment.results.wording import sentences
from assessment.results.wording.numbers import format_number, format_range, spell_count
from assessment.scoring import ratio, trend
from assessment.scoring.change import DAYS_A_MONTH, month_number
from assessment.scoring.rounding import half_up

# Months from one stage of the figure to the next.
EVERY = 3
LEAST_MOVED = 0.5
"""Hours: fewer are not worth moving."""


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
    entries = history.with_index
    attempts = _list_attempts(entries)
    old = (today - entries[-1].day).days / DAYS_A_MONTH if entries else 0
    projected = trend.project(attempts, max(0.0, old), comparable=len(history.run) == len(entries))
    month = _name_last_month(entries)
    clock = describe_clock(month) if month else ""
    if projected.refused is None:
        headline = projection_headline(month, half_up(projected.low or 0), half_up(projected.high or 0))
        return ProjectionSection(
            headline, clock, "", _build_envelope(projected, attempts, entries[-1]), None, ()
        )
    span = int(attempts[-1][0]) if attempts else 0
    form, answers = _build_scenario(history, today, scenario)
    return ProjectionSection(
        headline=describe_refusal(projected.refused, len(entries), span),
        clock=clock,
        next_step=describe_next_step(projected.refused, len(entries)),
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
    return Envelope(projection_notes(projected, points), build_projection_figure(stages), rows)


def _build_scenario(
    history: History, today: date, scenario: Mapping[str, Any]
) -> tuple[ScenarioForm | None, list[str]]:
    projected = trend.project(_list_attempts(history.run))
    level = Measured.build(projected.level_now, projected.level_now_sd)
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
        answers.append(pace_sentence(level, target, _name_last_month(history.run)))
    if month and hours is not None:
        answers.append(moved_sentence(month, float(hours), name))
    return form, answers


def _movable(months: Sequence[Month]) -> Month | None:
    last = months[-1] if months else None
    return last if last and not last.ratio.refused and last.approving >= LEAST_MOVED else None


def describe_clock(month: str) -> str:
    return _("%(horizon)s months from your last result: %(month)s") % {
        "horizon": trend.HORIZON,
        "month": month,
    }


def describe_refusal(reason: str, results: int, span: int) -> str:
    """Why there is no projection. results: full ones with an index; span: whole months they stretch over."""
    template = {
        "fewer_than_4": _("A projection needs %(fewest)s full results; you have %(have)s."),
        "span_under_9": _("A projection needs results over %(months)s months; yours cover %(span)s."),
        "last_too_old": _("Your last result is more than %(oldest)s months old: too old for a projection."),
        "editions_not_linked": _(
            "Your results come from editions that ask different questions, so we can’t project one line."
        ),
        "too_wide": _(
            "The range in %(horizon)s months is wider than %(widest)s points: too wide to be of use."
        ),
    }[reason]
    return template % {
        "fewest": spell_count(trend.FEWEST_ATTEMPTS),
        "have": _how_many(results),
        "months": spell_count(trend.SHORTEST_SPAN),
        "span": _span(span),
        "oldest": spell_count(trend.OLDEST_LAST),
        "horizon": trend.HORIZON,
        "widest": half_up(trend.WIDEST),
    }


def _how_many(results: int) -> str:
    few = {0: pgettext("results", "none"), 1: pgettext("results", "one")}
    return few.get(results) or spell_count(results)


def _span(months: int) -> str:
    if months == 0:
        return _("less than one month")
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": spell_count(months)}


def describe_next_step(reason: str, results: int) -> str:
    missing = trend.FEWEST_ATTEMPTS - results
    more = ngettext(
        "You need %(missing)s more full result.",
        "You need %(missing)s more full results, about three months apart.",
        missing,
    )
    return {
        "fewer_than_4": more % {"missing": spell_count(missing)},
        "span_under_9": _("Over a shorter time we’d mostly measure your mood. Come back in three months."),
        "last_too_old": _("With one more result we can project from today."),
        "editions_not_linked": _(
            "The new line begins at the break. We can project it once it has enough results of its own."
        ),
        "too_wide": _("One more result narrows it."),
    }[reason]


def projection_headline(month: str, low: int, high: int) -> str:
    template = _("In %(month)s, between %(low)s and %(high)s: we’re 80 %% sure.")
    return template % {"month": month, "low": low, "high": high}


def projection_notes(projected: trend.Projection, last: Measured) -> list[str]:
    fading, steady, now = (
        round_half(value) for value in (projected.fading, projected.steady, projected.level_now)
    )
    begins = _("The line begins at %(now)s, your level from all results together.")
    if now != last.points:
        begins = _(
            "The line begins at %(now)s, your level from all results together; the last one alone is "
            "%(last)s."
        )
    return [
        _(
            "If your pace fades, %(fading)s; if it holds, %(steady)s. The range covers both; we’re 80 %% "
            "sure of it."
        )
        % {"fading": fading, "steady": steady},
        begins % {"now": now, "last": last.points},
        _(
            "We assume how fast a pace fades and how much a month may swing. So this is a range, not a "
            "promise."
        ),
    ]


def round_half(value: float | None) -> int:
    if value is None:
        raise ValueError("A figure that is not known cannot be printed.")
    return half_up(value)


def pace_sentence(level: Measured, target: int, month: str) -> str:
    """What a target takes: "From 51 ± 6 to 65 by May 2028: 0.8 points up, every month."."""
    pace = trend.required_pace(target, level.value)
    if abs(pace) < 0.05:  # printed with one decimal
        return _("%(target)s is where you are: %(level)s.") % {"target": target, "level": level}
    much = format_number(abs(pace), 0 if f"{abs(pace):.1f}".endswith(".0") else 1)
    number = 1 if much == "1" else 2
    template = (
        ngettext(
            "From %(level)s to %(target)s by %(month)s: %(much)s point up, every month.",
            "From %(level)s to %(target)s by %(month)s: %(much)s points up, every month.",
            number,
        )
        if pace > 0
        else ngettext(
            "From %(level)s to %(target)s by %(month)s: %(much)s point down, every month.",
            "From %(level)s to %(target)s by %(month)s: %(much)s points down, every month.",
            number,
        )
    )
    return template % {"level": level, "target": target, "month": month, "much": much}


def moved_sentence(month: Month, hours: float, name: str) -> str:
    then = ratio.describe_ratio(month.approving - hours, month.designing + hours)
    sentence = {
        "none_approving": _("Move %(hours)s a month and you would spend no hours approving."),
        "little_designing": _("Move %(hours)s a month and you would design for less than an hour."),
        "little_approving": _("Move %(hours)s a month and you would approve for less than an hour."),
        "equal": _("Move %(hours)s a month and you would approve for about as long as you design."),
        "approving": _(
            "Move %(hours)s a month and you would approve for %(many)s hours for every hour you design."
        ),
        "designing": _(
            "Move %(hours)s a month and you would design for %(many)s hours for every hour you approve."
        ),
    }[then.direction] % {"hours": _hours(hours), "many": calendar_words.format_halves(then.halves)}
    return f"{sentence} {calendar_words.describe_ratio_then(month.words, name, then)}"


def _hours(hours: float) -> str:
    if hours == LEAST_MOVED:
        return _("half an hour")
    template = ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2)
    return template % {"hours": format_hours(round(60 * hours))}
