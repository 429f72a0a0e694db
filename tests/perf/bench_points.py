"""100,000 moving points on the wall: how long the page's main thread is held by one update.

The wall's own page, scripts, styles and content policy, served from this process to headless
Chromium with software rendering at 1920 × 1080, over the roads and buildings of the simulated
district; told by the product's own encoders (`tests/perf/moving_city.py`). Once a second every
point moves, 10,000 have another value and 2,000 of them another state.

Held, for one update: the longest task of the page's main thread between it and the next, from the
browser's own trace, in the thread's processor time, so that what else the machine does counts
less; printed beside it, the same by the clock. Parsing the event, changing the columns and drawing
are each within such a task. The first five updates are not counted.

The peer is the map library's own way in the same browser: the same points as a GeoJSON source with
a circle layer on a bare map, its data set anew each second.
"""

import json
import os
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

from tests.perf.report import Row, row

UPDATES = 35
WARM = 5
PEER = "GeoJSON source, setData"
PEER_UPDATES = 8
SETTLE_MS = 15_000
PATIENCE_S = 300
SHARES = {"p50": 50, "p99": 99, "longest": 100}

WATCH = """
window.__updates = 0;
const add = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (name, hear, ...rest) {
  const heard = (event) => (__updates++, performance.mark("update"), hear(event));
  return add.call(this, name, name === "live" ? heard : hear, ...rest);
};
"""
OWN_WAY = """async ([lons, lats]) => {
  const gl = await import("maplibre-gl");
  const place = document.body.appendChild(document.createElement("div"));
  place.style.cssText = "position:fixed;inset:0;z-index:9";
  const map = new gl.Map({ container: place, center: [121.44, 31.16], zoom: 11.4,
    style: { version: 8, sources: {}, layers: [{ id: "g", type: "background" }] } });
  await map.once("load");
  const feature = (lon, i) => ({ type: "Feature", id: i, properties: { s: i % 50 ? 0 : 1 },
    geometry: { type: "Point", coordinates: [lon + Math.random() * 1e-4, lats[i]] } });
  const data = () => ({ type: "FeatureCollection", features: lons.map(feature) });
  map.addSource("p", { type: "geojson", data: data() });
  map.addLayer({ id: "p", type: "circle", source: "p", paint: { "circle-radius": 2 } });
  const mark = () => (__updates++, performance.mark("update"));
  setInterval(() => (mark(), map.getSource("p").setData(data())), 1000);
}"""


@dataclass(frozen=True)
class Held:
    """Milliseconds of each update: the thread's own, and by the clock."""

    own: list[float]
    clock: list[float]


def run() -> list[Row]:
    """The rows of the table; takes two minutes and needs Chromium."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from django import setup

    setup()
    from tests.e2e.browser import running_browser
    from tests.perf.moving_city import POINTS, City, served

    city = City()
    with served(city) as home, running_browser() as browser:
        page = _page(browser, f"{home}/wall/")
        page.wait_for_timeout(SETTLE_MS)
        city.going.set()
        ours = held(browser, page, UPDATES)
        city.going.clear()
        page.close()
        theirs = held(browser, _peer(browser, home, city), PEER_UPDATES)
    clock = _at(ours.clock, 50), max(ours.clock)
    print("points: by the clock {:.0f} ms (p50), {:.0f} ms (longest)".format(*clock))
    return [
        row(
            f"{POINTS:,} points move, thread held, {name}", _at(ours.own, share), "ms", PEER,
            _at(theirs.own, share),
        )
        for name, share in SHARES.items()
    ]  # fmt: skip


def _page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(180_000)
    page.add_init_script(WATCH)
    page.goto(address)
    wait(page, "document.querySelectorAll('.wall-legend b')[4]?.textContent.length > 5")
    return page


def wait(page: Page, true: str) -> None:
    """Asked from outside: the page's policy lets nobody evaluate text inside."""
    until = time.monotonic() + PATIENCE_S
    while not page.evaluate(true):
        if time.monotonic() > until:
            raise TimeoutError(true)
        page.wait_for_timeout(500)


def _peer(browser: Browser, home: str, city: Any) -> Page:
    page = _page(browser, f"{home}/wall/")
    count = (len(city.live.value) - 1) // 3
    lons, lats = city.live.value[1 + count : 1 + 2 * count], city.live.value[1 + 2 * count :]
    page.evaluate(OWN_WAY, [lons.tolist(), lats.tolist()])
    return page


def held(browser: Browser, page: Page, updates: int) -> Held:
    """The longest task after each update but the first five, in milliseconds."""
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    begun = page.evaluate("__updates")
    wait(page, f"__updates > {begun + WARM + updates}")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    marks = [e for e in events if e.get("name") == "update" and e["ph"] in "IRi"]
    tasks = [e for e in events if e.get("name", "").endswith("RunTask") and e["ph"] == "X"]
    thread = (marks[0]["pid"], marks[0]["tid"])
    tasks = [task for task in tasks if (task["pid"], task["tid"]) == thread]
    spans = list(pairwise(mark["ts"] for mark in marks))[WARM:]
    ended = ([t for t in tasks if since <= t["ts"] + t["dur"] <= until] for since, until in spans)
    # A machine too busy to end a task between two updates ends it, longer, after the next.
    longest = [max(some, key=_own) for some in ended if some]
    return Held([_own(task) for task in longest], [task["dur"] / 1e3 for task in longest])


def _own(task: dict[str, Any]) -> float:
    return float(task.get("tdur", task["dur"])) / 1e3


def _at(values: list[float], share: float) -> float:
    return float(np.percentile(values, share))
