"""How long it takes by road from one place to others, for a pack's hand."""

from collections.abc import Sequence

from chengyun.geo import haversine_m
from chengyun.geo.roads import Drive
from chengyun.packs.api import Trip
from chengyun.places import roads

Lonlat = tuple[float, float]
# Where no roads are kept: how much longer a way through streets is than the crow's, and km/h.
DETOUR, CROW_KMH = 1.4, 25.0
# A place that is shut shuts the roads so near to it.
SHUT_M = 12.0
MOST = 1000


def trips(
    start: Lonlat, to: Sequence[Lonlat], shut: Sequence[Lonlat], paths: bool
) -> list[Trip | None]:
    """A trip to each place, None where no road leads; of more than `MOST` those beyond are None."""
    network, asked = roads.network(), list(to[:MOST])
    if network is None:
        found: list[Trip | None] = [_crow(start, place) for place in asked]
    else:
        closed = network.near(shut, SHUT_M)
        drives = network.drive(start, asked, shut=closed, paths=paths)
        found = [_trip(one) if one else None for one in drives]
    return found + [None] * (len(to) - len(asked))


def _trip(one: Drive) -> Trip:
    path = tuple((float(lon), float(lat)) for lon, lat in one.path)
    return Trip(metres=one.metres, minutes=one.seconds / 60, path=path)


def _crow(start: Lonlat, place: Lonlat) -> Trip:
    metres = float(haversine_m(*start, *place)) * DETOUR
    minutes = metres / (CROW_KMH / 3.6) / 60
    return Trip(metres=metres, minutes=minutes, by_road=False, path=(start, place))
