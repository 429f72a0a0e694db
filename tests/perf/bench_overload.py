"""Ten times what the district can take, for a while: does memory stay flat, is anything that was
acknowledged lost, and how soon is it well again.

`python -m tests.perf.bench_overload --seconds 300` for the full five minutes. First the capacity
is measured; then ten times as much is offered on a schedule that waits for no answer: what finds
no free connection is counted as turned away by the system's slowness, what is answered 429 or 503
as refused. The first reading of each request is of a microsecond of its own, and what history holds
afterwards is compared with those that were acknowledged.
"""

import argparse
import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import numpy as np
import uvloop

from tests.perf.bench_ingest import GAUGES, prepare
from tests.perf.load import Load, Sender, Tally, address, columns, request
from tests.perf.report import Row, print_table, row
from tests.system import System, running_system

SECONDS = 30.0
TIMES = 10
ROWS = 2_000
CONNECTIONS = 320
SATURATING = 8
# Small, so that it is reached with fewer connections than a machine has ports.
BACKLOG_MB = 8
RECOVERED_S = 10.0
STEP_S = 0.01
WATCHED = ("web", "gateway", "bus")
KIND = "application/json"
START = time.time_ns() // 1000 - 600_000_000


@dataclass
class Offer:
    """Offers requests at a rate, over connections each of which waits for its answer."""

    system: System
    key: str
    template: bytes
    rate: float
    seconds: float
    tally: Tally = field(default_factory=Tally)
    acknowledged: list[int] = field(default_factory=list)
    offered: int = 0

    def run(self) -> None:
        uvloop.run(self._all())

    async def _all(self) -> None:
        host, port = address(self.system.url)
        loop, began = asyncio.get_running_loop(), time.monotonic()
        numbers = count(1)
        idle: list[_Slot] = []
        slots = [_Slot(self, numbers, idle) for _ in range(CONNECTIONS)]
        for slot in slots:
            await loop.create_connection(slot.sender, host, port)
        while (now := time.monotonic() - began) < self.seconds:
            while self.offered < now * self.rate:
                self.offered += 1
                if idle:
                    idle.pop().send()
            await asyncio.sleep(STEP_S)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(_all_idle(idle), 30)


async def _all_idle(idle: "list[_Slot]") -> None:
    while len(idle) < CONNECTIONS:
        await asyncio.sleep(0.05)


class _Slot:
    """One connection of the offer; idle until it is given a request."""

    def __init__(self, offer: Offer, numbers: "count[int]", idle: "list[_Slot]") -> None:
        self.offer, self.numbers, self.idle = offer, numbers, idle
        self.number = 0

    def sender(self) -> Sender:
        self.protocol = _Waiting(self)
        return self.protocol

    def send(self) -> None:
        self.number = next(self.numbers)
        mark = b"%d" % (START + self.number)
        self.protocol.send(self.offer.template.replace(b"%d" % START, mark, 1))

    def told(self, status: int, seconds: float) -> None:
        self.offer.tally(status, seconds)
        if status == 202:
            self.offer.acknowledged.append(self.number)
        self.idle.append(self)


class _Waiting(Sender):
    """A sender that sends when it is told to."""

    def __init__(self, slot: _Slot) -> None:
        super().__init__(lambda: None, slot.told)
        self.slot = slot

    def next(self) -> None:
        if not self.slot.number:
            self.slot.idle.append(self.slot)

    def send(self, wire: bytes) -> None:
        self.sent = time.perf_counter()
        self.transport.write(wire)


