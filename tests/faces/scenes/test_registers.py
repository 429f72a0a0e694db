"""Registers in the browser: list, sheet, form, import, visits, and the form for everyone."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chengyun.packs import services
from chengyun.packs.district import Bound
from chengyun.packs.models import Entry, Inspection
from chengyun.people.models import AuditEntry

pytestmark = pytest.mark.django_db
LESHAN = (121.4330, 31.1920)
HYDRANT = {"number": "XF-1", "kind": "above", "state": "sound", "pressure": "0.2", "road": "乐山路"}
PLACE = {
    "title": "乐山饭店", "risk": "red", "trade": "catering", "licence": "91310104MA00000001",
    "address": "乐山路2号", "keeper": "沈国平", "keeper_phone": "13912345678",
}  # fmt: skip
AT = {"lon": "121.4330", "lat": "31.1920"}


@pytest.fixture
def house(district: Any) -> Bound:
    """The house's own hand, with the packs installed."""
    services.install()
    return Bound("hazards", None)


@pytest.fixture
def page(house: Bound) -> Callable[[Any], Client]:
    """A browser in which an officer has signed in."""

    def of(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return of


def test_a_list_is_narrowed_sorted_and_searched(page: Any, house: Bound, wangfang: Any) -> None:
    for n, (state, pressure) in enumerate((("sound", 0.3), ("weak", 0.1), ("sound", 0.2))):
        told = HYDRANT | {"number": f"XF-{n}", "state": state, "pressure": pressure}
        house.add("hydrant", told, at=LESHAN)

    def names(query: str) -> list[str]:
        answer = page(wangfang).get(f"/scenes/fire/hydrant/{query}")
        return [row.entry.name for row in answer.context["rows"]]

    assert names("") == ["XF-0", "XF-1", "XF-2"]
    assert names("?sort=-pressure") == ["XF-0", "XF-2", "XF-1"]
    assert names("?state=weak") == ["XF-1"]
    assert names("?q=xf-2") == ["XF-2"]
    assert names("?q=nothing&sort=drop+table") == []


def test_the_legend_counts_what_the_map_shows(page: Any, house: Bound, wangfang: Any) -> None:
    house.add("hydrant", HYDRANT, at=LESHAN)
    answer = page(wangfang).get("/scenes/fire/hydrant/")
    assert [(one["key"], one["total"]) for one in answer.context["legend"]][:2] == [
        ("sound", 1), ("weak", 0),
    ]  # fmt: skip
    points = page(wangfang).get("/scenes/fire/hydrant/points.geojson").json()["features"]
    assert [(one["properties"]["name"], one["properties"]["tone"]) for one in points] == [
        ("XF-1", 0)
    ]


def test_a_list_takes_as_many_queries_for_many_as_for_one(
    page: Any, house: Bound, wangfang: Any
) -> None:
    client, asked = page(wangfang), []
    for n in range(12):
        place = house.add("hazard_place", PLACE | {"licence": f"{n}"}, at=LESHAN)
        told = {"title": "堆物", "kind": "fire", "grade": "general", "place": place.key}
        house.add("hazard", told, at=LESHAN)
        if n in (0, 11):
            with CaptureQueriesContext(connection) as queries:
                rows = client.get("/scenes/hazards/hazard/").context["rows"]
            assert len(rows) == n + 1
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_is_out_of_reach_does_not_exist(
    page: Any, house: Bound, wangfang: Any, liqiang: Any
) -> None:
    near = house.add("building_sheet", SHEET, at=LESHAN)
    far = house.add("hydrant", HYDRANT, at=(121.4180, 31.1800))
    assert page(wangfang).get(f"/scenes/fire/building_sheet/{near.key}/").status_code == 200
    assert page(wangfang).get(f"/scenes/fire/hydrant/{far.key}/").status_code == 404
    assert page(wangfang).get(f"/scenes/fire/hydrant/{near.key}/").status_code == 404
    assert page(wangfang).get("/scenes/hazards/hydrant/").status_code == 404
    assert page(liqiang).get("/scenes/fire/building_sheet/").status_code == 404
    assert Client().get("/scenes/fire/hydrant/").status_code == 302


SHEET = {
    "title": "乐山公寓", "grade": "key", "use": "homes", "address": "乐山路1号", "floors": "18",
    "help_who": "陈某某，302室",
}  # fmt: skip


def test_an_entry_is_added_changed_and_its_history_told(page: Any, wangfang: Any) -> None:
    client = page(wangfang)
    bad = client.post("/scenes/fire/hydrant/new/", HYDRANT | AT | {"pressure": "9"})
    assert (bad.status_code, Entry.objects.count()) == (422, 0)
    assert "不大于 2.5" in bad.content.decode()
    client.post("/scenes/fire/hydrant/new/", HYDRANT | AT)
    entry = Entry.objects.get()
    at = f"/scenes/fire/hydrant/{entry.key}/"
    client.post(f"{at}change/", HYDRANT | AT | {"state": "broken", "version": "1"})
    told = client.get(at).content.decode()
    assert "完好" in told
    assert "损坏" in told
    late = client.post(f"{at}change/", HYDRANT | AT | {"state": "weak", "version": "1"})
    assert "被他人修改" in late.content.decode()


def test_a_sealed_field_is_shown_once_asked_for_and_that_is_noted(
    page: Any, house: Bound, wangfang: Any, zhaoguohua: Any
) -> None:
    made = house.add("building_sheet", SHEET, at=LESHAN)
    at = f"/scenes/fire/building_sheet/{made.key}/"
    assert "陈某某" not in page(wangfang).get(at).content.decode()
    told = page(wangfang).post(f"{at}reveal/", {"field": "help_who"})
    assert "陈某某" in told.content.decode()
    assert AuditEntry.objects.filter(action="reveal", actor=wangfang).count() == 1
    assert page(zhaoguohua).post(f"{at}reveal/", {"field": "help_who"}).status_code == 403
    change = page(wangfang).get(f"{at}change/").content.decode()
    assert "陈某某" not in change


def test_a_sealed_field_left_empty_in_the_form_stays(
    page: Any, house: Bound, wangfang: Any
) -> None:
    made = house.add("building_sheet", SHEET, at=LESHAN)
    at = f"/scenes/fire/building_sheet/{made.key}/"
    page(wangfang).post(f"{at}change/", SHEET | AT | {"help_who": "", "floors": "19"})
    told = page(wangfang).post(f"{at}reveal/", {"field": "help_who"}).content.decode()
    assert "陈某某" in told


def test_a_table_is_seen_before_it_is_taken_in_and_again_changes_what_is_there(
    page: Any, house: Bound, wangfang: Any
) -> None:
    client = page(wangfang)
    rows = [
        ["编号", "形式", "状态", "静压", "经度", "纬度"],
        ["XF-1", "地上式", "完好", 0.2, *LESHAN],
        ["XF-2", "地上式", "飞走了", 0.2, *LESHAN],
        ["XF-3", "地下式", "完好", 0.2, 121.4180, 31.1800],
        ["XF-1", "地上式", "完好", 0.2, *LESHAN],
    ]
    seen = client.post("/scenes/fire/hydrant/import/", {"file": excel(rows)})
    shown = client.get(seen["Location"])
    assert len(shown.context["found"].good) == 1
    assert [one.row for one in shown.context["problems"]] == [3, 4, 5]
    assert not Entry.objects.exists()
    client.post(seen["Location"])
    assert Entry.objects.get().name == "XF-1"
    rows = [rows[0], ["XF-1", "", "", "", "", ""]]
    rows[1][1:] = ["地上式", "损坏", "", *LESHAN]
    again = client.post("/scenes/fire/hydrant/import/", {"file": excel(rows)})
    done = client.post(again["Location"]).context["done"]
    assert (done.added, done.changed) == (0, 1)
    values = Entry.objects.get().values
    assert (values["state"], values["pressure"]) == ("broken", 0.2)


def excel(rows: list[list[Any]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    made.seek(0)
    made.name = "hydrants.xlsx"
    return made


def test_what_is_sealed_never_leaves_as_a_file(page: Any, house: Bound, wangfang: Any) -> None:
    house.add("hazard_place", PLACE, at=LESHAN)
    answer = page(wangfang).get("/scenes/hazards/hazard_place/file.csv")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "乐山饭店" in told
    assert "重大风险" in told
    assert "沈国平" not in told
    assert "13912345678" not in told
    assert AuditEntry.objects.get(action="export").target == "hazard_place"


def test_an_inspection_on_the_phone_scores_and_opens_hazards(
    page: Any, house: Bound, wangfang: Any
) -> None:
    client, made = page(wangfang), house.add("hazard_place", PLACE, at=LESHAN)
    Entry.objects.update(added_at=timezone.now() - timedelta(days=40))
    assert "乐山饭店" in client.get("/field/").content.decode()
    at = f"/field/visits/hazards/hazard_place/{made.key}/place_visit/"
    items = [one["item"].key for one in client.get(at).context["items"]]
    told = {f"state-{key}": "ok" for key in items} | {"key": "k1"}
    lacking = client.post(at, {key: told[key] for key in list(told)[1:]})
    assert (lacking.status_code, Inspection.objects.count()) == (422, 0)
    for _twice in range(2):
        assert client.post(at, told | {"state-gas": "fail"})["Location"] == "/field/"
    assert Inspection.objects.get().score == 85
    assert [one.name for one in house.entries("hazard")] == [
        "不符合：安装可燃气体报警装置并正常使用"
    ]
    assert "乐山饭店" not in client.get("/field/").content.decode()


def test_a_stage_needs_its_fields_and_the_sheet_says_which(
    page: Any, house: Bound, zhoumin: Any
) -> None:
    told = {"title": "通道堆物", "kind": "fire", "grade": "general"}
    made, client = house.add("hazard", told, at=LESHAN), page(zhoumin)
    at = f"/scenes/hazards/hazard/{made.key}/"
    assert "整改措施" in client.get(at).content.decode()
    assert client.post(f"{at}do/stage/", {"to": "ordered"}).status_code == 422
    house.change(made.key, measure="清理")
    client.post(f"{at}do/stage/", {"to": "ordered"})
    client.post(f"{at}do/plan/", {"day-ordered": "2030-01-01"})
    entry = Entry.objects.get()
    assert (entry.stage, timezone.localtime(entry.due).year) == ("ordered", 2030)
    assert client.post(f"{at}do/plan/", {"day-ordered": "soon"}).status_code == 422
    assert client.post(f"{at}do/dance/").status_code == 404


def test_residents_tell_of_a_hazard_without_signing_in(house: Bound, wangfang: Any) -> None:
    client = Client()
    at = "/s/hazards/hazard_tip/"
    stamp = client.get(at).context["stamp"]
    hasty = client.post(at, {"title": "楼道堆物13912345678", "kind": "fire", "stamp": stamp, **AT})
    assert (hasty.status_code, Entry.objects.count()) == (422, 0)
    first, second = (hasty.context["challenge"].first, hasty.context["challenge"].second)
    proof = {"sum_token": hasty.context["challenge"].sum_token, "sum": str(first + second)}
    told = {"title": "楼道堆物13912345678", "kind": "fire", "stamp": stamp, **AT, **proof}
    assert client.post(at, told).status_code == 200
    entry = Entry.objects.get()
    assert (entry.values["source"], entry.values["grade"]) == ("public", "general")
    assert "13912345678" not in entry.name
    assert client.get("/s/fire/hydrant_visit/").status_code == 404


def test_the_scenes_show_what_the_reader_may_see(page: Any, house: Bound, liqiang: Any) -> None:
    house.add("hydrant", HYDRANT, at=LESHAN)
    told = page(liqiang).get("/scenes/").content.decode()
    assert "消火栓" in told
    assert "建筑灭火救援卡" not in told
    assert page(liqiang).get("/scenes/fire/").status_code == 200
    assert page(liqiang).get("/scenes/nothing/").status_code == 404
