"""Several processes write at once: no number is lost or given twice, the chain stays whole."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
SETUP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chengyun.cases.models import CaseType
CaseType.objects.create(key="flood", pack="p", title_zh="积水", severity=3, limit="2uh",
                        unit_kind="water", merge_metres=0)
"""
WRITER = """
import sys, django; django.setup()
from datetime import datetime, UTC
from chengyun.cases.services import Refused, ReportIn, act, take_report
at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
for n in range(25):
    number = take_report(ReportIn("积水", case_type="flood"), at=at).case.number
    act(None, number, "file", at=at, key=f"{sys.argv[1]}-{n}")
    act(None, "CY20261123-000001", "comment", reason=f"{sys.argv[1]} {n}", at=at)
"""
VERDICT = """
import json, django; django.setup()
from chengyun.cases.models import Case, LedgerEntry, OutboxEvent
from chengyun.cases.services import verify
numbers = list(Case.objects.order_by("number").values_list("number", flat=True))
print(json.dumps({"broken": bool(verify().broken), "numbers": numbers, "version":
    Case.objects.get(number=numbers[0]).version,
    "rows": LedgerEntry.objects.count(), "outbox": OutboxEvent.objects.count()}))
"""


def python(code: str, env: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finished(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


@pytest.mark.slow
def test_two_processes_lose_no_number_and_keep_the_chain(tmp_path: Path) -> None:
    env = os.environ | {
        "CHENGYUN_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "chengyun.runtime.settings",
    }
    env.pop("CHENGYUN_DATABASE_URL", None)
    finished(python(SETUP, env))
    for writer in [python(WRITER, env, name) for name in ("one", "two")]:
        finished(writer)
    told: dict[str, Any] = json.loads(finished(python(VERDICT, env)))
    assert told["numbers"] == [f"CY20261123-{n:06d}" for n in range(1, 51)]
    assert told["rows"] == told["outbox"] == 150
    assert told["version"] == 52
    assert not told["broken"]


@pytest.mark.django_db(transaction=True)
def test_threads_on_one_database_keep_the_chain(flood: Any) -> None:
    """The same on whatever database the tests run on; on SQLite in memory it would be one."""
    if connection.vendor == "sqlite":
        pytest.skip("covered by the two processes above")
    from concurrent.futures import ThreadPoolExecutor

    from chengyun.cases.models import Case
    from chengyun.cases.services import ReportIn, take_report, verify

    def write(name: int) -> None:
        try:
            for _ in range(10):
                take_report(ReportIn("积水", case_type=flood.key))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert Case.objects.values("number").distinct().count() == 40
    assert verify().broken is None and verify().rows == 40
