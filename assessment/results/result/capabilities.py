"""The three capabilities, high to low."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.charts import capabilities
from assessment.charts.figure import Figure
from assessment.results.estimates import Measured
from assessment.results.result.queries import Result
from assessment.results.wording import capabilities as names
from assessment.results.wording import sentences
from assessment.scoring.verdict import name_capabilities


@dataclass(frozen=True)
class Strength:
    """One capability. score: None with too few answers. before: last time, if that means the same."""

    slug: str
    name: str
    score: Measured | None
    before: Measured | None
    answered: int
    given: int
    asked: int

    @property
    def partly(self) -> bool:
        """Scored, but not on every answer; a passed one counts as an answer there."""
        return self.score is not None and self.answered < self.asked


@dataclass(frozen=True)
class Strengths:
    headline: str
    rows: Sequence[Strength]
    figure: Figure | None

    @property
    def box(self) -> str:
        """The class that reserves the height of the chart."""
        return f"plot-rows-{sum(one.score is not None for one in self.rows)}"

    @property
    def says(self) -> str:
        """The chart read out."""
        scored = ", ".join(f"{one.name} {one.score}" for one in self.rows if one.score)
        return f"{self.headline} {scored}."

    @property
    def remembered(self) -> bool:
        return any(one.before for one in self.rows)


def strengths(result: Result) -> Strengths:
    """Headline by the naming test, the bands, and a row for each capability; unscored ones last."""
    before = result.scores_before
    rows = [
        Strength(
            slug=slug,
            name=name,
            score=Measured.of(result.scores[slug].score, result.scores[slug].standard_error),
            before=Measured.of(before[slug].score, before[slug].standard_error) if slug in before else None,
            answered=result.scores[slug].answered,
            given=result.given(slug),
            asked=result.scores[slug].asked,
        )
        for slug, name in names.titles().items()
    ]
    rows.sort(key=lambda one: one.score.value if one.score else -1, reverse=True)
    naming = name_capabilities(
        {slug: one.score for slug, one in result.scores.items()},
        {slug: one.standard_error for slug, one in result.scores.items()},
    )
    drawn = [
        capabilities.CapabilityRow(
            names.drawn(one.slug),
            one.score.value,
            one.score.standard_error,
            one.before.value if one.before else None,
        )
        for one in rows
        if one.score
    ]
    headline = sentences.capability_headline(naming)
    return Strengths(headline, rows, capabilities.figure(drawn) if drawn else None)
