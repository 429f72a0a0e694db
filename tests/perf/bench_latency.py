"""From a reading posted to its case on an open stream, and on an open wall in a real browser.

50,000 readings/s flow meanwhile. Each probe is a lift that stops: one reading, one case. The
limit beside it is the same path without deciding anything: POST until acknowledged after sync.
"""

import http.client
import json
import shutil
import tempfile
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import numpy as np

from tests.e2e.browser import NAMES, running_browser
from tests.e2e.district import LIFTS, PASSWORD
from tests.perf.bench_ingest import prepare
from tests.perf.load import columns
from tests.perf.report import Row, row
from tests.system import System, running_system

WALL_PROBES = 20
PAUSE_S = 0.15
GAUGES = 10_000
# Readings in a post, ten posts a second.
ROWS = 5_000


@dataclass
class Stream:
    """An open stream; remembers when each place's case arrived."""

    system: System
    token: str
    arrived: dict[tuple[float, float], float] = field(default_factory=dict)

    def follow(self) -> None:
        parts = urlparse(self.system.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=120)
        headers = {"Authorization": f"Bearer {self.token}"}
        connection.request("GET", "/stream/?topics=cases", headers=headers)
        answer = connection.getresponse()
        for line in answer:
            if line.startswith(b"data: ") and b'"case"' in line:
                case = json.loads(line[6:])["case"]
                self.arrived.setdefault((case["lon"], case["lat"]), time.monotonic())


def _system(folder: Path) -> AbstractContextManager[System]:
    """Without storms: a hundred lifts that stop within minutes would become one case."""
    return running_system(folder, storm_alarms="0")


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name, _system(Path(name)) as system:
        key, ids = prepare(system, GAUGES)
        answer = system.ask(
            "POST", "/api/v1/sign-in", {"username": "zhoumin", "password": PASSWORD}
        )
        stream = Stream(system, str(answer.body["token"]))
        threading.Thread(target=stream.follow, daemon=True).start()
        stop = threading.Event()
        load = threading.Thread(target=_background, args=(system, key, ids, stop), daemon=True)
        load.start()
        time.sleep(3)
        on_wall = _on_wall(system, key)
        posted, acknowledged = _probe(system, key, range(WALL_PROBES, LIFTS))
        time.sleep(5)
        stop.set()
        load.join(5)
    waits = [stream.arrived[at] - t for at, t in posted.items() if at in stream.arrived]
    assert len(waits) == len(posted), f"{len(posted) - len(waits)} cases did not arrive"
    return [
        *_rows("reading to case on the stream", waits, acknowledged),
        *(_rows("reading to case on an open wall, Chromium without a GPU", on_wall, acknowledged)),
    ]


def _rows(name: str, waits: list[float], limit: list[float]) -> list[Row]:
    return [
        row(f"{name}, p{p}", float(np.percentile(waits, p)), "s",
            f"acknowledged after sync, p{p}", float(np.percentile(limit, p)))
        for p in (50, 99) if waits
    ]  # fmt: skip


# Notes when each case is first drawn in the feed, by the clock of this machine.
WATCH = """() => {
  window.drawn = {};
  const look = () => document.querySelectorAll("[data-case]").forEach((element) => {
    window.drawn[element.dataset.case] ??= Date.now() / 1000;
  });
  const all = { attributes: true, childList: true, subtree: true };
  new MutationObserver(look).observe(document.body, all);
}"""


def _on_wall(system: System, key: str) -> list[float]:
    """Seconds until each probe's case is drawn on a wall; nothing without Chromium."""
    if not any(shutil.which(name) for name in NAMES):
        return []
    with running_browser() as browser:
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        token = system.run("kiosk", "zhaoguohua").stdout.split("token=")[1].split()[0]
        page.goto(f"{system.url}/wall/?token={token}")
        page.wait_for_selector("canvas", timeout=60_000)
        page.wait_for_timeout(8000)
        page.evaluate(WATCH)
        posted = {}
        for n in range(WALL_PROBES):
            posted[n] = time.time()
            body = {"datastream": f"lift-{n}/lift_fault", "value": 1}
            assert system.ask("POST", "/api/v1/observations", body, key).body["accepted"] == 1
            page.wait_for_timeout(700)
        page.wait_for_timeout(5000)
        drawn = page.evaluate("() => window.drawn")
    # Numbers are given in the order of posting.
    seen = [drawn[number] for number in sorted(drawn)]
    waits = [at - sent for at, sent in zip(seen, posted.values(), strict=False)]
    assert len(waits) == WALL_PROBES, (
        f"{len(waits)} of {WALL_PROBES} cases were drawn: {sorted(drawn)}"
    )
    return waits


def _background(system: System, key: str, ids: list[int], stop: threading.Event) -> None:
    parts = urlparse(system.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/msgpack"}
    while not stop.is_set():
        began = time.monotonic()
        body = columns(ids[:ROWS], ROWS, 0.01, packed=True)
        connection.request("POST", "/api/v1/observations", body, headers)
        connection.getresponse().read()
        time.sleep(max(0.0, 0.1 - (time.monotonic() - began)))


def _probe(
    system: System, key: str, lifts: range
) -> tuple[dict[tuple[float, float], float], list[float]]:
    posted: dict[tuple[float, float], float] = {}
    acknowledged: list[float] = []
    for n in lifts:
        began = time.monotonic()
        body = {"datastream": f"lift-{n}/lift_fault", "value": 1}
        answer = system.ask("POST", "/api/v1/observations", body, key)
        assert answer.body["accepted"] == 1, answer.body
        acknowledged.append(time.monotonic() - began)
        posted[lift_place(n)] = began
        time.sleep(PAUSE_S)
    return posted, acknowledged


def lift_place(n: int) -> tuple[float, float]:
    """Far enough from each other not to be one case."""
    from tests.e2e.district import lift_at

    return lift_at(n)
