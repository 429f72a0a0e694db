"""Unsupervised detection without settings: how unusual is a reading, given the past of its stream?

For streams that nobody described. Ten channels each give a strangeness, how rare it is on this very
stream is measured in decades, the decades are added up as a power mean to a height, and the height
becomes a score. Which detector and why: the
decision "A detector without settings".
"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .unusual_channels import SLOTS, WEEKDAYS, Far, Jump, Rough, Season, Shape, Shift, half
from .unusual_tails import Tail

Floats = NDArray[np.float64]

DAY_US = 86_400_000_000
SLOT_US = DAY_US // SLOTS
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday."""
SCALES = (2, 4, 8)
"""Rows in a block of the three shapes, which so see the last 32, 64 and 128 rows."""
ROUGH = ((10, 500), (40, 1500))
CHANNELS = 7 + len(SCALES)
HUGE = 1e100
ROUNDING = 1e-9
"""Differences below this part of the largest value are noise of the arithmetic."""
WARM = 60
"""Numbers before the first score."""
POWER = 3.0
"""Ways of being strange add up as a power mean: one alone counts, two together count more."""
REST = 0.5 ** (1 / 120)
"""How quickly a peak is forgotten: half after 120 rows."""
HIGHER = 1.2
"""So many times as high as the last peak is a new peak."""
ALARM = 3.4
"""The height from which a new peak scores one half and more."""
SMOOTH = half(8)
SHARP = 0.5
"""Part of its own height that a row which is no new peak keeps beside the smoothed height."""


class Strangeness:
    """The channels of one stream, from its first reading on."""

    def __init__(self, x: float) -> None:
        self.n = 0
        self.last, self.largest, self.still = x, 0.0, 0
        self.far, self.jump, self.shift = Far(x), Jump(), Shift(x)
        self.rough = [Rough(quick, slow) for quick, slow in ROUGH]
        self.season = Season(x)
        self.shapes = [Shape(rows) for rows in SCALES]

    def look(self, time_us: int, x: float) -> list[float]:
        """float[CHANNELS]: how strange in each way; then learn."""
        n, step, last = self.n, abs(x - self.last), self.last
        self.largest = max(self.largest, abs(x))
        noise = ROUNDING * self.largest
        # What never moved is not frozen.
        self.still = self.still + 1 if x == last and self.jump.spread > 0 else 0
        self.n, self.last = n + 1, x
        day, rest = divmod(time_us, DAY_US)
        weekday = (day + EPOCH_WEEKDAY) % WEEKDAYS
        return [
            self.far.look(x, n, noise),
            self.season.look(x, last, n, noise, rest // SLOT_US, weekday),
            self.shift.look(x, n, noise),
            self.jump.look(step, n, noise),
            float(self.still),
            *[rough.look(step, n, noise) for rough in self.rough],
            *[shape.look(x, n, noise) for shape in self.shapes],
        ]


class Unusual:
    """One stream's detector. Its memory is bounded; the past of a row is all it knows."""

    def __init__(self) -> None:
        self._strangeness: Strangeness | None = None
        self._tails = [Tail() for _ in range(CHANNELS)]
        self._hold = self._lasting = 0.0

    def score(self, time_us: int, value: float) -> float:
        """How unusual this reading is, 0..1, before it is learnt; 0 for what is no number."""
        if not math.isfinite(value):
            return 0.0
        x = min(max(float(value), -HUGE), HUGE)
        if self._strangeness is None:
            self._strangeness = Strangeness(x)
        strange = self._strangeness.look(int(time_us), x)
        total = sum(
            tail.rarity(one) ** POWER for tail, one in zip(self._tails, strange, strict=True)
        )
        warm = self._strangeness.n > WARM
        return self._rated(total ** (1 / POWER) if warm else 0.0)

    def scores(self, times_us: Iterable[int], values: Iterable[float]) -> Floats:
        """float64[n]: the same, for the next n readings in their order."""
        pairs = zip(times_us, values, strict=True)
        return np.array([self.score(time, value) for time, value in pairs], np.float64)

    def _rated(self, height: float) -> float:
        """A new peak from `ALARM` up scores 0.5..1, every other row less, by what lasts."""
        self._hold *= REST
        self._lasting += SMOOTH * (height - self._lasting)
        new = height > self._hold
        if new:
            self._hold = HIGHER * height
        if new and height >= ALARM:
            return 1 - 0.5 * (ALARM / height) ** 2
        square = math.hypot(self._lasting**2, (SHARP * height) ** 2)
        return 0.5 * square / (square + 4)


def scores(times_us: Iterable[int], values: Iterable[float]) -> Floats:
    """float64[n]: scores of a whole series, each from the rows before it alone."""
    return Unusual().scores(times_us, values)
