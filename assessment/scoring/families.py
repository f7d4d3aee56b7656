"""What belongs together on one page is estimated together, so that the page keeps its word as a whole.

True values are Normal(level, spread²), each value is Normal(its true value, error²), the level is unknown and
the spread half-normal. A stray value is drawn towards its family as far as its error says.
Source: Gelman, Hill and Yajima 2012, doi 10.1080/19345747.2011.618213; Gelman 2006, doi 10.1214/06-BA117A.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, exp, fsum, log, sqrt, sumprod

from assessment.scoring.constants import CURRENT_VERSION, constants_of

# Chances from which a difference is named, and named clearly: one-sided, as Z80 and Z95 are.
PROBABLY, CLEARLY = 0.90, 0.975
# Spreads of the true values that are tried, in points.
SPREADS = tuple(step / 2 for step in range(61))
# A quantile is looked for within so many standard errors, in so many halvings.
FURTHEST, HALVINGS = 6, 50


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

    @property
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
        return tuple([self._average(self._from_level(i)) for i in range(len(self.values))])

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
        return tuple((self._quantile(i, 0.1), self._quantile(i, 0.9)) for i in range(len(self.values)))

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
        moments = self._true(i)
        reach = FURTHEST * max(sqrt(variance) for _, variance in moments)
        low, high = min(mean for mean, _ in moments) - reach, max(mean for mean, _ in moments) + reach
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            above = self._average([(mean - middle, variance) for mean, variance in moments])
            low, high = (middle, high) if above > 1 - chance else (low, middle)
        return low


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
    tried = [_try(values, errors, spread, expected) for spread in SPREADS]
    most = max([likelihood for likelihood, _, _, _ in tried])
    weights = [exp(likelihood - most) for likelihood, _, _, _ in tried]
    total = fsum(weights)
    return Family(
        values=values,
        errors=errors,
        weights=tuple([weight / total for weight in weights]),
        levels=tuple([level for _, level, _, _ in tried]),
        level_variances=tuple([variance for _, _, variance, _ in tried]),
        own=tuple(zip(*[own for _, _, _, own in tried], strict=True)),
    )


def _try(
    values: Sequence[float], errors: Sequence[float], spread: float, expected: float
) -> tuple[float, float, float, list[float]]:
    """One spread: the logarithm of how likely it is, the level and its variance, and how far each value
    stays its own.
    """
    precisions = [1 / (error**2 + spread**2) for error in errors]
    whole = fsum(precisions)
    level = sumprod(precisions, values) / whole
    misfit = sumprod(precisions, [(value - level) ** 2 for value in values])
    fit = fsum([log(precision) for precision in precisions]) - log(whole) - misfit
    likelihood = (fit - (spread / expected) ** 2) / 2
    return likelihood, level, 1 / whole, [spread**2 * precision for precision in precisions]


def name_chance(chance: float) -> str:
    """What may be said of a chance, 0..1, that something lies above: "probably up" from 0.9, "clearly up"
    from 0.975, the same downwards, else an empty string.
    """
    for least, word in ((CLEARLY, "clearly"), (PROBABLY, "probably")):
        if max(chance, 1 - chance) >= least:
            return f"{word} {'up' if chance > 0.5 else 'down'}"
    return ""
