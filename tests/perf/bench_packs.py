"""What packs cost, beside their limits: an empty pack less than 1 ms on a page and less than 1 % of
detection; forty packs enabled, a start in less than 5 s.

An empty pack declares nothing. `EMPTY` of them and none take turns, round by round; what one costs
is the difference of a round divided by their number: its median, and behind it the interval that
holds 95 % of the medians of rounds drawn anew (bootstrap). Measured is the processor's time, so
that what else the machine does counts less. Pages: asked of the whole of Django by an officer, and
by nobody where they are public. Detection: the worker's own step, decoding and engine, on columns
of 20,000 streams with the rules of the packs that are on; each round with engines laid out anew.

A start is a process from its call to its first page: Django, every pack found through its entry
point, `install`, the desk; by the clock the quickest of three, which whatever else runs makes
longer, and by the processor's time, which is the clock's on a machine of its own. The forty are as
`chengyun pack new` writes them, each with a property, a kind of case, two rules and a vital sign,
laid out as an installer lays them out. The start that first enables them is a row of its own.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.perf.report import Row, row

MANY, EMPTY, STREAMS, BATCHES = 40, 20, 20_000, 20
PAGE_ROUNDS, ENGINE_ROUNDS, PASSES, STARTS, DRAWS = 60, 15, 3, 3, 4_000
START_US = 1_767_571_200_000_000
LIMIT_MS, LIMIT_SHARE, LIMIT_START_S = 1.0, 1.0, 5.0
PAGES = (("desk", "/desk/", True), ("scenes", "/scenes/", True), ("public", "/", False))
ROOT = Path(__file__).parents[2]
Pairs = Sequence[tuple[float, float]]


def run() -> list[Row]:
    """The rows of the table; about a minute."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        told = _call("--cost", folder)[-1]
        return [*(Row(**facts) for facts in json.loads(told)), *_starts(Path(folder))]


def _call(what: str, folder: str, path: str = "") -> list[str]:
    """Run this file as a process and give the lines it writes. Raises RuntimeError if it fails."""
    paths = [str(ROOT / "src"), str(ROOT), *([path] if path else [])]
    env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": os.pathsep.join(paths)}
    env["DJANGO_SETTINGS_MODULE"] = "chengyun.runtime.settings"
    command = [sys.executable, "-m", "tests.perf.bench_packs", what, folder]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.splitlines()


def _starts(folder: Path) -> list[Row]:
    """How long a process takes to its first page, with the forty and, in turn, without them."""
    site = folder / "site"
    _lay_out(_written(folder / "forty", "bench", MANY), site)

    def start(path: str) -> tuple[float, float]:
        """Seconds by the clock and of the processor."""
        begun, spent = time.perf_counter(), _spent()
        (told,) = _call("--start", str(folder), path)
        assert (int(told) >= MANY) == bool(path), f"{told} packs of ours are on"
        return time.perf_counter() - begun, _spent() - spent

    start("")
    first = start(str(site))
    forty, none = [], []
    for _ in range(STARTS):
        forty.append(start(str(site)))
        none.append(start(""))
    best, bare = (tuple(map(min, zip(*told, strict=True))) for told in (forty, none))
    rows = [
        row(f"{name}{how}", told[n], "s", "limit", LIMIT_START_S)
        for n, how in enumerate((", by the clock", ", processor"))
        for name, told in (("a start, forty packs enabled", best), ("their first start", first))
    ]
    more = best[1] - bare[1]
    return [*rows, row("of it what the forty add, processor", more, "s", "the rest", bare[1])]


