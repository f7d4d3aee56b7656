"""Values that one page prints together are estimated together, so that all its claims hold at once.

True values are Normal(level, spread²), each value is Normal(its true value, error²), the level is unknown and
the spread half-normal. A stray value is drawn towards its family as far as its error says.
Source: Gelman, Hill and Yajima 2012, doi 10.1080/19345747.2011.618213; Gelman 2006, doi 10.1214/06-BA117A.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from math import erfc, exp, fsum, log, sqrt, sumprod
from operator import mul, sub

from assessment.scoring.constants import CURRENT_VERSION, STANDARD_NORMAL, constants_of

# Chances from which a difference is named, and named clearly: one-sided, as Z80 and Z95 are.
PROBABLY, CLEARLY = 0.90, 0.975
# Spreads of the true values that are tried, in points.
SPREADS = tuple(step / 2 for step in range(61))
# A spread that is less likely than this beside the likeliest adds nothing that could be printed.
NEGLIGIBLE = 1e-12
# A quantile is found to so many points.
PRECISION = 1e-8


@dataclass(frozen=True)
class Family:
    """Values of one kind, in points, with their standard errors, and what each spread makes of them.

    weights: how likely each of SPREADS is, adding up to 1. levels, level_variances: the mean of the true
    values under each, in points, and its variance. own: how far each value stays its own under each spread,
    from 0 (it is the level) to 1 (it stands as measured).
    """

    values: tuple[float, ...]
    errors: tuple[float, ...]
    weights: tuple[float, ...]
    levels: tuple[float, ...]
    level_variances: tuple[float, ...]
    own: tuple[tuple[float, ...], ...]

    @cached_property
    def level(self) -> float:
        return sumprod(self.weights, self.levels)

    @property
    def level_error(self) -> float:
        between = [(level - self.level) ** 2 for level in self.levels]
        return sqrt(sumprod(self.weights, self.level_variances) + sumprod(self.weights, between))

    def chance_level_above_zero(self) -> float:
        return self._average(zip(self.levels, self.level_variances, strict=True))

    def chances_above_zero(self) -> tuple[float, ...]:
        """For each value the chance, 0..1, that its true value lies above 0."""
        return tuple([self.chance_over(0, i) for i in range(len(self.values))])

    def chance_over(self, points: float, i: int) -> float:
        """The chance, 0..1, that the true value at place i lies above so many points."""
        return self._average([(mean - points, variance) for mean, variance in self._true(i)])

    def chances_above_level(self) -> tuple[float, ...]:
        """For each value the chance, 0..1, that its true value lies above the level."""
        chances = {unit: self._average(self._from_level(i)) for unit, i in self._places.items()}
        return tuple([chances[unit] for unit in self._units])

    def chance_above(self, i: int, j: int) -> float:
        """The chance, 0..1, that the true value at place i lies above the one at place j."""
        variance, other_variance = self.errors[i] ** 2, self.errors[j] ** 2
        return self._average(
            [
                (
                    own * (self.values[i] - level) - other * (self.values[j] - level),
                    own * variance + other * other_variance + (other - own) ** 2 * level_variance,
                )
                for level, level_variance, own, other in zip(
                    self.levels, self.level_variances, self.own[i], self.own[j], strict=True
                )
            ]
        )

    def ranges80(self) -> tuple[tuple[float, float], ...]:
        """For each true value the range that holds it eight times in ten, in points; not cut to 0..100."""
        ranges = {unit: (self._quantile(i, 0.1), self._quantile(i, 0.9)) for unit, i in self._places.items()}
        return tuple([ranges[unit] for unit in self._units])

    def pairs_apart(self) -> Iterator[tuple[int, int]]:
        """The places of every two true values that can be told apart, the higher first."""
        by_error: dict[float, dict[float, list[int]]] = defaultdict(lambda: defaultdict(list))
        for i, (value, error) in enumerate(self._units):
            by_error[error][value].append(i)
        groups = [
            [places for _, places in sorted(by_value.items())] for _, by_value in sorted(by_error.items())
        ]
        for higher, lower in product(groups, repeat=2):
            yield from self._pairs_above(higher, lower)

    def _pairs_above(
        self, higher: Sequence[Sequence[int]], lower: Sequence[Sequence[int]]
    ) -> Iterator[tuple[int, int]]:
        # Both ascend, and each has one error: a value that lies above another lies above all below that.
        scales = self._scale_differences(higher[0][0], lower[0][0])
        below = len(lower)
        for places in reversed(higher):
            while below and not self._is_above(places[0], lower[below - 1][0], scales):
                if not self._is_above(places[0], lower[0][0], scales):
                    return
                below -= 1
            for others in lower[:below]:
                yield from product(places, others)

    def _is_above(self, i: int, j: int, scales: Sequence[float]) -> bool:
        # chance_above, with what depends on the errors alone worked out beforehand.
        differences = map(mul, map(sub, self._pulled[j], self._pulled[i]), scales)
        return sumprod(self.weights, map(erfc, differences)) >= 2 * PROBABLY

    def _scale_differences(self, i: int, j: int) -> list[float]:
        """Under each spread, by what a difference of pulled values is multiplied before erfc."""
        variances = [
            own * self.errors[i] ** 2 + other * self.errors[j] ** 2 + (other - own) ** 2 * level_variance
            for level_variance, own, other in zip(self.level_variances, self.own[i], self.own[j], strict=True)
        ]
        return [1 / sqrt(2 * variance) if variance > 0 else 0.0 for variance in variances]

    @cached_property
    def _pulled(self) -> list[list[float]]:
        """For each value, under each spread, how far from the level its true value is expected."""
        return [
            [own * (value - level) for own, level in zip(owns, self.levels, strict=True)]
            for value, owns in zip(self.values, self.own, strict=True)
        ]

    @property
    def _units(self) -> Iterator[tuple[float, float]]:
        return zip(self.values, self.errors, strict=True)

    @property
    def _places(self) -> dict[tuple[float, float], int]:
        """A place for each value and error: equals share what is said of them."""
        return {unit: i for i, unit in enumerate(self._units)}

    def _average(self, moments: Iterable[tuple[float, float]]) -> float:
        """The chance, over the spreads, that Normal(mean, variance) lies above 0; a half where both are 0,
        since nothing is then known to differ.
        """
        return sumprod(
            self.weights,
            [0.5 * erfc(-mean / sqrt(2 * variance)) if variance > 0 else 0.5 for mean, variance in moments],
        )

    def _true(self, i: int) -> list[tuple[float, float]]:
        value, variance = self.values[i], self.errors[i] ** 2
        return [
            (level + own * (value - level), own * variance + (1 - own) ** 2 * level_variance)
            for level, level_variance, own in zip(self.levels, self.level_variances, self.own[i], strict=True)
        ]

    def _from_level(self, i: int) -> list[tuple[float, float]]:
        value, variance = self.values[i], self.errors[i] ** 2
        return [
            (own * (value - level), own * variance + own**2 * level_variance)
            for level, level_variance, own in zip(self.levels, self.level_variances, self.own[i], strict=True)
        ]

    def _quantile(self, i: int, chance: float) -> float:
        # It lies between the least and the greatest of the spreads' own quantiles.
        means, variances = zip(*self._true(i), strict=True)
        deviations = [sqrt(variance) for variance in variances]
        z = STANDARD_NORMAL.inv_cdf(chance)
        quantiles = [mean + z * deviation for mean, deviation in zip(means, deviations, strict=True)]
        scales = [1 / (sqrt(2) * deviation) for deviation in deviations]

        def chance_beyond(points: float) -> float:
            differences = map(mul, [points - mean for mean in means], scales)
            return sumprod(self.weights, map(erfc, differences)) / 2 - (1 - chance)

        return find_root(chance_beyond, min(quantiles), max(quantiles))


def find_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses 0 between low and high. Source: false position, Illinois variant."""
    at_low, at_high = function(low), function(high)
    if at_low <= 0:
        return low
    side = 0
    while high - low > PRECISION and at_high < 0:
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        at_middle = function(middle)
        if abs(at_middle) < PRECISION:
            return middle
        if at_middle > 0:
            low, at_low = middle, at_middle
            at_high, side = (at_high / 2, 1) if side == 1 else (at_high, 1)
        else:
            high, at_high = middle, at_middle
            at_low, side = (at_low / 2, -1) if side == -1 else (at_low, -1)
    return high


