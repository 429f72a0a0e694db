"""Limits by class of zone: GB 3095 air, GB 3096 and GB 12523 noise, GB 3838 surface water."""

from collections.abc import Mapping
from dataclasses import dataclass

# GB 3096-2008 table 1, dB(A): by day (6 to 22), by night.
NOISE_ZONES = {
    "0": (50, 40),
    "1": (55, 45),
    "2": (60, 50),
    "3": (65, 55),
    "4a": (70, 55),
    "4b": (70, 60),
}
# GB 12523-2025 (as 2011): at the boundary of a site where people live around it.
SITE_NOISE = (70, 55)
# A single peak at night may lie so much above the night limit (both standards).
NIGHT_PEAK = 15
DAY_FROM, DAY_TO = 6, 22
CLASSES = ("I", "II", "III", "IV", "V", "V-")
WORST = len(CLASSES) - 1


@dataclass(frozen=True)
class Item:
    """One item of GB 3838-2002 table 1: limits of classes I to V in mg/L; falls: less is worse."""

    key: str
    zh: str
    en: str
    limits: tuple[float, float, float, float, float]
    falls: bool = False

    def reached(self, value: float) -> int:
        """The class of a value, 0 (I) to 5 (worse than V)."""
        for place, limit in enumerate(self.limits):
            if value >= limit if self.falls else value <= limit:
                return place
        return WORST

    def times(self, value: float, wanted: int) -> float:
        """By how much a value is over the limit of a class: 0.5 is half as much again; 0 within.

        Of dissolved oxygen, the share of the limit that is lacking.
        """
        limit = self.limits[min(wanted, 4)]
        over = (limit - value) / limit if self.falls else value / limit - 1
        return max(over, 0.0)


WATER = (
    Item("oxygen", "溶解氧", "Dissolved oxygen", (7.5, 6, 5, 3, 2), falls=True),
    Item("permanganate", "高锰酸盐指数", "Permanganate index", (2, 4, 6, 10, 15)),
    Item("cod", "化学需氧量", "COD", (15, 15, 20, 30, 40)),
    Item("ammonia", "氨氮", "Ammonia nitrogen", (0.15, 0.5, 1.0, 1.5, 2.0)),
    Item("phosphorus", "总磷", "Total phosphorus", (0.02, 0.1, 0.2, 0.3, 0.4)),
)
ITEMS = {one.key: one for one in WATER}


@dataclass(frozen=True)
class Graded:
    """A sample's class: that of its worst item, and which items lie over a wanted class."""

    place: int
    worst: str
    over: tuple[tuple[str, float], ...]

    @property
    def title(self) -> str:
        return CLASSES[self.place]


def grade(values: Mapping[str, object], wanted: int = 2) -> Graded | None:
    """The class of a sample by its worst item (单因子评价); None if nothing was measured.

    values: mg/L by key of item, others are passed over. wanted: the class aimed at, 0 to 4. `over`
    holds the items over that class with by how much, the furthest first.
    """
    told = {key: float(str(values[key])) for key in ITEMS if values.get(key) not in (None, "")}
    if not told:
        return None
    places = {key: ITEMS[key].reached(value) for key, value in told.items()}
    over = ((key, ITEMS[key].times(value, wanted)) for key, value in told.items())
    furthest = sorted((one for one in over if one[1] > 0), key=lambda one: -one[1])
    worst = max(told, key=lambda key: (places[key], ITEMS[key].times(told[key], places[key] - 1)))
    return Graded(max(places.values()), worst, tuple(furthest))


def by_day(hour: int) -> bool:
    """Day is from 6 to 22 o'clock (噪声污染防治法: night is 22 to 6)."""
    return DAY_FROM <= hour < DAY_TO


def noise_limit(zone: str, hour: int, site: bool = False) -> int:
    """The limit in dB(A) of a zone at an hour; of a site's boundary, that of sites."""
    day, night = SITE_NOISE if site else NOISE_ZONES[zone]
    return day if by_day(hour) else night
