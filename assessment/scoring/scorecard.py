"""The scorecard of one attempt, what would move it, and the level of a pulse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, sqrt

from assessment.scoring.components import CapabilityResult, Part, list_parts, score_capability, score_parts
from assessment.scoring.constants import CAPABILITIES, CURRENT_VERSION, SAID, component_of, constants_of
from assessment.scoring.index import Index, average, combine
from assessment.scoring.replies import Item
from assessment.scoring.verdict import choose_verdict_row, count_right

__all__ = [
    "CapabilityResult",
    "Lever",
    "Scorecard",
    "WeeklyRise",
    "levers",
    "pulse_level",
    "raise_to_weekly",
    "score",
    "score_capability",
]

# One step of a frequency or pair answer, as an item score.
STEP = 0.25
# "Four to seven times" in 30 days, as an item score: about once a week.
WEEKLY = 0.75
# Answers that a capability needs in a pulse, of three; of more, the same share.
PULSE_NEEDS, PULSE_OF = 2, 3


@dataclass(frozen=True)
class Scorecard:
    """What scoring makes of one attempt. index, standard_error: points, or None without all three
    capabilities; then dots is None too and the row is not_enough. dots: of 20, on the orchestrator's side."""

    version: int
    capabilities: Mapping[str, CapabilityResult]
    index: float | None
    standard_error: float | None
    method: str | None
    dots: int | None
    row: str


@dataclass(frozen=True)
class Lever:
    """What one facet would move. gain, low, high: points of the index. codes: the answers that would rise."""

    facet: str
    gain: float
    low: float
    high: float
    codes: tuple[str, ...]
    capability: str


@dataclass(frozen=True)
class WeeklyRise:
    """The index if some facets' habits became weekly. facets: those of which an answer would rise."""

    index: float
    facets: frozenset[str]


def score(items: Iterable[Item], version: int = CURRENT_VERSION) -> Scorecard:
    """The scorecard of an attempt's items, given in order of position; hours and unknown slots add nothing.

    Sums are correctly rounded whatever the order, so the same answers give the same bits. An unknown
    version or a code that comes twice is a ValueError. See components, index and verdict for the formulas.
    """
    all_items = tuple(items)
    results = {name: score_capability(name, all_items, version) for name in CAPABILITIES}
    index = _combine_results(results, version)
    if index is None:
        return Scorecard(version, results, None, None, None, None, choose_verdict_row(None))
    dots = count_right(index.index, index.standard_error)
    return Scorecard(
        version, results, index.index, index.standard_error, index.method, dots, choose_verdict_row(dots)
    )


def levers(
    items: Iterable[Item],
    version: int = CURRENT_VERSION,
    most: int = 3,
    parts: Mapping[str, Sequence[Part]] | None = None,
) -> tuple[Lever, ...]:
    """The facets whose described answers would move the index most, largest first; () without an index.

    All answered frequency and pair answers of a facet that are below 1 rise by one step (at most to 1);
    gain = index then - index now. low: the smallest gain of one of them alone; high: two steps each.
    Ties stand in order of position. Keyed answers never move. parts: list_parts() of these items by
    capability, where they are known.
    """
    all_items = tuple(items)
    parts = parts or {name: list_parts(name, all_items, version) for name in CAPABILITIES}
    if not all(parts.values()):
        return ()
    scores = {name: score_parts(own) for name, own in parts.items()}
    now = average([scores[name] for name in CAPABILITIES], version)

    def gain(capability: str, codes: Sequence[str], rise: float) -> float:
        # What an answer weighs stays as it is: only the component it is in has to be averaged anew.
        own = parts[capability]
        values = [part.raise_value(codes, rise) if part.name in SAID else part.value for part in own]
        raised_scores = scores | {capability: score_parts(own, values)}
        return average([raised_scores[name] for name in CAPABILITIES], version) - now

    candidates = []
    for (capability, facet), codes in _group_movable(all_items).items():
        together, high = gain(capability, codes, STEP), gain(capability, codes, 2 * STEP)
        alone = [gain(capability, [code], STEP) for code in codes] if len(codes) > 1 else [together]
        candidates.append(Lever(facet, together, min(alone), high, tuple(codes), capability))
    # Equal gains differ in their last bits; rounding lets the order of position decide.
    return tuple(sorted(candidates, key=lambda lever: -round(lever.gain, 9))[:most])


def _group_movable(items: Iterable[Item]) -> dict[tuple[str, str], list[str]]:
    # The codes of described answers below their top, by capability and facet.
    movable: dict[tuple[str, str], list[str]] = {}
    for item in items:
        if _is_described(item) and item.score is not None and item.score < 1:
            movable.setdefault((item.capability, item.facet), []).append(item.code)
    return movable


def raise_to_weekly(
    items: Iterable[Item], facets: Iterable[str], version: int = CURRENT_VERSION
) -> WeeklyRise | None:
    """The attempt scored again with every frequency answer of these facets at least weekly; None without
    an index, or where each is weekly already. Pairs and keyed answers stay."""
    all_items, raised_facets = tuple(items), frozenset(facets)
    rising = [
        item
        for item in all_items
        if item.kind == "frequency"
        and item.facet in raised_facets
        and item.score is not None
        and item.score < WEEKLY
    ]
    if not rising:
        return None
    codes = {item.code for item in rising}
    raised = [replace(item, score=WEEKLY) if item.code in codes else item for item in all_items]
    parts = [list_parts(name, raised, version) for name in CAPABILITIES]
    if not all(parts):
        return None
    index = average([score_parts(own) for own in parts], version)
    return WeeklyRise(index, frozenset([item.facet for item in rising]))


def pulse_level(items: Iterable[Item], version: int = CURRENT_VERSION) -> tuple[float | None, float | None]:
    """The pulse level and its standard error, in points; None twice if a capability has too few answers.

    items: all that were asked, answered or not; two thirds of those of a capability, and two, are needed.
    100 × the mean of three capability means of frequency and pair answers; error √Σ(σ²Σa²) / 3, which is
    √(Σ σ²/n) / 3 at equal weights.
    """
    sigma = constants_of(version).sigma
    means, variances = [], []
    described = [item for item in items if _is_described(item)]
    for name in CAPABILITIES:
        of_capability = [item for item in described if item.capability == name]
        own = [(item.weight, item.score) for item in of_capability if item.score is not None]
        if len(own) < PULSE_NEEDS or PULSE_OF * len(own) < PULSE_NEEDS * len(of_capability):
            return None, None
        total = fsum(weight for weight, _ in own)
        means.append(fsum(weight * value for weight, value in own) / total)
        variances.append(sigma[name] ** 2 * fsum((weight / total) ** 2 for weight, _ in own))
    return 100 * fsum(means) / len(means), sqrt(fsum(variances)) / len(means)


def _combine_results(results: Mapping[str, CapabilityResult], version: int) -> Index | None:
    return combine([results[name].estimate for name in CAPABILITIES], version)


def _is_described(item: Item) -> bool:
    return component_of(item.kind, item.capability) == "behaviour"
