import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import Report
from tests.faces.public.telling import draft, matter, secret_of, send, tell, words


def test_the_home_page_counts_honestly(client: Client, case: Any) -> None:
    shown = words(client.get("/"))
    assert "今日上报" in shown
    assert "暂无办结" in shown


def test_the_first_step_offers_what_residents_may_report(client: Client, flood: Any) -> None:
    assert "道路积水" in words(client.get("/report/"))
    flood.reportable = False
    flood.save()
    assert "道路积水" not in words(client.get("/report/"))


def test_a_link_may_name_the_kind_and_the_place(client: Client, flood: Any) -> None:
    shown = words(client.get(f"/report/?kind={flood.key}&lon=121.4319&lat=31.1919"))
    assert f'value="{flood.key}" checked' in shown and 'value="121.4319"' in shown


def test_a_resident_reports_in_three_steps_without_scripts(
    client: Client, flood: Any, district: Any
) -> None:
    where = {"street": district.xujiahui.code, "address": "乐山路 33 号"}
    secret = draft(client, flood, where)
    assert "您希望如何署名" in words(client.get(f"/report/d/{secret}/send/"))
    answer = client.post(
        f"/report/d/{secret}/send/",
        {"who": "office", "name": "张阿姨", "phone": "13812345678"},
        follow=True,
    )
    report = Report.objects.get()
    assert report.receipt in words(answer)
    assert report.case.address == "乐山路 33 号"
    assert report.case.area == district.xujiahui
    assert (report.lon, report.case.lon) == (None, None)
    assert report.contact


def test_going_back_finds_what_was_typed(client: Client, flood: Any) -> None:
    secret = draft(client, flood, address="乐山路 33 号")
    shown = words(client.get(f"/report/d/{secret}/"))
    assert (
        "走不过去" in shown and "乐山路 33 号" in shown and f'value="{flood.key}" checked' in shown
    )


def test_words_suggest_the_kind_where_none_is_chosen(client: Client, flood: Any) -> None:
    from chengyun.insight.services import set_phrases

    set_phrases({flood.key: ["路口积水", "积水很深"], "other": []})
    secret = secret_of(matter(client, flood, kind=""))
    assert "道路积水" in words(client.get(f"/report/d/{secret}/send/"))
    typed = client.post("/report/kinds/", {"text": "路口积水很深"})
    assert "听起来像“道路积水”" in words(typed) and "<html" not in words(typed)


@pytest.mark.parametrize(
    "where",
    [{"address": "", "street": ""}, {"address": "乐山路"}, {"lon": "x", "lat": "y"}, {"lon": "1"}],
)
def test_without_a_place_one_does_not_go_on(
    client: Client, flood: Any, where: dict[str, str]
) -> None:
    answer = matter(client, flood, where)
    assert answer.status_code == 422
    assert "请在地图上标出位置" in words(answer) and "走不过去" in words(answer)


def test_a_place_outside_the_district_is_said_at_once(client: Client, flood: Any) -> None:
    answer = matter(client, flood, {"lon": "2.35", "lat": "48.85"})
    assert answer.status_code == 422
    assert "该位置不在本区" in words(answer)


def test_a_place_is_found_by_its_name_without_scripts(
    client: Client, flood: Any, district: Any
) -> None:
    from chengyun.places.models import BaseLayer, Facility

    line = {"type": "LineString", "coordinates": [[121.431, 31.191], [121.432, 31.192]]}
    road = {"type": "Feature", "properties": {"name": "乐山路"}, "geometry": line}
    layer = json.dumps({"type": "FeatureCollection", "features": [road]})
    BaseLayer.objects.create(kind="road", geojson=layer)
    Facility.objects.create(key="s", kind="school", name="乐山小学", lon=121.43, lat=31.19)
    shown = words(matter(client, flood, {"address": "乐山路 33 号"}, find="1"))
    assert "乐山路" in shown and 'value="121.4' in shown and "请在地图上标出位置" not in shown
    assert "乐山小学" in words(client.post("/report/places/", {"address": "乐山小"}))
    chosen = draft(client, flood, {"address": "乐山路", "at": "121.431000,31.191000"})
    send(client, chosen)
    assert Report.objects.get().lon == 121.431


def test_the_same_draft_sent_twice_is_one_report(client: Client, flood: Any) -> None:
    secret = draft(client, flood)
    first = send(client, secret)
    assert send(client, secret).url == first.url
    assert client.get(f"/report/d/{secret}/").url == first.url
    assert Report.objects.count() == 1


def test_a_draft_that_is_gone_begins_anew(client: Client, flood: Any) -> None:
    for step in ("", "nearby/", "send/"):
        assert client.get(f"/report/d/guess/{step}").url == "/report/"


@pytest.mark.parametrize(("text", "sentence"), [("", "请简单写明情况"), ("水", "再写详细一些")])
def test_what_is_wrong_is_told_beside_it(
    client: Client, flood: Any, text: str, sentence: str
) -> None:
    answer = matter(client, flood, text=text)
    assert answer.status_code == 422
    assert sentence in words(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"phone": "call me"}, "电话号码格式不正确"), ({"phone": ""}, "请填写能联系到您的电话"),
     ({"website": "http://x", "phone": "13812345678"}, "程序自动提交")],
)  # fmt: skip
def test_a_contact_that_is_wrong_loses_nothing(
    client: Client, flood: Any, wrong: dict[str, str], sentence: str
) -> None:
    answer = send(client, draft(client, flood), who="office", name="张阿姨", **wrong)
    assert answer.status_code == 422
    assert sentence in words(answer) and "张阿姨" in words(answer)
    assert not Report.objects.exists()


def test_who_stays_anonymous_leaves_nothing(client: Client, flood: Any) -> None:
    send(client, draft(client, flood), name="张阿姨", phone="13812345678")
    assert Report.objects.get().contact == ""


def test_a_draft_is_kept_sealed(client: Client, flood: Any) -> None:
    from chengyun.faces.public import drafts
    from chengyun.faces.shared import shared

    secret = draft(client, flood)
    kept = str(shared().get(drafts._name(secret)))
    assert "积水" not in kept and secret not in drafts._name(secret)


def test_the_short_code_opens_the_report(client: Client, flood: Any) -> None:
    received = words(client.get(tell(client, flood).url))
    code = received.split('translate="no">')[1].split("<")[0]
    report = Report.objects.get()
    for typed in (code, code.lower().replace("-", " "), code.replace("0", "o")):
        assert client.post("/follow/", {"code": typed}).url == f"/follow/{report.follow}/"
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = client.post("/follow/", {"code": wrong})
    assert answer.status_code == 422 and "查无此码" in words(answer)


def test_codes_cannot_be_tried_out(client: Client, flood: Any) -> None:
    from chengyun.faces.public.views import TRIES

    for n in range(TRIES.limit):
        client.post("/follow/", {"code": f"0001-0000-{n:04d}"})
    assert client.post("/follow/", {"code": "0001-0000-9999"}).status_code == 429


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
    shown = words(client.get("/report/"))
    assert "What is the matter, and where?" in shown
