"""Two people at one case: one wins, the other is told kindly."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chengyun.cases.services import Refused, run_clock
from tests.cases.conftest import MONDAY

ROOT = Path(__file__).parents[2]


def test_who_comes_second_is_told_who_came_first(
    reported: Any, do: Any, zhoumin: Any, chenli: Any, district: Any
) -> None:
    seen = do(zhoumin, reported, "file").version
    do(chenli, reported, "dispatch", unit=district.water)
    with pytest.raises(Refused) as caught:
        do(zhoumin, reported, "dispatch", unit=district.fire, version=seen)
    assert caught.value.code == "changed"
    assert "陈立" in str(caught.value)
    reported.refresh_from_db()
    assert reported.unit == district.water


def test_what_nobody_decides_by_is_no_conflict(
    reported: Any, do: Any, zhoumin: Any, chenli: Any
) -> None:
    seen = reported.version
    do(chenli, reported, "comment", "已联系现场")
    assert do(zhoumin, reported, "file", version=seen).stage == "filed"


def test_the_clock_running_out_is_no_conflict(handling: Any, do: Any, liqiang: Any) -> None:
    run_clock(MONDAY + timedelta(hours=3))
    assert do(liqiang, handling, "handle", "已抽排", version=handling.version).stage == "check"


def test_without_a_version_the_stage_alone_decides(
    reported: Any, do: Any, zhoumin: Any, chenli: Any, district: Any
) -> None:
    do(zhoumin, reported, "file")
    do(chenli, reported, "dispatch", unit=district.water)
    assert do(zhoumin, reported, "dispatch", unit=district.fire).unit == district.fire


SETUP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chengyun.cases.models import CaseType
from chengyun.cases.services import ReportIn, act, take_report
from chengyun.people.models import Unit, User
CaseType.objects.create(key="flood", pack="p", title_zh="积水", severity=3, limit="2uh",
                        unit_kind="water", merge_metres=0)
for name in ("one", "two"):
    Unit.objects.create(code=name, name_zh=name, kind="water")
    User.objects.create(username=name, name=name, role="duty_officer")
for n in range(15):
    act(None, take_report(ReportIn("积水", case_type="flood")).case.number, "file")
"""
WRITER = """
import json, sys, django; django.setup()
from chengyun.cases.models import Case
from chengyun.cases.services import Refused, act
from chengyun.people.models import Unit, User
me, unit = User.objects.get(username=sys.argv[1]), Unit.objects.get(code=sys.argv[1])
seen = list(Case.objects.order_by("pk").values_list("number", "version"))
print("ready", flush=True); sys.stdin.readline()
won, told = [], []
for number, version in seen:
    try:
        act(me, number, "dispatch", unit=unit, version=version)
        won.append(number)
    except Refused as refused:
        told.append([refused.code, str(refused)])
print(json.dumps([won, told]))
"""
VERDICT = """
import json, django; django.setup()
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.services import verify
print(json.dumps([dict(Case.objects.values_list("number", "unit__code")),
    LedgerEntry.objects.filter(action="dispatch").count(), verify().broken is None]))
"""


def test_of_two_processes_one_wins_each_case_and_the_other_is_told(tmp_path: Path) -> None:
    env = os.environ | {
        "CHENGYUN_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "chengyun.runtime.settings",
    }
    env.pop("CHENGYUN_DATABASE_URL", None)

    def start(code: str, *arguments: str) -> "subprocess.Popen[str]":
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], env=env, text=True, **pipes
        )  # type: ignore[call-overload,no-any-return]

    def end(process: "subprocess.Popen[str]", told: str = "") -> Any:
        out, err = process.communicate(told, timeout=120)
        assert process.returncode == 0, err
        return json.loads(out) if out else None

    end(start(SETUP))
    writers = {name: start(WRITER, name) for name in ("one", "two")}
    for writer in writers.values():
        assert writer.stdout and writer.stdout.readline() == "ready\n"
    for writer in writers.values():
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    results = {name: end(writer) for name, writer in writers.items()}
    units, dispatches, whole = end(start(VERDICT))
    assert len(units) == dispatches == 15 and whole
    for name, rival in (("one", "two"), ("two", "one")):
        won, told = results[name]
        assert {units[number] for number in won} <= {name}
        assert len(won) + len(told) == 15
        assert all(code == "changed" and rival in text for code, text in told)
