"""The page over time: a headline by the test from the first to the last comparable result, and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.calendar_audit import wording as calendar_words
from assessment.calendar_audit.month import Month
from assessment.charts import time_axis, timeline
from assessment.charts.figure import Figure
from assessment.charts.flags import Flag
from assessment.charts.time_axis import Point
from assessment.charts.timeline import CapabilityLine, RatioPoint
from assessment.commitments.history import Undertaken
from assessment.results.estimates import Compared
from assessment.results.timeline.queries import Entry, History
from assessment.results.wording import capabilities as names
from assessment.results.wording import sentences
from assessment.results.wording.numbers import counted
from assessment.scoring import ratio

# The day of a month at which its hours are drawn.
MIDDLE = {"claimed": 13, "counted": 18}


@dataclass(frozen=True)
class MonthRow:
    name: str
    approving: str
    designing: str
    size: str
    range: str


@dataclass(frozen=True)
class Timeline:
    """headline: the finding. span: the stretch of time that all three figures show. Newest rows first."""

    headline: str
    lead: str
    notes: Sequence[str]
    index: Figure | None
    capabilities: Figure | None
    capabilities_box: str
    capability_notes: Sequence[str]
    calendar: Figure | None
    calendar_headline: str
    calendar_change: str
    calendar_beside: Sequence[str]
    full: Sequence[Entry]
    pulses: Sequence[Entry]
    months: Sequence[MonthRow]
    commitments: Sequence[Undertaken] = ()


def build_timeline(history: History, today: date, commitments: Sequence[Undertaken] = ()) -> Timeline:
    drawn = history.drawn
    pulses = [entry for entry in history.pulses if entry.figure]
    ratios = _ratios(history.months)
    flags = _flags(commitments)
    moments = [entry.at for entry in (*drawn, *pulses)]
    moments += [point.at for point in ratios] + [flag.at for flag in flags]
    span = time_axis.choose_span(moments) if moments else None
    lines = _lines(drawn)
    return Timeline(
        headline=_headline(history, today),
        lead=_lead(history, today),
        notes=_notes(history),
        index=timeline.build_index_figure(_points(drawn), span, _points(pulses), flags)
        if span and (drawn or pulses)
        else None,
        capabilities=timeline.build_capability_timeline(lines, span) if span and lines else None,
        capabilities_box=f"plot-lines-{len(lines)}",
        capability_notes=_capability_notes(history.run, today),
        calendar=timeline.build_calendar_figure(ratios, span) if span and ratios else None,
        calendar_headline=_calendar_headline(history.months),
        calendar_change=_calendar_change(history.months, today),
        calendar_beside=_calendar_beside(history.months),
        full=history.full[::-1],
        pulses=history.pulses[::-1],
        months=[_month_row(month, today) for month in reversed(history.months)],
        commitments=commitments[::-1],
    )


def list_choices(history: History) -> list[tuple[str, str]]:
    full = [(entry, _("%(day)s, index %(figure)s")) for entry in reversed(history.full)]
    pulses = [(entry, _("%(day)s, pulse level %(figure)s")) for entry in reversed(history.pulses)]
    return [(str(entry.attempt.uid), _choice(entry, template)) for entry, template in full + pulses]


def _choice(entry: Entry, template: str) -> str:
    if entry.figure is None:
        template = _("%(day)s, not enough answers")
    return template % {"day": entry.name, "figure": entry.figure}


def _headline(history: History, today: date) -> str:
    run = history.run
    if not run:
        return _("No line to draw yet.")
    if len(run) == 1:
        return sentences.one_point(run[0].day, today)
    return sentences.line_headline(_first_to_last(run))


def _lead(history: History, today: date) -> str:
    # How many results, and from when to when the headline speaks.
    run = history.run
    if len(run) < 2:
        return _("A line needs two full results that can be compared.")
    since = sentences.month_of(run[0].day, today)
    template = _("%(number)s results that can be compared, the first from %(month)s.")
    return template % {"number": counted(len(run)).capitalize(), "month": since}


def _notes(history: History) -> list[str]:
    # The other test, of the last result against the one before it; what a change needs; and each break.
    notes, run = [], history.run
    if run and run[-1].previous:
        if len(run) > 2:
            headline = sentences.decapitalised(sentences.change_headline(run[-1].previous))
            notes.append(_("The last result against the one before: %(change)s") % {"change": headline})
        notes.append(sentences.needed(run[-1].previous.change))
    broken = _(
        "Edition %(edition)s asks other questions: the line ends and begins again there. "
        "Each result says what the questions in common allow."
    )
    return notes + [
        broken % {"edition": entry.attempt.edition.number} for entry in history.drawn[1:] if not entry.joined
    ]


def _capability_notes(run: Sequence[Entry], today: date) -> list[str]:
    if len(run) < 2:
        return []
    tested = {
        slug: Compared.of(
            run[0].capabilities[slug].value,
            run[0].capabilities[slug].standard_error,
            run[-1].capabilities[slug].value,
            run[-1].capabilities[slug].standard_error,
        )
        for slug in names.titles()
    }
    changes = sentences.capability_changes({slug: measured for slug, measured in tested.items() if measured})
    return [_("Since %(month)s.") % {"month": sentences.month_of(run[0].day, today)}, *changes]


def _first_to_last(run: Sequence[Entry]) -> Compared | None:
    first, last = run[0].attempt, run[-1].attempt
    return Compared.of(first.index, first.index_standard_error, last.index, last.index_standard_error)


def _points(entries: Sequence[Entry]) -> list[Point]:
    return [
        Point(
            entry.at,
            entry.figure.value,
            entry.figure.standard_error,
            entry.attempt.edition.number,
            entry.joined,
        )
        for entry in entries
        if entry.figure
    ]


def _flags(commitments: Sequence[Undertaken]) -> list[Flag]:
    # Each at noon of its day.
    noon = time(12, tzinfo=UTC)
    return [Flag(datetime.combine(commitment.day, noon), commitment.outcome) for commitment in commitments]


def _lines(drawn: Sequence[Entry]) -> list[CapabilityLine]:
    return [
        CapabilityLine(
            names.drawn(slug),
            tuple(
                Point(
                    entry.at,
                    entry.capabilities[slug].value,
                    entry.capabilities[slug].standard_error,
                    entry.attempt.edition.number,
                    entry.joined,
                )
                for entry in drawn
            ),
        )
        for slug in names.titles()
        if drawn
    ]


def _ratios(months: Sequence[Month]) -> list[RatioPoint]:
    # The months that have a ratio; a month without designing, or without approving, has none.
    points = []
    for month in months:
        if month.ratio.refused or not (month.approving and month.designing):
            continue
        low, high = calendar_words.compute_ratio_range(month.ratio) or (None, None)
        at = datetime(month.day.year, month.day.month, MIDDLE[month.source], tzinfo=UTC)
        points.append(RatioPoint(at, month.approving / month.designing, low, high, month.is_counted))
    return points


def _calendar_headline(months: Sequence[Month]) -> str:
    return calendar_words.describe_month(months[-1].ratio, months[-1].words) if months else ""


def _calendar_change(months: Sequence[Month], today: date) -> str:
    alike = [month for month in months if month.source == months[-1].source]
    if len(alike) < 2:
        return ""
    tested = ratio.compare_ratios(alike[0].ratio, alike[-1].ratio)
    return calendar_words.describe_change(tested, sentences.month_of(alike[0].day, today)) if tested else ""


def _calendar_beside(months: Sequence[Month]) -> list[str]:
    counted = {month.day: month for month in months if month.is_counted}
    claimed = [month for month in months if not month.is_counted and month.day in counted]
    if not claimed:
        return []
    sentences_of_month = calendar_words.compare_sources(claimed[-1], counted[claimed[-1].day])
    return [f"{date_format(claimed[-1].day, 'F Y')}.", *sentences_of_month]


def _month_row(month: Month, today: date) -> MonthRow:
    name = sentences.month_of(month.day, today)
    return MonthRow(
        name=_("%(month)s, counted") % {"month": name} if month.is_counted else name,
        approving=calendar_words.format_hours(month.approving),
        designing=calendar_words.format_hours(month.designing),
        size=calendar_words.format_ratio(month.ratio, month.words),
        range=calendar_words.format_ratio_range(month.ratio),
    )
