"""The closed loop through the public doors of a running district, with real parts."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.data import shared
from tests.e2e.district import PASSWORD, write_district
from tests.system import System, new_system

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("system")
    system = new_system(folder, max_body_mb="8")
    system.start()
    district = write_district(folder / "district.json")
    done = system.run("import", "district", str(district), "--officer-password", PASSWORD)
    assert done.returncode == 0, done.stderr
    yield system
    system.stop()


@pytest.fixture(scope="module")
def key(system: System) -> str:
    done = system.run("source", "new", "station")
    assert done.returncode == 0, done.stderr
    key = done.stdout.splitlines()[0]
    system.until(
        lambda: post(system, key, "gauge-0/water_level", 0.0)["accepted"], 15, "key unknown"
    )
    return key


def post(
    system: System, key: str, stream: str, value: float, at_us: int | None = None
) -> dict[str, Any]:
    body = {"datastream": stream, "time": at_us or time.time_ns() // 1000, "value": value}
    answer = system.ask("POST", "/api/v1/observations", body, key)
    return answer.body if answer.status == 202 else {"accepted": 0, **answer.body}


def token(system: System, name: str) -> str:
    answer = system.ask("POST", "/api/v1/sign-in", {"username": name, "password": PASSWORD})
    assert answer.status == 200, answer.body
    return str(answer.body["token"])


def cases_of(system: System, bearer: str, query: str = "") -> list[dict[str, Any]]:
    return list(system.ask("GET", f"/api/v1/cases?{query}", key=bearer).body["cases"])


def act(system: System, bearer: str, number: str, **body: str) -> dict[str, Any]:
    answer = system.ask("POST", f"/api/v1/cases/{number}/actions", body, bearer)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def work_together(system: System, bearer: str, number: str) -> int:
    """Do what the playbook asks of the other units, as it opens, step by step; how many steps."""
    done = 0
    while opened := [t for t in tasks_of(system, bearer, number) if t["stage"] == "open"]:
        for task in opened:
            for verb in ("accept", "finish"):
                path = f"/api/v1/tasks/{task['id']}/{verb}"
                answer = system.ask("POST", path, {"said": "已完成"}, bearer)
                assert answer.status == 200, answer.body
            done += 1
    return done


def tasks_of(system: System, bearer: str, number: str) -> list[dict[str, Any]]:
    return list(system.ask("GET", f"/api/v1/cases/{number}/tasks", key=bearer).body["tasks"])


def test_a_sensor_opens_a_case_that_people_close(system: System, key: str) -> None:
    duty, handler = token(system, "zhoumin"), token(system, "liqiang")
    before = time.time_ns() // 1000
    for n in range(40):
        post(system, key, "gauge-0/water_level", 0.45, before + n * 1_000_000)
    case = system.until(
        lambda: [c for c in cases_of(system, duty) if c["type"]["key"] == "flooding"],
        15,
        "no case came of the water",
    )[0]
    number = case["number"]
    assert case["source"] == "alarm"
    seen = system.ask("GET", f"/api/v1/cases/{number}", key=duty).body
    while seen["stage"] not in ("dispatched", "handling"):
        wanted = {a["action"] for a in seen["actions"]}
        action = "file" if "file" in wanted else "dispatch"
        seen = act(
            system,
            duty,
            number,
            action=action,
            **({"unit": "water"} if action == "dispatch" else {}),
        )
    assert [c["number"] for c in cases_of(system, handler)] == [number]
    act(system, handler, number, action="accept")
    # So deep that the playbook of flooded roads began by itself: five steps of four units.
    assert work_together(system, duty, number) == 5
    act(system, handler, number, action="handle", reason="已排除积水,设置警示")
    closed = act(system, duty, number, action="close", reason="现场核查通过")
    assert closed["stage"] == "closed"
    assert system.run("ledger", "verify").returncode == 0


def test_one_report_becomes_a_case_that_its_reporter_follows(system: System, key: str) -> None:
    body = {
        "text": "乐山路口井盖破损,晚上很危险",
        "lon": 121.4319,
        "lat": 31.1919,
        "case_type": "manhole",
    }
    answer = system.ask("POST", "/api/v1/reports", body)
    assert answer.status == 201
    page = system.ask("GET", answer.body["follow"])
    assert page.status == 200
    assert answer.body["receipt"] in page.body.decode()


def test_each_sees_only_what_is_theirs(system: System, key: str) -> None:
    handler, leader = token(system, "liqiang"), token(system, "zhaoguohua")
    numbers = {c["number"] for c in cases_of(system, handler)}
    others = [c for c in cases_of(system, leader) if c["number"] not in numbers]
    assert others
    hidden = others[0]["number"]
    assert system.ask("GET", f"/api/v1/cases/{hidden}", key=handler).status == 404
    assert (
        system.ask("POST", f"/api/v1/cases/{hidden}/actions", {"action": "accept"}, handler).status
        == 404
    )
    assert system.ask("GET", "/api/v1/cases").status == 401
    assert system.ask("GET", "/stream/?topics=cases").status == 401


def test_bad_bodies_are_refused_and_stop_nothing(system: System, key: str) -> None:
    def refused(raw: bytes, bearer: str = key) -> tuple[int, str]:
        answer = system.ask("POST", "/api/v1/observations", key=bearer, raw=raw)
        return answer.status, answer.body["error"]

    assert refused(b'{"datastream": "gauge-0/wat') == (400, "malformed")
    assert refused(b'[{"datastream": 1, "value": NaN}]') == (400, "malformed")
    assert refused(b"{}", "no-such-key") == (401, "unknown_key")
    assert refused(b"x" * (200 << 20)) == (413, "too_large")
    assert post(system, key, "gauge-0/water_level", 0.0)["accepted"] == 1
    answer = system.ask(
        "POST", "/api/v1/reports", {"text": "很远的地方", "lon": 2.35, "lat": 48.85}
    )
    assert answer.status == 422


def test_a_revoked_key_is_refused_within_seconds(system: System, key: str) -> None:
    other = system.run("source", "new", "lost-device").stdout.splitlines()[0]
    system.until(
        lambda: post(system, other, "gauge-0/water_level", 0.0)["accepted"], 15, "key unknown"
    )
    assert system.run("source", "revoke", "lost-device").returncode == 0
    system.until(
        lambda: post(system, other, "gauge-0/water_level", 0.0).get("error") == "unknown_key",
        15,
        "the revoked key still opens the door",
    )


def alarms_in(folder: Path) -> list[tuple[str, int]]:
    with sqlite3.connect(f"file:{folder / 'data' / 'chengyun.sqlite3'}?mode=ro", uri=True) as db:
        return list(
            db.execute(
                "SELECT a.key, a.datastream_id FROM cases_alarm a JOIN sensing_datastream d "
                "ON d.id = a.datastream_id WHERE d.thing_id IN (SELECT id FROM sensing_thing "
                "WHERE key IN ('gauge-1', 'gauge-2')) AND a.rule NOT LIKE '%silen%'"
            )
        )


def test_detection_killed_in_the_middle_raises_each_alarm_once(system: System, key: str) -> None:
    """Twelve floods on two gauges; the worker is killed without warning among them."""
    start = time.time_ns() // 1000 - 3_000 * 1_000_000
    for flood in range(6):
        for minute in range(8):
            value = 0.4 if 2 <= minute < 6 else 0.0
            at = start + (flood * 8 + minute) * 60 * 1_000_000
            for gauge in ("gauge-1", "gauge-2"):
                assert post(system, key, f"{gauge}/water_level", value, at)["accepted"] == 1
        if flood in (1, 3):
            system.kill("detection")
    found = system.until(
        lambda: (rows := alarms_in(system.folder)) and len({r[0] for r in rows}) >= 12 and rows,
        30,
        "alarms are missing",
    )
    time.sleep(2)
    found = alarms_in(system.folder)
    assert len(found) == len({key for key, _ in found})
    per_gauge = [sum(1 for _, stream in found if stream == s) for s in {s for _, s in found}]
    assert len(set(per_gauge)) == 1


def test_real_series_enter_by_the_gateway_and_their_anomalies_become_cases(system: System) -> None:
    """Seven road detectors of the Numenta Anomaly Benchmark, a million times as fast as life."""
    folder = shared("nab") / "realTraffic"
    done = system.run("replay", "nab", str(folder), "--speed", "1000000", "--url", system.url)
    assert done.returncode == 0, done.stderr
    assert "15664 readings accepted" in done.stdout
    officer = token(system, "zhaoguohua")

    def anomalies() -> list[str]:
        found = cases_of(system, officer, f"q={quote('读数异常')}&size=200")
        return [c["number"] for c in found if c["source"] == "alarm"]

    assert system.until(anomalies, 30, "no anomaly became a case")


def test_nothing_accepted_is_missing_from_history_after_a_kill(system: System, key: str) -> None:
    base = time.time_ns() // 1000 - 7_200 * 1_000_000
    for n in range(300):
        assert post(system, key, "smoke-1/smoke", n / 10_000, base + n * 1_000_000)["accepted"] == 1
        if n == 150:
            system.kill("history")
    officer = token(system, "zhaoguohua")
    points = system.ask("GET", "/api/v1/points", key=officer).body
    stream = points["id"][points["property"].index(points["properties"].index("smoke"))]

    def written() -> list[float]:
        values = system.ask(
            "GET", f"/api/v1/datastreams/{stream}/history?hours=3", key=officer
        ).body["value"]
        return values if len(values) >= 300 else []

    values = system.until(written, 60, "readings are missing from history")
    assert sorted(values)[:300] == [n / 10_000 for n in range(300)]
    assert len(values) == len(set(values))


def test_what_was_there_is_there_after_a_restart(system: System, key: str) -> None:
    officer = token(system, "zhaoguohua")
    before = system.ask("GET", "/api/v1/cases", key=officer).body["total"]
    system.stop()
    system.start()
    assert (
        system.ask("GET", "/api/v1/cases", key=token(system, "zhaoguohua")).body["total"] == before
    )
    assert post(system, key, "gauge-0/water_level", 0.0)["accepted"] == 1
