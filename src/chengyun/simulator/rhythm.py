"""Daily and weekly rhythm: what a device reads when all is well.

Every normal value keeps a wide margin below the levels at which an alarm is plausible (`ALARM`):
an alarm in a simulated district is always one of its incidents or faults.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chengyun.simulator import chance
from chengyun.simulator.chance import Floats, Ints
from chengyun.simulator.weather import Weather

# The lowest value that any pack may call an alarm, by property.
ALARM = {
    "pm25": 150.0,
    "noise": 75.0,
    "pm10": 250.0,
    "water_level": 0.15,
    "rain": 30.0,
    "manhole_tilt": 15.0,
    "smoke": 0.15,
    "gas": 10.0,
    "lift_fault": 1.0,
    "fire_facility": 0.5,
    "charger_temp": 70.0,
    "bin_fill": 95.0,
    "crowd": 4000.0,
}

LOCAL_S = 8 * 3600.0  # the story lives in Shanghai


@dataclass(frozen=True)
class Moment:
    """Columns of one question: which streams, when (story seconds), where, what kind of place."""

    seed: int
    weather: Weather
    stream: Ints
    at_s: Floats
    x: Floats
    y: Floats
    scale: Floats

    @property
    def hour(self) -> Floats:
        return np.asarray(((self.at_s + LOCAL_S) / 3600.0) % 24)

    @property
    def weekend(self) -> Floats:
        # 1 January 1970 was a Thursday.
        day = np.floor((self.at_s + LOCAL_S) / 86_400.0) % 7
        return np.asarray(((day == 2) | (day == 3)).astype(float))

    def own(self, salt: int) -> Floats:
        """A constant of each device in [0, 1)."""
        return chance.uniform(self.seed, self.stream, np.zeros_like(self.stream), salt)

    def slow(self, period_s: float, salt: int) -> Floats:
        return chance.drifting(self.seed, self.stream, self.at_s, period_s, salt)

    def fine(self, salt: int) -> Floats:
        """Measurement noise in [-1, 1], new every second."""
        return chance.bounded(self.seed, self.stream, self.at_s.astype(np.int64), salt)


def bump(hour: Floats, middle: float, width: float) -> Floats:
    """A bell over the hours of the day, around midnight too."""
    away = (hour - middle + 12) % 24 - 12
    return np.asarray(np.exp(-((away / width) ** 2)))


def awake(m: Moment) -> Floats:
    """How awake the city is, 0..1."""
    work = 0.85 * bump(m.hour, 8.3, 1.6) + 0.8 * bump(m.hour, 18.2, 2.0)
    free = 0.75 * bump(m.hour, 14.5, 4.0)
    commute = np.maximum(work, 0.62 * bump(m.hour, 13.5, 5.0))
    return np.asarray(np.clip(np.where(m.weekend > 0, free, commute), 0.0, 1.0))


def pm25(m: Moment) -> Floats:
    haze = m.weather.haze(m.at_s, m.x, m.y)
    street = 9 * awake(m) * (0.5 + m.own(1))
    return np.asarray(12 + 58 * haze + street + 3 * m.slow(900, 2) + 1.5 * m.fine(3))


def pm10(m: Moment) -> Floats:
    """Coarser dust: as the haze everywhere; while works go on, more at a site (scale is not 0)."""
    works = np.maximum(bump(m.hour, 10, 2.2), bump(m.hour, 15.5, 2.4)) * (1 - 0.5 * m.weekend)
    site = np.where(m.scale > 0, 75 * m.own(40) ** 2 * works, 0.0)
    haze = m.weather.haze(m.at_s, m.x, m.y)
    return np.asarray(22 + 72 * haze + site + 4 * m.slow(900, 41) + 2 * m.fine(42))


def wind_speed(m: Moment) -> Floats:
    return np.asarray(np.maximum(m.weather.wind(m.at_s)[1] + 0.4 * m.fine(43), 0.1))


def wind_from(m: Moment) -> Floats:
    return np.asarray((m.weather.wind(m.at_s)[0] + 14 * m.slow(600, 44) + 6 * m.fine(45)) % 360)


def noise(m: Moment) -> Floats:
    level = 44 + 7 * m.own(4) + 11 * awake(m)
    return np.asarray(level + 1.8 * m.slow(300, 5) + 2.2 * m.fine(6))


def water_level(m: Moment) -> Floats:
    """Metres of water over the road, or over the path beside a creek; never below nought."""
    puddle = 0.055 * m.weather.wetness(m.at_s) * m.own(7)
    return np.asarray(np.abs(0.008 + puddle + 0.004 * m.slow(3600, 8) + 0.003 * m.fine(9)))


def rain(m: Moment) -> Floats:
    return m.weather.rain(m.at_s, m.x, m.y)


def manhole_tilt(m: Moment) -> Floats:
    return np.asarray(1.2 + 1.6 * m.own(10) + 0.3 * m.slow(7200, 11) + 0.15 * m.fine(12))


def smoke(m: Moment) -> Floats:
    cooking = bump(m.hour, 18, 1.0) + bump(m.hour, 11.7, 0.7)
    return np.asarray(0.012 + 0.008 * m.own(13) + 0.006 * cooking + 0.004 * m.fine(14))


def gas(m: Moment) -> Floats:
    cooking = bump(m.hour, 18, 1.2) + bump(m.hour, 11.7, 0.8) + 0.5 * bump(m.hour, 7, 0.8)
    return np.asarray(np.abs(0.6 + 0.9 * cooking * m.own(15) + 0.25 * m.fine(16)))


def no_fault(m: Moment) -> Floats:
    return np.zeros(len(m.stream))


def tank_turbidity(m: Moment) -> Floats:
    return np.asarray(np.abs(0.1 + 0.3 * m.own(46) + 0.03 * m.slow(7200, 47) + 0.02 * m.fine(48)))


def charger_temp(m: Moment) -> Floats:
    charging = np.maximum(bump(m.hour, 21.5, 3.5), 0.4 * bump(m.hour, 10, 3))
    warmth = 0.6 * m.weather.warmth(m.at_s) + 8
    busy = charging * (0.4 + 0.6 * m.own(17)) * 13
    return np.asarray(warmth + busy + 1.2 * m.slow(1800, 18) + 0.4 * m.fine(19))


def bin_fill(m: Moment) -> Floats:
    """Fills from one collection to the next, at about half past six and seven in the evening."""
    turn = m.own(20) * 1.5
    since = np.minimum((m.hour - 6.5 - turn) % 24, (m.hour - 19.0 - turn) % 24)
    full = 8 + (26 + 18 * m.own(21)) * np.minimum(1.0, since / 12.5) ** 0.8
    return np.asarray(full + 2 * m.slow(3600, 22) + 0.5 * m.fine(23))


def crowd(m: Moment) -> Floats:
    inside = m.scale * (0.06 + 0.75 * awake(m) * (0.6 + 0.4 * m.own(24)))
    return np.asarray(np.round(8 + inside * (1 + 0.1 * m.slow(600, 25) + 0.04 * m.fine(26))))


NORMAL: dict[str, Callable[[Moment], Floats]] = {
    "pm25": pm25,
    "noise": noise,
    "pm10": pm10,
    "wind_speed": wind_speed,
    "wind_from": wind_from,
    "water_level": water_level,
    "rain": rain,
    "manhole_tilt": manhole_tilt,
    "smoke": smoke,
    "gas": gas,
    "lift_fault": no_fault,
    "camera_fault": no_fault,
    "fire_facility": no_fault,
    "tank_turbidity": tank_turbidity,
    "charger_temp": charger_temp,
    "bin_fill": bin_fill,
    "crowd": crowd,
}
DIGITS = {
    "smoke": 4,
    "water_level": 3,
    "crowd": 0,
    "lift_fault": 0,
    "camera_fault": 0,
    "fire_facility": 0,
} | dict.fromkeys(("longitude", "latitude"), 6)  # all others 2
