"""An alarm explains itself to who may see it; a storm shows all of its alarms."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from chengyun.bus.batch import Batch
from chengyun.cases.models import Alarm, Storm
from chengyun.cases.services import AlarmIn, take_alarms
from chengyun.packs.services import install
from chengyun.sensing import maintenance, rulebook
from chengyun.sensing.history import History
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def config(settings: Any, tmp_path: Path) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path, storm_alarms=3)


@pytest.fixture
def stations(district: Any) -> list[Datastream]:
    """Six air stations in 徐家汇, then one in 田林."""
    install()
    pm25 = ObservedProperty.objects.get(code="pm25")
    made = []
    for n in range(7):
        area = district.tianlin if n == 6 else district.grid
        thing = Thing.objects.create(
            key=f"air-{n}",
            name=f"监测站{n}",
            kind="air",
            area=area,
            lon=121.42 + n / 100,
            lat=31.19,
        )
        made.append(
            Datastream.objects.create(
                key=f"air-{n}.pm25", thing=thing, observed_property=pm25, interval_s=60
            )
        )
    return made


def told(stream: Datastream, n: int = 0, **other: Any) -> AlarmIn:
    at = NOW - timedelta(hours=1) + timedelta(seconds=n)
    detail = {
        "rule": "threshold", "side": "above", "value": 182.5, "limit": 150.0, "clear": 120.0,
        "held_s": 300.0, "previous": 160.0,
    }  # fmt: skip
    facts: dict[str, Any] = {
        "key": f"alarm-{n}", "rule": "pm25_high", "case_type": "air_pollution",
        "datastream_id": stream.pk, "severity": 3, "value": 182.5, "onset_at": at, "at": at,
        "phase": "onset", "detail": detail, "title_zh": "细颗粒物超标", "title_en": "PM2.5",
    }  # fmt: skip
    return AlarmIn(**(facts | other))


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def write_history(folder: Path, streams: list[Datastream]) -> None:
    start = round((NOW - timedelta(hours=8)).timestamp() * 1e6)
    time = start + np.arange(480, dtype=np.int64) * 60_000_000
    parts = [
        Batch(np.full(480, stream.pk, np.int32), time, np.full(480, 40.0 + n))
        for n, stream in enumerate(streams)
    ]
    History(folder / "history").append(parts, 1)


def test_an_alarm_explains_itself(
    client: Client, zhoumin: Any, stations: list[Datastream], tmp_path: Path
) -> None:
    write_history(tmp_path, stations)
    (case,) = take_alarms([told(stations[0])])
    client.force_login(zhoumin)
    shown = page(client, "/desk/alarms/alarm-0/")
    assert "细颗粒物 高于 150 µg/m³，持续 5 分钟" in shown
    assert "182.5 µg/m³" in shown and "160 µg/m³" in shown
    assert "plot-large" in shown and "限值 150 µg/m³" in shown
    assert case.number in shown


def test_the_nearest_devices_stand_beside_it_with_their_readings(
    client: Client, zhoumin: Any, stations: list[Datastream], tmp_path: Path
) -> None:
    write_history(tmp_path, stations)
    take_alarms([told(stations[0])])
    client.force_login(zhoumin)
    shown = page(client, "/desk/alarms/alarm-0/")
    assert [f"监测站{n}" in shown for n in range(1, 7)] == [True] * 5 + [False]
    assert "41 µg/m³" in shown


def test_the_rule_is_told_as_it_stood_at_the_onset(
    client: Client, zhoumin: Any, stations: list[Datastream]
) -> None:
    from chengyun.detection.ruledata import rule_to_dict
    from chengyun.packs import registry

    take_alarms([told(stations[0])])
    rule = next(rule for rule in registry.rules() if rule.key == "pm25_high")
    rulebook.write(zhoumin, {**rule_to_dict(rule), "above": 200.0}, known=registry.rules())
    client.force_login(zhoumin)
    shown = page(client, "/desk/alarms/alarm-0/")
    assert "高于 150" in shown and "200 µg" not in shown


def test_maintenance_in_those_hours_is_told(
    client: Client, zhoumin: Any, stations: list[Datastream]
) -> None:
    take_alarms([told(stations[0])])
    since = NOW - timedelta(hours=2)
    window = maintenance.Window(
        since=since, until=NOW + timedelta(hours=1), reason="年度校准", thing=stations[0].thing
    )
    maintenance.plan(zhoumin, window)
    client.force_login(zhoumin)
    assert "年度校准" in page(client, "/desk/alarms/alarm-0/")
    assert "检修中" in page(client, f"/desk/datastreams/{stations[0].pk}/")


def test_an_alarm_outside_the_scope_does_not_exist(
    client: Client, wangfang: Any, stations: list[Datastream]
) -> None:
    take_alarms([told(stations[0]), told(stations[6], 1)])
    client.force_login(wangfang)
    assert client.get("/desk/alarms/alarm-0/").status_code == 200
    assert client.get("/desk/alarms/alarm-1/").status_code == 404
    assert client.get("/desk/alarms/nothing/").status_code == 404


def test_neighbours_outside_the_area_are_not_told(
    client: Client, wangfang: Any, stations: list[Datastream]
) -> None:
    take_alarms([told(stations[5])])
    client.force_login(wangfang)
    assert "监测站6" not in page(client, "/desk/alarms/alarm-0/")


def test_a_case_that_is_not_the_readers_is_not_told(
    client: Client, liqiang: Any, stations: list[Datastream]
) -> None:
    (case,) = take_alarms([told(stations[0])])
    client.force_login(liqiang)
    assert case.number not in page(client, "/desk/alarms/alarm-0/")


def test_an_alarm_of_a_rule_and_a_device_that_are_gone_still_has_its_page(
    client: Client, zhoumin: Any, stations: list[Datastream]
) -> None:
    take_alarms([told(stations[0], rule="gone", datastream_id=9999)])
    client.force_login(zhoumin)
    assert "规则 gone 已不在册" in page(client, "/desk/alarms/alarm-0/")


def test_a_storm_shows_all_its_alarms_and_where_they_are(
    client: Client, zhoumin: Any, wangfang: Any, stations: list[Datastream]
) -> None:
    take_alarms([told(stations[n], n) for n in range(6)])
    number = Storm.objects.get().case.number
    client.force_login(zhoumin)
    assert "风暴持续中" in page(client, f"/desk/cases/{number}/")
    shown = page(client, f"/desk/cases/{number}/alarms/")
    assert shown.count("/desk/alarms/") == 6
    assert shown.count("map-dot") == 6
    client.force_login(wangfang)
    assert client.get(f"/desk/cases/{number}/alarms/").status_code == 404


def test_repeats_of_the_system_in_a_row_are_one_line_of_the_story(
    client: Client, zhoumin: Any, stations: list[Datastream]
) -> None:
    take_alarms([told(stations[n % 6], n, severity=4) for n in range(12)])
    client.force_login(zhoumin)
    shown = page(client, f"/desk/cases/{Storm.objects.get().case.number}/")
    assert "×" in shown
    assert shown.count('class="story-attach"') == 1


def test_the_lists_lead_to_the_alarm(
    client: Client, zhoumin: Any, stations: list[Datastream]
) -> None:
    (case,) = take_alarms([told(stations[0])])
    client.force_login(zhoumin)
    link = f"/desk/alarms/{Alarm.objects.get().key}/"
    for path in (f"/desk/cases/{case.number}/", f"/desk/datastreams/{stations[0].pk}/"):
        assert link in page(client, path)
    assert link in page(client, "/desk/rules/of/pm25_high/")


def test_maintenance_is_planned_and_ended_in_the_desk(
    client: Client, zhoumin: Any, stations: list[Datastream]
) -> None:
    client.force_login(zhoumin)
    local = timezone.localtime()
    typed = {
        "thing": "air-0", "since": f"{local:%Y-%m-%dT%H:%M}", "reason": "换电池",
        "until": f"{local + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    shown = client.post("/desk/maintenance/", typed, follow=True).content.decode()
    assert "换电池" in shown and "立即结束" in shown
    row = maintenance.Maintenance.objects.get()
    assert row.thing == stations[0].thing
    client.post(f"/desk/maintenance/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ended_by == zhoumin


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"thing": "nobody"}, "没有此编号"),
        ({"until": "soon"}, "日期和时间"),
        ({"thing": ""}, "检修对象"),
    ],
)
def test_a_window_that_cannot_be_is_said_in_the_form(
    client: Client, zhoumin: Any, stations: list[Datastream], wrong: dict[str, str], said: str
) -> None:
    client.force_login(zhoumin)
    local = timezone.localtime()
    until = f"{local + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    typed = {"thing": "air-0", "since": f"{local:%Y-%m-%dT%H:%M}", "until": until, "reason": "x"}
    answer = client.post("/desk/maintenance/", typed | wrong)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_who_may_not_plan_reads_and_is_refused(
    client: Client, liqiang: Any, stations: list[Datastream]
) -> None:
    client.force_login(liqiang)
    assert "安排检修" not in page(client, "/desk/maintenance/")
    assert client.post("/desk/maintenance/", {"thing": "air-0"}).status_code == 403
