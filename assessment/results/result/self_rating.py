"""What you said of yourself beside what you showed, and how sure you were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from assessment.attempts.models import Answer
from assessment.charts import dumbbell
from assessment.charts.figure import Figure, place_beside_notes
from assessment.questionnaire.models import Kind
from assessment.results.comparability import get_scoring_version
from assessment.results.estimates import Measured
from assessment.results.result import self_rating_wording
from assessment.results.result.queries import Result
from assessment.results.wording.capabilities import format_for_chart, format_in_sentence, titles
from assessment.scoring import feedback
from assessment.scoring.change import Gap, gap, name_gaps


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
        """The capability you rate furthest above what you showed, where the gap may be named."""
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
        headline=self_rating_wording.headline(mean, gaps, points),
        rows=rows,
        figure=_draw_figure(rows),
        named=self_rating_wording.list_gap_sentences(mean, gaps, points),
        needed=self_rating_wording.needed(gaps, get_scoring_version(result.attempt)),
        confidence=self_rating_wording.confidence(_confidence(result.judged)),
        ranges=_ranges(result.judged),
        is_named=any(measured and measured.named for measured in (mean, *gaps.values())),
    )


def _build_row(result: Result, slug: str, name: str) -> SelfRating:
    score = result.scores[slug]
    said = Measured.of(score.said, score.said_error)
    shown = Measured.of(score.shown, score.shown_error)
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


def _confidence(judged: Iterable[Answer]) -> feedback.Confidence | None:
    return feedback.overconfidence(
        [
            (answer.value["claim"], answer.value["confidence"], bool(answer.question.is_true))
            for answer in judged
            if answer.question.kind == Kind.BELIEF and answer.value and not answer.passed
        ]
    )


def _ranges(judged: Iterable[Answer]) -> str:
    answered_ranges = [
        (answer.value, float(answer.question.quantity or 0))
        for answer in judged
        if answer.question.kind == Kind.RANGE and answer.value and not answer.passed
    ]
    hits = sum(value["low"] <= quantity <= value["high"] for value, quantity in answered_ranges)
    return self_rating_wording.ranges(
        hits, len(answered_ranges), feedback.too_narrow(hits, len(answered_ranges))
    )
