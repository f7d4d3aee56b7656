"""What you said of yourself beside what you showed, and how sure you were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.attempts.models import Answer
from assessment.charts import dumbbell
from assessment.charts.figure import Figure, place_beside_notes
from assessment.questionnaire.models import Kind
from assessment.results.comparability import get_scoring_version
from assessment.results.estimates import Measured
from assessment.results.result.queries import Result
from assessment.results.wording.capabilities import (
    format_after_in,
    format_for_chart,
    format_in_sentence,
    titles,
)
from assessment.scoring import feedback
from assessment.scoring.change import Gap, gap, name_gaps
from assessment.scoring.constants import CURRENT_VERSION, Z80, constants_of
from assessment.scoring.feedback import Confidence
from assessment.scoring.rounding import half_up


@dataclass(frozen=True)
class SelfRating:
    """One capability. gap: None where either side has too few answers."""

    slug: str
    name: str
    inside: str
    said: Measured | None
    shown: Measured | None
    gap: Gap | None

    @property
    def points(self) -> int | None:
        # The distance of the two printed numbers, which a reader can check; the test has the exact
        # one.
        return None if self.said is None or self.shown is None else abs(self.said.points - self.shown.points)

    @property
    def apart(self) -> str:
        if self.points is None or self.gap is None:
            return _("too few answers")
        return (
            f"{self.points}"
            if self.gap.named
            else _("%(points)s, within tolerance") % {"points": self.points}
        )


@dataclass(frozen=True)
class SelfRatingSection:
    """headline: the mean gap, or one capability's, or none. named, needed: what else may be said. confidence,
    ranges: feedback over the statements and ranges so far, never part of the score."""

    headline: str
    rows: Sequence[SelfRating]
    figure: Figure | None
    named: Sequence[str]
    needed: str
    confidence: str
    ranges: str
    is_named: bool

    @property
    def overrated(self) -> SelfRating | None:
        """The capability of which you say most above what you show, where the gap may be named."""
        return next((row for row in self.rows if row.gap and row.gap.named and row.gap.gap > 0), None)

    @property
    def box(self) -> str:
        return f"plot-pairs-{sum(row.gap is not None for row in self.rows)}"

    @property
    def text_alternative(self) -> str:
        phrases = [
            _("%(capability)s: said %(said)s, shown %(shown)s")
            % {"capability": row.name, "said": row.said, "shown": row.shown}
            for row in self.rows
            if row.gap
        ]
        return f"{self.headline} {'; '.join(phrases)}."


def build_self_rating_section(result: Result) -> SelfRatingSection:
    rows = [_build_row(result, slug, name) for slug, name in titles().items()]
    gaps, mean = name_gaps({row.slug: row.gap for row in rows}, get_scoring_version(result.attempt))
    rows = [replace(row, gap=gaps[row.slug]) for row in rows]
    rows.sort(key=lambda row: -abs(row.gap.gap) if row.gap else 1)
    points = {row.slug: row.points for row in rows if row.points is not None}
    return SelfRatingSection(
        headline=describe_gaps(mean, gaps, points),
        rows=rows,
        figure=_draw_figure(rows),
        named=list_gap_sentences(mean, gaps, points),
        needed=describe_needed(gaps, get_scoring_version(result.attempt)),
        confidence=describe_confidence(_count_confidence(result.calibration_answers)),
        ranges=_describe_ranges(result.calibration_answers),
        is_named=any(measured and measured.named for measured in (mean, *gaps.values())),
    )


def _build_row(result: Result, slug: str, name: str) -> SelfRating:
    score = result.scores[slug]
    said = Measured.build(score.said, score.said_error)
    shown = Measured.build(score.shown, score.shown_error)
    measured_gap = (
        gap(said.value, said.standard_error, shown.value, shown.standard_error) if said and shown else None
    )
    return SelfRating(slug, name, format_in_sentence(slug), said, shown, measured_gap)


def _draw_figure(rows: Iterable[SelfRating]) -> Figure | None:
    pairs = [
        dumbbell.Pair(format_for_chart(row.slug), row.said.value, row.shown.value, row.gap.named)
        for row in rows
        if row.said and row.shown and row.gap
    ]
    return place_beside_notes(dumbbell.build_self_rating_figure(pairs)) if pairs else None


def _count_confidence(judged: Iterable[Answer]) -> feedback.Confidence | None:
    return feedback.overconfidence(
        [
            (answer.value["claim"], answer.value["confidence"], bool(answer.question.is_true))
            for answer in judged
            if answer.question.kind == Kind.BELIEF and answer.value and not answer.passed
        ]
    )


def _describe_ranges(judged: Iterable[Answer]) -> str:
    answered_ranges = [
        (answer.value, float(answer.question.quantity or 0))
        for answer in judged
        if answer.question.kind == Kind.RANGE and answer.value and not answer.passed
    ]
    hits = sum(value["low"] <= quantity <= value["high"] for value, quantity in answered_ranges)
    return describe_ranges(hits, len(answered_ranges), feedback.too_narrow(hits, len(answered_ranges)))


def describe_gaps(mean: Gap | None, gaps: Mapping[str, Gap | None], points: Mapping[str, int]) -> str:
    """The mean gap if it may be named; else the largest capability that may; else that there is none.

    gaps: by the capability's slug, None where one side has too few answers. points: how far apart the two
    printed numbers of each capability are.
    """
    if mean and mean.named:
        template = (
            _("What you say is %(points)s points above what you show.")
            if mean.gap > 0
            else _("What you say is %(points)s points below what you show.")
        )
        # A gap is named from beyond its tolerance, far above one point.
        return template % {"points": half_up(abs(mean.gap))}
    slug = _find_widest(gaps)
    if slug:
        return _gap_sentence(slug, _filter_named(gaps)[slug], points[slug])
    return describe_no_gap() if any(gaps.values()) else describe_too_few()


def describe_no_gap() -> str:
    return _("What you say and what you show agree, as far as we can tell.")


def describe_too_few() -> str:
    return _("Too few answers to compare what you say with what you show.")


def list_gap_sentences(
    mean: Gap | None, gaps: Mapping[str, Gap | None], points: Mapping[str, int]
) -> list[str]:
    # A sentence for each capability that may be named and does not stand in the headline already.
    in_headline = None if mean and mean.named else _find_widest(gaps)
    return [
        _gap_sentence(slug, gap, points[slug])
        for slug, gap in _filter_named(gaps).items()
        if slug != in_headline
    ]


def _gap_sentence(slug: str, gap: Gap, points: int) -> str:
    template = (
        _("On %(capability)s, what you say is %(points)s points above what you show.")
        if gap.gap > 0
        else _("On %(capability)s, what you say is %(points)s points below what you show.")
    )
    return template % {"capability": format_after_in(slug), "points": points}


def _filter_named(gaps: Mapping[str, Gap | None]) -> dict[str, Gap]:
    return {slug: gap for slug, gap in gaps.items() if gap and gap.named}


def _find_widest(gaps: Mapping[str, Gap | None]) -> str | None:
    named = _filter_named(gaps)
    return max(named, key=lambda slug: abs(named[slug].gap), default=None)


def describe_needed(gaps: Mapping[str, Gap | None], version: int = CURRENT_VERSION) -> str:
    errors = [gap.standard_error for gap in gaps.values() if gap]
    if not errors:
        return ""
    if "gaps" in constants_of(version).family_spreads:
        return _("A gap in just one capability has to be wider before we name it.")
    points = int(Z80 * max(errors))
    return _("A gap of up to %(points)s points could be chance.") % {"points": points}


def describe_confidence(measured: Confidence | None) -> str:
    # Confidence beside accuracy on statements, from eight of them; feedback, never a label.
    if measured is None or not measured.is_enough:
        return ""
    if not measured.named:
        template = _(
            "On %(number)s statements you were %(sure)s %% sure and %(right)s %% right: a difference "
            "that could be chance."
        )
    elif measured.over > 0:
        template = _(
            "On %(number)s statements you were %(sure)s %% sure and %(right)s %% right: you were surer "
            "than your answers bear out."
        )
    else:
        template = _(
            "On %(number)s statements you were %(sure)s %% sure and %(right)s %% right: you knew more "
            "than you gave yourself credit for."
        )
    return template % {
        "number": measured.n,
        "sure": half_up(measured.confidence),
        "right": half_up(measured.accuracy),
    }


def describe_ranges(hits: int, n: int, narrow: bool | None) -> str:
    # How many ranges held their answer, from six of them; eight times in ten was asked.
    if narrow is None:
        return ""
    if narrow:
        template = ngettext(
            "%(hits)s of your %(number)s ranges contained the answer; 80 %% would be %(expected)s. "
            "They were too narrow.",
            "%(hits)s of your %(number)s ranges contained the answer; 80 %% would be %(expected)s. "
            "They were too narrow.",
            hits,
        )
    else:
        template = _("%(hits)s of your %(number)s ranges contained the answer; 80 %% would be %(expected)s.")
    return template % {"hits": hits, "number": n, "expected": half_up(0.8 * n)}
