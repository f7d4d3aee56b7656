"""The regularised incomplete beta function and its inverse, for quantiles of beta and F."""

from math import exp, lgamma, log

_SMALLEST = 1e-300
_PRECISION = 1e-14


def regularised(x: float, a: float, b: float) -> float:
    """I_x(a, b), the chance 0..1 that Beta(a, b) lies at or below x; a and b above 0, x in 0..1.

    Outside those, ValueError. Continued fraction, Abramowitz and Stegun 26.5.8, evaluated forwards.
    """
    if not (a > 0 and b > 0 and 0 <= x <= 1):
        raise ValueError(f"I_x(a, b) takes a, b above 0 and x from 0 to 1, not {(x, a, b)!r}.")
    if x in {0, 1}:
        return float(x)
    if x > (a + 1) / (a + b + 2):
        return 1 - _near_zero(1 - x, b, a)
    return _near_zero(x, a, b)


def _near_zero(x: float, a: float, b: float) -> float:
    # The same for 0 < x <= (a + 1) / (a + b + 2), where the fraction converges fast.
    front = exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    upper, lower = 1.0, 1 / _clamp(1 - (a + b) * x / (a + 1))
    fraction = lower
    m, step = 0, 0.0
    while abs(step - 1) > _PRECISION:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            lower = 1 / _clamp(1 + term * lower)
            upper = _clamp(1 + term / upper)
            step = upper * lower
            fraction *= step
    return front * fraction


def quantile(p: float, a: float, b: float) -> float:
    """The x in 0..1 with I_x(a, b) = p, found by halving; p in 0..1, else ValueError."""
    if not 0 <= p <= 1:
        raise ValueError(f"A chance lies from 0 to 1, not {p!r}.")
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if regularised(middle, a, b) < p:
            low = middle
        else:
            high = middle
    return high


def f_quantile(p: float, upper: float, lower: float) -> float:
    """The quantile of F with upper and lower degrees of freedom, both above 0; p in 0..1, below 1."""
    x = quantile(p, upper / 2, lower / 2)
    return lower * x / (upper * (1 - x))


def _clamp(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST
