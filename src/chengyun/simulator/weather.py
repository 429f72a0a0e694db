"""Weather of the story: rain in episodes, air that is heavy or clear, a warm day, a cool night."""

from dataclasses import dataclass

import numpy as np

from chengyun.simulator import chance
from chengyun.simulator.chance import Floats, Ints

DAY_S = 86_400.0
EPISODES_A_DAY = 4
RAIN_CHANCE = 0.3
MOST_RAIN = 24.0


@dataclass(frozen=True)
class Weather:
    """Weather after a seed. Times are story seconds since the epoch, UTC; x, y are degrees."""

    seed: int

    def rain(self, at_s: Floats, x: Floats, y: Floats) -> Floats:
        """Rain in mm/h, stronger here and weaker there. Never a cloudburst: at most MOST_RAIN."""
        here = 0.8 + 0.2 * self.patches(at_s, x, y, 1800.0, 1)
        fallen = np.minimum(self._episodes(at_s, 1.0, 0.0), MOST_RAIN) * here
        return np.asarray(np.where(fallen < 0.1, 0.0, fallen))

    def wetness(self, at_s: Floats) -> Floats:
        """Water standing after rain, 0..1: later than the rain, and longer."""
        return np.asarray(np.minimum(1.0, self._episodes(at_s, 1.7, 1500.0) / 25.0))

    def warmth(self, at_s: Floats) -> Floats:
        """Air temperature in ℃."""
        day_of_year = (at_s / DAY_S) % 365.25
        season = 17.0 - 11.5 * np.cos((day_of_year - 20) / 365.25 * 2 * np.pi)
        hour = (at_s / 3600.0 + 8) % 24
        return np.asarray(season + 3.5 * np.cos((hour - 14) / 24 * 2 * np.pi))

    def haze(self, at_s: Floats, x: Floats, y: Floats) -> Floats:
        """Heaviness of the air, 0..1, alike in places near one another."""
        zero = np.zeros(len(at_s), dtype=np.int64)
        slow = chance.drifting(self.seed, zero, at_s, 30 * 3600.0, 11)
        return np.asarray(0.5 + 0.35 * slow + 0.15 * self.patches(at_s, x, y, 7200.0, 2))

    def wind(self, at_s: Floats) -> tuple[Floats, Floats]:
        """Where the wind comes from, degrees from north clockwise, and its speed in m/s."""
        zero = np.zeros(len(at_s), dtype=np.int64)
        slow = chance.drifting(self.seed, zero, at_s, 26 * 3600.0, 12)
        gusts = chance.drifting(self.seed, zero, at_s, 5 * 3600.0, 13)
        return np.asarray((110 + 160 * slow) % 360), np.asarray(2.7 + 1.9 * gusts)

    def patches(self, at_s: Floats, x: Floats, y: Floats, period_s: float, salt: int) -> Floats:
        """A field in [-1, 1] that varies over a kilometre or two and drifts with the wind."""
        rng = np.random.default_rng([self.seed, 40, salt])
        total = np.zeros(len(at_s))
        for _ in range(4):
            ax, ay = rng.normal(0, 350.0, 2)
            turn = rng.uniform(0, 2 * np.pi) + 2 * np.pi * at_s / period_s * rng.uniform(0.4, 1)
            total += np.sin(ax * (x - 121.4) + ay * (y - 31.1) + turn)
        return np.asarray(total / 4)

    def _episodes(self, at_s: Floats, wider: float, later: float) -> Floats:
        if len(at_s) == 0:
            return np.zeros(0)
        slot = DAY_S / EPISODES_A_DAY
        first, last = int(at_s.min() // slot) - 1, int(at_s.max() // slot) + 1
        total = np.zeros(len(at_s))
        for number in range(first, last + 1):
            total += self._episode(number, at_s - later, slot, wider)
        return total

    def _episode(self, number: int, at_s: Floats, slot: float, wider: float) -> Floats:
        rains, middle, width, peak = self._draw(number)
        if rains >= RAIN_CHANCE:
            return np.zeros(len(at_s))
        centre = (number + 0.2 + 0.6 * middle) * slot
        spread = (900 + 2700 * width) * wider
        return np.asarray((2 + 20 * peak**2) * np.exp(-(((at_s - centre) / spread) ** 2)))

    def _draw(self, number: int) -> Floats:
        index: Ints = np.arange(4, dtype=np.int64)
        return chance.uniform(self.seed, index, np.full(4, number, dtype=np.int64), 41)
