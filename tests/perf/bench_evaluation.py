"""Evaluating a year of a million cases: the whole table by sub-district, with the period before and
the year before, on SQLite, or on PostgreSQL where CHENGYUN_DATABASE_URL names an empty database.

Beside it, over the same rows and for the same figures without comparisons: the database asked by
Django, one conditional count a figure in as few queries as can be, grouped by sub-district. The
worker reads all cases once and keeps their columns; that stands in a row of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.perf.report import Row, row

CASES = int(os.environ.get("CHENGYUN_BENCH_CASES", "1000000"))
# So many are made one by one, the others are copies of them.
SEED_CASES = 20_000
ROOT = Path(__file__).parents[2]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2027, 1, 5, tzinfo=UTC)
TIMES = 3


def run() -> list[Row]:
    """The rows of the table; takes some three minutes, most of them for writing the cases."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-m", "tests.perf.bench_evaluation", "--child"]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Row(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


def _child() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from chengyun.cases.evaluation import building
    from tests.perf.many_cases import fill
    from tests.perf.multiply import multiply

    call_command("migrate", verbosity=0)
    fill(SEED_CASES, begin=BEGIN)
    copies = CASES // SEED_CASES
    multiply(copies, timedelta(days=365) / SEED_CASES / copies)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    told = _seconds(_ask_early)
    first = _seconds(building.keep)
    peer = _seconds(_by_queries)
    year = min(_seconds(_table) for _ in range(TIMES))
    person = min(_seconds(lambda: _table("person")) for _ in range(TIMES))
    where = f"{connection.vendor}, {CASES:,} cases"
    name = "Django, counts by sub-district"
    return [
        row(f"evaluation of a year, {where}", year, "s", name, peer),
        row("  by person", person, "s", name, peer),
        row("  all cases read by the worker, once", first, "s", name, peer),
        row("  asked before that: told to wait", told, "s", name, peer),
    ]


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _ask_early() -> None:
    """A question before the columns are there: the answer is how far they are."""
    from chengyun.cases.evaluation import building, kept

    try:
        _table()
    except kept.NotReadyError:
        building.percent()


def _table(by: str = "street") -> Any:
    from chengyun.cases.evaluation.grouping import By
    from chengyun.cases.evaluation.periods import Period
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.people.policy import Viewer

    viewer = Viewer(0, "leader", None, "310104/")
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    return evaluate(viewer, Question(year, By(by)), NOW)


def _by_queries() -> Any:
    """The same counts of the period alone, by the database."""
    from django.db.models import Count

    from chengyun.cases.evaluation.metrics import METRICS
    from chengyun.cases.evaluation.periods import Period
    from chengyun.cases.models import Case

    window = Period(date(2026, 1, 1), date(2026, 12, 31)).window(NOW)
    sides = {
        f"{metric.key}_{side}": Count("pk", filter=predicate.q(window))
        for metric in METRICS
        for side, predicate in (("part", metric.part), ("whole", metric.whole))
        if predicate is not None
    }
    names = list(sides)
    cases = Case.objects.order_by().values("street_id")
    # PostgreSQL and SQLite both take so many columns at once.
    return [
        list(cases.annotate(**{name: sides[name] for name in names[at : at + 30]}))
        for at in range(0, len(names), 30)
    ]


if __name__ == "__main__":
    rows = _child() if "--child" in sys.argv else run()
    print(json.dumps([asdict(each) for each in rows], ensure_ascii=False))
