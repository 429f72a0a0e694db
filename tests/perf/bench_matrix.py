"""The matrix of 53 indicators × 40 units × 36 months, from the request to the page; beside it
pandas, which scores the same columns and ranks them by group.

The columns are kept between requests. After a new figure the rows of its indicator are read; what
that takes, and what reading all of them anew takes, stand in rows of their own. In memory, on
SQLite; takes about twenty seconds.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from tests.perf.report import Row, row

ROOT = Path(__file__).parents[2]
PLANS, INDICATORS, UNITS, MONTHS = 17, 53, 40, 36
TODAY = date(2026, 12, 31)
TIMES = 3


def run() -> list[Row]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        env = os.environ | {"CHENGYUN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-m", "tests.perf.bench_matrix", "--child"]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Row(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]


def _child() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        officer = _fill()
    from chengyun.goals.queries import cube

    read = _best(lambda: cube.build(TODAY))
    page = _page(officer)
    renewed = _renewed()
    peer = _pandas(cube.cube(TODAY))
    name = "pandas, score and rank by group"
    size = f"{INDICATORS} indicators × {UNITS} units × {MONTHS} months"
    return [
        row(f"matrix of {size}, to the page", 1000 * _best(page), "ms", name, 1000 * peer),
        row("  scores and places alone", 1000 * _numbers(), "ms", name, 1000 * peer),
        row("  columns after a new figure", 1000 * renewed, "ms", name, 1000 * peer),
        row("  columns read anew", 1000 * read, "ms", name, 1000 * peer),
    ]


def _best(work: Callable[[], Any]) -> float:
    return min(_seconds(work) for _ in range(TIMES))


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fill() -> Any:
    """Plans, units and figures; every unit is measured by every indicator in every month."""
    import numpy as np

    from chengyun.goals.curves import ends
    from chengyun.goals.models import Indicator, IndicatorValue, Plan, Target
    from chengyun.people.models import Unit, User

    chance = np.random.default_rng(7)
    units = Unit.objects.bulk_create(
        Unit(code=f"u{n}", name_zh=f"街道{n}", kind="street") for n in range(UNITS)
    )
    plans = Plan.objects.bulk_create(
        Plan(key=f"p{n}", title_zh=f"计划{n}", year=2026, order=n) for n in range(PLANS)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(plan=plans[n % PLANS], key=f"i{n}", title_zh=f"指标{n}", target_year=100.0)
        for n in range(INDICATORS)
    )
    Target.objects.bulk_create(
        Target(indicator=i, unit=u, start=date(y, 1, 1), end=date(y, 12, 31), value=100.0)
        for i in indicators
        for u in units
        for y in (2024, 2025, 2026)
    )
    pace = chance.normal(100 / 12, 2, (INDICATORS, UNITS, MONTHS))
    days = ends(date(2024, 1, 1), TODAY, 1)
    IndicatorValue.objects.bulk_create(
        (
            IndicatorValue(indicator=i, unit=u, period=day, value=round(pace[a, b, c] * day.month))
            for a, i in enumerate(indicators)
            for b, u in enumerate(units)
            for c, day in enumerate(days)
        ),
        batch_size=5_000,
    )
    return User.objects.create(username="leader", role="leader")


def _page(officer: Any) -> Callable[[], Any]:
    """One request of the signed-in leader, all middleware and the template with it."""
    from unittest.mock import patch

    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(officer)
    path = "chengyun.faces.goals.ranking_page.timezone.localdate"

    def get() -> None:
        with patch(path, return_value=TODAY):
            answer = client.get("/goals/ranking/")
        if answer.status_code != 200 or answer.content.count(b'class="cell') < INDICATORS * UNITS:
            raise RuntimeError(f"no matrix: {answer.status_code}")

    get()
    return get


def _numbers() -> float:
    """Scores of all months anew, totals, places and changes."""
    import numpy as np

    from chengyun.goals.queries import cube
    from chengyun.planning import score

    kept = cube.cube(TODAY)
    up = np.ones((INDICATORS, 1, 1), bool)

    def work() -> None:
        told = score.scores(kept.value, kept.baseline, kept.target, kept.expected, up)
        total, _weight = score.totals(told, kept.weight)
        score.changes(score.places(total, kept.tier))
        score.places(told, kept.tier)

    return _best(work)


def _renewed() -> float:
    """The columns, one figure having been corrected."""
    from chengyun.goals.models import IndicatorValue
    from chengyun.goals.queries import cube

    def work() -> float:
        last = IndicatorValue.objects.order_by("-period", "-revision", "pk").first()
        if last is None:
            raise RuntimeError("no figure")
        last.pk, last.revision, last.value = None, last.revision + 1, last.value + 1
        last.save(force_insert=True)
        return _seconds(lambda: cube.cube(TODAY))

    return min(work() for _ in range(TIMES))


def _pandas(kept: Any) -> float:
    """The same from a long table: a score a row, the mean by weight, ranks by group."""
    import numpy as np
    import pandas as pd

    i, u, p = (axis.ravel() for axis in np.indices(kept.value.shape))
    flat = {name: getattr(kept, name).ravel() for name in ("value", "baseline", "target")}
    expected = np.broadcast_to(kept.expected, kept.value.shape).ravel()
    table = pd.DataFrame({"i": i, "u": u, "p": p, **flat, "expected": expected})
    weight = pd.Series(kept.weight)

    def work() -> None:
        done = ((table["value"] - table["baseline"]) / (table["target"] - table["baseline"])).clip(
            lower=0
        )
        marks = table.assign(score=(100 * done / table["expected"]).clip(upper=120).round(1))
        marks["place"] = marks.groupby(["i", "p"])["score"].rank(method="min", ascending=False)
        marks["weighted"] = marks["score"] * marks["i"].map(weight)
        total = marks.groupby(["u", "p"])["weighted"].sum().reset_index()
        total["place"] = total.groupby("p")["weighted"].rank(method="min", ascending=False)
        total["change"] = -total.groupby("u")["place"].diff()

    return _best(work)


if __name__ == "__main__":
    rows = _child() if "--child" in sys.argv else run()
    print(json.dumps([asdict(each) for each in rows], ensure_ascii=False))
