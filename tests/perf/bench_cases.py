"""Cases created per second, with ledger and outbox, in an SQLite file with synchronous=FULL; with
CHENGYUN_DATABASE_URL on that PostgreSQL, in a database of its own.

Each case here is a grave alarm: it is opened, filed and dispatched, so it writes one case, one
alarm, three ledger rows and three outbox rows. Beside it, in the same database: the limit (the
very same rows again through the driver's plain `executemany`, nothing computed), and Django alone
(one `Case` row, no ledger, no outbox). Run in a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.perf.report import Row, row

ONE_BY_ONE = 300
BATCHES = 10
BATCH = 200
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def run() -> list[Row]:
    """The rows of the table; takes about twenty seconds."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder, _database() as url:
        env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        env["CHENGYUN_DATABASE_URL"] = url
        # So many alarms of one rule would be one storm, and one case.
        env["CHENGYUN_STORM_ALARMS"] = "0"
        command = [sys.executable, "-m", "tests.perf.bench_cases", "--child"]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Row(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database: one made for this run beside that of
    CHENGYUN_DATABASE_URL and dropped after it, or "" for an SQLite file in the data folder."""
    url = os.environ.get("CHENGYUN_DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"chengyun_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as beside:
        beside.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            beside.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _child() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.perf.limit_of_cases import PEERS, limit

    call_command("migrate", verbosity=0)
    alarms = _alarms(_district(), ONE_BY_ONE + BATCHES * BATCH)
    one = _rate(_one_by_one, alarms[:ONE_BY_ONE])
    many = _rate(_in_batches, alarms[ONE_BY_ONE : ONE_BY_ONE + BATCHES * BATCH])
    bare_one, bare_many = limit(1, ONE_BY_ONE), limit(BATCH, BATCHES * BATCH)
    django_one = _rate(_plain_django, list(range(ONE_BY_ONE)))
    peer, on = PEERS[connection.vendor], connection.display_name
    return [
        row(f"cases, one a transaction, {on}", one, "cases/s", peer, bare_one),
        row(
            f"cases, one a transaction, {on}", one, "cases/s", "Django create, no ledger",
            django_one,
        ),
        row(f"cases, {BATCH} a transaction, {on}", many, "cases/s", peer, bare_many),
    ]  # fmt: skip


def _rate(work: Callable[[Any], None], items: list[Any]) -> float:
    started = time.perf_counter()
    work(items)
    return len(items) / (time.perf_counter() - started)


def _one_by_one(alarms: list[Any]) -> None:
    from chengyun.cases.services import take_alarms

    for alarm in alarms:
        take_alarms([alarm])


def _in_batches(alarms: list[Any]) -> None:
    from chengyun.cases.services import take_alarms

    for first in range(0, len(alarms), BATCH):
        take_alarms(alarms[first : first + BATCH])


def _plain_django(numbers: list[int]) -> None:
    """One row a transaction, as `objects.create` does it."""
    from chengyun.cases.models import Case

    like = Case.objects.first()
    assert like
    for number in numbers:
        like.pk, like.number = None, f"PLAIN-{number}"
        like.save(force_insert=True)


def _district() -> list[int]:
    """A grid of the size of a sub-district's, with sensors 150 m apart; ids of the datastreams."""
    from chengyun.cases.models import CaseType
    from chengyun.people.models import Unit
    from chengyun.places.models import Area
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    area = Area.objects.create(
        code="310104", name="徐汇区", level="district", path="310104/", lon=121.4, lat=31.1
    )
    Unit.objects.create(code="swj", name_zh="区水务局", kind="water")
    CaseType.objects.create(
        key="flood", pack="flood", title_zh="积水", severity=2, limit="4h", unit_kind="water"
    )
    level = ObservedProperty.objects.create(code="water_level", minimum=-9, maximum=9)
    things = Thing.objects.bulk_create(
        Thing(
            key=f"t{i}", name=f"水位计 {i}", kind="gauge", area=area,
            lon=121.3 + (i % 100) * 0.0016, lat=31.1 + (i // 100) * 0.0014,
        )
        for i in range(2 * BATCHES * BATCH)
    )  # fmt: skip
    streams = [
        Datastream(key=f"{thing.key}/level", thing=thing, observed_property=level, interval_s=60)
        for thing in things
    ]
    return [stream.pk for stream in Datastream.objects.bulk_create(streams)]


def _alarms(ids: list[int], n: int) -> list[Any]:
    from chengyun.cases.services import AlarmIn

    first = AlarmIn("a", "flood.level", "flood", ids[0], 2, 0.42, START, START, "onset",
                    {"above": 0.3}, "积水超警戒", "Water above the warning level")  # fmt: skip
    return [
        replace(
            first,
            key=f"alarm-{i}",
            datastream_id=ids[i],
            onset_at=START + timedelta(seconds=i),
            at=START + timedelta(seconds=i),
        )
        for i in range(n)
    ]


if __name__ == "__main__":
    rows = _child() if "--child" in sys.argv else run()
    print(json.dumps([asdict(each) for each in rows], ensure_ascii=False))
