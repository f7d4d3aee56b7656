"""The page over time: where things stand, what has moved and what would be named, and figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.calendar_audit import wording as calendar_words
from assessment.calendar_audit.month import Month
from assessment.charts import time_axis, timeline
from assessment.charts.figure import Figure, place_beside_notes
from assessment.charts.time_axis import Point
from assessment.charts.timeline import CapabilityLine, Flag, RatioPoint
from assessment.commitments.history import FlaggedCommitment
from assessment.commitments.models import Outcome
from assessment.days import format_date
from assessment.questionnaire.models import CAPABILITIES
from assessment.results.result.changed_answers import ChangedAnswer
from assessment.results.timeline.queries import Entry, History
from assessment.results.wording import capabilities as names
from assessment.results.wording import sentences, trends
from assessment.results.wording.numbers import spell_count
from assessment.scoring import ratio
from assessment.scoring.change import NO_CLEAR_CHANGE

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
class Movement:
    """One line of what has moved. anchor: the part of the page that shows it. commitment: the last kept."""

    about: str
    sentences: Sequence[str]
    anchor: str = ""
    commitment: FlaggedCommitment | None = None


@dataclass(frozen=True)
class ListedEntry:
    """A row of the list of results. word: the change since the one before, or of several in a row without a
    change, said at the newest of them alone.
    """

    entry: Entry
    word: str


@dataclass(frozen=True)
class Timeline:
    """headline: the finding. lead: what stands and what would be named. movements: what has moved, in words;
    moved: answers that did so twice. span: the stretch of time that all three figures show. Newest rows
    first.
    """

    headline: str
    lead: str
    movements: Sequence[Movement]
    moved: Sequence[ChangedAnswer]
    notes: Sequence[str]
    index: Figure | None
    capabilities: Figure | None
    capabilities_box: str
    capability_notes: Sequence[str]
    calendar: Figure | None
    calendar_headline: str
    calendar_change: str
    calendar_beside: Sequence[str]
    full: Sequence[ListedEntry]
    pulses: Sequence[ListedEntry]
    months: Sequence[MonthRow]
    commitments: Sequence[FlaggedCommitment] = ()

    @property
    def text_alternative(self) -> str:
        about_index = [line for line in self.movements if line.anchor == "index"]
        return " ".join([self.headline, *(sentence for line in about_index for sentence in line.sentences)])

    @property
    def figure_rows(self) -> list[tuple[str, str, str, str]]:
        # A template takes a row apart faster than it looks up attributes.
        # Where there are pulses alone, the column says so.
        pulse = _("%(name)s, pulse level") if self.full else "%(name)s"
        return [
            (words % {"name": row.entry.name}, str(figure), figure.range, row.entry.edition)
            for words, rows in (("%(name)s", self.full), (pulse, self.pulses))
            for row in rows
            if (figure := row.entry.figure)
        ]

    @property
    def capability_rows(self) -> list[tuple[str, ...]]:
        return [
            (row.entry.name, *(str(row.entry.capabilities.get(slug, "")) for slug in CAPABILITIES))
            for row in self.full
            if row.entry.figure
        ]

    @cached_property
    def has_editions(self) -> bool:
        return any(
            len({row.entry.attempt.edition_id for row in rows}) > 1 for rows in (self.full, self.pulses)
        )


def build_timeline(history: History, today: date, commitments: Sequence[FlaggedCommitment] = ()) -> Timeline:
    entries = history.with_index
    pulses = [entry for entry in history.pulses if entry.figure]
    ratios = _list_ratios(history.months)
    flags = _list_flags(commitments)
    moments = [entry.at for entry in (*entries, *pulses)]
    moments += [point.at for point in ratios] + [flag.at for flag in flags]
    span = time_axis.choose_span(moments) if moments else None
    lines = _list_lines(entries)
    headline = _headline(history)
    return Timeline(
        headline=headline,
        lead=_lead(history, headline, today),
        movements=_list_movements(history, commitments, today),
        moved=history.moved,
        notes=_list_notes(history),
        index=timeline.build_index_figure(_list_points(entries), span, _list_points(pulses), flags)
        if span and (entries or pulses)
        else None,
        capabilities=place_beside_notes(timeline.build_capability_timeline(lines, span))
        if span and lines
        else None,
        capabilities_box=f"plot-lines-{len(lines)}",
        capability_notes=_capability_notes(history, today),
        calendar=timeline.build_calendar_figure(ratios, span) if span and ratios else None,
        calendar_headline=_calendar_headline(history.months),
        calendar_change=_calendar_change(history.months, today),
        calendar_beside=_calendar_beside(history.months),
        full=_list_entries(history.full),
        pulses=_list_entries(history.pulses),
        months=[_build_month_row(month, today) for month in reversed(history.months)],
        commitments=commitments[::-1],
    )


def list_choices(history: History) -> list[tuple[str, str]]:
    full = [(entry, _("%(day)s, index %(figure)s")) for entry in reversed(history.full)]
    pulses = [(entry, _("%(day)s, pulse level %(figure)s")) for entry in reversed(history.pulses)]
    return [(str(entry.attempt.uid), _build_choice(entry, template)) for entry, template in full + pulses]


def _build_choice(entry: Entry, template: str) -> str:
    if entry.figure is None:
        template = _("%(day)s, not enough answers")
    return template % {"day": entry.name, "figure": entry.figure}


def _headline(history: History) -> str:
    run = history.run
    if not run:
        return _("Only pulses so far.") if _draws_pulses(history) else _("Nothing to show over time yet.")
    if history.trend and trends.is_named(history.trend):
        return trends.trend_headline(history.trend)
    last = run[-1]
    if last.previous and last.previous.change.word != NO_CLEAR_CHANGE:
        return sentences.change_headline(last.previous)
    return f"{last.figure}."


def _draws_pulses(history: History) -> bool:
    return any(pulse.figure is not None for pulse in history.pulses)


def _lead(history: History, headline: str, today: date) -> str:
    run = history.run
    if not run or run[-1].figure is None:
        if not run and _draws_pulses(history):
            return _("For a trend you need two full results that can be compared.")
        return _("You need two full results that can be compared.")
    figure = run[-1].figure
    named = trends.next_change_limits(figure)
    if len(run) == 1:
        return f"{named} {sentences.one_point(run[0].day, today)}"
    if headline == f"{figure}.":
        return named
    return f"{_('Your last result is %(figure)s.') % {'figure': figure}} {named}"


def _list_movements(
    history: History, commitments: Sequence[FlaggedCommitment], today: date
) -> list[Movement]:
    changes = sentences.name_changes(history.capability_changes)
    since = sentences.month_of(history.run[0].day, today) if history.run else ""
    lines = [
        Movement(_("Index"), _describe_index(history), "index"),
        Movement(
            _("Capabilities"),
            [_("Since %(month)s.") % {"month": since}, *changes] if changes else (),
            "capabilities",
        ),
        Movement(_("Hours"), _describe_hours(history.months, today), "calendar"),
        Movement(
            _("Commitments"),
            _count_commitments(commitments),
            "commitments",
            next((flagged for flagged in reversed(commitments) if flagged.outcome == Outcome.KEPT), None),
        ),
    ]
    return [line for line in lines if line.sentences]


def _describe_index(history: History) -> list[str]:
    # The trend, or what one still lacks; then the last result against the one before.
    run, trend = history.run, history.trend
    if len(run) < 2:
        return []
    months = int(history.run_in_months[-1][0])
    over = trends.trend_range(trend, len(run), months) if trend else trends.no_trend_yet(len(run), months)
    if run[-1].previous is None:
        return [over]
    headline = sentences.decapitalize(sentences.change_headline(run[-1].previous))
    last = _("Your last result against the one before: %(change)s") % {"change": headline}
    return [over, last, *trends.join_trend_and_step(trend, run[-1].previous)]


def _describe_hours(months: Sequence[Month], today: date) -> list[str]:
    alike = [month for month in months if month.source == months[-1].source]
    if len(alike) < 2:
        return []
    first, last = alike[0], alike[-1]
    if (first.approving, first.designing) == (last.approving, last.designing):
        return []
    hours = _(
        "From %(first)s to %(last)s: approving %(approved)s, then %(approving)s hours a month; "
        "designing %(designed)s, then %(designing)s."
    ) % {
        "first": sentences.month_of(first.day, today),
        # "From October 2025 to October 2026": a year beside another is never left out.
        "last": sentences.month_of(last.day, today if first.day.year == last.day.year else first.day),
        "approved": calendar_words.format_hours(first.approving),
        "approving": calendar_words.format_hours(last.approving),
        "designed": calendar_words.format_hours(first.designing),
        "designing": calendar_words.format_hours(last.designing),
    }
    change = _calendar_change(months, today)
    return [hours, change] if change else [hours]


def _count_commitments(commitments: Sequence[FlaggedCommitment]) -> list[str]:
    counts = Counter(commitment.outcome for commitment in commitments)
    closed = counts[Outcome.KEPT] + counts[Outcome.PARTLY] + counts[Outcome.NOT]
    sentences_of_counts = [_describe_closed(counts, closed)] if closed else []
    if still_open := counts[""]:
        sentence = ngettext("One is still running.", "%(count)s are still running.", still_open)
        sentences_of_counts.append(sentence % {"count": spell_count(still_open).capitalize()})
    return sentences_of_counts


def _describe_closed(counts: Counter[str], closed: int) -> str:
    if closed == 1:
        return {
            Outcome.KEPT: _("You kept your commitment."),
            Outcome.PARTLY: _("You kept your commitment in part."),
            Outcome.NOT: _("You did not keep your commitment."),
        }[next(Outcome(outcome) for outcome in counts if outcome)]
    numbers = {"kept": counts[Outcome.KEPT], "closed": closed, "partly": counts[Outcome.PARTLY]}
    if counts[Outcome.PARTLY]:
        in_part = _("Of %(closed)s commitments that have ended, you kept %(kept)s, and %(partly)s in part.")
        return in_part % numbers
    return _("Of %(closed)s commitments that have ended, you kept %(kept)s.") % numbers


def _list_entries(entries: Sequence[Entry]) -> list[ListedEntry]:
    # Newest first. A run without a clear change says so once, at its newest.
    listed_entries = []
    still = sentences.no_clear_change()
    for is_still, group in groupby(reversed(entries), key=lambda entry: entry.since_previous == still):
        newest, *others = group
        word = newest.since_previous
        if is_still and others:
            word = _("no clear change, %(number)s times in a row") % {"number": spell_count(1 + len(others))}
        listed_entries.append(ListedEntry(newest, word))
        listed_entries += [ListedEntry(entry, "" if is_still else entry.since_previous) for entry in others]
    return listed_entries


def _list_notes(history: History) -> list[str]:
    broken = _(
        "Edition %(edition)s asks different questions, so the line breaks there. Each result compares "
        "on the questions that both editions share."
    )
    return [
        broken % {"edition": entry.attempt.edition.number}
        for entry in history.with_index[1:]
        if not entry.joined
    ]


def _capability_notes(history: History, today: date) -> list[str]:
    run = history.run
    if len(run) < 2:
        return []
    changes = sentences.capability_changes(history.capability_changes)
    return [_("Since %(month)s.") % {"month": sentences.month_of(run[0].day, today)}, *changes]


def _list_points(entries: Sequence[Entry]) -> list[Point]:
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


def _list_flags(commitments: Sequence[FlaggedCommitment]) -> list[Flag]:
    # Each at noon of its day.
    noon = time(12, tzinfo=UTC)
    return [Flag(datetime.combine(commitment.day, noon), commitment.outcome) for commitment in commitments]


def _list_lines(entries: Sequence[Entry]) -> list[CapabilityLine]:
    return [
        CapabilityLine(
            names.format_for_chart(slug),
            tuple(
                Point(
                    entry.at,
                    entry.capabilities[slug].value,
                    entry.capabilities[slug].standard_error,
                    entry.attempt.edition.number,
                    entry.joined,
                )
                for entry in entries
            ),
        )
        for slug in names.titles()
        if entries
    ]


def _list_ratios(months: Sequence[Month]) -> list[RatioPoint]:
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
    counted_months = {month.day: month for month in months if month.is_counted}
    claimed = [month for month in months if not month.is_counted and month.day in counted_months]
    if not claimed:
        return []
    sentences_of_month = calendar_words.compare_sources(claimed[-1], counted_months[claimed[-1].day])
    return [f"{format_date(claimed[-1].day, 'F Y')}.", *sentences_of_month]


def _build_month_row(month: Month, today: date) -> MonthRow:
    name = sentences.month_of(month.day, today)
    return MonthRow(
        name=_("%(month)s, counted") % {"month": name} if month.is_counted else name,
        approving=calendar_words.format_hours(month.approving),
        designing=calendar_words.format_hours(month.designing),
        size=calendar_words.format_ratio(month.ratio, month.words),
        range=calendar_words.format_ratio_range(month.ratio),
    )
