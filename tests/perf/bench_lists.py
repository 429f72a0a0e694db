"""Lists of a hundred among a million cases, and full text search among them, as officers ask.

Every reader is restricted: handlers to their unit, grid officers to a sub-district. Measured is
`cases.queries.search` with its count and the page turned into plain values, as the REST list gives
it; the 95th percentile of queries with different readers. Beside the lists: the same rows fetched
with bare SQL and nothing else. Beside the search: `LIKE` on number, title, address and description
with the same reader. All that the wall counts of cases, and what the desk tells of the shift, are
for the whole district; beside them stands one count of its open cases by stage in plain SQL. On
PostgreSQL where CHENGYUN_DATABASE_URL names an empty database.

The cases are a city's year (`many_cases`), a few made many (`multiply`), without a ledger.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tests.perf.report import Row, row

CASES = int(os.environ.get("CHENGYUN_BENCH_CASES", "1000000"))
SEED_CASES = 20_000
BEGIN = datetime(2025, 11, 22, tzinfo=UTC)
QUERIES, PEER_QUERIES = 120, 12
PAGE = 100
ASKED = (
    "暴露垃圾", "井盖", "衡山路", "龙吴路暴露垃圾", "犬只扰民", "永嘉路 高空抛物", "老人", "垃圾",
    "小区门口 占道经营", "1288号", "存在安全隐患", "宜山路123", "燃气异味 弄堂口", "噪声", "路",
)  # fmt: skip
ROOT = Path(__file__).parents[2]


def run() -> list[Row]:
    """The rows of the table; takes about three minutes for a million cases."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        env.pop("CHENGYUN_BENCH_CASES", None)
        command = [sys.executable, "-m", "tests.perf.bench_lists", "--child", str(CASES)]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Row(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


def _child(cases: int) -> list[Row]:
    _fill(cases)
    from django.db import connection

    where = f"{cases:,} cases, {connection.vendor}"
    viewers = _viewers()
    return [
        _timed(f"list of {PAGE}, {where}, p95", _lists, _bare_lists, viewers, "bare SQL"),
        _timed(f"open cases, {where}, p95", _open, _bare_open, viewers, "bare SQL"),
        _timed(f"full text, {where}, p95", _search, _like, viewers, "LIKE"),
        _timed(f"the wall's cases, {where}, p95", _wall, _bare_stages, viewers, "one plain count"),
        _timed(f"the desk's shift, {where}, p95", _shift, _bare_stages, viewers, "one plain count"),
    ]


def _fill(cases: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from chengyun.cases import searching
    from chengyun.cases.models import Case
    from tests.perf.many_cases import fill
    from tests.perf.multiply import multiply

    call_command("migrate", verbosity=0)
    few = min(SEED_CASES, cases)
    fill(few, begin=BEGIN)
    with transaction.atomic():
        searching.index(Case.objects.all())
    times = max(1, cases // few)
    multiply(times, timedelta(days=365) / few / times)
    if connection.vendor == "postgresql":
        # What its own housekeeping does within minutes of so much being written.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _viewers() -> list[Any]:
    """Handlers of units and grid officers of sub-districts, in turn."""
    from chengyun.people.models import User
    from chengyun.people.policy import Viewer, viewer_of
    from chengyun.places.models import Area

    handlers = [viewer_of(user) for user in User.objects.select_related("area")[:20]]
    streets = Area.objects.filter(level="street")
    officers = [Viewer(0, "grid_officer", None, street.path) for street in streets]
    return [one for pair in zip(handlers, officers, strict=False) for one in pair]


def _cpu(started: float) -> str:
    """What one query takes of a processor here, without the database's own on PostgreSQL."""
    return f"CPU {1000 * (time.process_time() - started) / (QUERIES + 3):.0f} ms"


Ask = Callable[[Any, int], Any]


def _timed(name: str, ours: Ask, peer: Ask, viewers: Sequence[Any], beside: str) -> Row:
    taken = _times(ours, viewers, QUERIES)
    p95 = np.percentile(taken, 95)
    started = time.process_time()
    _times(ours, viewers, QUERIES)
    name += f" (p50 {1000 * np.median(taken):.0f}, {_cpu(started)}, load {os.getloadavg()[0]:.0f})"
    theirs = np.percentile(_times(peer, viewers, PEER_QUERIES), 95)
    return row(name, 1000 * p95, "ms", beside, 1000 * theirs)


def _times(ask: Ask, viewers: Sequence[Any], queries: int) -> list[float]:
    for turn in range(3):
        ask(viewers[turn], turn)
    taken = []
    for turn in range(queries):
        started = time.perf_counter()
        ask(viewers[turn % len(viewers)], turn)
        taken.append(time.perf_counter() - started)
    return taken


def _page(viewer: Any, number: int, **wanted: Any) -> int:
    from chengyun.cases import queries

    page = queries.search(viewer, queries.CaseFilter(**wanted), page=number, size=PAGE)
    return len(queries.as_dicts(page.items))


def _lists(viewer: Any, turn: int) -> None:
    if not _page(viewer, 1 + turn % 3):
        raise AssertionError("a page is empty")


def _open(viewer: Any, turn: int) -> None:
    _page(viewer, 1, open=True)


def _search(viewer: Any, turn: int) -> None:
    _page(viewer, 1, q=ASKED[turn % len(ASKED)])


def _wall(_viewer: Any, _turn: int) -> None:
    from chengyun.cases.wall import wall_now
    from chengyun.people.policy import scope_for
    from chengyun.places.models import Area

    district = Area.objects.get(level="district")
    wall_now(scope_for(_officer(district)), district)


def _shift(_viewer: Any, _turn: int) -> None:
    from chengyun.faces.desk import pages
    from chengyun.places.models import Area

    pages.shift(_officer(Area.objects.get(level="district")))


def _officer(district: Any) -> Any:
    from chengyun.people.policy import Viewer

    return Viewer(0, "duty_officer", None, district.path)


def _scope(viewer: Any) -> tuple[str, list[Any]]:
    if viewer.unit_id:
        return "unit_id = %s", [viewer.unit_id]
    return "area_path >= %s AND area_path < %s", [viewer.area_path, viewer.area_path[:-1] + "0"]


def _fetch(sql: str, given: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        cursor.fetchall()


def _bare_lists(viewer: Any, turn: int) -> None:
    rule, given = _scope(viewer)
    _fetch(f"SELECT * FROM cases_case WHERE {rule} ORDER BY opened_at DESC LIMIT 100", given)


def _bare_open(viewer: Any, turn: int) -> None:
    rule, given = _scope(viewer)
    order = "ORDER BY severity, opened_at DESC LIMIT 100"
    _fetch(f"SELECT * FROM cases_case WHERE closed_at IS NULL AND {rule} {order}", given)


def _bare_stages(_viewer: Any, _turn: int) -> None:
    rule = "closed_at IS NULL AND area_path >= %s AND area_path < %s"
    _fetch(f"SELECT stage, COUNT(*) FROM cases_case WHERE {rule} GROUP BY stage", ["3", "4"])


def _like(viewer: Any, turn: int) -> None:
    rule, given = _scope(viewer)
    words = ASKED[turn % len(ASKED)].split()
    held = " AND ".join(
        "(number LIKE %s OR title LIKE %s OR address LIKE %s OR description LIKE %s)" for _ in words
    )
    given += [f"%{word}%" for word in words for _ in range(4)]
    order = "ORDER BY opened_at DESC LIMIT 100"
    _fetch(f"SELECT * FROM cases_case WHERE {rule} AND {held} {order}", given)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps([asdict(each) for each in _child(int(sys.argv[2]))]))
    else:
        from tests.perf.report import print_table

        print_table(run())
