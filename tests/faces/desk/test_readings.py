"""What was measured around a case: charts of the hours around its alarm."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from chengyun.bus.batch import Batch
from chengyun.sensing.history import History
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

pytestmark = pytest.mark.django_db
METRE = 1 / 111_320
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    return tmp_path


@pytest.fixture
def gauges(case: Any, district: Any, folder: Path) -> list[Datastream]:
    """At the case, 100 m and a kilometre north of it, and 50 m south in another sub-district."""
    depth = ObservedProperty.objects.create(
        code="depth", name_zh="积水深度", name_en="Depth", unit="cm", minimum=0, maximum=500
    )
    made = []
    for n, metres in enumerate((0, 100, 1_000, -50)):
        area = district.tianlin if metres < 0 else district.grid
        place = {"lon": case.lon, "lat": case.lat + metres * METRE, "area": area}
        thing = Thing.objects.create(key=f"g-{n}", name=f"{n}号积水点", kind="gauge", **place)
        made.append(
            Datastream.objects.create(thing=thing, observed_property=depth, key=f"g-{n}.depth")
        )
    start = round((timezone.now() - timedelta(hours=5)).timestamp() * 1e6)
    time = start + np.arange(300, dtype=np.int64) * 60_000_000
    parts = [
        Batch(np.full(300, one.pk, np.int32), time, np.full(300, 10.0 + n))
        for n, one in enumerate(made)
    ]
    History(folder / "history").append(parts, 1)
    return made


def test_the_page_of_a_case_waits_for_no_chart(client: Client, zhoumin: Any, case: Any) -> None:
    client.force_login(zhoumin)
    shown = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert f'hx-get="/desk/cases/{case.number}/readings/"' in shown
    assert "<cy-readings" not in shown and "<cy-series" not in shown


def test_the_nearest_streams_stand_below_each_other_over_the_same_hours(
    client: Client, zhoumin: Any, case: Any, gauges: list[Datastream]
) -> None:
    client.force_login(zhoumin)
    page = client.get(f"/desk/cases/{case.number}/readings/", headers=HTMX)
    names = [line.stream.thing.name for line in page.context["lines"]]
    assert names == ["0号积水点", "3号积水点", "1号积水点"], "within reach, the nearest first"
    shown = page.content.decode()
    assert shown.count("<svg") == 3 and "<html" not in shown
    columns = page.context["columns"]
    assert columns["lines"][0]["value"][0] == 10.0
    assert int(columns["from"]) <= columns["lines"][0]["time"][0] <= columns["to"]


def test_a_reader_sees_only_the_streams_of_their_own_area(
    client: Client, wangfang: Any, case: Any, gauges: list[Datastream]
) -> None:
    client.force_login(wangfang)
    page = client.get(f"/desk/cases/{case.number}/readings/", headers=HTMX)
    assert [line.stream.thing.name for line in page.context["lines"]] == ["0号积水点", "1号积水点"]


def test_what_raised_the_alarm_comes_first_wherever_it_stands(
    client: Client, zhoumin: Any, case: Any, gauges: list[Datastream]
) -> None:
    onset = timezone.now() - timedelta(hours=2)
    case.alarms.create(
        key="a-1", rule="depth", datastream_id=gauges[2].pk, severity=2, value=31.0,
        onset_at=onset, changed_at=onset,
    )  # fmt: skip
    client.force_login(zhoumin)
    page = client.get(f"/desk/cases/{case.number}/readings/", headers=HTMX)
    lines = page.context["lines"]
    assert lines[0].stream == gauges[2] and lines[0].metres is None
    assert "plot-onset" in page.content.decode()
    assert page.context["reach"].since < onset


def test_without_scripts_the_charts_are_a_page_with_a_table(
    client: Client, zhoumin: Any, case: Any, gauges: list[Datastream]
) -> None:
    client.force_login(zhoumin)
    shown = client.get(f"/desk/cases/{case.number}/readings/").content.decode()
    assert "<html" in shown and '<td class="num">10</td>' in shown


def test_the_readings_of_a_case_out_of_sight_do_not_exist(
    client: Client, wangfang: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    assert client.get(f"/desk/cases/{elsewhere.number}/readings/").status_code == 404
