"""The wall in the system's Chromium, software rendering, 1920 × 1080: how soon it is there, how it
moves with 1,000, 10,000 and 100,000 live points, and what an idle wall costs on the wire.

First paint: the browser's own first contentful paint. Figures: the first frame with the area's
name, which comes with all figures. Interactive: the end of the last task of over 50 ms of the main
thread before five seconds without one. Held: the sum of what such tasks took over 50 ms each. All
of the wall's own page with 10,000 points at rest, from this process (`tests/perf/moving_city.py`),
asked once before so that the server's start is not in it; each the median of `OPENINGS`, in turn
with a page that holds the same map library with an empty style and nothing else: what drawing
without a graphics card costs any map is told by that. Paint and figures stand beside what web.dev
calls good.

Moving: once a second every point moves, one of ten has another value and one of fifty another
state. Frames: the time between two callbacks of requestAnimationFrame, beside a frame of 60 a
second; held: the longest task of the main thread by the clock, 0 where none took over 50 ms, beside
the 50 ms from which a browser calls a task long.

Idle: what comes and goes on the wire in a minute for a wall that nobody touches, of a whole
demonstration with its 20,000 sensors at work, beside the same figures and points asked anew every
five seconds. What else the machine does is in all of these figures: the load is printed with them.
"""

import json
import os
import tempfile
import time
from itertools import chain
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import numpy as np
from playwright.sync_api import Browser, Page

from tests.perf.bench_points import WATCH, wait
from tests.perf.report import Row, row
from tests.relay import Relay, relayed

SIZES = (1_000, 10_000, 100_000)
OPENED_WITH = 10_000
OPENINGS = 3
SETTLE_MS = 12_000
UPDATES = 15
QUIET_MS = 5_000
GOOD_PAINT_MS, GOOD_LARGEST_MS = 1_800, 2_500
FRAME_MS, LONG_MS = 1_000 / 60, 50
IDLE_S, POLL_S = 60, 5
SCREEN = {"width": 1920, "height": 1080}

TASKS = """
window.__tasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) __tasks.push([one.startTime, one.startTime + one.duration]);
}).observe({ type: "longtask", buffered: true });
"""
FRAMES = """
window.__frames = [];
window.__count = false;
let before = 0;
requestAnimationFrame(function step(at) {
  if (window.__count && before) __frames.push(at - before);
  before = window.__count ? at : 0;
  requestAnimationFrame(step);
});
"""
SETTLED = f"performance.now() - Math.max(0, ...__tasks.flat()) > {QUIET_MS}"
MOVED = """(since) => [__frames, Math.max(0, ...__tasks
  .filter(([from]) => from >= since).map(([from, to]) => to - from))]"""
NAMED = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector("#wall-path b")) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => (window.__named = performance.now())));
}).observe(document, { subtree: true, childList: true });
"""
BARE_DRAWN = "document.querySelector('.maplibregl-canvas')?.width > 0"
OPENED = """({ painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  named: window.__named ?? 0, ready: Math.max(0, ...__tasks.flat()),
  held: __tasks.reduce((sum, [from, to]) => sum + to - from - 50, 0) })"""
SHOWN = "document.querySelectorAll('.wall-legend b')[4]?.textContent.length > 3"


def run() -> list[Row]:
    """The rows of the table; takes some eight minutes and needs Chromium."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from django import setup

    setup()
    from tests.e2e.browser import running_browser

    print("wall: load of the machine {:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg()))
    with running_browser() as browser:
        rows = [*_opening(browser), *chain.from_iterable(_moving(browser, n) for n in SIZES)]
        rows += _idle(browser)
    print("wall: load of the machine {:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg()))
    return rows


def _page(browser: Browser, address: str, *more: str) -> Page:
    page = browser.new_page(viewport=SCREEN)
    page.set_default_timeout(180_000)
    for script in (WATCH, TASKS, *more):
        page.add_init_script(script)
    page.goto(address)
    return page


def _opening(browser: Browser) -> list[Row]:
    from tests.perf.moving_city import City, served

    with served(City(OPENED_WITH)) as home:
        urlopen(f"{home}/wall/").close()
        turns = [
            (
                _opened(browser, f"{home}/wall/", SHOWN),
                _opened(browser, f"{home}/bare/", BARE_DRAWN),
            )
            for _ in range(OPENINGS)
        ]
    ours, bare = (
        {key: median(one[key] for one in of) for key in of[0]} for of in zip(*turns, strict=True)
    )
    return [
        row("wall, first paint", ours["painted"], "ms", "good", GOOD_PAINT_MS),
        row("wall, figures there", ours["named"], "ms", "good", GOOD_LARGEST_MS),
        row("wall, interactive", ours["ready"], "ms", "a bare map", bare["ready"]),
        row("wall, thread held at the start", ours["held"], "ms", "a bare map", bare["held"]),
    ]


def _opened(browser: Browser, address: str, there: str) -> dict[str, float]:
    page = _page(browser, address, NAMED)
    wait(page, there)
    wait(page, SETTLED)
    told: dict[str, float] = page.evaluate(OPENED)
    page.close()
    return told


def _moving(browser: Browser, count: int) -> list[Row]:
    from tests.perf.moving_city import City, served

    city = City(count)
    with served(city) as home:
        page = _page(browser, f"{home}/wall/", FRAMES)
        wait(page, SHOWN)
        page.wait_for_timeout(SETTLE_MS)
        city.going.set()
        wait(page, "__updates > 2")
        begun = page.evaluate("(window.__count = true, performance.now())")
        wait(page, f"__updates > {UPDATES}")
        frames, longest = page.evaluate(MOVED, begun)
        city.going.clear()
        page.close()
    name = f"wall, {count:,} points move"
    return [
        row(f"{name}, frame p50", float(np.percentile(frames, 50)), "ms", "60 a second", FRAME_MS),
        row(f"{name}, frame p95", float(np.percentile(frames, 95)), "ms", "60 a second", FRAME_MS),
        row(f"{name}, thread held, longest", longest, "ms", "a long task", LONG_MS),
    ]


def _idle(browser: Browser) -> list[Row]:
    from tests.system import new_system

    with tempfile.TemporaryDirectory() as folder:
        system = new_system(Path(folder))
        try:
            system.start("--demo")
            with relayed(system.url) as relay:
                page = _signed_in(browser, relay, system.folder / "data" / "demo.json")
                return [_minute(page, relay)]
        finally:
            system.stop()


def _signed_in(browser: Browser, relay: Relay, told: Path) -> Page:
    page = _page(browser, f"{relay.url}/sign-in/")
    page.fill("input[name=username]", "zhaoguohua")
    page.fill("input[name=password]", json.loads(told.read_text())["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def _minute(page: Page, relay: Relay) -> Row:
    page.goto(f"{relay.url}/wall/")
    wait(page, SHOWN)
    page.wait_for_timeout(SETTLE_MS)
    begun, since = relay.bytes, time.monotonic()
    page.wait_for_timeout(IDLE_S * 1000)
    idle = (relay.bytes - begun) * 60 / (time.monotonic() - since)
    page.goto("about:blank")
    page.wait_for_timeout(1_000)
    peer = f"all asked anew every {POLL_S} s"
    whole = _whole(page, relay) * 60 / POLL_S
    return row("wall, idle, a minute", idle / 1024, "KiB", peer, whole / 1024)


def _whole(page: Page, relay: Relay) -> int:
    """Bytes of all figures and all points, asked once."""
    begun = relay.bytes
    for path in ("/api/v1/wall", "/api/v1/points?within=310104"):
        assert page.request.get(f"{relay.url}{path}").ok
    return relay.bytes - begun
