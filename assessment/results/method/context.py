"""The method page: everything an informed reader needs to disagree, taken from what scoring really uses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from assessment.questionnaire.models import CAPABILITIES, FULL, PULSE, Kind
from assessment.results.method import editions, examples
from assessment.results.method import labels as names
from assessment.results.wording.capabilities import format_in_sentence, title
from assessment.results.wording.numbers import format_number, format_range, spell_count
from assessment.results.wording.sentences import verdicts as headlines
from assessment.scoring import (
    components,
    families,
    feedback,
    norms,
    ratio,
    reliability,
    replies,
    speeding,
    team_statistics,
    trend,
)
from assessment.scoring.change import DAYS_A_MONTH, change
from assessment.scoring.components import plan_weights
from assessment.scoring.composition import (
    FULL_COUNTS,
    PULSE_COUNTS,
    Counts,
    Precision,
    build_items,
    measure_full,
)
from assessment.scoring.constants import (
    CURRENT_VERSION,
    FACETS,
    KINDS,
    LINE,
    Z80,
    Z95,
    Constants,
    constants_of,
)
from assessment.scoring.rounding import half_up
from assessment.scoring.scorecard import STEP
from assessment.scoring.verdict import DOTS, ROWS

SCORED_KINDS = [kind for kind in KINDS if kind != Kind.HOURS]


@dataclass(frozen=True)
class Asked:
    name: str
    facets: Sequence[str]
    counts: Sequence[int]
    total: int
    behaviour: str
    judgement: str
    evidence: str
    sigma: float


@dataclass(frozen=True)
class Composition:
    """What the editions in use ask in one attempt; shipped ones where none is."""

    full: Counts
    pulse: Counts
    precision: Precision

    @classmethod
    def from_editions(cls, in_use: Iterable[editions.InUse]) -> Self:
        counts = {
            edition_in_use.edition.questionnaire.slug: edition_in_use.counts for edition_in_use in in_use
        }
        full, pulse = counts.get(FULL, FULL_COUNTS), counts.get(PULSE, PULSE_COUNTS)
        precision = measure_full(build_items(full))
        # Of an edition so small that nothing can be scored on it, the page explains the shipped one.
        return cls(full, pulse, precision) if precision else cls.from_editions([])


def list_asked(composition: Composition) -> list[Asked]:
    constants = constants_of(CURRENT_VERSION)
    items = build_items(composition.full)
    rows = []
    for slug in CAPABILITIES:
        counts = [composition.full[slug].get(kind, 0) for kind in SCORED_KINDS]
        facets = [names.facets()[facet] for facet in FACETS[slug]]
        rows.append(
            Asked(
                title(slug),
                facets,
                counts,
                sum(counts),
                **_format_weights(plan_weights(slug, items)),
                sigma=constants.sigma[slug],
            )
        )
    return rows


def _format_weights(weights: Mapping[str, float]) -> dict[str, str]:
    return {
        name: format_number(weight, 0 if weight == int(weight) else 1) for name, weight in weights.items()
    }


def collect_figures(composition: Composition) -> dict[str, object]:
    constants = constants_of(CURRENT_VERSION)
    return (
        {"version": CURRENT_VERSION}
        | _collect_score_figures(constants, composition.precision)
        | _collect_claim_figures(constants, composition.precision)
        | _collect_other_figures(composition)
    )


def describe_tolerance() -> str:
    people = constants_of(CURRENT_VERSION).people
    return _("measured on %(people)s people") % {"people": people} if people else _("assumed")


def _collect_score_figures(constants: Constants, precision: Precision) -> dict[str, object]:
    typical = precision.index
    low, high = constants.level_prior
    return {
        "line": half_up(LINE),
        "dots": DOTS,
        "z80": format_number(Z80, 4),
        "z95": format_number(Z95, 2),
        "error": half_up(constants.full_form_error),
        "sigmas": _list_sigmas(constants),
        "floor": half_up(constants.floor),
        "delta_from": half_up(constants.delta_from),
        "nodes": len(constants.nodes),
        "typical": format_number(typical, 1),
        "typical_tolerance": half_up(Z80 * typical),
        "guessing": replies.GUESSING,
        "missed": replies.MISSED_TIMES,
        "range_scale": replies.RANGE_SCALE,
        "component_needs": names.fractions()[components.COMPONENT_NEEDS],
        "capability_needs": names.fractions()[components.CAPABILITY_NEEDS],
        "step": STEP,
        "people": constants.people,
        "level_start": half_up(low),
        "level_spread": half_up(high),
    }


def _list_sigmas(constants: Constants) -> str:
    template = _("%(sigma)s for %(capability)s")
    return ", ".join(
        template % {"sigma": format_number(sigma, 2), "capability": format_in_sentence(slug)}
        for slug, sigma in constants.sigma.items()
    )


def _collect_claim_figures(constants: Constants, precision: Precision) -> dict[str, object]:
    typical = precision.index
    between = change(50, typical, 50, typical)
    return {
        "retest": constants.retest_factor,
        "probably": format_percent(families.PROBABLY),
        "clearly": format_percent(families.CLEARLY),
        "family_spread": half_up(constants.family_spreads["order"]),
        "trend_fewest": spell_count(trend.FEWEST_FOR_A_TREND),
        "trend_months": spell_count(trend.SHORTEST_TREND),
        "need_probably": format_number(between.need_probably, 1),
        "need_clearly": format_number(between.need_clearly, 1),
        "claimed": constants.calendar_variation["claimed"],
        "counted": constants.calendar_variation["counted"],
        "fewest_hours": half_up(ratio.FEWEST_HOURS),
        "band_hours": half_up(ratio.HOURS_FOR_A_BAND),
        "fading": constants.fading,
        "noise": half_up(constants.level_noise),
        "slope": half_up(constants.slope_prior),
        "month": DAYS_A_MONTH,
        "horizon": trend.HORIZON,
        "fewest_attempts": trend.FEWEST_ATTEMPTS,
        "shortest": trend.SHORTEST_SPAN,
        "oldest": trend.OLDEST_LAST,
        "widest": half_up(trend.WIDEST),
    }


def format_percent(chance: float) -> str:
    percent = 100 * chance
    return format_number(percent, 0 if percent == int(percent) else 1)


def _collect_other_figures(composition: Composition) -> dict[str, object]:
    return {
        "pulse_error": format_number(examples.compute_pulse_error(composition.pulse), 2),
        "fewest_beliefs": feedback.FEWEST_BELIEFS,
        "fewest_ranges": feedback.FEWEST_RANGES,
        "surest": feedback.SUREST,
        "too_rare": feedback.TOO_RARE,
        "team_fewest": team_statistics.FEWEST_IN_TEAM,
        "middle_half": team_statistics.MIDDLE_HALF,
        "small_teams": team_statistics.SMALL_TEAMS,
        "team_limit": examples.compute_team_limit(composition.precision),
        "team": examples.TEAM,
        "hasty": speeding.HASTY_BELOW,
        "hasty_from": speeding.KNOWN_FROM,
        "from_shares": reliability.FROM_SHARES,
        "from_coefficients": reliability.FROM_COEFFICIENTS,
        "from_unmarked": reliability.FROM_UNMARKED,
        "norms_from": norms.FEWEST,
    }


def list_verdicts() -> list[tuple[str, str]]:
    most = [DOTS, *(least - 1 for least, _ in ROWS)]
    return [
        (format_range(least, top), str(headlines()[name]))
        for (least, name), top in zip(ROWS, most, strict=False)
    ]


def build_worked_examples(composition: Composition) -> dict[str, object]:
    return {
        "belief_examples": examples.list_beliefs(),
        "range_examples": examples.list_ranges(),
        "index_examples": examples.list_indices(composition.precision),
        "change_examples": examples.list_changes(composition.precision.index),
        "month_examples": examples.list_months(),
        "year": examples.project_year(composition.precision.index),
        "parts": examples.list_parts(composition.full),
    }