def estimate(kind: str, estimates: Sequence[tuple[float, float]], version: int = CURRENT_VERSION) -> Family:
    """The family of some values of one kind on one page.

    kind: order, gaps, changes, people or teams; it says how far true values are expected to spread.
    estimates: value and standard error, both in points, at least one, errors above 0. Otherwise, for a kind
    that is not known, and for a version that tests each value alone: ValueError.
    Source: see the module.
    """
    expected = constants_of(version).family_spreads.get(kind)
    if expected is None:
        raise ValueError(f"Scoring version {version} knows no family {kind!r}.")
    if not estimates or min([error for _, error in estimates]) <= 0:
        raise ValueError("A family has a value, and standard errors above 0.")
    values, errors = tuple([value for value, _ in estimates]), tuple([error for _, error in estimates])
    tried = _try_spreads(values, errors, expected)
    most = max([likelihood for likelihood, _, _, _ in tried])
    likely = [spread for spread in tried if spread[0] - most > log(NEGLIGIBLE)]
    weights = [exp(likelihood - most) for likelihood, _, _, _ in likely]
    total = fsum(weights)
    return Family(
        values=values,
        errors=errors,
        weights=tuple([weight / total for weight in weights]),
        levels=tuple([level for _, level, _, _ in likely]),
        level_variances=tuple([variance for _, _, variance, _ in likely]),
        own=_spread_own(errors, [own for _, _, _, own in likely]),
    )


