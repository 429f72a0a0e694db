"""隐患排查: found by an inspection, rectified item by item, struck off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.packs import scoring
from chengyun.packs.models import Entry
from chengyun.packs.queries.due import due
from chengyun.packs.queries.registers import sheets
from chengyun.packs.scoring import Answer
from chengyun.packs.services import chains
from chengyun.packs.services.inspecting import Visit, inspect
from chengyun.people.gates import Doorman
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from tests.packs.conftest import LESHAN

pytestmark = pytest.mark.django_db
PLACE = {
    "title": "乐山饭店", "risk": "red", "trade": "catering", "licence": "91310104MA00000001",
    "address": "乐山路2号",
}  # fmt: skip
Hand = Callable[..., Any]


def checked(hand: Any, key: str, failed: tuple[str, ...] = (), none: tuple[str, ...] = ()) -> Any:
    known = sheets()
    sheet = known["hazard_place"]
    (checklist,) = sheet.checklists
    answers = {
        item.key: Answer("fail" if item.key in failed else "none" if item.key in none else "ok")
        for item in checklist.items
    }
    entry = Entry.objects.get(key=key)
    visit = Visit(hand._hand, sheet, entry, task="place_visit", key="phone-1")
    return inspect(visit, checklist, answers, known)


def test_what_fails_becomes_hazards_of_that_place_and_the_grave_one_a_case(
    hand: Hand, wangfang: Any
) -> None:
    place = hand(wangfang).add("hazard_place", PLACE, at=LESHAN)
    made = checked(hand(wangfang), place.key, failed=("lodging", "gas"))
    assert (made.score, made.passed) == (65, False)
    found = hand(wangfang).entries("hazard")
    assert {one.values["kind"]: one.values["grade"] for one in found} == {
        "fire": "major", "gas": "general",
    }  # fmt: skip
    assert all(one.values["place"] == place.key and one.stage == "found" for one in found)
    case = Case.objects.get(number=made.cases[0])
    assert (case.type.key, case.origin, case.area_path[-16:-1]) == (
        "major_hazard", "patrol", "310104014001001",
    )  # fmt: skip


def test_a_visit_that_is_sent_twice_is_one_visit(hand: Hand, wangfang: Any) -> None:
    place = hand(wangfang).add("hazard_place", PLACE, at=LESHAN)
    first = checked(hand(wangfang), place.key, failed=("gas",))
    assert checked(hand(wangfang), place.key, failed=("gas",)) == first
    assert len(hand(wangfang).entries("hazard")) == 1


def test_what_does_not_apply_counts_neither_way() -> None:
    checklist = sheets_of_hazards()
    answers = {item.key: Answer("none") for item in checklist.items}
    assert scoring.score(checklist, answers) == 100
    answers |= {"exits": Answer("ok"), "gas": Answer("fail")}
    assert (scoring.score(checklist, answers), scoring.passes(checklist, answers)) == (57, False)


def sheets_of_hazards() -> Any:
    from chengyun.packs import registry

    return registry.current().packs["hazards"].checklists[0]


def test_a_hazard_is_struck_off_only_along_its_chain(hand: Hand, zhoumin: Any) -> None:
    told = {"title": "通道堆物", "kind": "fire", "grade": "general"}
    house = hand(zhoumin)
    key = house.add("hazard", told, at=LESHAN).key
    with pytest.raises(Refused, match="没有从"):
        house.advance(key, "struck_off")
    with pytest.raises(Refused, match="整改措施"):
        house.advance(key, "ordered")
    house.change(key, measure="立即清理", outcome="已清理")
    for stage in ("ordered", "rectified", "checked"):
        there = house.advance(key, stage)
    assert (there.stage, there.lamp) == ("checked", "yellow")
    entry, sheet = Entry.objects.get(key=key), sheets()["hazard"]
    with pytest.raises(Refused, match="请说明原因"):
        chains.advance(house._hand, sheet, entry, "ordered")
    chains.advance(house._hand, sheet, entry, "ordered", reason="又堆上了")
    for stage in ("rectified", "checked", "struck_off"):
        there = house.advance(key, stage)
    assert there.ended_at is not None
    assert house.entries("hazard") == []


def test_a_planned_day_goes_before_the_limit_and_the_lamp_follows(hand: Hand, zhoumin: Any) -> None:
    told = {"title": "通道堆物", "kind": "fire", "grade": "general"}
    house = hand(zhoumin)
    key = house.add("hazard", told, at=LESHAN).key
    entry, sheet = Entry.objects.get(key=key), sheets()["hazard"]
    today = timezone.localdate()
    for days, lamp in ((-1, "red"), (2, "yellow"), (10, "green")):
        chains.plan(house._hand, sheet, entry, {"found": today + timedelta(days=days)})
        assert house.entry(key).lamp == lamp


def test_the_graver_the_risk_the_sooner_the_next_inspection(hand: Hand, wangfang: Any) -> None:
    keys = {
        risk: hand(wangfang)
        .add("hazard_place", PLACE | {"risk": risk, "title": risk}, at=LESHAN)
        .key
        for risk in ("red", "yellow", "blue")
    }
    door = Doorman(viewer_of(wangfang))

    def names(days: int) -> list[str]:
        return [one.entry.name for one in due(door, sheets(), timezone.now() + timedelta(days))]

    assert (names(0), names(31), names(91)) == ([], ["red"], ["red", "yellow"])
    checked(hand(wangfang), keys["red"])
    assert names(29) == []


def test_the_demonstration_has_hazards_at_every_stage(hand: Hand) -> None:
    from chengyun.packs import registry
    from chengyun.packs.services.planting import plant

    all_ = sum(pack.demo is not None for pack in registry.current().packs.values())
    assert plant() == all_
    assert len(hand().entries("hazard_place")) == 2
    assert plant() == all_
    assert len(hand().entries("hazard_place")) == 2
