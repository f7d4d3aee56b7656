"""What a capability is made of: components, their shares, and one capability's figures.

A component's mean is held between 0 and 1; single answers are not (see replies).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum, sqrt
from operator import mul

from assessment.scoring.constants import (
    CAPABILITIES,
    COMPONENTS,
    CURRENT_VERSION,
    SAID,
    SHOWN,
    component_of,
    constants_of,
    plan_weight,
)
from assessment.scoring.replies import Item

# The share of its weight that a component needs answered.
COMPONENT_NEEDS = (1, 2)
# The share of its planned weight that a capability, or what was shown in it, needs scoreable.
CAPABILITY_NEEDS = (2, 3)


@dataclass(frozen=True)
class CapabilityResult:
    """One capability of one attempt. Scores and errors are points; each score and its error are both None
    or both numbers.

    score: 0..100. said, shown: 0..100, the behaviour component, and judgement with evidence. answered, asked:
    questions. components: scoreable ones, 0..1. contributions: points by question code, of answers that
    count; they add up to score - 50. stretched: by component, the factor that keeps that so where its mean
    fell outside 0..1 and was held at the end; empty where none was.
    """

    capability: str
    score: float | None
    standard_error: float | None
    said: float | None
    said_error: float | None
    shown: float | None
    shown_error: float | None
    answered: int
    asked: int
    components: Mapping[str, float]
    contributions: Mapping[str, float]
    stretched: Mapping[str, float] = field(default_factory=dict)

    @property
    def scoreable(self) -> bool:
        return self.score is not None

    @property
    def estimate(self) -> tuple[float, float] | None:
        if self.score is None or self.standard_error is None:
            return None
        return self.score, self.standard_error


@dataclass(frozen=True)
class Part:
    """A scoreable component: its planned weight W and its answered items with their scores, in order."""

    name: str
    planned: float
    answers: tuple[tuple[Item, float], ...]

    @cached_property
    def weight(self) -> float:
        return fsum([item.weight for item, _ in self.answers])

    @cached_property
    def mean(self) -> float:
        return fsum([item.weight * score for item, score in self.answers]) / self.weight

    @cached_property
    def value(self) -> float:
        return _hold(self.mean)

    @cached_property
    def stretch(self) -> float:
        """The factor that makes contributions add up when the mean was held: 1 where it was not."""
        return 1.0 if self.value == self.mean else (self.value - 0.5) / (self.mean - 0.5)

    def raise_value(self, codes: Collection[str], rise: float) -> float:
        """What its value would be with these answers higher by a rise, each at most 1."""
        weighted = [
            item.weight * (min(1.0, score + rise) if item.code in codes else score)
            for item, score in self.answers
        ]
        return _hold(fsum(weighted) / self.weight)


def _hold(mean: float) -> float:
    return min(1.0, max(0.0, mean))


def plan_weights(capability: str, items: Iterable[Item], version: int = CURRENT_VERSION) -> dict[str, float]:
    # W of each component, from how many of these items feed it, answered or not.
    by_component = _group([item for item in items if item.capability == capability])
    return _plan_weights(capability, by_component, version)


def score_capability(
    capability: str,
    items: Iterable[Item],
    version: int = CURRENT_VERSION,
    weights: Mapping[str, float] | None = None,
) -> CapabilityResult:
    """Score, standard error, said and shown of one capability.

    items: all that one attempt was asked, answered or not; those of other capabilities and those that feed no
    component are left aside. weights: W of each component, where they are not those of the items themselves.
    Component C = weighted mean of its item scores, held in 0..1; score = 100 ΣWC / ΣW; standard error =
    sigma √Σa², a an answer's share. A component needs half of its weight answered, a capability two thirds
    of W scoreable; else its figures are None. An unknown capability or version, or a code that comes twice,
    is a ValueError. Weights and sigma are assumed, see Constants.
    """
    if capability not in CAPABILITIES:
        raise ValueError(f"There is no capability {capability!r}; they are {', '.join(CAPABILITIES)}.")
    sigma = constants_of(version).sigma[capability]
    by_component = _group([item for item in items if item.capability == capability])
    weights = weights or _plan_weights(capability, by_component, version)
    own = _check_unique([item for group in by_component.values() for item in group])
    parts = _list_parts(by_component, weights)
    keyed = [item for name in SHOWN for item in by_component.get(name, [])]
    score, error = _score_of(COMPONENTS, parts, weights, sigma)
    said, said_error = _score_of(SAID, parts, weights, sigma)
    shown, shown_error = _score_of(SHOWN, parts if _is_enough_shown(keyed) else [], weights, sigma)
    return CapabilityResult(
        capability=capability,
        score=score,
        standard_error=error,
        said=said,
        said_error=said_error,
        shown=shown,
        shown_error=shown_error,
        answered=len([item for item in own if item.score is not None]),
        asked=len(own),
        components={part.name: part.value for part in parts},
        contributions={} if score is None else _compute_contributions(parts),
        stretched={part.name: part.stretch for part in parts if part.value != part.mean},
    )


def list_parts(capability: str, items: Iterable[Item], version: int = CURRENT_VERSION) -> list[Part]:
    """The scoreable components of one capability, whose answers may then be raised; see score_parts. None
    where the capability has no score.
    """
    by_component = _group([item for item in items if item.capability == capability])
    weights = _plan_weights(capability, by_component, version)
    parts = _list_parts(by_component, weights)
    return parts if _is_enough(parts, sum([weights[name] for name in COMPONENTS])) else []


def score_parts(parts: Sequence[Part], values: Iterable[float] | None = None) -> float:
    """Points of a capability with these scoreable components, which are at least one; values: 0..1, of each
    in order, instead of its own.
    """
    if values is None:
        values = [part.value for part in parts]
    planned = [part.planned for part in parts]
    return 100 * fsum(map(mul, planned, values)) / sum(planned)


def _list_parts(by_component: Mapping[str, Sequence[Item]], weights: Mapping[str, float]) -> list[Part]:
    return [
        part for name in COMPONENTS if (part := _build_part(name, by_component.get(name, []), weights[name]))
    ]


def _plan_weights(
    capability: str, by_component: Mapping[str, Sequence[Item]], version: int
) -> dict[str, float]:
    return {
        name: plan_weight(capability, name, len(by_component.get(name, ())), version) for name in COMPONENTS
    }


def _group(items: Sequence[Item]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        if component := component_of(item.kind, item.capability):
            groups.setdefault(component, []).append(item)
    return groups


def _check_unique(items: list[Item]) -> list[Item]:
    codes = [item.code for item in items]
    if len(set(codes)) < len(codes):
        raise ValueError(f"A question code comes twice in {', '.join(codes)}.")
    return items


def _build_part(name: str, items: Sequence[Item], planned: float) -> Part | None:
    # None where less than half of the weight of the items that feed it is answered.
    part = Part(name, planned, tuple((item, item.score) for item in items if item.score is not None))
    few, of = COMPONENT_NEEDS
    enough = of * part.weight >= few * fsum([item.weight for item in items]) if part.answers else False
    return part if enough else None


def _list_shares(parts: Sequence[Part]) -> list[tuple[Item, float]]:
    planned = sum([part.planned for part in parts])
    return [
        (item, part.planned / planned * item.weight / part.weight)
        for part in parts
        for item, _ in part.answers
    ]


def _score_of(
    names: Sequence[str], parts: Sequence[Part], weights: Mapping[str, float], sigma: float
) -> tuple[float | None, float | None]:
    own = [part for part in parts if part.name in names]
    return _score(own, sum([weights[name] for name in names]), sigma)


def _is_enough(parts: Sequence[Part], planned: float) -> bool:
    scoreable = sum([part.planned for part in parts])
    few, of = CAPABILITY_NEEDS
    return scoreable > 0 and of * scoreable >= few * planned


def _score(parts: Sequence[Part], planned: float, sigma: float) -> tuple[float | None, float | None]:
    """Score and standard error in points; None twice where less than two thirds of W is scoreable."""
    if not _is_enough(parts, planned):
        return None, None
    return score_parts(parts), sigma * sqrt(fsum([share**2 for _, share in _list_shares(parts)]))


def _is_enough_shown(keyed: Sequence[Item]) -> bool:
    # Whether at least half of the weight of what was shown is answered rather than passed.
    answered_weights = [item.weight for item in keyed if item.score is not None and not item.passed]
    return fsum(answered_weights) >= fsum([item.weight for item in keyed]) / 2


def _compute_contributions(parts: Sequence[Part]) -> dict[str, float]:
    # 100 a (s - 1/2) f.
    whole = sum([part.planned for part in parts])
    return {
        item.code: 100 * part.planned / whole * item.weight / part.weight * (score - 0.5) * part.stretch
        for part in parts
        for item, score in part.answers
    }
