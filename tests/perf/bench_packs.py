"""What packs cost: an empty one on a page and in detection, and how long forty take to start.

An empty pack is one that declares nothing; the forty are as `chengyun pack new` writes them, with a
property, a kind of case, two rules and a vital sign each. With and without take turns.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.perf.report import Row, row

MANY, STREAMS, BATCHES, ROUNDS, PAGES = 40, 20_000, 60, 7, 150
START_US = 1_767_571_200_000_000
ROOT = Path(__file__).parents[2]


def run() -> list[Row]:
    """The rows of the table, each beside what the issue asks for; half a minute."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        env["DJANGO_SETTINGS_MODULE"] = "chengyun.runtime.settings"
        command = [sys.executable, "-m", "tests.perf.bench_packs", "--child", folder]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Row(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


def _child(folder: Path) -> list[Row]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    forty = _written(folder / "forty", MANY, empty=False)
    begun = time.perf_counter()
    from chengyun.packs import services

    services.install(_gathered(forty))
    started = time.perf_counter() - begun
    none, one = _gathered([]), _gathered(_written(folder / "one", 1, empty=True))
    page, plain_page = _in_turn(_opener(one), _opener(none), PAGES)
    found, plain = _in_turn(_detector(one), _detector(none), ROUNDS)
    return [
        row("forty packs beside the shipped ones: read, installed", started, "s", "wanted", 5.0),
        row("a page of the desk, more for an empty pack", 1000 * (page - plain_page), "ms",
            "wanted", 1.0),
        row("detection with an empty pack", STREAMS * BATCHES / found, "1/s", "without it",
            STREAMS * BATCHES / plain),
    ]  # fmt: skip


def _written(folder: Path, count: int, empty: bool) -> list[Path]:
    from chengyun.packs import scaffold

    made = []
    for n in range(count):
        root = scaffold.new(f"bench_{n}", folder) / "src" / f"chengyun_bench_{n}"
        if empty:
            (root / "pack.py").write_text('"""Nothing yet."""\n')
        made.append(root)
    return made


def _gathered(folders: list[Path]) -> Any:
    from chengyun.packs import registry

    loaders = {path.name: (lambda path=path: registry.load(path)) for path in folders}  # type: ignore[misc]
    found = registry.gather({**registry.sources(), **loaders})
    assert not found.broken, found.broken
    return found


def _opener(found: Any) -> Callable[[], None]:
    """Opens the desk of an officer with these packs."""
    from django.conf import settings
    from django.test import Client

    from chengyun.packs import registry
    from chengyun.people.models import User

    settings.ALLOWED_HOSTS = ["*"]
    user, _ = User.objects.get_or_create(username="zhoumin", role="duty_officer")
    client = Client()
    client.force_login(user)

    def opened() -> None:
        registry.current = lambda: found  # type: ignore[assignment]
        assert client.get("/desk/", secure=True).status_code == 200

    return opened


def _detector(found: Any) -> Callable[[], None]:
    """A minute of readings of 20,000 streams through the rules of these packs."""
    from chengyun.detection import Engine, Readings, StreamTable

    names = [one.code for one in found.properties()]
    codes = np.r_[-1, np.arange(STREAMS) % len(names)]
    levels = ("district", "street", "committee", "grid")
    table = StreamTable.of(
        codes, np.r_[0, np.full(STREAMS, 60)], levels=levels,
        lon=np.full(STREAMS + 1, 121.4), lat=np.full(STREAMS + 1, 31.2),
        groups=np.zeros((len(levels), STREAMS + 1), np.int32),
    )  # fmt: skip
    engine = Engine(list(found.rules()), table, names)
    ids, rng = np.arange(1, STREAMS + 1), np.random.default_rng(7)
    values = [rng.normal(20, 2, STREAMS) for _ in range(BATCHES)]
    minute = iter(range(1_000_000))

    def detected() -> None:
        start = START_US + next(minute) * 60_000_000
        for n, value in enumerate(values):
            engine.process(Readings.of(ids, np.full(STREAMS, start + n * 1_000_000), value))

    detected()
    return detected


def _in_turn(
    one: Callable[[], None], other: Callable[[], None], rounds: int
) -> tuple[float, float]:
    """The median time of each, in seconds; they take turns: the machine's moods are both's."""
    one(), other()
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(2 * rounds):
        what, kept = ((one, times[0]), (other, times[1]))[n % 2]
        begun = time.perf_counter()
        what()
        kept.append(time.perf_counter() - begun)
    return median(times[0]), median(times[1])


if __name__ == "__main__":
    print(json.dumps([asdict(told) for told in _child(Path(sys.argv[2]))]))
