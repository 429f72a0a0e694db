"""The road network of a real city, held against OpenStreetMap's own nodes and tags."""

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from chengyun.geo import haversine_m
from chengyun.geo.road_network import build
from chengyun.geo.roads import APPROACH_KMH, SPEEDS, Roads
from chengyun.places import osm_file, roads
from chengyun.places.services import import_osm
from tests.data import shared

# As told by OpenStreetMap.
CONDAMINE, FONTVIEILLE = (7.4216832, 43.7323914), (7.4177772, 43.7279297)
CASINO, TOWN_HALL = (7.428023, 43.7391605), (7.423728, 43.730791)
DRIVEN = {
    "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service",
    "primary_link", "secondary_link", "tertiary_link",
}  # fmt: skip


@pytest.fixture(scope="module")
def monaco() -> Path:
    return shared("osm/monaco.osm.pbf")


@pytest.fixture(scope="module")
def net(monaco: Path) -> Roads:
    features = osm_file.read(monaco).layers["road"]
    for feature in features:
        feature["properties"]["origin"] = "osm"
    found = build([way for feature in features for way in roads.ways(feature)])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def truth(monaco: Path) -> tuple[dict[tuple[int, int], int], list[tuple[int, int, str]]]:
    """Corners by 1e-7 degrees, numbered by OpenStreetMap's nodes, and the steps between them:
    from, to and the kind of road; in each direction in which it may be driven."""
    ids: dict[int, int] = {}
    at: dict[tuple[int, int], int] = {}
    steps = []
    for thing in osmium.FileProcessor(str(monaco)).with_locations():
        if not thing.is_way() or thing.tags.get("highway") not in DRIVEN:
            continue
        kind, told = thing.tags["highway"], thing.tags.get("oneway")
        ring = thing.tags.get("junction") == "roundabout"
        corners = []
        for ref in thing.nodes:
            number = ids.setdefault(ref.ref, len(ids))
            at[round(ref.lon * 1e7), round(ref.lat * 1e7)] = number
            corners.append(number)
        for a, b in itertools.pairwise(corners):
            if told != "-1":
                steps.append((a, b, kind))
            if told == "-1" or (told in (None, "no") and not (ring and told is None)):
                steps.append((b, a, kind))
    return at, steps


def places(net: Roads) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The network's corners in degrees, float64[n, 2]."""
    return np.column_stack(net.plane.to_degrees(*net.nodes.T))


def test_each_time_between_two_corners_is_that_of_the_map(net: Roads, truth: Any) -> None:
    at, steps = truth
    lonlat = np.array(list(at), np.float64) / 1e7
    x, y = net.plane.to_metres(*lonlat.T)
    where = np.empty((len(at), 2))
    where[list(at.values())] = np.column_stack([x, y])
    a, b = (np.array([step[i] for step in steps]) for i in (0, 1))
    metres = np.hypot(*(where[a] - where[b]).T)
    took = metres / np.array([SPEEDS[step[2]] / 3.6 for step in steps])
    theirs = least(len(at), a, b, took)
    back = ~net.oneway
    mine = least(
        len(net.nodes), np.concatenate([net.start, net.end[back]]),
        np.concatenate([net.end, net.start[back]]),
        np.concatenate([net.seconds, net.seconds[back]]),
    )  # fmt: skip
    used = np.unique(np.concatenate([net.start, net.end]))
    apart = np.hypot(*(net.nodes[used][:, None] - where[None]).transpose(2, 0, 1))
    same = apart.argmin(axis=1)
    assert apart.min(axis=1).max() < 0.2  # each corner is a node of the map
    ours = dijkstra(mine, indices=used)[:, used]
    known = dijkstra(theirs, indices=same)[:, same]
    assert (np.isfinite(ours) == np.isfinite(known)).all()
    both = np.isfinite(ours)
    assert both.mean() > 0.8
    assert np.abs(ours[both] - known[both]).max() < 0.5


def least(n: int, a: Any, b: Any, took: Any) -> csr_array:
    """The matrix of the quickest step between each two corners."""
    order = np.lexsort((took, b, a))
    a, b, took = a[order], b[order], took[order]
    first = np.concatenate([[True], (np.diff(a) != 0) | (np.diff(b) != 0)])
    return csr_array((took[first], (a[first], b[first])), shape=(n, n))


