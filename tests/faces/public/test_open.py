"""What anyone may read: the map of what is known, the open figures, the daily brief."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.insight.models import Publication
from chengyun.insight.publications import publish
from tests.faces.public.telling import words

DAY = timedelta(days=1)


@pytest.fixture
def many(flood: Any, district: Any) -> None:
    """Yesterday: seven flooded roads in 徐家汇, two in 田林; five of the seven are closed."""
    at = timezone.localtime().replace(hour=12) - DAY
    for n in range(9):
        home = district.xujiahui if n < 7 else district.tianlin
        closed = at + timedelta(hours=2) if n < 5 else None
        Case.objects.create(
            number=f"CY-{n}", type=flood, title="乐山路 张阿姨家门口", severity=3, origin="report",
            report_count=1, stage="closed" if closed else "filed", area=home, street=home,
            area_path=home.path, lon=121.43192, lat=31.19193, opened_at=at, seen_at=at,
            filed_at=at, handled_at=closed, closed_at=closed, due_at=at + timedelta(hours=4),
            rating=5 if closed else None,
        )  # fmt: skip
    publish(timezone.localdate())


def test_the_list_says_what_the_map_says_and_nothing_private(client: Client, many: None) -> None:
    shown = words(client.get("/known/"))
    points = client.get("/known/map.geojson").json()["features"]
    assert "共9件" in shown and len(points) == 9
    assert "张阿姨" not in shown and "张阿姨" not in str(points)
    assert points[0]["geometry"]["coordinates"] == [121.4315, 31.1915], "no place to the metre"
    assert set(points[0]["properties"]) == {"kind", "phase", "state", "since"}


def test_the_map_is_narrowed_by_kind_state_and_sub_district(
    client: Client, many: None, flood: Any, district: Any
) -> None:
    def count(**asked: str) -> int:
        return len(client.get("/known/map.geojson", asked).json()["features"])

    assert count(street=district.tianlin.code) == 2
    assert (count(phase="4"), count(phase="1"), count(phase="2")) == (5, 4, 0)
    assert (count(kind=flood.key), count(kind="none"), count(phase="x")) == (9, 0, 9)


def test_confidential_cases_and_sensors_in_homes_are_not_on_the_map(
    client: Client, many: None
) -> None:
    Case.objects.filter(number="CY-0").update(confidential=True)
    Case.objects.filter(number="CY-1").update(origin="alarm", report_count=0)
    assert len(client.get("/known/map.geojson").json()["features"]) == 7


def test_the_figures_say_what_they_mean_and_withhold_what_is_small(
    client: Client, many: None, district: Any
) -> None:
    shown = words(client.get("/figures/"))
    assert "指标说明" in shown and "尚未声明数据许可协议" in shown
    told = client.get("/figures/figures.json").json()
    assert told["total"]["reported"] == 9
    rows = {row["key"]: row for row in told["streets"]}
    assert rows[district.tianlin.code]["reported"] is None, "two are too few"
    assert rows[district.xujiahui.code]["reported"] is None, "or they would be found by a sum"
    assert told["total"]["satisfied"] == 100 and told["total"]["median_hours"] == 2.0
    assert told["definitions"]["reported"]


def test_the_figures_as_csv_are_one_table(client: Client, many: None) -> None:
    text = client.get("/figures/figures.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["table"] for row in rows} == {"total", "month", "street", "kind", "cell"}
    assert next(row for row in rows if row["table"] == "total")["reported"] == "9"
    assert client.get("/figures/figures.exe").status_code == 404


def test_the_licence_of_the_settings_is_stated(client: Client, many: None, settings: Any) -> None:
    from dataclasses import replace

    settings.CONFIG = replace(settings.CONFIG, open_licence="CC BY 4.0")
    assert "许可协议：CC BY 4.0" in words(client.get("/figures/"))
    assert client.get("/figures/figures.json").json()["licence"] == "CC BY 4.0"


def test_what_was_published_is_not_counted_anew(client: Client, many: None) -> None:
    before = client.get("/figures/figures.json").json()
    Case.objects.filter(number="CY-8").delete()
    assert client.get("/figures/figures.json").json() == before


def test_without_cases_the_pages_say_so(client: Client, district: Any) -> None:
    assert "暂无数据" in words(client.get("/figures/"))
    assert "暂无简报" in words(client.get("/brief/"))
    assert client.get("/figures/figures.csv").status_code == 404


def test_readers_write_nothing_and_the_clock_writes_once(client: Client, many: None) -> None:
    Publication.objects.all().delete()
    paths = (
        "/figures/",
        "/figures/figures.json",
        "/brief/",
        f"/brief/{timezone.localdate() - DAY}/",
    )
    for path in paths:
        client.get(path)
    assert not Publication.objects.exists()
    assert "暂无数据" in words(client.get("/figures/"))
    assert publish(timezone.localdate()) == 2
    assert "指标说明" in words(client.get("/figures/"))
    assert publish(timezone.localdate()) == 0


def test_the_brief_tells_yesterday_in_both_languages(client: Client, many: None) -> None:
    shown = words(client.get("/brief/"))
    assert "当日新增案件 9 件" in shown and "徐家汇街道" in shown
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "9 cases opened" in words(client.get("/brief/"))


def test_briefs_are_kept_by_day_and_there_is_none_of_today(client: Client, many: None) -> None:
    today = timezone.localdate()
    assert client.get(f"/brief/{today - DAY}/").status_code == 200
    for day in (today, today + DAY, today - 400 * DAY):
        assert client.get(f"/brief/{day}/").status_code == 404
    assert client.get("/brief/yesterday/").status_code == 404


def test_large_type_is_remembered(client: Client, flood: Any) -> None:
    client.post("/large-type/", {"on": "1", "next": "/"})
    for path in ("/", "/report/", "/known/", "/figures/", "/brief/"):
        assert 'data-type="large"' in words(client.get(path))
