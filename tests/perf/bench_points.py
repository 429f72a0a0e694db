"""100,000 moving points on the wall: how long the page's main thread is held by one update.

The wall's own page, scripts, styles and content policy, served from this process to headless
Chromium with software rendering at 1920 × 1080, over the roads and buildings of the simulated
district; told by the product's own encoders (`tests/perf/moving_city.py`). Once a second every
point moves, 10,000 have another value and 2,000 of them another state.

Held, for one update: a timer that should come every 4 ms is watched, and the longest time it is
late between this update and the next is what nothing else on the page could have been done in:
parsing the event, changing the columns, drawing, and whatever else the page and the machine did.
Printed beside it: the same before the first update. The first five updates are not counted.

The peer is the map library's own way in the same browser: the same points as a GeoJSON source with
a circle layer on a bare map, its data set anew each second.
"""

from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

from tests.perf.report import Row, row

UPDATES = 35
WARM = 5
PEER = "GeoJSON source, setData"
PEER_UPDATES = 8

WATCH = """
window.__late = []; window.__updates = [];
const add = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (name, hear, ...rest) {
  const heard = (event) => (__updates.push(performance.now()), hear(event));
  return add.call(this, name, name === "live" ? heard : hear, ...rest);
};
let last = performance.now();
(function tick() {
  const now = performance.now();
  if (now - last > 8) __late.push([last, now - last - 4]);
  last = now;
  setTimeout(tick, 4);
})();
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
  setInterval(() => (__updates.push(performance.now()), map.getSource("p").setData(data())), 1000);
}"""


def run() -> list[Row]:
    """The rows of the table; takes two minutes and needs Chromium."""
    from django import setup

    setup()
    from tests.e2e.browser import running_browser
    from tests.perf.moving_city import POINTS, City, served

    city = City()
    with served(city) as home, running_browser() as browser:
        page = _page(browser, f"{home}/wall/")
        quiet = _late_at_rest(page)
        city.going.set()
        ours = _held(page, UPDATES)
        city.going.clear()
        page.close()
        theirs = _held(_peer(browser, home, city), PEER_UPDATES)
    print(f"points: at rest the thread is held {quiet:.0f} ms at most")
    figures = {"p50": 50, "p99": 99, "longest": 100}
    return [
        row(
            f"{POINTS:,} points move, thread held, {name}", _at(ours, share), "ms", PEER,
            _at(theirs, share),
        )
        for name, share in figures.items()
    ]  # fmt: skip


def _page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(180_000)
    page.add_init_script(WATCH)
    page.goto(address)
    _wait(page, "document.querySelectorAll('.wall-legend b')[4]?.textContent.length > 5")
    return page


def _wait(page: Page, true: str) -> None:
    """Asked from outside: the page's policy lets nobody evaluate text inside."""
    while not page.evaluate(true):
        page.wait_for_timeout(500)


def _peer(browser: Browser, home: str, city: Any) -> Page:
    page = _page(browser, f"{home}/wall/")
    count = (len(city.live.value) - 1) // 3
    lons, lats = city.live.value[1 + count : 1 + 2 * count], city.live.value[1 + 2 * count :]
    page.evaluate(OWN_WAY, [lons.tolist(), lats.tolist()])
    return page


def _late_at_rest(page: Page) -> float:
    page.wait_for_timeout(20_000)
    late: float = page.evaluate(
        "Math.max(0, ...__late.filter(([at]) => at > performance.now() - 5000).map(([, ms]) => ms))"
    )
    return late


def _held(page: Page, updates: int) -> list[float]:
    """The longest lateness from shortly before each update to shortly before the next."""
    _wait(page, f"__updates.length > {updates}")
    at, late = page.evaluate("[__updates, __late]")
    begun = np.array([moment for moment, _ in late])
    held = np.array([ms for _, ms in late])
    spans = zip(
        at[min(WARM, updates // 4) : updates], at[min(WARM, updates // 4) + 1 :], strict=False
    )
    return [_most(held[(begun > since - 100) & (begun <= until - 100)]) for since, until in spans]


def _most(some: Any) -> float:
    return float(some.max(initial=0.0))


def _at(values: list[float], share: float) -> float:
    return float(np.percentile(values, share))
