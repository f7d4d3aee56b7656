"""Medians of several teams, or of one team round by round: one model for all a page says of a measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.scoring import families
from assessment.scoring.constants import CAPABILITIES
from assessment.scoring.families import Family, name_chance
from assessment.scoring.team_statistics import AssumedSpread, median_errors

# By 16 points alone, 46 to 75 of 100 pages of equal teams named a difference, since invented people spread by
# 18.7 points in a capability and by 14 in the index; and the middle half of one team of twelve, for all teams
# of eight beside it, named one on 46. These keep pages of equal teams below 25 (docs/decisions/0044).
SPREADS = {**dict.fromkeys(CAPABILITIES, 19.5), "index": 16.0}
# So many people of that spread are added to those who publish; middle halves are taken so much wider.
ASSUMED_PEOPLE, SPREAD_MARGIN = 40, 1.1


@dataclass(frozen=True)
class PublishedMedian:
    """What a picture publishes of one measure, points. width: of the middle half; None where it has none."""

    median: float
    width: float | None
    people: int


def estimate_teams(measure: str, medians: Sequence[PublishedMedian]) -> Family:
    """The family of medians that stand beside each other, at least one, else ValueError.

    measure: a capability or "index". chance_above, chances_above_level and ranges80 decide what the page
    says; of nothing else may it say that it differs.
    """
    assumed = AssumedSpread(SPREADS[measure], people=ASSUMED_PEOPLE, margin=SPREAD_MARGIN)
    errors = median_errors([(published.width, published.people) for published in medians], assumed)
    return families.estimate(
        "teams", list(zip([published.median for published in medians], errors, strict=True))
    )


def name_change(measure: str, rounds: Sequence[PublishedMedian], before: int, after: int) -> str:
    """What may be said of one team's change between two of its rounds, by their places: "probably up",
    "clearly down", or an empty string.

    rounds: all that the page shows. People who are counted in both make the medians differ less by chance
    than the errors say, so that small changes are named too seldom rather than too often.
    """
    return name_chance(estimate_teams(measure, rounds).chance_above(after, before))
