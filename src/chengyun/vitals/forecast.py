"""Where a vital sign goes from here: seasonal naive with a damped trend. Pure NumPy.

The forecast of a slot is what the same slot was a day before, moved by how far today stands from
yesterday; that distance and the recent trend fade out by DAMPING a slot (Gardner and McKenzie's
damped trend). Without a day of history it is the damped trend alone. The interval holds the middle
80 of 100 of the past errors of the same method, widening with the root of the distance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DAMPING = 0.85
# Slots whose mean step is the trend.
TREND_SLOTS = 6
LEAST = 8
# Half the width that holds the middle 80 of 100 of a normal distribution.
MIDDLE_80 = 1.2816


@dataclass(frozen=True)
class Forecast:
    """Values of the coming slots with the interval around each, all [ahead]."""

    mean: Floats
    low: Floats
    high: Floats

    def clipped(self, least: float, most: float) -> "Forecast":
        """The same within what can be measured at all."""
        return Forecast(*(np.clip(told, least, most) for told in (self.mean, self.low, self.high)))


def forecast(past: Floats, ahead: int, season: int) -> Forecast | None:
    """The next `ahead` slots of a series (oldest first, NaN where nothing was measured).

    `season` is how many slots a day has. None where fewer than LEAST slots are known or the last
    one is not: nothing is foreseen from silence.
    """
    known = np.isfinite(past)
    if known.sum() < LEAST or not known[-1]:
        return None
    filled = np.interp(np.arange(len(past)), np.flatnonzero(known), past[known])
    mean = _ahead(filled, ahead, season)
    spread = MIDDLE_80 * _error(filled, season) * np.sqrt(np.arange(1, ahead + 1))
    return Forecast(mean, mean - spread, mean + spread)


def leaves(found: Forecast, low: float, high: float) -> int | None:
    """How many slots from now the forecast is first outside the healthy band; None if never."""
    outside = np.flatnonzero((found.mean < low) | (found.mean > high))
    return int(outside[0]) + 1 if len(outside) else None


def _ahead(past: Floats, ahead: int, season: int) -> Floats:
    """Both parts fade: what is known of today matters less and less."""
    steps = np.arange(1, ahead + 1)
    base, trend = _seasonal(past, ahead, season)
    level = past[-1] - base[0]
    drift = trend * np.cumsum(DAMPING**steps)
    return np.asarray(base[1:] + level * (DAMPING**steps if len(past) > season else 1.0) + drift)


def _seasonal(past: Floats, ahead: int, season: int) -> tuple[Floats, float]:
    """The same slots a day before, from now on, [ahead + 1]; and the trend beside it a slot."""
    if len(past) <= season:
        return np.full(ahead + 1, past[-1]), float(np.mean(np.diff(past[-TREND_SLOTS - 1 :])))
    start = len(past) - 1 - season
    day_before = np.take(past, range(start, start + ahead + 1), mode="clip")
    apart = past[season:] - past[:-season]
    steps = np.diff(apart[-TREND_SLOTS - 1 :])
    return day_before, float(np.mean(steps)) if len(steps) >= TREND_SLOTS else 0.0


def _error(past: Floats, season: int) -> float:
    """The root mean square of the errors that one slot ahead would have had."""
    first = max(LEAST - 1, len(past) - season + 1)
    made = [past[i] - _ahead(past[:i], 1, season)[0] for i in range(first, len(past))]
    return float(np.sqrt(np.mean(np.square(made)))) if made else 0.0