def _spent() -> float:
    """Seconds of the processor that processes called from here have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _lay_out(packs: Sequence[Path], site: Path) -> None:
    """As an installer leaves packages: the folder, and beside it what names its entry point."""
    for folder in packs:
        shutil.copytree(folder, site / folder.name)
        about = site / f"{folder.name}-0.1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Name: {folder.name}\nVersion: 0.1.0\n")
        name = folder.name.removeprefix("chengyun_")
        (about / "entry_points.txt").write_text(f"[chengyun.packs]\n{name} = {folder.name}\n")


def _written(folder: Path, name: str, count: int) -> list[Path]:
    """So many packs as the scaffold writes them; those called empty declare nothing."""
    from chengyun.packs import scaffold

    made = []
    for n in range(count):
        root = scaffold.new(f"{name}_{n}", folder) / "src" / f"chengyun_{name}_{n}"
        if name == "empty":
            (root / "pack.py").write_text('"""Nothing yet."""\n')
        made.append(root)
    return made


def _start() -> int:
    """Start, open a page, and say how many of the packs that are on are of the forty."""
    import django

    django.setup()
    from chengyun.packs import queries, services

    services.install()
    _open(_client(signed_in=True), "/desk/")
    return sum(name.startswith("bench_") for name in queries.active().packs)


def _cost(folder: Path) -> list[Row]:
    import django

    django.setup()
    from django.core.management import call_command

    from chengyun.packs import services

    call_command("migrate", verbosity=0)
    with_them, without = _gathered(_written(folder / "empty", "empty", EMPTY)), _gathered([])
    services.install(with_them)
    rows = [_page_row(*page, with_them, without) for page in PAGES]
    return [*rows, *_detection_rows(with_them, without)]


def _gathered(folders: list[Path]) -> Any:
    from chengyun.packs import registry

    loaders = {path.name: (lambda path=path: registry.load(path)) for path in folders}
    found = registry.gather({**registry.sources(), **loaders})
    assert not found.broken, found.broken
    return found


def _page_row(name: str, path: str, signed_in: bool, with_them: Any, without: Any) -> Row:
    client = _client(signed_in)

    def opened(found: Any) -> Callable[[], None]:
        def once() -> None:
            with _holding(found):
                _open(client, path)

        return once

    pairs = _in_turn(opened(with_them), opened(without), PAGE_ROUNDS)
    cost, low, high = _interval([1000 * (one - other) / EMPTY for one, other in pairs])
    told = f"the page {name}, more for an empty pack ({low:.3f} to {high:.3f})"
    return row(told, cost, "ms", "limit", LIMIT_MS)


def _client(signed_in: bool) -> Any:
    from django.conf import settings
    from django.test import Client

    from chengyun.people.models import User

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    if signed_in:
        user, _ = User.objects.get_or_create(username="zhoumin", role="duty_officer")
        client.force_login(user)
    return client


def _open(client: Any, path: str) -> None:
    answer = client.get(path, secure=True)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"


@contextmanager
def _holding(found: Any) -> Iterator[None]:
    """This process as if it held these packs."""
    from chengyun.packs import registry

    kept = registry.current
    registry.current = lambda: found  # type: ignore[assignment]
    try:
        yield
    finally:
        registry.current = kept


def _detection_rows(with_them: Any, without: Any) -> list[Row]:
    """Rounds of both, each with engines of its own, in this order and in the other in turn."""
    payloads = _payloads()
    pairs = []
    for n in range(ENGINE_ROUNDS):
        one, other = (_step(found, payloads) for found in (with_them, without))
        first, second = (one, other) if n % 2 else (other, one)
        times = {step: min(_timed(step) for _ in range(PASSES)) for step in (first, second)}
        pairs.append((times[one], times[other]))
    slower = [100 * (one / other - 1) / EMPTY for one, other in pairs]
    lost, low, high = _interval(slower)
    with_rate, rate = (STREAMS * BATCHES / median(times) for times in zip(*pairs, strict=True))
    return [
        row(f"detection with {EMPTY} empty packs", with_rate, "1/s", "with none", rate),
        row(f"detection, lost to an empty pack ({low:.3f} to {high:.3f})", lost, "%", "limit",
            LIMIT_SHARE),
    ]  # fmt: skip


def _payloads() -> list[list[bytes]]:
    """Batches as the gateway writes them, one a second of all streams, for each pass."""
    from chengyun.bus import batch

    ids, rng = np.arange(1, STREAMS + 1, dtype=np.int32), np.random.default_rng(7)
    told = [
        batch.encode(
            batch.Batch(ids, np.full(STREAMS, START_US + n * 1_000_000), rng.normal(20, 2, STREAMS))
        )
        for n in range(BATCHES * (PASSES + 1))
    ]
    return [told[n : n + BATCHES] for n in range(0, len(told), BATCHES)]


def _step(found: Any, payloads: Sequence[Sequence[bytes]]) -> Callable[[], None]:
    """The detection worker's step over a pass, with the rules of the packs that are on; the first
    pass is done."""
    from chengyun.bus.subjects import BATCH
    from chengyun.detection import Engine, StreamTable
    from chengyun.packs import queries
    from chengyun.runtime.workers.detection import Detection

    live = queries.active(found)
    names = [one.code for one in live.properties()]
    codes = np.r_[-1, np.arange(STREAMS) % len(names)]
    levels = ("district", "street", "committee", "grid")
    table = StreamTable.of(
        codes, np.r_[0, np.full(STREAMS, 60)], levels=levels,
        lon=np.full(STREAMS + 1, 121.4), lat=np.full(STREAMS + 1, 31.2),
        groups=np.zeros((len(levels), STREAMS + 1), np.int32),
    )  # fmt: skip
    worker = Detection(None, Engine(list(live.rules()), table, names), live.rules(), 0)

    passes = iter(payloads)

    def step() -> None:
        for payload in next(passes):
            worker._alarms(BATCH, payload)

    step()
    return step


def _timed(what: Callable[[], None]) -> float:
    begun = time.process_time()
    what()
    return time.process_time() - begun


def _in_turn(one: Callable[[], None], other: Callable[[], None], rounds: int) -> Pairs:
    """The times of each round in seconds; who begins takes turns too."""
    for what in (one, other, one, other):
        what()
    pairs = []
    for n in range(rounds):
        first, second = (one, other) if n % 2 else (other, one)
        times = {what: _timed(what) for what in (first, second)}
        pairs.append((times[one], times[other]))
    return pairs


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The median, and the interval of 95 % of the medians of as many values drawn anew."""
    rng = np.random.default_rng(7)
    drawn = np.median(rng.choice(np.array(values), (DRAWS, len(values))), axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(np.median(values)), float(low), float(high)


if __name__ == "__main__":
    what, where = sys.argv[1:]
    print(_start() if what == "--start" else json.dumps([asdict(r) for r in _cost(Path(where))]))
