"""Whether two figures differ by more than chance: between attempts, and between what was said and shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, hypot, sqrt

from assessment.scoring import families
from assessment.scoring.components import CapabilityResult, plan_weights, score_capability
from assessment.scoring.constants import (
    CAPABILITIES,
    COMPONENTS,
    CURRENT_VERSION,
    KEYED,
    STANDARD_NORMAL,
    Z80,
    Z95,
    component_of,
    constants_of,
)
from assessment.scoring.index import combine
from assessment.scoring.replies import Item
from assessment.scoring.rounding import half_up

NO_CLEAR_CHANGE = "no clear change"
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Change:
    """A tested difference, second minus first, in the unit of its figures.

    word: no clear change, probably up, probably down, clearly up or clearly down. chance_up: 0..1, that the
    true difference is above 0. need_probably, need_clearly: the smallest difference that earns the word
    where it is tested alone; of a family it depends on the others.
    """

    difference: float
    standard_error: float
    z: float
    word: str
    chance_up: float
    need_probably: float
    need_clearly: float


@dataclass(frozen=True)
class SharedChange:
    """Two attempts scored on what their editions share: both figures and their standard errors in points,
    and the test.
    """

    first: float
    second: float
    change: Change
    first_error: float
    second_error: float


@dataclass(frozen=True)
class Gap:
    """Said minus shown in points, its standard error, their quotient, and whether it may be named."""

    gap: float
    standard_error: float
    z: float
    named: bool


def word_for(z: float) -> str:
    """The word for a difference of z standard errors: probably from 1.2816 either way, clearly from 1.96."""
    if abs(z) < Z80:
        return NO_CLEAR_CHANGE
    return f"{'clearly' if abs(z) >= Z95 else 'probably'} {'up' if z > 0 else 'down'}"


def change(x1: float, se1: float, x2: float, se2: float, version: int = CURRENT_VERSION) -> Change:
    """The test of the second figure against the first; figures and standard errors in points, errors above 0.

    z = (x2 - x1) / (1.4 √(SE1² + SE2²)); the 1.4 stands for day-to-day swing (assumed; public retest pairs
    of psychTools' `sai` give 1.42). An error not above 0 is a ValueError.
    """
    if not (se1 > 0 and se2 > 0):
        raise ValueError(f"Standard errors lie above 0, not {se1!r} and {se2!r}.")
    error = constants_of(version).retest_factor * hypot(se1, se2)
    z = (x2 - x1) / error
    return Change(x2 - x1, error, z, word_for(z), STANDARD_NORMAL.cdf(z), Z80 * error, Z95 * error)


def change_each(
    pairs: Mapping[str, tuple[float, float, float, float]], version: int = CURRENT_VERSION
) -> dict[str, Change]:
    """The tests of what is printed together, such as the three capabilities against one attempt before.

    pairs: by name, first figure and its standard error, second figure and its own, as in change. From
    version 2 on the words and chances are those of their family, so that a stray one is drawn towards the
    others; in version 1 each is tested alone. Source: see families.
    """
    alone = {name: change(*pair, version) for name, pair in pairs.items()}
    if not alone or "changes" not in constants_of(version).family_spreads:
        return alone
    estimates = [(tested.difference, tested.standard_error) for tested in alone.values()]
    chances = families.estimate("changes", estimates, version).chances_above_zero()
    return {
        name: replace(tested, word=families.name_chance(chance) or NO_CLEAR_CHANGE, chance_up=chance)
        for (name, tested), chance in zip(alone.items(), chances, strict=True)
    }


def find_unnamed(value: float, standard_error: float, version: int = CURRENT_VERSION) -> tuple[float, float]:
    """Between which values, in points, the next figure would not be called a change from this one.

    value and standard_error in points, the error above 0; the next figure is taken to be as exact. Cut to
    nothing: an end may lie beyond 0..100.
    """
    need = change(value, standard_error, value, standard_error, version).need_probably
    return value - need, value + need


def shared_change(
    capability: str, first: Iterable[Item], second: Iterable[Item], version: int = CURRENT_VERSION
) -> SharedChange | None:
    """The change of one capability, both attempts scored on the slots that both editions share.

    first, second: every item the editions ask, missing answers included; a slot is shared if both name it.
    A component counts if at least half of its weight is shared in both editions, and weighs as much as in
    the second: else other counts of questions alone could look like a change. None, not comparable, unless
    both can be scored and on the same components.
    """
    pair = _estimates(capability, tuple(first), tuple(second), version)
    if pair is None:
        return None
    (x1, se1), (x2, se2) = pair
    return SharedChange(x1, x2, change(x1, se1, x2, se2, version), se1, se2)


def shared_index_change(
    first: Iterable[Item], second: Iterable[Item], version: int = CURRENT_VERSION
) -> SharedChange | None:
    """The same for the index; None unless all three capabilities are comparable."""
    first_items, second_items = tuple(first), tuple(second)
    pairs = [_estimates(name, first_items, second_items, version) or (None, None) for name in CAPABILITIES]
    before, after = (combine([pair[i] for pair in pairs], version) for i in (0, 1))
    if before is None or after is None:
        return None
    x1, se1, x2, se2 = before.index, before.standard_error, after.index, after.standard_error
    return SharedChange(x1, x2, change(x1, se1, x2, se2, version), se1, se2)


def keyed_slots(capability: str, first: Sequence[Item], second: Sequence[Item]) -> int:
    """On how many keyed slots a shared change of one capability rests.

    first, second: as in shared_change. On a single one the figure would give that answer's key away.
    """
    slots, counted = _find_shared(capability, first, second)
    return len(
        {
            item.slot
            for item in first
            if item.capability == capability
            and item.slot in slots
            and item.kind in KEYED
            and component_of(item.kind, capability) in counted
        }
    )


def gap(said: float, said_error: float, shown: float, shown_error: float) -> Gap:
    """Said minus shown; all in points, errors above 0 (else ValueError).

    Standard error √(SE_said² + SE_shown²); named beyond Z80 of it, either way.
    """
    return _build_gap(said - shown, hypot(said_error, shown_error))


def mean_gap(gaps: Sequence[Gap | None]) -> Gap | None:
    """The mean of the gaps that are known, standard error √ΣSE² / n; None with fewer than two."""
    known = [known_gap for known_gap in gaps if known_gap is not None]
    if len(known) < 2:
        return None
    mean = fsum(known_gap.gap for known_gap in known) / len(known)
    return _build_gap(mean, sqrt(fsum(known_gap.standard_error**2 for known_gap in known)) / len(known))


def name_gaps(
    gaps: Mapping[str, Gap | None], version: int = CURRENT_VERSION
) -> tuple[dict[str, Gap | None], Gap | None]:
    """The gaps of one result and their mean, each named or not.

    gaps: by capability, None where a part is missing. From version 2 on a gap is named from a chance of 0.9
    in their family that it lies above, or below, 0, and their mean is the family's level; in version 1 each
    is tested alone, and mean_gap is their mean. The mean is None with fewer than two. Source: see families.
    """
    known = {name: known_gap for name, known_gap in gaps.items() if known_gap is not None}
    if not known or "gaps" not in constants_of(version).family_spreads:
        return dict(gaps), mean_gap(list(gaps.values()))
    family = families.estimate(
        "gaps", [(known_gap.gap, known_gap.standard_error) for known_gap in known.values()], version
    )
    named = {
        name: replace(known_gap, named=bool(families.name_chance(chance)))
        for (name, known_gap), chance in zip(known.items(), family.chances_above_zero(), strict=True)
    }
    return {**gaps, **named}, _mean_of_family(family) if len(known) > 1 else None


def _mean_of_family(family: families.Family) -> Gap:
    chance = family.chance_level_above_zero()
    z = family.level / family.level_error
    return Gap(family.level, family.level_error, z, bool(families.name_chance(chance)))


def month_number(days: float) -> int:
    """The month of a day counted from the first attempt: days / 30.4375, rounded half up; days from 0."""
    if days < 0:
        raise ValueError(f"Days are counted from the first attempt, not {days!r}.")
    return half_up(days / DAYS_A_MONTH)


def _build_gap(difference: float, error: float) -> Gap:
    if not error > 0:
        raise ValueError(f"A standard error lies above 0, not {error!r}.")
    return Gap(difference, error, difference / error, abs(difference) > Z80 * error)


def _estimates(
    capability: str, first: Sequence[Item], second: Sequence[Item], version: int
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    slots, counted = _find_shared(capability, first, second)
    weights = plan_weights(capability, second, version)

    def scored(items: Sequence[Item]) -> CapabilityResult:
        shared_items = (
            item
            if item.slot in slots and component_of(item.kind, capability) in counted
            else replace(item, score=None)
            for item in items
        )
        return score_capability(capability, shared_items, version, weights)

    before, after = scored(first), scored(second)
    same = before.components.keys() == after.components.keys()
    first_estimate, second_estimate = before.estimate, after.estimate
    return (first_estimate, second_estimate) if first_estimate and second_estimate and same else None


def _find_shared(
    capability: str, first: Sequence[Item], second: Sequence[Item]
) -> tuple[set[str], list[str]]:
    # The slots that both attempts share, and the components of which at least half is shared in both.
    slots = {item.slot for item in first} & {item.slot for item in second}
    counted = [
        name
        for name in COMPONENTS
        if _half_shared(name, capability, first, slots) and _half_shared(name, capability, second, slots)
    ]
    return slots, counted


def _half_shared(component: str, capability: str, items: Sequence[Item], slots: set[str]) -> bool:
    of_component = [
        item
        for item in items
        if item.capability == capability and component_of(item.kind, item.capability) == component
    ]
    shared = fsum(item.weight for item in of_component if item.slot in slots)
    return bool(of_component) and shared >= fsum(item.weight for item in of_component) / 2
