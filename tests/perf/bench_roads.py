"""Driving through a real city: its network built, and the ways from a station to every corner.

The city is the shared folder's extract of OpenStreetMap; without it there is nothing to measure.
scipy's Dijkstra, written in C, finds the seconds alone on the same network; ours also tells metres
and begins and ends in the middle of streets. What they find is compared, or the run ends.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tests.data import ROOT
from tests.perf.report import Row, row

EXTRACT = "osm/monaco.osm.pbf"
STATION = (7.4216832, 43.7323914)


def run() -> list[Row]:
    """The rows of the table; takes a second."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from chengyun.places import osm_file, roads

    path = (ROOT / EXTRACT).resolve()
    if not path.exists():
        raise RuntimeError(f"{EXTRACT} is not on this machine (set CHENGYUN_TEST_DATA)")
    read, reading = _timed(lambda: osm_file.read(path).layers["road"])
    for feature in read:
        feature["properties"]["origin"] = "osm"
    ways = [way for feature in read for way in roads.ways(feature)]
    net, building = _timed(lambda: roads.build(ways))
    doors = np.unique(np.concatenate([net.start[net.doors], net.end[net.doors]]))
    places = [tuple(p) for p in np.column_stack(net.plane.to_degrees(*net.nodes[doors].T))]
    spots, finding = _timed(lambda: net.spots([STATION, *places]))
    drives, driving = _timed(lambda: net.drive(STATION, places, paths=False))
    table, quick = _timed(lambda: _scipy(net, spots[0]))
    if any(
        one is None or one.seconds < least - 1
        for one, least in zip(drives, table[doors], strict=True)
    ):
        raise RuntimeError("ours and scipy's differ")
    size = f"{len(net.start):,} streets"
    return [
        row(f"build {size} of {len(ways):,} lines", 1 / building, "/s", "reading the file",
            1 / reading),
        row(f"{len(places):,} drives with their spots", len(places) / driving, "/s",
            "the spots alone", len(places) / finding),
        row(f"one search of {size}", 1 / max(driving - finding, 1e-9), "/s",
            "scipy, from C, seconds only", 1 / quick),
    ]  # fmt: skip


def _scipy(net: Any, here: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Seconds from the nearer end of the station's street to each corner."""
    back = ~net.oneway
    a = np.concatenate([net.start, net.end[back]])
    b = np.concatenate([net.end, net.start[back]])
    took = np.concatenate([net.seconds, net.seconds[back]])
    order = np.lexsort((took, b, a))
    a, b, took = a[order], b[order], took[order]
    first = np.concatenate([[True], (np.diff(a) != 0) | (np.diff(b) != 0)])
    size = len(net.nodes)
    ends = [net.start[here.edge], net.end[here.edge]]
    graph = csr_array((took[first], (a[first], b[first])), shape=(size, size))
    return np.asarray(dijkstra(graph, indices=ends, min_only=True))


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What came of it, and the seconds of the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        done = work()
        best = min(best, time.perf_counter() - begun)
    return done, best
