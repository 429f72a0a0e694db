"""The scene at work: alarms are weighed and judged, stations come by road, fires are reviewed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Alarm, Case, CaseType, LedgerEntry
from chengyun.cases.services import tasks as together
from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs import panels
from chengyun.packs.api import AlarmHeard, CaseHeard, DayHeard, StageHeard
from chengyun.packs.fire import (
    alarms,
    doing,
    drills,
    evidence,
    lanes,
    post,
    precision,
    reach,
    reviewing,
    shown,
    water,
    weighing,
)
from chengyun.packs.fire.demo import demo
from chengyun.people.models import Unit
from chengyun.people.policy import viewer_of
from chengyun.places.layers import put_layer
from tests.packs.conftest import LESHAN
from tests.packs.fire.making import LAT, LON, STREET, M, alarm, case, detector, east, sheet, told

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]


def heard(one: Alarm, phase: str = "onset") -> AlarmHeard:
    return AlarmHeard(
        key=one.key, rule=one.rule, case_type="smoke_alarm", phase=phase, severity=1, value=0.3,
        stream="", thing="", area="", at=one.onset_at,
    )  # fmt: skip


def step(one: Case, action: str = "close") -> CaseHeard:
    return CaseHeard(number=one.number, case_type="smoke_alarm", action=action, stage=one.stage,
                     severity=1, area="", at=timezone.now(), lon=one.lon, lat=one.lat)  # fmt: skip


# --- how likely it is ---


def test_every_standing_alarm_is_listed_the_likeliest_first(house: Any, district: Any) -> None:
    pair = [alarm(detector(district.grid, f"p{n}", east(20 * n))) for n in (0, 1)]
    alone = alarm(detector(district.grid, "alone", east(900)))
    over = detector(district.grid, "over", east(1500))
    alarm(over, cleared_at=timezone.now())
    rows = evidence.standing(house)
    assert {one.alarm.key for one in rows} == {one.key for one in (*pair, alone)}
    assert rows[-1].alarm.key == alone.key
    assert rows[0].levels["others"] == "one" and rows[-1].levels["others"] == "none"
    assert rows[0].found.share > rows[-1].found.share
    figures, warning, table, terms, *_ = alarms.page(house, {})
    assert figures.items[0].value == 3 and len(table.rows) == 3
    assert "不压下" in warning.text and "逐项相乘" in terms.title


def test_heat_people_and_faults_count(house: Any, district: Any) -> None:
    one = detector(district.grid, "d1")
    told = case(house)
    Case.objects.filter(pk=told.pk).update(report_count=2)
    alarm(one, case=told)
    alarm(detector(district.grid, "c1", east(30), "charger_temp"), rule="charger_hot")
    alarm(one, minutes=300, rule="smoke_silent", cleared_at=timezone.now())
    (seen,) = evidence.standing(house)
    assert (seen.levels["heat"], seen.levels["people"], seen.levels["fault"]) == (
        "some", "some", "faulty",
    )  # fmt: skip
    assert "30 米" in seen.words["heat"] and "2 件" in seen.words["people"]


def test_the_course_is_rising_falling_or_unsaid(house: Any, district: Any, tmp_path: Path) -> None:
    rows = {"up": [0.3, 0.5, 0.9], "down": [0.3, 0.2, 0.1], "still": [0.3, 0.3, 0.31]}
    for n, (key, values) in enumerate(rows.items()):
        stream = detector(district.grid, key, east(300 * n))
        told(stream, values, tmp_path)
        alarm(stream)
    bit = detector(district.grid, "bit", east(2000))
    told(bit, [1, 1, 1], tmp_path)
    alarm(bit, value=1)
    alarm(detector(district.grid, "mute", east(2500)))
    seen = {one.alarm.thing: one for one in evidence.standing(house)}
    assert {key[:-3]: one.levels.get("course") for key, one in seen.items()} == {
        "up": "rising", "down": "falling", "still": "steady", "bit": None, "mute": None,
    }  # fmt: skip
    assert "26875" in seen["bit号烟感"].words["course"]


def test_an_alarm_is_kept_with_what_was_told_and_judged_by_its_case(
    house: Any, district: Any
) -> None:
    one = case(house)
    onset = alarm(detector(district.grid, "d1"), case=one)
    for _ in range(2):
        doing.alarmed(house, heard(onset))
    (kept,) = house.entries("fire_alarm")
    first = kept.values["likelihood"]
    assert kept.stage == "standing" and kept.values["case"] == one.number and 0 < first < 5
    assert "course" not in kept.values
    doing.alarmed(house, heard(onset, "clear"))
    assert house.entry(kept.key).stage == "asked"
    doing.handled(house, step(one))
    assert house.entry(kept.key).stage == "asked", "handled alone says nothing"
    Case.objects.filter(pk=one.pk).update(outcome="no_fault", closed_at=timezone.now())
    for _ in range(2):
        doing.handled(house, step(one))
    judged = house.entry(kept.key)
    assert (judged.stage, judged.values["verdict"]) == ("judged", "false")
    assert judged.values["likelihood"] == first
    (past,) = evidence.pasts(house)
    assert (past.real, past.told) == (False, first / 100)


def test_a_device_that_cries_wolf_is_believed_less_and_still_listed(
    house: Any, district: Any
) -> None:
    wolf, fresh = detector(district.grid, "wolf"), detector(district.grid, "fresh", east(800))
    for n in range(5):
        at = (timezone.now() - timedelta(days=9 + n)).isoformat()
        values = {"title": f"x{n}", "stream": wolf.key, "onset": at, "verdict": "false",
                  "likelihood": 4}  # fmt: skip
        made = house.add("fire_alarm", values, at=LESHAN, key=f"w{n}")
        house.advance(made.key, "judged")
    alarm(wolf), alarm(fresh)
    first, last = evidence.standing(house)
    assert (first.alarm.stream, last.alarm.stream) == (fresh.key, wolf.key)
    assert "5 次报警" in alarms.because(last)
    blocks = list(precision.page(house, {}))
    assert blocks[0].items[0].value == 5 and "还说明不了什么" in str(blocks)
    (devices,) = [b for b in blocks if "多次误报" in getattr(b, "title", "")]
    assert devices.rows == ((wolf.key, 5, 0),)


# --- who comes, by road ---


def roads() -> None:
    """A street east and west, one north from it, and a road far north that joins them in a loop."""

    def line(*points: tuple[float, float]) -> dict[str, Any]:
        at = [[LON + x * M, LAT + y * 0.000009] for x, y in points]
        return {"type": "Feature", "properties": {"class": "primary"},
                "geometry": {"type": "LineString", "coordinates": at}}  # fmt: skip

    features = [line((-2000, 0), (2000, 0)), line((0, 0), (0, 1500)),
                line((-1000, 0), (-1000, 1500), (0, 1500))]  # fmt: skip
    put_layer("road", {"type": "FeatureCollection", "features": features})


def station(house: Any, name: str, at: Any, **more: Any) -> Any:
    values = {"title": name, "kind": "first", "on_duty": True, "crew": 30, "engines": 3, **more}
    return house.add("fire_station", values, at=at, area=STREET)


def test_the_nearest_station_is_that_by_road(house: Any) -> None:
    roads()
    station(house, "近而绕", (LON + 1000 * M, LAT + 1400 * 0.000009))
    station(house, "远而直", east(1900))
    station(house, "不在岗", east(100), on_duty=False)
    found = reach.arrivals(house, east(0))
    assert [one.station.name for one in found] == ["远而直"], "one lies too far from every road"
    (first,) = found
    assert first.trip.by_road and first.trip.metres == pytest.approx(1900, abs=5)
    assert first.minutes == pytest.approx(1 + 1900 / (40 / 3.6) / 60, rel=0.01)
    assert "30 人" in reach.force(first.station)


def test_what_is_blocked_is_driven_around(house: Any) -> None:
    roads()
    station(house, "西站", east(-1500))
    (free,) = reach.arrivals(house, east(0))
    (around,) = reach.arrivals(house, east(0), [east(-500)])
    assert around.trip.metres - free.trip.metres == pytest.approx(3000, abs=20)


def test_without_roads_it_is_estimated_and_said(house: Any) -> None:
    station(house, "站", east(1000))
    (found,) = reach.arrivals(house, east(0))
    assert not found.trip.by_road
    assert found.trip.metres == pytest.approx(1400, rel=0.01)
    assert "没有道路" in reach.by_road([found.trip])
    assert "没有道路" in str(list(reach.page(house, {}))[1])


def test_a_road_that_changes_is_heard_of(house: Any) -> None:
    roads()
    station(house, "西站", east(-1500))
    before = reach.arrivals(house, east(0))[0].trip.metres
    line = {"type": "LineString", "coordinates": [[LON - 2000 * M, LAT], [LON - 900 * M, LAT]]}
    put_layer("road", {"features": [{"type": "Feature", "properties": {"class": "primary"},
                                     "geometry": line}]})  # fmt: skip
    assert before == pytest.approx(1500, abs=5)
    assert reach.arrivals(house, east(0)) == []


def test_committees_beyond_the_standard_are_named(house: Any) -> None:
    roads()
    assert [one.minutes for one in reach.coverage(house)] == [None]
    station(house, "站", east(1900))
    (one,) = reach.coverage(house)
    assert one.station.name == "站" and one.minutes > 3
    assert "乐山居委会" not in str(list(reach.page(house, {}))[3].rows)


# --- water and lanes ---


def hydrant(house: Any, number: str, metres: float, **more: Any) -> Any:
    values = {"number": number, "kind": "above", "state": "sound", **more}
    return house.add("hydrant", values, at=east(metres), area=STREET)


def test_hydrants_that_give_no_water_are_not_counted_on(house: Any) -> None:
    hydrant(house, "坏", 10, state="broken")
    hydrant(house, "低", 20, pressure=0.08)
    hydrant(house, "小", 30, pressure=0.2, flow=9)
    hydrant(house, "弱", 60, pressure=0.12)
    hydrant(house, "好", 40, pressure=0.2, flow=18)
    hydrant(house, "未测", 50)
    held = house.entries("hydrant")
    assert [one.entry.name for one in water.nearest(held, LON, LAT)] == ["好", "未测", "弱"]
    assert water.share(house) == water.share(house, STREET) == 50
    assert {one.name for one in water.troubled(house)} == {"坏", "低", "小", "弱"}
    assert water.share(house, "310104011") is None
    assert {one.name: water.lamp(one) for one in held} == {
        "坏": "bad", "低": "bad", "小": "bad", "弱": "watch", "好": "good", "未测": "good",
    }  # fmt: skip
    figures = next(iter(water.page(house, {})))
    assert [item.value for item in figures.items] == [6, 50.0, 3, 2, 0]


def test_a_blocked_lane_names_the_building_it_shuts_off_until_the_case_is_closed(
    house: Any, district: Any
) -> None:
    building = sheet(house, "颐养院", east(200))
    lane = house.add("fire_lane", {"title": "东通道", "building": building.key, "state": "clear",
                                   "width": 3.2}, at=east(20))  # fmt: skip
    assert lanes.blocked(house) == []
    one = case(house, east(30), "fire_exit_blocked")
    doing.blocked(house, replace(step(one, "file"), case_type="fire_exit_blocked"))
    (found,) = lanes.blocked(house)
    assert (found.title, [b.name for b in found.buildings]) == ("东通道", ["颐养院"])
    assert house.entry(lane.key).values["state"] == "blocked"
    assert "颐养院" in str(list(lanes.page(house, {}))[1].rows)
    Case.objects.filter(pk=one.pk).update(closed_at=timezone.now())
    doing.blocked(house, replace(step(one, "close"), case_type="fire_exit_blocked"))
    assert lanes.blocked(house) == []
    assert house.entry(lane.key).values["state"] == "narrow"
    assert lanes.offenders(house, 1)[0].lane.name == "东通道" and lanes.offenders(house, 2) == []


def test_the_demonstration_has_a_lane_where_the_past_was_blocked_again_and_again(
    house: Any, district: Any
) -> None:
    for key in "abc":
        case(house, east(30), "fire_exit_blocked", key)
    Case.objects.update(closed_at=timezone.now())
    case(house, east(900), "fire_exit_blocked", "d")
    demo(house)
    (found,) = lanes.offenders(house, 3)
    assert len(found.cases) == 3 and found.lane.values["state"] == "clear"
    assert any(one.lane and one.lane.values["state"] == "blocked" for one in lanes.blocked(house))


# --- the command post ---


def brigade(district: Any) -> None:
    for kind in ("police", "power", "gas", "health"):
        Unit.objects.create(code=kind, name_zh=kind, kind=kind)


def test_the_command_post_says_what_decides_the_first_minutes(
    house: Any, district: Any, zhoumin: Any, client: Client
) -> None:
    roads()
    one = case(house)
    alarm(detector(district.grid, "d1"), case=one)
    station(house, "徐家汇站", east(1500))
    hydrant(house, "XF-1", 90, pressure=0.2)
    sheet(house, "颐养院", east(20))
    house.add("fire_lane", {"title": "南通道", "state": "blocked"}, at=east(100))
    page = str(list(post.page(house, {"case": one.number})))
    for word in ("徐家汇站", "XF-1", "颐养院", "南通道", "逐项相乘", "还没有启动", "值班室"):
        assert word in page, word
    assert "陈某" not in page and "601室" not in page
    assert str(list(post.page(house, {"case": ""}))) == page
    assert "没有这件案件" in str(list(post.page(house, {"case": "CY-none"})))
    client.force_login(zhoumin)
    shown_ = client.get(f"/scenes/fire/pages/fire_command/?case={one.number}")
    assert not [b for b in shown_.context["blocks"] if b.kind == "failed"]
    assert "陈某" not in shown_.content.decode()
    wall = client.get(f"/api/v1/wall/panels?case={one.number}").json()["panels"]
    assert [panel["title"] for panel in wall] == ["火警研判"] and not wall[0]["failed"]
    assert "徐家汇站" in json.dumps(wall, ensure_ascii=False)
    assert panels.told(viewer_of(zhoumin), "fire")[0]["title"] == "消防救援"
    assert len(panels.told(viewer_of(zhoumin), "fire")) == 1


def test_a_case_of_another_kind_has_no_such_panel(house: Any, zhoumin: Any) -> None:
    one = case(house, kind="fire_exit_blocked")
    assert panels.of_case(viewer_of(zhoumin), one.number) == []


def test_an_incident_of_elsewhere_is_not_told(hand: Hand, house: Any, wangfang: Any) -> None:
    one = case(house, (121.4180, 31.1800))
    assert hand(wangfang, "fire").case(one.number) is None
    assert hand(wangfang, "fire").course(one.number) == []
    assert house.case(one.number).number == one.number
    assert [s.action for s in house.course(one.number)] == ["open"]
    assert hands.of_public("fire").course(one.number) == ()


# --- after it ---


def test_a_fire_is_reviewed_with_the_times_of_its_record(
    house: Any, district: Any, zhoumin: Any
) -> None:
    brigade(district)
    one = case(house)
    onset = alarm(detector(district.grid, "d1"), minutes=9, case=one)
    doing.alarmed(house, heard(onset))
    made = together.start(zhoumin, one.number, "fire_confirmed")
    assert {task.key for task in made} >= {"attack", "roads", "gas_off", "treat", "evacuate"}
    man = district.fire
    from chengyun.people.models import User

    fighter = User.objects.create(username="xf", name="许峰", role="handler", unit=man,
                                  area=district.root)  # fmt: skip
    attack = next(task for task in made if task.key == "attack")
    begun = timezone.now()
    for verb, minutes in (("accept", 1), ("arrive", 4), ("finish", 15)):
        together.move(fighter, attack.pk, verb, "已控制", at=begun + timedelta(minutes=minutes))
    assert not house.entries("fire_review")
    Case.objects.filter(pk=one.pk).update(closed_at=timezone.now(), outcome="handled")
    for _ in range(2):
        doing.handled(house, step(one))
    (review,) = house.entries("fire_review")
    at = reviewing.kept(review)
    assert at["alarm_at"] < at["sent_at"] < at["left_at"] < at["arrived_at"] < at["controlled_at"]
    by = {part.key: part for part in reviewing.intervals(at, reviewing.limits(house))}
    assert by["arrive"].minutes == pytest.approx(4, abs=0.1) and by["arrive"].kept
    assert by["turnout"].minutes == pytest.approx(1, abs=0.1)
    assert "out" not in by
    assert [e.values["verdict"] for e in house.entries("fire_alarm", ended=True)] == ["real"]
    assert "到场" in str(list(reviewing.page(house, {"review": review.key})))
    assert "控制" in str(list(post.page(house, {"case": one.number})))
    house.change(review.key, found="水带接口不一致\n- 门禁打不开")
    house.advance(review.key, "written")
    house.advance(review.key, "agreed")
    heard_ = StageHeard(entry=review.key, register="fire_review", before="written", stage="agreed",
                        area="", at=timezone.now())  # fmt: skip
    for _ in range(2):
        doing.measured(house, heard_)
    assert [m.name for m in house.entries("fire_measure")] == ["水带接口不一致", "门禁打不开"]


def test_times_that_did_not_happen_are_not_made_up(house: Any) -> None:
    at = {"alarm_at": timezone.now()}
    assert reviewing.intervals(at, {"arrive": 5}) == []
    assert reviewing.moment("gestern") is None


def test_drills_are_due_by_the_grade_and_told_once(house: Any, district: Any) -> None:
    key, usual = sheet(house, "颐养院"), sheet(house, "大厦", east(90), grade="usual", use="office")
    sheet(house, "公寓", east(200), use="homes")
    for one in (key, usual):
        day = (house.today - timedelta(days=200)).isoformat()
        values = {
            "title": "x", "building": one.key, "plan_on": day, "held_on": day, "people": 9,
            "out_s": 200, "scenario": "night", "found": "防火门常开",
        }  # fmt: skip
        made = house.add("fire_drill", values, area=STREET)
        house.advance(made.key, "held")
        house.advance(made.key, "assessed")
    rows = drills.duties(house)
    assert [(one.building.name, one.due < house.today) for one in rows] == [
        ("颐养院", True), ("大厦", False),
    ]  # fmt: skip
    assert shown.drills_in_time(house, "", house.today, house.today) == 50
    assert "颐养院" in str(list(drills.page(house, {}))[2].rows)


def test_the_fire_unit_is_told_once_of_an_overdue_drill(
    house: Any, district: Any, liqiang: Any
) -> None:
    liqiang.unit = Unit.objects.create(code="fire", name_zh="支队", kind="fire")
    liqiang.save()
    one = sheet(house, "颐养院")
    duty = drills.Duty(one, None, None, house.today - timedelta(days=3))
    for _ in range(2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(drills, "duties", lambda _hand: [duty])
            doing.of_the_day(house, DayHeard(day=house.today))
    (delivery,) = Delivery.objects.all()
    assert "颐养院" in headline(delivery)


# --- all of it ---


def test_the_demonstration_fills_every_page_and_its_likelihoods_are_good(
    client: Client, house: Any, admin: Any, hand: Hand
) -> None:
    demo(house)
    counts = {key: len(house.entries(key)) + len(house.entries(key, ended=True)) for key in
              ("fire_station", "fire_lane", "fire_alarm", "fire_drill", "fire_review")}  # fmt: skip
    demo(house)
    assert counts["fire_alarm"] == 260 and min(counts.values()) >= 1
    assert len(house.entries("fire_alarm", ended=True)) == 260
    found = weighing.check(evidence.pasts(house))
    assert found is not None and found.skill is not None and found.skill > 0.1
    for one in shown.PAGES:
        asked = {ask.key: ask.default for ask in one.asks}
        assert list(one.show(hand(admin, "fire"), asked)), one.key
    client.force_login(admin)
    for one in shown.PAGES:
        page = client.get(f"/scenes/fire/pages/{one.key}/")
        assert not [b for b in page.context["blocks"] if b.kind == "failed"], one.key
    for report in shown.REPORTS:
        rows = list(report.rows(hand(admin, "fire"), {}))
        assert rows and {len(row) for row in rows} == {len(report.columns)}
    first, last = house.today - timedelta(days=400), house.today
    for indicator in shown.INDICATORS:
        figure = indicator.of(house, "", first, last)
        assert figure is not None and 0 <= figure <= 100, indicator.key
    assert shown.true_share(house, "", first, first) is None


def test_playbooks_name_every_service(house: Any) -> None:
    from chengyun.packs.fire.playbooks import FIRE

    kinds = {one.unit_kind for one in FIRE.steps}
    assert kinds == {"fire", "police", "power", "gas", "health", "street"}
    assert FIRE.severity == 0 and CaseType.objects.filter(key__in=FIRE.case_types).count() == 2
    assert LedgerEntry.objects.count() == 0
