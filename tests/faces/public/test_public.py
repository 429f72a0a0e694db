import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chengyun.cases.models import Report

HERE = "lon=121.4319&lat=31.1919"


@pytest.fixture
def form() -> dict[str, str]:
    """What 张阿姨 writes."""
    return {"text": "乐山路口积水很深, 走不过去", "name": "张阿姨", "phone": "13812345678",
            "key": str(uuid4()), "website": ""}  # fmt: skip


def details(kind: Any, where: str = HERE) -> str:
    return f"/report/{kind.key}/details/?{where}"


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_home_page_counts_honestly(client: Client, case: Any) -> None:
    shown = words(client.get("/"))
    assert "今日上报" in shown
    assert "暂无办结" in shown


def test_the_first_step_offers_what_residents_may_report(client: Client, flood: Any) -> None:
    assert "道路积水" in words(client.get("/report/"))
    flood.reportable = False
    flood.save()
    assert "道路积水" not in words(client.get("/report/"))
    assert client.get(f"/report/{flood.key}/where/").status_code == 404


def test_a_kind_is_found_by_its_name(client: Client, flood: Any) -> None:
    assert "道路积水" in words(client.get("/report/?q=积水"))
    assert "没有找到“<b>”".replace("<b>", "&lt;b&gt;") in words(client.get("/report/?q=<b>"))


def test_a_resident_reports_in_three_steps_without_scripts(
    client: Client, flood: Any, form: dict[str, str], district: Any
) -> None:
    where = {"street": district.xujiahui.code, "address": "乐山路 33 号"}
    step = client.get(f"/report/{flood.key}/where/", where)
    assert step.status_code == 302
    assert client.get(step.url).status_code == 200
    answer = client.post(step.url, form, follow=True)
    report = Report.objects.get()
    assert report.receipt in words(answer)
    assert report.case.address == "乐山路 33 号"
    assert report.case.area == district.xujiahui
    assert (report.lon, report.case.lon) == (None, None)


def test_a_point_on_the_map_needs_no_words(client: Client, flood: Any) -> None:
    step = client.get(f"/report/{flood.key}/where/?{HERE}&address=&street=")
    assert "lon=121.431900" in step.url


@pytest.mark.parametrize("where", ["address=&street=", "address=乐山路", "lon=x&lat=y", "lon=1"])
def test_without_a_place_one_does_not_go_on(client: Client, flood: Any, where: str) -> None:
    answer = client.get(f"/report/{flood.key}/where/?{where}")
    assert answer.status_code == 422
    assert "请在地图上标出位置" in words(answer)
    assert client.get(details(flood, where)).status_code == 302


def test_the_same_form_sent_twice_is_one_report(
    client: Client, flood: Any, form: dict[str, str]
) -> None:
    first = client.post(details(flood), form)
    assert client.post(details(flood), form).url == first.url
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"text": ""}, "请简单写明情况"), ({"text": "水"}, "再写详细一些"),
     ({"phone": "call me"}, "电话号码格式不正确"), ({"website": "http://x"}, "程序自动提交")],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_it_and_nothing_is_lost(
    client: Client, flood: Any, form: dict[str, str], wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post(details(flood), form | wrong)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "张阿姨" in words(answer)
    assert not Report.objects.exists()


def test_the_eleventh_report_of_an_hour_has_to_wait(
    client: Client, flood: Any, form: dict[str, str]
) -> None:
    def send() -> Any:
        return client.post(details(flood), form | {"key": str(uuid4()), "apart": "on"})

    for _ in range(10):
        send()
    answer = send()
    assert answer.status_code == 429
    assert Report.objects.count() == 10


def test_following_shows_steps_and_no_names(
    client: Client, dispatched: Any, liqiang: Any, do: Callable[..., Any]
) -> None:
    do(liqiang, dispatched, "accept")
    report = dispatched.reports.get()
    shown = words(client.get(f"/follow/{report.follow}/"))
    assert "已派至区水务局" in shown
    assert not any(name in shown for name in ("周敏", "李强", "张阿姨", "13812345678"))


def test_a_wrong_link_follows_nothing(client: Client, case: Any) -> None:
    assert client.get("/follow/guess/").status_code == 404
    assert client.get("/received/guess/").status_code == 404


@pytest.fixture
def closed(dispatched: Any, zhoumin: Any, do: Callable[..., Any]) -> Any:
    do(zhoumin, dispatched, "accept")
    do(zhoumin, dispatched, "handle", "已排水")
    return do(zhoumin, dispatched, "close", "属实")


def test_a_resident_rates_once_it_is_closed_and_only_once(client: Client, closed: Any) -> None:
    report = closed.reports.get()
    path = f"/follow/{report.follow}/rate/"
    answer = client.post(path, {"rating": "5", "text": "很快"}, follow=True)
    assert "您的评价：非常满意" in words(answer)
    again = client.post(path, {"rating": "1"})
    assert again.status_code == 422
    closed.refresh_from_db()
    assert closed.rating == 5


def test_an_open_case_cannot_be_rated(client: Client, dispatched: Any) -> None:
    report = dispatched.reports.get()
    assert "您对办理结果满意吗" not in words(client.get(f"/follow/{report.follow}/"))
    answer = client.post(f"/follow/{report.follow}/rate/", {"rating": "5"})
    assert "结案后才能评价" in words(answer)


@pytest.mark.parametrize("rating", ["", "0", "6", "five"])
def test_a_rating_is_one_of_five(client: Client, closed: Any, rating: str) -> None:
    report = closed.reports.get()
    answer = client.post(f"/follow/{report.follow}/rate/", {"rating": rating})
    assert answer.status_code == 422


def test_the_map_of_the_report_needs_no_sign_in(client: Client, district: Any) -> None:
    from chengyun.places.models import BaseLayer

    BaseLayer.objects.create(kind="water", geojson='{"type": "FeatureCollection", "features": []}')
    for name in ("streets", "water"):
        told = json.loads(client.get(f"/map/{name}.geojson").content)
        assert told["type"] == "FeatureCollection"
    assert client.get("/map/secrets.geojson").status_code == 404


def test_the_public_pages_speak_english(client: Client, flood: Any) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "Flooded road" in words(client.get("/report/"))
    assert "What is the matter?" in words(client.get(details(flood)))
