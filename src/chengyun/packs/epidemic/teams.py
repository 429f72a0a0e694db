"""Where mobile vaccination teams go: where many lack a dose and the way to one is long.

A stop is worth the people who lack a dose × the metres they walk to the nearest place that gives
one. The places are taken one after another, the worth of the rest reckoned anew each time, since a
stop spares its neighbours the way too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians

# A way through streets over the straight line: measured detours in dense street grids lie at
# 1.2 to 1.4.
DETOUR = 1.3


@dataclass(frozen=True)
class Place:
    """A neighbourhood: people who should be vaccinated, those who are, metres to the nearest."""

    key: str
    title: str
    lon: float
    lat: float
    people: int
    done: int
    metres: float = 0.0

    def gap(self, target: float) -> int:
        """People who lack a dose until the target share is reached."""
        return max(0, round(self.people * target) - self.done)


@dataclass(frozen=True)
class Stop:
    """A team's stop, why there, and what it gives: doses, by who is expected to come."""

    place: Place
    gap: int
    metres: float
    worth: float
    doses: int

    @property
    def after(self) -> int:
        return self.place.done + self.doses


def walk_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres on foot between two places (lon, lat): the straight line with a detour."""
    east = (a[0] - b[0]) * 111_320 * cos(radians((a[1] + b[1]) / 2))
    return hypot(east, (a[1] - b[1]) * 110_574) * DETOUR


def placed(places: Sequence[Place], points: Sequence[tuple[float, float]]) -> list[Place]:
    """The places with the way to their nearest point; none is reckoned as 5 km away."""
    return [
        replace(one, metres=min((walk_m((one.lon, one.lat), p) for p in points), default=5000.0))
        for one in places
    ]


def stops(
    places: Sequence[Place], how_many: int, doses: int, target: float, uptake: float
) -> list[Stop]:
    """The stops, the most worthwhile first. doses is what a team gives at one, uptake the share of
    those who lack one that come."""
    held, found = list(places), list[Stop]()
    for _ in range(how_many):
        best = max(held, key=lambda one: (worth(one, target), one.key), default=None)
        if best is None or worth(best, target) <= 0:
            break
        gap = best.gap(target)
        found.append(
            Stop(best, gap, best.metres, worth(best, target), min(doses, round(gap * uptake)))
        )
        held = [_nearer(one, best) for one in held if one.key != best.key]
    return found


def worth(place: Place, target: float) -> float:
    """People who lack a dose × metres to the nearest."""
    return place.gap(target) * place.metres


def _nearer(one: Place, stop: Place) -> Place:
    way = walk_m((one.lon, one.lat), (stop.lon, stop.lat))
    return replace(one, metres=min(one.metres, way))


def share(places: Sequence[Place]) -> float | None:
    """The share that is vaccinated; None where nobody lives."""
    people = sum(one.people for one in places)
    return sum(one.done for one in places) / people if people else None
