"""A made-up district of things that move, behind the wall's own page and encoders."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import numpy as np

from chengyun.api import hub, points, stream
from chengyun.people.policy import Viewer
from chengyun.sensing.live import LiveState
from chengyun.sensing.registry import Registry
from chengyun.simulator.district import build

POINTS = 100_000
STEP = 1e-4
"""Degrees that a thing moves in a second: about ten metres."""
BARE = """<!doctype html><meta charset="utf-8"><title>bare</title>
<link rel="stylesheet" href="/static/vendor/maplibre-gl/maplibre-gl.css">
<style>html, body, #map { margin: 0; height: 100% }</style><div id="map">a bare map</div>
<script type="module">
import * as gl from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
new gl.Map({ container: "map", center: [121.44, 31.18], zoom: 11.4, attributionControl: false,
  style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background" }] } });
</script>"""
"""The map's library with an empty style: what any page with a map costs in this browser."""
ALL = Viewer(user_id=1, role="duty_officer", unit_id=None, area_path="310104/")

Start = Callable[[str, list[tuple[str, str]]], Any]


class City:
    """Ids 1 to `points` tell a speed; as many after them a longitude, the next a latitude."""

    def __init__(self, points_: int = POINTS) -> None:
        self.points = points_
        self.district = build(7)
        self.random = np.random.default_rng(7)
        self.going = threading.Event()
        self.live = LiveState(3 * points_ + 1)
        self._place()
        points.hold(_registry(points_))
        hub.current().live = self.live

    def frame(self) -> bytes:
        """A second later: every thing has moved, one of ten tells another speed, one of fifty
        another state."""
        count, values, states = self.points, self.points // 10, self.points // 50
        places = np.arange(count + 1, 3 * count + 1, dtype=np.int32)
        self.live.value[places] += self.random.normal(0, STEP, 2 * count)
        spoke = self.random.choice(count, values, replace=False).astype(np.int32) + 1
        self.live.value[spoke] = self.random.integers(0, 80, values)
        self.live.state[spoke[:states]] = self.random.choice(
            np.array([0, 1, 2, 3, 4, 5], np.uint8), states, p=[0.94, 0.01, 0.01, 0.01, 0.01, 0.02]
        )
        return stream._frame(self.live, np.concatenate([np.sort(spoke), places]), "310104/")

    def _place(self) -> None:
        """On the roads of the simulated district."""
        (roads,) = (x["features"] for x in self.district["layers"] if x["kind"] == "road")
        corners = np.array([at for f in roads["features"] for at in _corners(f["geometry"])])
        at = corners[self.random.integers(0, len(corners), self.points)]
        at += self.random.normal(0, 5 * STEP, at.shape)
        self.live.value[1 : self.points + 1] = 30
        self.live.value[self.points + 1 :] = at.T.ravel()
        self.live.time[:] = time.time_ns() // 1000

    def areas(self, level: str, within: str) -> bytes:
        features = [
            {
                "type": "Feature", "geometry": area["boundary"],
                "properties": {key: area[key] for key in ("code", "name", "level", "lon", "lat")},
            }
            for area in self.district["areas"]
            if area["level"] == level and area["code"].startswith(within)
        ]  # fmt: skip
        return _json({"type": "FeatureCollection", "features": features})

    def layer(self, kind: str) -> bytes:
        return _json(next(x["features"] for x in self.district["layers"] if x["kind"] == kind))

    def wall(self) -> bytes:
        area = {"code": "310104", "name": "徐汇区", "level": "district"}
        return _json(
            {
                "area": {**area, "path": [area]}, "now": time.strftime("%FT%TZ", time.gmtime()),
                "after": 0, "kpis": [], "flow": {"sources": [], "stages": [], "units": []},
                "vitals": [], "feed": [], "marks": [], "areas": [], "latest": [], "scenes": [],
                "scene": {"key": "", "title": "", "kinds": [], "layers": []},
                "counts": {"datastreams": self.points, "reporting": self.points, "alarms": 0},
            }
        )  # fmt: skip

    def events(self) -> Iterator[bytes]:
        """A beat until `going` is set, then an update a second."""
        yield stream._line("hello", {"now": time.time(), "version": "bench"})
        while not self.going.wait(2):
            yield stream._line("beat", {"now": time.time()})
        while self.going.is_set():
            began = time.monotonic()
            yield self.frame()
            time.sleep(max(0.0, began + 1 - time.monotonic()))


@contextmanager
def served(city: City) -> Iterator[str]:
    """The wall over HTTP: its page and files from the product, its data from `city`."""
    from django.core.wsgi import get_wsgi_application

    product = get_wsgi_application()

    def answer(environ: dict[str, Any], start: Start) -> Any:
        made = _answer(city, environ)
        if made is None:
            return product(environ, start)
        kind, body = made
        start("200 OK", [("Content-Type", kind)])
        return body

    server = make_server("127.0.0.1", 0, answer, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        city.going.clear()
        server.shutdown()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


def _answer(city: City, environ: dict[str, Any]) -> tuple[str, Any] | None:
    path = environ["PATH_INFO"]
    asked = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
    if path == "/bare/":
        return "text/html", [BARE.encode()]
    if path == "/stream/":
        return "text/event-stream", city.events()
    if path == "/api/v1/points":
        return points.BINARY, [points.packed(ALL, "")]
    if path == "/api/v1/wall":
        return "application/json", [city.wall()]
    if path == "/api/v1/areas.geojson":
        return "application/json", [city.areas(asked["level"], asked["within"])]
    if path.startswith("/api/v1/layers/"):
        return "application/json", [city.layer(path.split("/")[-1].removesuffix(".geojson"))]
    return None


def _registry(count: int) -> Registry:
    size = 3 * count + 1
    ids = np.arange(size, dtype=np.int32)
    shown = (ids > 0) & (ids <= count)
    code = np.zeros(size, np.int16)
    code[0] = -1
    return Registry(
        ids={}, properties=["speed"], property_code=code, interval_s=np.ones(size, np.float32),
        low=np.zeros(size), high=np.ones(size), lon=np.zeros(size), lat=np.zeros(size),
        paths=["310104/"] * size,
        lon_from=np.where(shown, ids + count, 0).astype(np.int32),
        lat_from=np.where(shown, ids + 2 * count, 0).astype(np.int32),
        hidden=~shown,
    )  # fmt: skip


def _corners(shape: dict[str, Any]) -> list[list[float]]:
    lines = shape["coordinates"]
    lines = [lines] if shape["type"] == "LineString" else lines
    return [at for line in lines for at in line] if shape["type"] != "Point" else []


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
