"""The wall's doors: scenes of packs, one incident, and who may see what of it."""

import gzip
from typing import Any

import pytest
from django.test import Client

from chengyun.api import points
from chengyun.cases.models import CaseType
from chengyun.cases.services import ReportIn, act, take_report
from chengyun.packs import services as packs
from chengyun.people.services import KIOSK, issue_token
from tests.cases.photos import jpeg

LESHAN = (121.4319, 31.1919)


@pytest.fixture(autouse=True)
def _packs(district: Any) -> None:
    packs.install()
    points.hold(None)


@pytest.fixture
def case(district: Any) -> Any:
    """A flooded road in 徐家汇."""
    made = take_report(ReportIn("乐山路积水", *LESHAN, "flooding", "张阿姨", "13812345678")).case
    made.area, made.area_path = district.grid, district.grid.path
    made.save()
    return made


@pytest.fixture
def device(district: Any) -> Any:
    """A water gauge 30 m from there."""
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    water = ObservedProperty.objects.get(code="water_level")
    thing = Thing.objects.create(
        key="g", name="乐山路水位计", kind="gauge", area=district.grid, lon=LESHAN[0],
        lat=LESHAN[1] + 0.0003,
    )  # fmt: skip
    made = Datastream.objects.create(key="g/level", thing=thing, observed_property=water)
    points.hold(None)
    return made


def get(client: Client, user: Any, path: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {issue_token(user)}"}
    return client.get(f"/api/v1/wall{path}", query, headers=headers)


def test_every_pack_that_is_on_brings_a_scene_in_order(client: Client, zhoumin: Any) -> None:
    scenes = get(client, zhoumin, "").json()["scenes"]
    assert [scene["key"] for scene in scenes][:3] == ["flood", "fire", "environment"]
    assert scenes[0]["title"] == "防汛"
    packs.switch("flood", on=False)
    assert "flood" not in str(get(client, zhoumin, "").json()["scenes"])


def test_a_scene_narrows_cases_signs_and_sensors(
    client: Client, zhoumin: Any, case: Any, device: Any
) -> None:
    flood, fire = (get(client, zhoumin, "", scene=key).json() for key in ("flood", "fire"))
    assert [row["number"] for row in flood["feed"]] == [case.number]
    assert fire["feed"] == []
    assert (flood["counts"]["datastreams"], fire["counts"]["datastreams"]) == (1, 0)
    assert flood["scene"]["layers"] == ["water"]
    tabs = {tab["key"]: tab["open"] for tab in fire["scenes"]}
    assert (tabs["flood"], tabs["fire"]) == (1, 0)


def test_the_points_of_a_scene_are_those_of_its_properties(
    client: Client, zhoumin: Any, device: Any
) -> None:
    headers = {"Authorization": f"Bearer {issue_token(zhoumin)}"}

    def ids(scene: str) -> Any:
        return client.get("/api/v1/points", {"scene": scene}, headers=headers).json()["id"]

    assert (ids("flood"), ids("fire"), ids("")) == ([device.pk], [], [device.pk])


def test_an_unknown_scene_is_the_whole_picture_and_says_so(
    client: Client, zhoumin: Any, case: Any
) -> None:
    told = get(client, zhoumin, "", scene="dragons").json()
    assert told["scene"]["key"] == ""
    assert len(told["feed"]) == 1


def test_an_incident_is_told_with_all_about_it(
    client: Client, zhoumin: Any, case: Any, device: Any, district: Any
) -> None:
    act(zhoumin, case.number, "file")
    act(zhoumin, case.number, "dispatch", unit=district.water)
    told = get(client, zhoumin, f"/cases/{case.number}").json()
    assert told["case"]["number"] == case.number
    assert [step["action"] for step in told["timeline"]][-2:] == ["file", "dispatch"]
    assert [sensor["name"] for sensor in told["sensors"]] == ["乐山路水位计"]
    assert (told["sensors"][0]["value"], told["sensors"][0]["raised"]) == (None, False)


def test_a_sensor_out_of_reach_is_not_beside_the_incident(
    client: Client, zhoumin: Any, case: Any, device: Any
) -> None:
    device.thing.lat = LESHAN[1] + 0.01
    device.thing.save()
    points.hold(None)
    assert get(client, zhoumin, f"/cases/{case.number}").json()["sensors"] == []


def test_an_incident_of_others_does_not_exist(
    client: Client, liqiang: Any, wangfang: Any, case: Any
) -> None:
    assert get(client, liqiang, f"/cases/{case.number}").status_code == 404
    assert get(client, wangfang, f"/cases/{case.number}").status_code == 200


def test_a_kiosk_link_sees_the_incident_but_no_photos(
    client: Client, zhaoguohua: Any, zhoumin: Any, case: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    client.force_login(zhoumin)
    sent = client.post(f"/api/v1/cases/{case.number}/attachments", {"file": photo})
    assert sent.status_code == 201
    client.logout()
    assert len(get(client, zhaoguohua, f"/cases/{case.number}").json()["photos"]) == 1
    token = issue_token(zhaoguohua, KIOSK)
    seen = client.get(f"/api/v1/wall/cases/{case.number}", {"token": token}).json()
    assert (seen["case"]["number"], seen["photos"]) == (case.number, [])


def test_the_last_day_is_told_within_the_reader_s_area(
    client: Client, zhoumin: Any, case: Any, district: Any, wangfang: Any
) -> None:
    assert [row["number"] for row in get(client, zhoumin, "/past").json()["cases"]] == [case.number]
    assert get(client, zhoumin, "/past", scene="fire").json()["cases"] == []
    assert get(client, wangfang, "/past", area=district.tianlin.code).status_code == 404
    assert CaseType.objects.filter(key="flooding").exists()


def test_what_a_wall_asks_for_again_and_again_comes_packed(
    client: Client, zhoumin: Any, case: Any, device: Any
) -> None:
    headers = {"Authorization": f"Bearer {issue_token(zhoumin)}", "Accept-Encoding": "gzip"}
    for path in ("wall", "wall/past", "areas.geojson"):
        answer = client.get(f"/api/v1/{path}", headers=headers)
        assert answer.headers["Content-Encoding"] == "gzip", path
        assert len(answer.content) < len(gzip.decompress(answer.content)), path