@dataclass
class Memory:
    """Resident megabytes of the district's processes, once a second."""

    pids: dict[str, int]
    samples: dict[str, list[float]] = field(default_factory=dict)

    async def watch(self) -> None:
        while True:
            for name, pid in self.pids.items():
                self.samples.setdefault(name, []).append(_resident_mb(pid))
            await asyncio.sleep(1)

    def growth(self, name: str) -> tuple[float, float]:
        """The greatest of the last third, and of the second third."""
        held = self.samples[name]
        third = max(1, len(held) // 3)
        return max(held[-third:]), max(held[third : 2 * third] or held)


def _resident_mb(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _pids(system: System) -> dict[str, int]:
    """The gateway worker tells its own; web and bus are found among the children of `up`."""
    found = {}
    for pid, words in _children(system.process.pid if system.process else 0):
        name = words.rpartition(" run ")[2].strip() if " run " in words else ""
        if "nats-server" in words:
            found["bus"] = pid
        elif name in WATCHED:
            # Granian's own child does the work; it comes after its parent.
            found[name] = pid
    return found


def _children(parent: int) -> Iterator[tuple[int, str]]:
    """Descendants and their command lines, parents first."""
    for path in sorted(Path("/proc").glob("[0-9]*"), key=lambda each: int(each.name)):
        with contextlib.suppress(OSError):
            if int((path / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                yield int(path.name), words
                yield from _children(int(path.name))


def run(seconds: float = SECONDS) -> list[Row]:
    with (
        tempfile.TemporaryDirectory() as name,
        running_system(Path(name), max_backlog_mb=str(BACKLOG_MB)) as system,
    ):
        key, ids = prepare(system, GAUGES)
        template = request(system.url, key, _body(ids), KIND)
        capacity = Load(system.url, key, SATURATING, 6.0).run(lambda: _body(ids), KIND, ROWS)
        before = _latency(system, key, ids)
        offer = Offer(system, key, template, TIMES * capacity / ROWS, seconds)
        memory = asyncio.run(_watched(offer, Memory(_pids(system))))
        recovery = _recovery(system, key, ids, before)
        return [
            *_load_rows(offer, capacity, seconds),
            *(_memory_row(memory, each) for each in memory.samples),
            _lost_row(system, offer, ids[0]),
            row("recovery of latency", recovery, "s", "allowed", RECOVERED_S),
        ]


def _body(ids: list[int]) -> bytes:
    """Columns whose first reading is of a gauge of its own, and marked by its time."""
    held = json.loads(columns(ids[1:], ROWS, 0.01, packed=False))
    held["datastream"][0], held["time"][0] = ids[0], START
    return json.dumps(held, separators=(",", ":")).encode()


async def _watched(offer: Offer, memory: Memory) -> Memory:
    watch = asyncio.create_task(memory.watch())
    await asyncio.to_thread(offer.run)
    watch.cancel()
    return memory


def _latency(system: System, key: str, ids: list[int]) -> float:
    load = Load(system.url, key, 1, 2.0)
    load.run(lambda: columns(ids, 1, 0.01, packed=False), KIND, 1)
    return float(np.median(load.tally.seconds))


def _recovery(system: System, key: str, ids: list[int], before: float) -> float:
    """Seconds until one sender is answered about as fast as before the load."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        load = Load(system.url, key, 1, 0.5)
        load.run(lambda: columns(ids, 1, 0.01, packed=False), KIND, 1)
        if load.tally.statuses[202] and float(np.median(load.tally.seconds)) < 2 * before:
            break
    return time.monotonic() - began


def _load_rows(offer: Offer, capacity: float, seconds: float) -> list[Row]:
    taken = len(offer.acknowledged) * ROWS / seconds
    refused = sum(n for status, n in offer.tally.statuses.items() if status != 202)
    waited = offer.offered - sum(offer.tally.statuses.values())
    offered = offer.offered * ROWS / seconds
    return [
        row(f"offered for {seconds:.0f} s", offered, "readings/s", "capacity", capacity),
        row("acknowledged under overload", taken, "readings/s", "capacity", capacity),
        row("answered with a refusal", refused, "requests", "offered", offer.offered),
        row("found no free connection", waited, "requests", "offered", offer.offered),
    ]


def _memory_row(memory: Memory, name: str) -> Row:
    last, middle = memory.growth(name)
    return row(f"memory of {name}, last third", last, "MB", "second third", middle)


def _lost_row(system: System, offer: Offer, stream: int) -> Row:
    """Acknowledged numbers that are not in history once it has had time to write."""
    wanted = {START + number for number in offer.acknowledged}
    until = time.monotonic() + 120
    while (lost := wanted - _held(system, stream)) and time.monotonic() < until:
        time.sleep(3)
    return row("acknowledged and lost", len(lost), "requests", "acknowledged", len(wanted))


def _held(system: System, stream: int) -> set[int]:
    """Times of the marked gauge in history."""
    import duckdb
    from deltalake import DeltaTable

    with contextlib.suppress(Exception):  # it compacts while we look; the next look will see
        files = DeltaTable(str(system.folder / "data" / "history")).file_uris()
        found = duckdb.connect().execute(
            "SELECT time FROM read_parquet($files) WHERE stream = $stream",
            {"files": files, "stream": stream},
        ).fetchnumpy()  # fmt: skip
        return set(found["time"].tolist())
    return set()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    print_table(run(parser.parse_args().seconds))
