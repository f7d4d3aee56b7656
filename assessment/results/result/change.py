"""What changed since last time, and whether that is more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.attempts.models import Attempt
from assessment.charts import time_axis, timeline
from assessment.charts.figure import Figure, place_beside_notes
from assessment.days import day_of, local
from assessment.results.comparability import Comparison, get_scoring_version, place_in_months
from assessment.results.estimates import Measured
from assessment.results.result.changed_answers import ChangedAnswer
from assessment.results.result.queries import Result
from assessment.results.wording import sentences, trends
from assessment.scoring.constants import constants_of
from assessment.scoring.rounding import half_up
from assessment.scoring.trend import fit_trend

# Pixels of the chart on paper: the answers that moved most stand beside it.
NARROW_COLUMN = 320


@dataclass(frozen=True)
class ResultRow:
    name: str
    figure: Measured
    edition: int


@dataclass(frozen=True)
class ChangeSection:
    """headline: against the attempt before. shared: the figures it speaks of, where editions differ. first:
    the trend, and what changed against the first, if that is another one. capabilities: a sentence each, or
    one for all, and since when. needed: which next result would be named. The figure shows the results so
    far."""

    name: str
    headline: str
    shared: str
    first: Sequence[str]
    capabilities: Sequence[str]
    needed: str
    figure: Figure | None
    rows: Sequence[ResultRow]
    changed: Sequence[ChangedAnswer]


def build_change_section(result: Result, today: date) -> ChangeSection | None:
    previous = result.previous
    if previous is None:
        return None
    name, _ = sentences.name_days_apart([previous.day, result.day], today)
    figure, rows = _draw_line(result, today)
    return ChangeSection(
        name=name,
        headline=_compare_with_previous(previous, result.attempt, name),
        shared=_describe_shared(previous),
        first=_describe_over_time(result, today),
        capabilities=_describe_capabilities(previous, name),
        needed=_describe_needed(result),
        figure=figure,
        rows=rows,
        changed=result.changed_answers,
    )


def _compare_with_previous(comparison: Comparison, attempt: Attempt, name: str) -> str:
    if comparison.index:
        return sentences.change_headline(comparison.index)
    if attempt.index is None:
        return _("Too few answers this time to compare.")
    if comparison.earlier.index is None:
        return _("Too few answers in %(name)s to compare with.") % {"name": name}
    return _("Not comparable with %(name)s.") % {"name": name}


def _describe_capabilities(comparison: Comparison, name: str) -> list[str]:
    # Since when: beside a trend over a longer time the two would contradict each other.
    changes = sentences.capability_changes(comparison.capabilities)
    if changes and not sentences.name_changes(comparison.capabilities):
        change = sentences.decapitalize(changes[0])
        return [_("Since %(name)s: %(change)s") % {"name": name, "change": change}]
    return [_("Since %(month)s.") % {"month": name}, *changes] if changes else []


def _describe_shared(comparison: Comparison) -> str:
    # Which figures the headline speaks of, where they are not those printed above.
    if not comparison.shared or comparison.index is None:
        return ""
    before, after = half_up(comparison.index.before), half_up(comparison.index.after)
    template = _("On the questions that both editions share you scored %(before)s then and %(after)s now.")
    return template % {"before": before, "after": after}


def _compare_with_first(comparison: Comparison | None, today: date) -> str:
    if comparison is None:
        return ""
    month = sentences.month_of(comparison.day, today)
    if comparison.index is None:
        return _("Your first result, from %(month)s, can’t be compared with this one.") % {"month": month}
    change = sentences.decapitalize(sentences.change_headline(comparison.index))
    return _("Since your first result, in %(month)s: %(change)s") % {"month": month, "change": change}


def _describe_over_time(result: Result, today: date) -> list[str]:
    if "changes" not in constants_of(get_scoring_version(result.attempt)).family_spreads:
        return [sentence] if (sentence := _compare_with_first(result.first, today)) else []
    return [*_describe_trend(result), *_describe_capabilities_since_first(result.first, today)]


def _describe_trend(result: Result) -> list[str]:
    # A pulse has no index, so no trend; what a trend still lacks is said over time.
    results = [] if result.is_pulse else place_in_months(result.comparable_run)
    trend = fit_trend(results, get_scoring_version(result.attempt))
    if trend is None:
        return []
    over = trends.trend_range(trend, len(results), int(results[-1][0]))
    if not trends.is_named(trend):
        return [over]
    last = result.previous.index if result.previous else None
    both = trends.join_trend_and_step(trend, last) if last else []
    return [trends.trend_headline(trend), over, *both]


def _describe_capabilities_since_first(comparison: Comparison | None, today: date) -> list[str]:
    if comparison is None:
        return []
    month = sentences.month_of(comparison.day, today)
    if comparison.index is None and not comparison.capabilities:
        return [_("Your first result, from %(month)s, can’t be compared with this one.") % {"month": month}]
    named = sentences.name_changes(comparison.capabilities)
    return [_("Since %(month)s.") % {"month": month}, *named] if named else []


def _describe_needed(result: Result) -> str:
    figure = Measured.build(result.attempt.index, result.attempt.index_standard_error)
    return trends.next_change_limits(figure, get_scoring_version(result.attempt)) if figure else ""


def _name_attempts(result: Result, today: date) -> dict[int, str]:
    line = [attempt for attempt in [*result.earlier, result.attempt] if attempt.submitted_at is not None]
    days = [day_of(attempt.submitted_at) for attempt in line if attempt.submitted_at is not None]
    return {
        attempt.pk: name for attempt, name in zip(line, sentences.name_days_apart(days, today), strict=True)
    }


def _draw_line(result: Result, today: date) -> tuple[Figure | None, list[ResultRow]]:
    points, rows, before = [], [], None
    names = _name_attempts(result, today)
    for attempt in [*result.earlier, result.attempt]:
        figure = Measured.build(attempt.index, attempt.index_standard_error)
        if figure is None or attempt.submitted_at is None:
            continue
        joined = before is not None and result.are_comparable(before, attempt)
        points.append(
            time_axis.Point(
                local(attempt.submitted_at),
                figure.value,
                figure.standard_error,
                attempt.edition.number,
                joined,
            )
        )
        rows.append(ResultRow(names[attempt.pk], figure, attempt.edition.number))
        before = attempt
    if len(points) < 2:
        return None, rows
    span = time_axis.choose_span([point.at for point in points])
    if result.is_pulse:
        return place_beside_notes(timeline.build_index_figure([], span, points), NARROW_COLUMN), rows
    return place_beside_notes(timeline.build_index_figure(points, span), NARROW_COLUMN), rows
