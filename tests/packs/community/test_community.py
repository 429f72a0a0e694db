"""智慧社区: an estate's day in the order of what may hurt, people decide, a doctor decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from chengyun.cases.models import Alarm
from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs.api import DayHeard, Live, NewEntry, StageHeard, in_mine
from chengyun.packs.community import (
    doing,
    estate_page,
    figures,
    lone,
    patrol,
    retrofit,
    shown,
    triage,
)
from chengyun.packs.community.day import of_day
from chengyun.packs.community.demo import demo
from chengyun.packs.community.estates import SAID
from chengyun.packs.models import Entry
from chengyun.packs.queries.due import due
from chengyun.packs.queries.registers import sheets
from chengyun.packs.scoring import Answer
from chengyun.packs.services.inspecting import Visit, fill_in, inspect
from chengyun.people.gates import Doorman
from chengyun.people.models import AuditEntry, Unit
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from tests.packs.community.test_news2 import WELL
from tests.packs.conftest import LESHAN

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]
PACK = "community"
PLACE = "310104014001001"
GRAVE = WELL | {"respiration": 26, "spo2": 91, "systolic": 98, "pulse": 118, "temperature": 38.6}


def staff(user: Any, code: str, kind: str, area: Any = None) -> Any:
    user.unit, _ = Unit.objects.get_or_create(
        code=code, defaults={"name_zh": code, "kind": kind, "area": area}
    )
    user.save()
    return user


@pytest.fixture
def doctor(liqiang: Any, district: Any) -> Any:
    """李强, for once a doctor: a handler of the health unit."""
    return staff(liqiang, "health", "health")


@pytest.fixture
def nurse(wangfang: Any, district: Any) -> Any:
    """王芳, for once of the booth: a grid officer of a health unit."""
    return staff(wangfang, "booth", "health", district.xujiahui)


@pytest.fixture
def neighbour(wangfang: Any, district: Any) -> Any:
    """王芳, grid officer of the sub-district."""
    return staff(wangfang, "street-014", "street", district.xujiahui)


@pytest.fixture
def bureau(district: Any) -> Any:
    return Unit.objects.create(code="civil-affairs", name_zh="区民政局", kind="civil_affairs")


@pytest.fixture
def clerk(liqiang: Any, district: Any) -> Any:
    """李强, for once of the civil affairs bureau."""
    return staff(liqiang, "civil-affairs", "civil_affairs")


def estate(hand: Any, title: str = "乐山新村", days: float = 0, at: Any = LESHAN) -> Any:
    values = {"title": title, "round": "daily", "homes": 480, "reach": 200}
    since = hand.now - timedelta(days=days)
    one = NewEntry(values=values, area=PLACE, lon=at[0], lat=at[1], key=title, since=since)
    hand.add_many("community_estate", [one])
    return hand.entries("community_estate", title=title)[0]


def person(hand: Any, n: int = 1, seen: int = 0, **more: Any) -> Any:
    values = {
        "code": f"DJ{n:06d}", "living": "alone", "level": "half_week", "holder": "徐桂珍",
        "seen_on": (hand.today - timedelta(days=seen)).isoformat(), "phone": "13700001111",
    } | more  # fmt: skip
    return hand.add("lone_person", values, area=PLACE, key=f"p{n}")


def signal(hand: Any, who: Any, kind: str = "water_still") -> Any:
    values = {"number": f"{who.name}-{kind}", "person": who.key, "kind": kind, "days": 3}
    return hand.add("lone_signal", values, area=who.area, key=values["number"])


def patient(hand: Any, n: int = 1, minutes: int = 5, **more: Any) -> Any:
    """Somebody who was measured so many minutes ago."""
    now = hand.now
    begun = now - timedelta(hours=3)
    own = hands.Bound(PACK, None, simulated=True)
    placed = {"slot_on": now.date().isoformat(), "half": "am", "booth": booth(hand).key}
    values = {"matter": f"头晕{n}", "who": "陈建国", "phone": "13900001111"} | placed | WELL | more
    stages = (("confirmed", begun), ("measured", now - timedelta(minutes=minutes)))
    one = NewEntry(values=values, area=PLACE, key=f"v{n}", since=begun, stages=stages)
    own.add_many("booth_visit", [one])
    return next(e for e in hand.entries("booth_visit") if e.name == values["matter"])


def booth(hand: Any) -> Any:
    values = {"title": "乐山诊间", "state": "open", "slots": 12}
    return hand.add("cloud_booth", values, at=LESHAN, key="booth")


def alarm(area: Any, rule: str, prop: str, n: int, at: Any = LESHAN, minutes: int = 10) -> None:
    thing = Thing.objects.create(
        key=f"t{n}", name=f"设备{n}", kind="x", area=area, lon=at[0], lat=at[1]
    )
    told = ObservedProperty.objects.get(code=prop)
    stream = Datastream.objects.create(key=f"t{n}/s", thing=thing, observed_property=told)
    at_ = hands.of_house(PACK).now - timedelta(minutes=minutes)
    Alarm.objects.create(
        key=f"a{n}", rule=rule, datastream_id=stream.pk, severity=2, value=1, onset_at=at_,
        changed_at=at_,
    )  # fmt: skip


def heard(entry: Any) -> StageHeard:
    return StageHeard(
        entry=entry.key, register=entry.register, before="", stage=entry.stage, area=entry.area,
        at=entry.changed_at,
    )  # fmt: skip


def visit(user: Any, entry: Any, form: str, **typed: Any) -> Any:
    known = sheets()
    told = next(one for one in doing.FORMS if one.key == form)
    task = next(one.key for one in doing.TASKS if one.form == form)
    hand = hands.of_viewer(viewer_of(user), PACK)._hand
    seen = Visit(hand, known[entry.register], Entry.objects.get(key=entry.key), task=task)
    return fill_in(seen, told, typed)


def todo(user: Any) -> list[str]:
    found = due(Doorman(viewer_of(user)), sheets(), hands.of_house(PACK).now)
    return [one.task.key for one in found if one.sheet.pack == PACK]


def told_of(hand: Any, key: str, **asked: str) -> str:
    page = next(one for one in shown.PAGES if one.key == key)
    return " ".join(str(block) for block in page.show(hand, {"estate": ""} | asked))


def on_wall(hand: Any) -> Any:
    told: Any = figures.panel(hand)
    return told[0].items


def test_the_day_puts_first_what_may_hurt_somebody_and_says_why_and_who(
    hand: Hand, district: Any
) -> None:
    house = hand(pack=PACK)
    home = estate(house, days=9)
    alarm(district.grid, "camera_dark", "camera_fault", 1, minutes=600)
    alarm(district.grid, "tank_turbid", "tank_turbidity", 2)
    alarm(district.grid, "charger_hot", "charger_temp", 3)
    signal(house, person(house, estate=home.key))
    person(house, 2, seen=9, estate=home.key)
    patient(house, minutes=40, **GRAVE)
    patient(house, 2, **(WELL | {"pulse": 95}))
    asks = of_day(house)
    assert [(one.rank, one.late) for one in asks] == [
        (1, True), (1, False), (1, False), (2, False), (3, True), (3, True), (3, False), (4, False),
    ]  # fmt: skip
    assert asks[0].who == "值班医生" and "NEWS2 合计" in asks[0].why
    assert asks[1].what == "充电棚过热：设备3" and asks[1].where == "乐山新村"
    assert asks[2].why == "用水为零 3 天" and asks[2].who == "民政、街道"
    assert all(one.why and one.who and one.href for one in asks)


def test_of_one_estate_only_its_own_is_asked_for(hand: Hand, district: Any, clerk: Any) -> None:
    house = hand(pack=PACK)
    estate(house)
    away = estate(house, "田林新村", at=(121.4400, 31.1960))
    alarm(district.grid, "lift_out", "lift_fault", 1)
    alarm(district.grid, "lift_out", "lift_fault", 2, at=(121.4700, 31.2300))
    (one,) = of_day(house)
    assert one.where == "乐山新村", "a device far from every estate belongs to none"
    assert "设备1" in told_of(hand(clerk, PACK), "community_day", estate="乐山")
    assert "设备1" not in told_of(hand(clerk, PACK), "community_day", estate=away.name)
    assert "设备1" in told_of(hand(clerk, PACK), "community_sheet", estate="乐山")


def test_whoever_may_not_read_people_or_health_sees_the_day_without_them_and_is_told_so(
    hand: Hand, zhaoguohua: Any, doctor: Any
) -> None:
    house = hand(pack=PACK)
    home = estate(house, days=5)
    signal(house, person(house, estate=home.key))
    patient(house, **GRAVE)
    outside = told_of(hand(zhaoguohua, PACK), "community_day")
    assert "巡查逾期" in outside and "DJ000001" not in outside and "NEWS2" not in outside
    assert "未列入：独居老人、云医院" in outside
    medical = told_of(hand(doctor, PACK), "community_day")
    assert "NEWS2" in medical and "DJ000001" not in medical


def test_health_is_read_by_health_units_alone_and_each_opening_is_recorded(
    hand: Hand, doctor: Any, zhoumin: Any, admin: Any, client: Client
) -> None:
    one = patient(hand(pack=PACK))
    address = f"/scenes/community/booth_visit/{one.key}/"
    client.force_login(doctor)
    page = client.get(address)
    assert page.status_code == 200 and "陈建国" not in page.content.decode()
    assert AuditEntry.objects.filter(actor=doctor, target__contains=one.key[:8]).exists()
    for outsider in (zhoumin, admin):
        client.force_login(outsider)
        assert client.get(address).status_code == 404
        assert hand(outsider, PACK).entries("booth_visit") == []


def test_only_a_doctor_decides_neither_the_booth_nor_the_pack_itself(
    hand: Hand, doctor: Any, nurse: Any, client: Client
) -> None:
    house = hand(pack=PACK)
    one = patient(house, **GRAVE, decision="emergency", because="休克可能")
    for other in (house, hand(nurse, PACK)):
        with pytest.raises(Refused, match=r"Others take this step|规定的角色"):
            other.advance(one.key, "decided")
    client.force_login(nurse)
    address = f"/scenes/community/booth_visit/{one.key}/"
    assert 'value="decided"' not in client.get(address).content.decode()
    client.force_login(doctor)
    assert 'value="decided"' in client.get(address).content.decode()
    assert hand(doctor, PACK).advance(one.key, "decided").stage == "decided"


def test_a_decision_needs_its_reason(hand: Hand, doctor: Any) -> None:
    one = patient(hand(pack=PACK), decision="home")
    with pytest.raises(Refused, match=r"决定依据|For what reason"):
        hand(doctor, PACK).advance(one.key, "decided")


def test_an_entry_is_not_added_as_decided_by_whoever_may_not_decide(hand: Hand) -> None:
    house, now = hand(pack=PACK), hand(pack=PACK).now
    steps = ("confirmed", "measured", "decided")
    told = {"matter": "头晕", "who": "陈建国", "half": "am", "slot_on": "2026-11-20",
            "booth": booth(house).key, "decision": "home", "because": "无"}  # fmt: skip
    stages = tuple((key, now) for key in steps)
    new = NewEntry(values=told | WELL, area=PLACE, stages=stages, since=now - timedelta(hours=1))
    with pytest.raises(Refused, match=r"Others take this step|规定的角色"):
        house.add_many("booth_visit", [new])
    assert house.entries("booth_visit") == []


def test_measured_on_the_spot_a_red_flag_is_told_with_its_reasons_and_moves_nothing(
    hand: Hand, nurse: Any, doctor: Any
) -> None:
    house = hand(pack=PACK)
    told = {"matter": "咳嗽", "who": "陈建国", "half": "am", "slot_on": "2026-11-20"}
    told["booth"] = booth(house).key
    one = house.add("booth_visit", told, area=PLACE)
    house.advance(one.key, "confirmed")
    assert "booth_measuring" in todo(nurse)
    visit(nurse, one, "booth_measure", **GRAVE)
    one = house.entry(one.key)
    triage.measured(house, heard(one))
    triage.measured(house, heard(one))
    one = house.entry(one.key)
    assert (one.stage, one.values["flag"]) == ("measured", "high")
    assert "呼吸 26 → 3" in in_mine(one.values["why"])
    with override("en"):
        assert "26 → 3" in in_mine(one.values["why"]) and "呼吸" not in in_mine(one.values["why"])
    assert one.due - one.stage_since == timedelta(hours=1)
    text = headline(Delivery.objects.get(channel__user=doctor))
    assert "30 分钟" in text and "咳嗽" not in text and "陈建国" not in text


def test_what_cannot_be_measured_keeps_nobody_waiting_a_doctor_looks_at_once(
    hand: Hand, nurse: Any, doctor: Any
) -> None:
    house = hand(pack=PACK)
    told = {"matter": "咳嗽", "who": "陈建国", "half": "am", "slot_on": "2026-11-20"}
    one = house.add("booth_visit", told | {"booth": booth(house).key}, area=PLACE)
    house.advance(one.key, "confirmed")
    visit(nurse, one, "booth_measure", fit="adult", pulse=118, conscious="v")
    triage.measured(house, heard(house.entry(one.key)))
    one = house.entry(one.key)
    assert one.values["flag"] == "unscored" and "脉搏 118 → 2" in in_mine(one.values["why"])
    assert Delivery.objects.filter(channel__user=doctor).exists()
    assert triage.TERMS[one.values["flag"]] == 60


def test_a_signal_is_no_visit_before_a_person_decides(hand: Hand, neighbour: Any) -> None:
    house = hand(pack=PACK)
    one = signal(house, person(house))
    assert one.due - one.stage_since == timedelta(hours=2)
    assert "lone_call" not in todo(neighbour)
    with pytest.raises(Refused):
        visit(neighbour, one, "lone_met", found="well", met_on=house.today.isoformat())
    hand(neighbour, PACK).advance(one.key, "going")
    assert "lone_call" in todo(neighbour)


def test_who_was_met_has_been_seen_and_where_nobody_opened_an_officer_is_asked_again(
    hand: Hand, neighbour: Any, bureau: Any
) -> None:
    house, today = hand(pack=PACK), hand(pack=PACK).today.isoformat()
    for n, found in enumerate(("well", "absent")):
        who = person(house, n, seen=4)
        one = signal(house, who)
        house.advance(one.key, "going")
        visit(neighbour, one, "lone_met", found=found, met_on=today)
        lone.looked_into(house, heard(house.entry(one.key)))
        lone.looked_into(house, heard(house.entry(one.key)))
    assert house.entries("lone_person", code="DJ000000")[0].values["seen_on"] == today
    assert house.entries("lone_person", code="DJ000001")[0].values["seen_on"] != today
    assert [e.values["kind"] for e in house.entries("lone_signal")] == ["unanswered"]


def test_who_was_not_seen_in_time_is_put_to_an_officer_once_until_they_are(
    hand: Hand, bureau: Any
) -> None:
    house = hand(pack=PACK)
    who = person(house, seen=5)
    person(house, 2, seen=2)
    for days in (0, 1):
        lone.of_the_day(house, DayHeard(day=house.today + timedelta(days=days)))
    (one,) = house.entries("lone_signal")[:1]
    assert one.values["person"] == who.key and one.values["days"] == 5


def test_patrols_are_due_by_the_estate_and_a_failed_one_stands_in_the_day_until_the_next(
    hand: Hand, wangfang: Any
) -> None:
    house = hand(pack=PACK)
    home = estate(house, days=3)
    assert "estate_round" in todo(wangfang)
    assert patrol.late_days(house, home, None) == 2
    known, officer = sheets(), hands.of_viewer(viewer_of(wangfang), PACK)._hand
    for state in ("fail", "ok"):
        answers = {one.key: Answer(state) for one in patrol.CHECKLISTS[0].items}
        seen = Visit(officer, known["community_estate"], Entry.objects.get(key=home.key),
                     task=patrol.TASK)  # fmt: skip
        made = inspect(seen, patrol.CHECKLISTS[0], answers, known)
        told = house.visits("community_estate")[0]
        assert (told.passed, list(told.cases)) == (made.passed, made.cases)
        asked = [one.what for one in of_day(house)]
        assert asked == (["上次巡查不合格"] if state == "fail" else [])
    assert "estate_round" not in todo(wangfang)


def test_a_retrofit_is_subsidised_by_group_up_to_the_most(hand: Hand) -> None:
    house = hand(pack=PACK)
    assert retrofit.share(2000, 80, 3000) == retrofit.Share(2000, 1600)
    assert retrofit.share(9800, 100, 3000).own == 6800
    values = {"code": "SL1", "group": "some", "applied_on": "2026-11-02", "holder": "陆秀英",
              "ability": "light", "works": "rails", "cost": 3000}  # fmt: skip
    one = house.add("ageing_retrofit", values, area=PLACE)
    assert retrofit.funds(house, house.entries("ageing_retrofit"), []).bound == 0
    house.advance(one.key, "assessed")
    with pytest.raises(Refused, match=r"本人确认方案|Agreed"):
        house.advance(one.key, "works")
    assert retrofit.funds(house, house.entries("ageing_retrofit"), []).bound == 2400


def test_on_the_wall_and_outside_small_counts_are_hidden(
    hand: Hand, zhaoguohua: Any, clerk: Any
) -> None:
    house = hand(pack=PACK)
    estate(house)
    for n in range(4):
        person(house, n)
    patient(house)
    wall = hands.of_wall(viewer_of(zhaoguohua), PACK)
    assert [one.value for one in on_wall(wall)] == [1, 0, 0, None, 0, None]
    person(house, 9)
    assert on_wall(wall)[3].value == 5
    for key in ("lone_page", "booth_page"):
        page = told_of(hand(zhaoguohua, PACK), key)
        assert "DJ0" not in page and "只对" in page
    assert [row[5] for row in figures.by_street(hand(zhaoguohua, PACK), {})] == [0, 5]


def test_everybody_may_book_and_nobody_else_reads_what_they_wrote(
    client: Client, hand: Hand, zhoumin: Any
) -> None:
    house = hand(pack=PACK)
    at = "/s/community/booth_book/"
    page = client.get(at)
    assert "120" in page.content.decode()
    told = {"matter": "血压复查", "who": "张阿姨", "phone": "13800001111", "half": "am",
            "wanted_on": "2026-11-30", "history": "高血压", "lon": LESHAN[0], "lat": LESHAN[1],
            "stamp": page.context["stamp"]}  # fmt: skip
    asked = client.post(at, told).context["challenge"]
    proof = {"sum_token": asked.sum_token, "sum": str(asked.first + asked.second)}
    assert client.post(at, told | proof).status_code == 200
    (one,) = house.entries("booth_visit")
    assert one.stage == "booked" and "张阿姨" not in str(one)
    assert hand(zhoumin, PACK).entries("booth_visit") == []


def test_everybody_reads_where_the_booths_are_and_that_a_score_is_no_diagnosis(
    client: Client, hand: Hand
) -> None:
    booth(hand(pack=PACK))
    page = client.get("/s/community/pages/community_public/").content.decode()
    assert "乐山诊间" in page and "评分不是诊断" in page


def test_goals_count_patrols_people_seen_and_red_flags_of_five_and_more(hand: Hand) -> None:
    house = hand(pack=PACK)
    span = (house.today - timedelta(days=1), house.today)
    estate(house)
    estate(house, "晚巡苑", days=4, at=(121.4400, 31.1960))
    assert figures.patrolled_share(house, "", *span) == 50
    for n in range(5):
        assert figures.seen_share(house, "", *span) is None
        person(house, n, seen=9 if n == 4 else 0)
        patient(house, n, **GRAVE)
    assert figures.seen_share(house, PLACE, *span) == 80
    assert figures.flag_share(house, "", *span) == 0
    assert figures.flag_share(house, "310104011", *span) is None


def test_the_demonstration_is_the_same_each_time_and_every_page_opens(
    client: Client, hand: Hand, clerk: Any, district: Any
) -> None:
    house = hands.Bound(PACK, None, simulated=True)
    demo(house)
    told = [one.what for one in of_day(house)]
    assert house.count("lone_person")[""] == 160 and len(told) > 20
    assert {one.rank for one in of_day(house)} == {1, 2, 3, 4}
    demo(house)
    assert [one.what for one in of_day(house)] == told
    for kind in ("civil_affairs", "health"):
        client.force_login(staff(clerk, kind, kind))
        for one in shown.PAGES[:-1]:
            page = client.get(f"/scenes/community/pages/{one.key}/")
            assert not [block for block in page.context["blocks"] if block.kind == "failed"]
    assert client.get("/scenes/community/reports/community_streets/").context["total"] == 2


def test_a_device_that_is_well_or_not_is_told_in_words_the_ill_first(hand: Hand) -> None:
    now = hand(pack=PACK).now
    live = [Live(stream=f"c{n}", thing=f"摄像头{n}", area="", lon=0, lat=0, value=value,
                 at=now - timedelta(seconds=90 * n))
            for n, value in enumerate((0.0, 1.0))]  # fmt: skip
    told = estate_page._states("摄像头", SAID["camera_fault"], live, now)
    assert told.rows == (("摄像头1", "无画面", "1 分钟"), ("摄像头0", "有画面", "不到 1 分钟"))
