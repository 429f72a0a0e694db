"""The reproduction number over time, with its interval.

Cori, Ferguson, Fraser and Cauchemez, Am J Epidemiol 178 (2013) 1505-1512: over a sliding window
the posterior of R is a gamma distribution, and the serial interval is a shifted gamma distribution
counted in whole days (their web appendix 11).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = 7
# Shape and scale of the prior: mean and standard deviation 5, so that few cases say little.
PRIOR = (1.0, 5.0)
# With so many cases in the window the posterior's coefficient of variation falls below 0.3.
ENOUGH = 11
LONGEST = 60


@dataclass(frozen=True)
class Estimate:
    """R over the window that ends on a day (its index), with the 95 % interval, the cases in the
    window and how likely R lies above 1."""

    day: int
    mean: float
    low: float
    high: float
    cases: int
    rising: float


def serial_interval(mean: float, sd: float) -> list[float]:
    """The share of secondary cases that fall ill so many whole days after the first; index 0 is
    0. mean > 1 and sd > 0, in days. Sums to 1."""
    shape, scale = ((mean - 1) / sd) ** 2, sd * sd / (mean - 1)
    weights = [0.0] + [_weight(k, shape, scale) for k in range(1, LONGEST)]
    whole = sum(weights)
    return [one / whole for one in weights]


def _weight(k: int, shape: float, scale: float) -> float:
    def cdf(x: int, more: int = 0) -> float:
        return gamma_cdf(x / scale, shape + more)

    own = k * cdf(k) + (k - 2) * cdf(k - 2) - 2 * (k - 1) * cdf(k - 1)
    moment = 2 * cdf(k - 1, 1) - cdf(k - 2, 1) - cdf(k, 1)
    return max(0.0, own + shape * scale * moment)


def infectiousness(incidence: Sequence[float], weights: Sequence[float]) -> list[float]:
    """How infectious the cases so far are on each day: the sum of those s days ago times w(s)."""
    return [
        sum(incidence[t - s] * weights[s] for s in range(1, min(t, len(weights) - 1) + 1))
        for t in range(len(incidence))
    ]


def estimates(
    incidence: Sequence[int], weights: Sequence[float], window: int = WINDOW
) -> list[Estimate]:
    """R for each window of so many days, the first from the second day; no estimate where nobody
    was infectious."""
    pressure = infectiousness(incidence, weights)
    found = []
    for end in range(window, len(incidence)):
        span = slice(end - window + 1, end + 1)
        if sum(pressure[span]) > 0:
            found.append(_posterior(end, sum(incidence[span]), sum(pressure[span])))
    return found


def _posterior(day: int, cases: int, pressure: float) -> Estimate:
    shape, scale = PRIOR[0] + cases, 1 / (1 / PRIOR[1] + pressure)
    low, high = (gamma_quantile(p, shape) * scale for p in (0.025, 0.975))
    return Estimate(day, shape * scale, low, high, cases, 1 - gamma_cdf(1 / scale, shape))


def gamma_cdf(x: float, shape: float) -> float:
    """The gamma distribution of scale 1 up to x: a power series below shape + 1, a continued
    fraction above it."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return front * _series(x, shape) if x < shape + 1 else 1 - front * _fraction(x, shape)


def _series(x: float, shape: float) -> float:
    term = total = 1 / shape
    n = shape
    while abs(term) > abs(total) * 1e-14:
        n += 1
        term *= x / n
        total += term
    return total


def _fraction(x: float, shape: float) -> float:
    """Lentz's way through the continued fraction of the upper tail."""
    tiny = 1e-300
    b = x + 1 - shape
    c, d = 1 / tiny, 1 / b
    told = d
    for i in range(1, 500):
        a = -i * (i - shape)
        b += 2
        d = 1 / ((a * d + b) or tiny)
        c = (b + a / c) or tiny
        told *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return told


def gamma_quantile(p: float, shape: float) -> float:
    """Where the gamma distribution of scale 1 reaches p, 0 < p < 1: Newton from between bounds."""
    low, high = 0.0, max(1.0, shape)
    while gamma_cdf(high, shape) < p:
        low, high = high, high * 2
    x = (low + high) / 2
    for _ in range(100):
        gap = gamma_cdf(x, shape) - p
        low, high = (low, x) if gap > 0 else (x, high)
        slope = math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape))
        step = x - gap / slope if slope > 0 else low
        to = step if low < step < high else (low + high) / 2
        if abs(to - x) < 1e-12 * max(1.0, x):
            return to
        x = to
    return x
