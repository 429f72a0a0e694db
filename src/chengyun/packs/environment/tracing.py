"""Where an exceedance may have come from: candidates with every term of their score.

A score is a product of terms between 0 and 1 and says where to look first. It is no probability, no
share and no proof: what the registers lack cannot be named, and wind is that of a few stations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, exp, hypot, radians, sin

EARTH_M = 6_371_000.0
CALM = 0.5  # m/s; below it a vane says nothing
STEADY, LIGHT = 25.0, 60.0  # degrees of spread about the wind, in wind and in light air
LIGHT_BELOW = 1.5
NO_WIND = 0.3  # the term of direction while it is calm: every side alike
RESTED = 0.1  # the least that the term of hours may be
DAY_S = 86_400.0


@dataclass(frozen=True)
class Blow:
    """The wind of an hour: degrees that it comes from, m/s."""

    from_deg: float
    speed: float


@dataclass(frozen=True)
class Source:
    """What may have done it. hours: local (from, to) pairs of work, empty is always; emits: 0..1
    by item, how much such a source gives off of it; own: its own monitor over the background, in
    times the background, None without one."""

    key: str
    name: str
    kind: str
    lon: float
    lat: float
    hours: tuple[tuple[int, int], ...] = ()
    emits: Mapping[str, float] | None = None
    own: float | None = None


@dataclass(frozen=True)
class Term:
    """A factor of a score: what went in, in words, and what came of it, 0..1."""

    key: str
    told: str
    value: float


@dataclass(frozen=True)
class Candidate:
    """A source with its score (0..100) and every term of it."""

    source: Source
    metres: float
    bearing: float
    terms: tuple[Term, ...]

    @property
    def score(self) -> float:
        product = 100.0
        for term in self.terms:
            product *= term.value
        return product

    def term(self, key: str) -> Term:
        return next(one for one in self.terms if one.key == key)


@dataclass(frozen=True)
class Asked:
    """An episode as tracing sees it. hours: the local hours that it touched; wind: of those hours;
    item: what was over; reach_m, fades_m: how far is looked, and by which distance a score falls
    to 37 %."""

    lon: float
    lat: float
    item: str
    hours: tuple[int, ...]
    wind: tuple[Blow, ...]
    reach_m: float = 3000.0
    fades_m: float = 1000.0


def apart(lon: float, lat: float, to_lon: float, to_lat: float) -> tuple[float, float]:
    """Metres, and the bearing of the second place from the first, degrees from north clockwise."""
    phi, psi, turn = radians(lat), radians(to_lat), radians(to_lon - lon)
    half = sin((psi - phi) / 2) ** 2 + cos(phi) * cos(psi) * sin(turn / 2) ** 2
    y, x = sin(turn) * cos(psi), cos(phi) * sin(psi) - sin(phi) * cos(psi) * cos(turn)
    return 2 * EARTH_M * asin(half**0.5), degrees(atan2(y, x)) % 360


def off(one: float, other: float) -> float:
    """The angle between two directions, 0..180."""
    return abs((one - other + 180) % 360 - 180)


def mean_wind(wind: Iterable[Blow]) -> Blow | None:
    """The mean as a vector: opposed winds cancel out."""
    told = list(wind)
    if not told:
        return None
    east = sum(one.speed * sin(radians(one.from_deg)) for one in told) / len(told)
    north = sum(one.speed * cos(radians(one.from_deg)) for one in told) / len(told)
    return Blow(degrees(atan2(east, north)) % 360, hypot(east, north))


def aligned(bearing: float, blow: Blow) -> float:
    """How well a source at this bearing lies against a wind, 0..1: 1 straight upwind."""
    if blow.speed < CALM:
        return NO_WIND
    spread = LIGHT if blow.speed < LIGHT_BELOW else STEADY
    return exp(-((off(bearing, blow.from_deg) / spread) ** 2) / 2)


def at_work(source: Source, hours: Sequence[int]) -> float:
    """The share of these hours in which a source works; 1 where nothing is known of either."""
    if not source.hours or not hours:
        return 1.0
    return sum(any(_within(hour, *span) for span in source.hours) for hour in hours) / len(hours)


def _within(hour: int, first: int, last: int) -> bool:
    return first <= hour < last if first <= last else hour >= first or hour < last


def candidates(asked: Asked, sources: Iterable[Source]) -> list[Candidate]:
    """Sources within reach that give off such a thing, the highest score first."""
    found = [_weighed(asked, one) for one in sources if (one.emits or {}).get(asked.item)]
    near = [one for one in found if one.metres <= asked.reach_m]
    return sorted(near, key=lambda one: (-one.score, one.metres, one.source.key))


def _weighed(asked: Asked, source: Source) -> Candidate:
    metres, bearing = apart(asked.lon, asked.lat, source.lon, source.lat)
    terms = [
        _distance(asked, metres),
        _hours(asked, source),
        Term("emits", source.kind, (source.emits or {})[asked.item]),
    ]
    if asked.item != "noise":
        terms.insert(0, _direction(asked, bearing))
        terms.append(_own(source))
    return Candidate(source, metres, bearing, tuple(terms))


def _direction(asked: Asked, bearing: float) -> Term:
    """Against the wind of each hour, then the mean: a wind that turned blames nobody fully."""
    if not asked.wind:
        return Term("direction", "–", NO_WIND)
    mean = mean_wind(asked.wind)
    told = "–" if mean is None or mean.speed < CALM else f"{off(bearing, mean.from_deg):.0f}°"
    return Term("direction", told, sum(aligned(bearing, b) for b in asked.wind) / len(asked.wind))


def _distance(asked: Asked, metres: float) -> Term:
    return Term("distance", f"{metres:.0f} m", exp(-metres / asked.fades_m))


def _hours(asked: Asked, source: Source) -> Term:
    """Hours that a source declares are no alibi: work at night is what one may look for."""
    share = at_work(source, asked.hours)
    return Term("hours", f"{share:.0%}", max(share, RESTED))


def _own(source: Source) -> Term:
    """Its own monitor: at the background half, at twice the background or more whole."""
    if source.own is None:
        return Term("own", "–", 0.75)
    return Term("own", f"{1 + source.own:.1f}×", min(max(0.5 + source.own / 2, 0.25), 1.0))


@dataclass(frozen=True)
class Outfall:
    """An outfall: kilometres along the river from its head, m³ a day, mg/L of the item."""

    key: str
    name: str
    km: float
    flow: float
    strength: float


@dataclass(frozen=True)
class Reach:
    """A section asked about: its kilometre, the item's decay a day, the river's speed in m/s."""

    km: float
    decay: float
    speed: float
    furthest_km: float = 15.0


@dataclass(frozen=True)
class Upstream:
    """An outfall above a section, with its terms. load: kg a day."""

    outfall: Outfall
    above_km: float
    hours: float
    load: float
    left: float
    share: float

    @property
    def score(self) -> float:
        return 100 * self.share * self.left


def upstream(reach: Reach, outfalls: Iterable[Outfall]) -> list[Upstream]:
    """Outfalls above a section, highest score first: what is left of their load after the way.

    left = exp(−decay × travel time), first-order decay; share = load ÷ the largest load above.
    """
    above = [one for one in outfalls if 0 < reach.km - one.km <= reach.furthest_km]
    loads = {one.key: one.flow * one.strength / 1000 for one in above}
    most = max(loads.values(), default=0.0) or 1.0
    told = [_above(reach, one, loads[one.key], most) for one in above]
    return sorted(told, key=lambda one: (-one.score, one.above_km, one.outfall.key))


def _above(reach: Reach, one: Outfall, load: float, most: float) -> Upstream:
    way = reach.km - one.km
    seconds = way * 1000 / max(reach.speed, 0.01)
    left = exp(-reach.decay * seconds / DAY_S)
    return Upstream(one, way, seconds / 3600, load, left, load / most)
