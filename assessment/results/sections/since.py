"""What changed since last time, and whether that is more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.attempts.models import Attempt
from assessment.charts import over_time, timeline
from assessment.charts.figure import Figure, beside_notes
from assessment.questionnaire.models import CAPABILITIES
from assessment.results import words
from assessment.results.changed_answers import ChangedAnswer
from assessment.results.comparing import Comparison
from assessment.results.measured import Measured
from assessment.results.reading import Result
from assessment.scoring.printing import half_up

NARROW_COLUMN = 320
"""Pixels of the chart on paper: the answers that moved most stand beside it."""


@dataclass(frozen=True)
class Row:
    """One result in the table: the month, the figure, the number of the edition."""

    name: str
    figure: Measured
    edition: int


@dataclass(frozen=True)
class Since:
    """headline: against the attempt before. shared: the figures it speaks of, where editions differ. first:
    against the first, if that is another one. capabilities: a sentence each, or one for all. needed: what a
    change takes. The figure shows the results so far."""

    name: str
    headline: str
    shared: str
    first: str
    capabilities: Sequence[str]
    needed: str
    figure: Figure | None
    rows: Sequence[Row]
    changed: Sequence[ChangedAnswer]


def since(result: Result, today: date) -> Since | None:
    """None for a first attempt."""
    previous = result.previous
    if previous is None:
        return None
    name = words.month_of(previous.on, today)
    figure, rows = _line(result, today)
    return Since(
        name=name,
        headline=_against(previous, result.attempt, name),
        shared=_shared(previous),
        first=_against_first(result.first, today),
        capabilities=words.capability_changes(
            {CAPABILITIES[slug]: found for slug, found in previous.capabilities.items()}
        ),
        needed=words.needed(previous.index.change) if previous.index else "",
        figure=figure,
        rows=rows,
        changed=result.changed,
    )


def _against(comparison: Comparison, attempt: Attempt, name: str) -> str:
    if comparison.index:
        return words.change_headline(comparison.index)
    if attempt.index is None:
        return "Too few answers this time to compare."
    if comparison.earlier.index is None:
        return f"Too few answers in {name} to compare with."
    return f"Not comparable with {name}."


def _shared(comparison: Comparison) -> str:
    """Which figures the headline speaks of, where they are not those printed above."""
    if not comparison.shared or comparison.index is None:
        return ""
    before, after = half_up(comparison.index.before), half_up(comparison.index.after)
    return f"Scored here on the questions both editions share: {before} then, {after} now."


def _against_first(comparison: Comparison | None, today: date) -> str:
    if comparison is None:
        return ""
    month = words.month_of(comparison.on, today)
    if comparison.index is None:
        return f"The first, in {month}, cannot be compared."
    return f"Since the first, in {month}: {words.decapitalised(words.change_headline(comparison.index))}"


def _line(result: Result, today: date) -> tuple[Figure | None, list[Row]]:
    """The results up to this one, as a figure where there are two at least, and as rows."""
    points, rows, before = [], [], None
    for attempt in [*result.earlier, result.attempt]:
        figure = Measured.of(attempt.index, attempt.index_standard_error)
        if figure is None or attempt.submitted_at is None:
            continue
        joined = before is not None and result.joined(before, attempt)
        points.append(
            over_time.Point(
                attempt.submitted_at, figure.value, figure.standard_error, attempt.edition.number, joined
            )
        )
        rows.append(Row(words.month_of(attempt.submitted_at.date(), today), figure, attempt.edition.number))
        before = attempt
    if len(points) < 2:
        return None, rows
    span = over_time.span_of([point.at for point in points])
    if result.is_pulse:
        return timeline.index_figure([], span, points), rows
    return beside_notes(timeline.index_figure(points, span), NARROW_COLUMN), rows