def _spread_own(errors: Sequence[float], tried: Sequence[list[float]]) -> tuple[tuple[float, ...], ...]:
    by_error = dict(zip(dict.fromkeys(errors), zip(*tried, strict=True), strict=True))
    return tuple([by_error[error] for error in errors])


def _try_spreads(
    values: Sequence[float], errors: Sequence[float], expected: float
) -> list[tuple[float, float, float, list[float]]]:
    """Each spread: the logarithm of how likely it is, the level and its variance, and how far a value of
    each error, in the order in which they come, stays its own.
    """
    # Values of one error count together: a page of 200 teams has few sizes.
    middle = fsum(values) / len(values)
    groups: dict[float, list[float]] = defaultdict(list)
    for value, error in zip(values, errors, strict=True):
        groups[error].append(value - middle)
    counts = [len(group) for group in groups.values()]
    sums = [fsum(group) for group in groups.values()]
    group_squares = [fsum([value**2 for value in group]) for group in groups.values()]
    tried = []
    for precisions, whole, fit, prior, own in _weigh_spreads(tuple(groups), tuple(counts), expected):
        level = sumprod(precisions, sums) / whole
        misfit = sumprod(precisions, group_squares) - whole * level**2
        tried.append(((fit - misfit - prior) / 2, middle + level, 1 / whole, own))
    return tried


@lru_cache(maxsize=256)
def _weigh_spreads(
    errors: tuple[float, ...], counts: tuple[int, ...], expected: float
) -> list[tuple[list[float], float, float, float, list[float]]]:
    """What of each spread does not depend on the values. Kept, since complete attempts share their errors:
    the precision of each error, all of them together, how likely, how unlikely beforehand, and how far a
    value of each error stays its own.
    """
    weighed = []
    variances = [error**2 for error in errors]
    for spread in SPREADS:
        true_variance = spread**2
        precisions = [1 / (variance + true_variance) for variance in variances]
        whole = sumprod(counts, precisions)
        fit = sumprod(counts, [log(precision) for precision in precisions]) - log(whole)
        own = [true_variance * precision for precision in precisions]
        weighed.append((precisions, whole, fit, (spread / expected) ** 2, own))
    return weighed


def name_chance(chance: float) -> str:
    """What may be said of a chance, 0..1, that something lies above: "probably up" from 0.9, "clearly up"
    from 0.975, the same downwards, else an empty string.
    """
    for least, word in ((CLEARLY, "clearly"), (PROBABLY, "probably")):
        if max(chance, 1 - chance) >= least:
            return f"{word} {'up' if chance > 0.5 else 'down'}"
    return ""