def test_what_is_asked_is_what_scipy_finds(net: Roads) -> None:
    """From house to house: the middle of a street to the middles of others, there and back."""
    chance = np.random.default_rng(7)
    chosen = chance.choice(net.doors, 30, replace=False)
    middles = [net.lines[i].interpolate(0.5, normalized=True) for i in chosen]
    lonlat = [tuple(map(float, net.plane.to_degrees(p.x, p.y))) for p in middles]
    extra, pairs = 2 * len(chosen), []
    n = len(net.nodes)
    for edge in range(len(net.start)):
        pairs.append((net.start[edge], net.end[edge], net.seconds[edge]))
        if not net.oneway[edge]:
            pairs.append((net.end[edge], net.start[edge], net.seconds[edge]))
    for k, edge in enumerate(chosen):
        half, out, into = net.seconds[edge] / 2, n + 2 * k, n + 2 * k + 1
        pairs += [(out, net.end[edge], half), (net.start[edge], into, half)]
        if not net.oneway[edge]:
            pairs += [(out, net.start[edge], half), (net.end[edge], into, half)]
    a, b, took = (np.array(column) for column in zip(*pairs, strict=True))
    table = dijkstra(least(n + extra, a, b, took), indices=range(n, n + extra, 2))
    for k, here in enumerate(lonlat):
        for other, drive in enumerate(net.drive(here, lonlat, paths=False)):
            if other != k:
                assert drive is not None
                assert drive.seconds == pytest.approx(table[k, n + 2 * other + 1], abs=1.0)


def test_nearly_all_of_the_city_is_reached_and_left(net: Roads) -> None:
    n = len(net.nodes)
    back = ~net.oneway
    a = np.concatenate([net.start, net.end[back]])
    b = np.concatenate([net.end, net.start[back]])
    _, group = connected_components(least(n, a, b, np.ones(len(a))), connection="strong")
    used = np.unique(np.concatenate([net.start, net.end]))
    share = np.bincount(group[used]).max() / len(used)
    assert 0.9 < share < 1  # what is left are one-way streets that end where the extract does
    # No address lies on those: wherever one is sent, one comes back.
    doors = np.concatenate([net.start[net.doors], net.end[net.doors]])
    assert len(set(group[doors].tolist())) == 1


def test_known_places_lie_as_far_as_the_streets_of_monaco_make_them(net: Roads) -> None:
    casino, hall = net.drive(CONDAMINE, [CASINO, TOWN_HALL])
    assert casino is not None and hall is not None
    # Up to the casino the street goes nearly straight; the town hall stands on the Rock, 250 m
    # off and 60 m above, and its road begins on the other side, beneath it runs a tunnel.
    assert 1.2 < casino.metres / float(haversine_m(*CONDAMINE, *CASINO)) < 1.7
    assert 1_800 < hall.metres < 2_600 and 4 < hall.seconds / 60 < 7
    (same, other) = net.drive(TOWN_HALL, [CONDAMINE, FONTVIEILLE], inward=True)
    assert same is not None and same.metres == pytest.approx(hall.metres, abs=1)
    assert other is not None and other.seconds > same.seconds


def test_all_corners_are_come_to_at_speeds_that_the_roads_allow(net: Roads) -> None:
    drives = net.drive(CONDAMINE, [tuple(p) for p in places(net)[::7]])
    assert sum(one is not None for one in drives) > 0.99 * len(drives)
    for one in drives:
        if one and one.metres > 50:
            assert APPROACH_KMH - 1 < one.metres / one.seconds * 3.6 <= SPEEDS["primary"]


def test_the_extract_s_ramps_oneways_bridges_and_tunnels_come_in(db: None, monaco: Path) -> None:
    import_osm(monaco)
    found = roads.network()
    assert found is not None
    features = osm_file.read(monaco).layers["road"]
    told = Counter(key for f in features for key in f["properties"] if f["properties"][key] is True)
    assert told["oneway"] > 450 and told["link"] == 26 and told["off_ground"] > 100
    assert {f["properties"]["class"] for f in features} >= {"primary", "residential", "steps"}
    assert not any(f["properties"]["class"].endswith("_link") for f in features)
    assert len(found.doors) < len(found.start)
