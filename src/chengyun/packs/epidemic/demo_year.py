"""A year of daily figures in the simulated district: seasons, weekdays, noise, two waves and the
first week of a third that nobody has confirmed yet."""

from datetime import date, timedelta
from math import exp, sin, tau
from random import Random

from chengyun.packs.api import NewEntry

SEED = 2003
DAYS = 450
# Days ago on which each wave began, how long it lasted, its height; the last has just begun.
WAVES = ((330, 44, 1.0), (204, 38, 0.8), (4, 40, 0.9))
# Wastewater shows it first, then the schools, then the clinics.
# So many days after its first case a wave counts as begun.
SEEN = 5
LEADS = {"wastewater": 6, "absence": 2, "fever": 0}


def waves(today: date, area: str) -> list[NewEntry]:
    """The waves that are over, as they were confirmed."""
    told = []
    for ago, lasted, _height in WAVES[:-1]:
        began = today - timedelta(ago - SEEN)
        values = {
            "title": f"{began:%Y 年 %m 月}流感疫情", "began_on": began.isoformat(),
            "ended_on": (began + timedelta(lasted)).isoformat(),
        }  # fmt: skip
        told.append(NewEntry(values=values, area=area, key=f"demo:{ago}"))
    return told


def height(ago: int, lead: int) -> float:
    """How much is about so many days ago, as a source sees it that is so many days ahead: each wave
    rises within a week and falls more slowly."""
    total = 0.0
    for began, lasted, most in WAVES:
        t = began - ago + lead
        if 0 <= t < lasted + 20:
            total += most / (1 + exp(-(t - 6) / 2)) / (1 + exp((t - lasted * 0.7) / 4))
    return total


def daily(today: date, area: str) -> list[NewEntry]:
    """An entry a day, the oldest first."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    return [_day(chance, today - timedelta(ago), ago, area) for ago in range(DAYS, -1, -1)]


def _day(chance: Random, day: date, ago: int, area: str) -> NewEntry:
    values: dict[str, object] = {"day": day.isoformat()}
    season = 1 + 0.12 * sin(tau * (day.timetuple().tm_yday + 80) / 365)
    values |= _wastewater(chance, day, ago, season)
    values |= _school(chance, day, ago, season)
    values |= _clinic(chance, day, ago, season)
    return NewEntry(values=values, area=area, key=f"demo:{day}")


def _stir(chance: Random, most: float) -> float:
    """What happens to one source alone: a laboratory’s slip, a spoilt lunch, a cold snap."""
    return most * chance.uniform(0.5, 1) if chance.random() < 0.03 else 0.0


def _wastewater(chance: Random, day: date, ago: int, season: float) -> dict[str, object]:
    """Sampled on Mondays, Wednesdays and Fridays; its noise is that of a logarithm."""
    log = 3.1 * season**0.5 + 1.3 * height(ago, LEADS["wastewater"]) + chance.gauss(0, 0.16)
    log += _stir(chance, 0.9)
    return {"wastewater": round(10**log)} if day.weekday() in (0, 2, 4) else {}


def _school(chance: Random, day: date, ago: int, season: float) -> dict[str, object]:
    """On school days; in the holidays nothing is told."""
    rate = 0.011 * season + 0.022 * height(ago, LEADS["absence"]) + _stir(chance, 0.012)
    pupils = 61_400 + chance.randrange(-200, 200)
    absent = round(pupils * rate * chance.uniform(0.82, 1.18))
    holiday = day.month in (7, 8) or (day.month == 2 and day.day < 20)
    return {} if holiday or day.weekday() > 4 else {"absent": absent, "pupils": pupils}


def _clinic(chance: Random, day: date, ago: int, season: float) -> dict[str, object]:
    visits = round((15_800 if day.weekday() < 5 else 12_100) * chance.uniform(0.95, 1.05))
    rate = 0.021 * season + 0.04 * height(ago, LEADS["fever"]) + _stir(chance, 0.02)
    fever = round(visits * rate * chance.uniform(0.84, 1.16))
    return {"fever": fever, "visits": visits}
