"""The three capabilities, high to low."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts import capabilities as chart
from assessment.charts.figure import Figure, place_beside_notes
from assessment.results.estimates import Measured
from assessment.results.result.queries import Result
from assessment.results.wording import capabilities as names
from assessment.results.wording import sentences


@dataclass(frozen=True)
class CapabilityRow:
    """One capability. score: None with too few answers. before: last time, if that means the same."""

    slug: str
    name: str
    score: Measured | None
    before: Measured | None
    answered: int
    replied: int
    asked: int

    @property
    def answers(self) -> str:
        return _("%(answered)s of %(asked)s") % {"answered": self.replied, "asked": self.asked}

    @property
    def partly(self) -> bool:
        # Scored, but not on every answer; a passed one counts as an answer there.
        return self.score is not None and self.answered < self.asked


@dataclass(frozen=True)
class CapabilitySection:
    headline: str
    rows: Sequence[CapabilityRow]
    figure: Figure | None
    is_named: bool = False

    @property
    def box(self) -> str:
        return f"plot-rows-{sum(row.score is not None for row in self.rows)}"

    @property
    def text_alternative(self) -> str:
        scored = ", ".join(f"{row.name} {row.score}" for row in self.rows if row.score)
        return f"{self.headline} {scored}."

    @property
    def remembered(self) -> bool:
        return any(row.before for row in self.rows)


def build_capability_section(result: Result) -> CapabilitySection:
    before = result.scores_before
    rows = [
        CapabilityRow(
            slug=slug,
            name=name,
            score=Measured.build(result.scores[slug].score, result.scores[slug].standard_error),
            before=Measured.build(before[slug].score, before[slug].standard_error)
            if slug in before
            else None,
            answered=result.scores[slug].answered,
            replied=result.count_replies(slug),
            asked=result.scores[slug].asked,
        )
        for slug, name in names.titles().items()
    ]
    rows.sort(key=lambda row: row.score.value if row.score else -1, reverse=True)
    naming = result.naming
    chart_rows = build_chart_rows(rows)
    headline = sentences.capability_headline(naming)
    return CapabilitySection(
        headline,
        rows,
        place_beside_notes(chart.build_capabilities_figure(chart_rows)) if chart_rows else None,
        is_named=bool(naming.strongest or naming.weakest or naming.apart),
    )


def build_chart_rows(rows: Sequence[CapabilityRow]) -> list[chart.CapabilityRow]:
    """Those that have a score, as charts and slides draw them."""
    return [
        chart.CapabilityRow(
            names.format_for_chart(row.slug),
            row.score.value,
            row.score.standard_error,
            row.before.value if row.before else None,
        )
        for row in rows
        if row.score
    ]
