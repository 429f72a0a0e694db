"""The scene at work: alarms become episodes that are traced, stations are taken in, cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from chengyun.bus.batch import Batch
from chengyun.cases.models import Alarm
from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs.api import AlarmHeard, DayHeard, Reading, ReadingsHeard
from chengyun.packs.environment import (
    doing,
    dusting,
    looking,
    shown,
    sound,
    trace,
    water,
)
from chengyun.packs.environment.demo import demo
from chengyun.people.models import Unit
from chengyun.people.policy import viewer_of
from chengyun.sensing import history
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from tests.packs.conftest import LESHAN

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]
PACK = "environment"
MN = "310104000000DUST00000001"
BEGUN = timedelta(minutes=100)


@pytest.fixture
def heard(district: Any, settings: Any, tmp_path: Path) -> Callable[..., Datastream]:
    """A datastream with a reading a minute since 100 minutes ago, in history."""
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    since = timezone.now().replace(microsecond=0) - BEGUN
    kept: dict[str, int] = {}

    def of(key: str, name: str, code: str, values: list[float], at: Any = LESHAN) -> Datastream:
        prop, _ = ObservedProperty.objects.get_or_create(code=code)
        thing, _ = Thing.objects.get_or_create(
            key=key.rpartition(".")[0],
            defaults={"name": name, "kind": "x", "area": district.grid, "lon": at[0],
                      "lat": at[1]},
        )  # fmt: skip
        stream = Datastream.objects.create(key=key, thing=thing, observed_property=prop)
        times = int(since.timestamp() * 1e6) + np.arange(len(values), dtype=np.int64) * 60_000_000
        batch = Batch(np.full(len(values), stream.pk, np.int32), times, np.array(values))
        kept["n"] = kept.get("n", 0) + 1
        history.at(tmp_path / "history").append([batch], sequence=kept["n"])
        return stream

    return of


def weather(heard: Callable[..., Any]) -> None:
    """A background station 2 km north, with a steady wind from the north."""
    at = (LESHAN[0], LESHAN[1] + 0.018)
    for code, value in (("pm10", 60.0), ("wind_speed", 3.0), ("wind_from", 5.0)):
        heard(f"background-1.{code}", "公园环境背景站", code, [value] * 98, at)


def site(heard: Callable[..., Any], level: float = 180.0) -> None:
    """A site 600 m north, whose monitor tells three times the background."""
    at = (LESHAN[0], LESHAN[1] + 0.0054)
    heard(f"{MN}.a34002", "漕溪路工地监测点", "pm10", [level] * 98, at)


def adopted(house: Any) -> None:
    row = Reading(stream=f"{MN}.a34002", thing=MN, area="", at=house.now, value=1)
    doing.adopt(house, ReadingsHeard(property="pm10", rows=(row,)))


def test_monitors_that_begin_to_report_are_taken_in_where_they_stand(
    hand: Hand, heard: Any
) -> None:
    weather(heard)
    site(heard)
    house = hand(pack=PACK)
    for _ in range(2):
        adopted(house)
    roles = {one.values["device"]: one.values["role"] for one in house.entries("env_station")}
    assert roles == {"background-1": "background", MN: "site"}
    (source,) = house.entries("env_source")
    assert (source.name, source.values["mn"]) == ("漕溪路工地", MN)
    assert source.lat == pytest.approx(LESHAN[1] + 0.0054)


def test_sites_are_ranked_by_what_they_have_over_the_background(hand: Hand, heard: Any) -> None:
    weather(heard)
    site(heard)
    heard("quiet.a34002", "宜山路工地监测点", "pm10", [70.0] * 98)
    house = hand(pack=PACK)
    adopted(house)
    assert [(one.live.thing, one.more) for one in looking.dust(house)] == [
        ("漕溪路工地监测点", 120.0), ("宜山路工地监测点", 10.0),
    ]  # fmt: skip
    figures, table, _ = dusting.page(house, {})
    assert figures.items[1].value == 1 and table.rows[0][4] == 120


def alarm(stream: Datastream, phase: str, at: datetime, value: float) -> AlarmHeard:
    return AlarmHeard(
        key="a1", rule="pm25_high", case_type="air_pollution", phase=phase, severity=3,
        value=value, stream=stream.key, thing=stream.thing.key, area=stream.thing.area.code, at=at,
        lon=LESHAN[0], lat=LESHAN[1],
    )  # fmt: skip


def episode(hand: Hand, heard: Any) -> Any:
    """PM2.5 over its limit of 60 for 41 minutes, told by an alarm that began later."""
    weather(heard)
    site(heard)
    values = [40.0] * 30 + [100.0] * 10 + [190.0] * 20 + [90.0] * 12 + [30.0] * 26
    stream = heard("micro-1.pm25", "天钥桥路微站", "pm25", values)
    house, begun = hand(pack=PACK), timezone.now().replace(microsecond=0) - BEGUN
    adopted(house)
    onset, clear = begun + timedelta(minutes=45), begun + timedelta(minutes=65)
    Alarm.objects.create(
        key="a1", rule="pm25_high", datastream_id=stream.pk, severity=3, value=190,
        onset_at=onset, changed_at=clear, cleared_at=clear,
    )  # fmt: skip
    doing.alarmed(house, alarm(stream, "onset", onset, 190))
    assert [one.stage for one in house.entries("env_episode")] == ["running"]
    for _ in range(2):
        doing.alarmed(house, alarm(stream, "clear", clear, 110))
    (one,) = house.entries("env_episode")
    return one


def test_an_alarm_becomes_an_episode_with_onset_peak_length_and_wind(
    hand: Hand, heard: Any
) -> None:
    one = episode(hand, heard)
    told, begun = one.values, timezone.now() - BEGUN
    onset = looking.moment(told["onset"])
    assert abs((onset - begun - timedelta(minutes=30)).total_seconds()) < 60
    assert (told["peak"], told["limit"], told["minutes"]) == (190, 60, 41)
    assert one.stage == "over" and "天钥桥路微站" in one.name
    wind = looking.read_wind(told["wind"])
    assert wind and all((blow.from_deg, blow.speed) == (5, 3) for _, blow in wind)


def test_tracing_shows_every_term_and_what_lies_upwind_first(hand: Hand, heard: Any) -> None:
    one = episode(hand, heard)
    house = hand(pack=PACK)
    south = (LESHAN[0], LESHAN[1] - 0.002)
    told = {"title": "南丹路饭店", "kind": "kitchen", "from_hour": 0, "to_hour": 24}
    house.add("env_source", told, at=south, key="k")
    blocks = list(trace.page(house, {"episode": one.key}))
    (table,) = [block for block in blocks if "候选来源" in getattr(block, "title", "")
                and hasattr(block, "rows")]  # fmt: skip
    assert len(table.columns) == len(table.rows[0]) == 9
    assert [row[0] for row in table.rows] == ["漕溪路工地", "南丹路饭店"]
    first = table.rows[0]
    assert "（5°）" in first[4] and "600 m" in first[5] and first[8] == "1.00（3.0×）"
    assert "不是概率" in str(blocks[0])


def test_the_newest_is_traced_without_a_choice_and_an_unknown_one_is_none(
    hand: Hand, heard: Any
) -> None:
    house = hand(pack=PACK)
    assert "没有" in str(list(trace.page(house, {"episode": ""})))
    one = episode(hand, heard)
    assert one.name in str(list(trace.page(house, {"episode": ""})))
    assert one.name not in str(list(trace.page(house, {"episode": "nothing"})))


def test_a_conclusion_needs_what_was_found(hand: Hand, heard: Any) -> None:
    from chengyun.people.refused import Refused

    one, house = episode(hand, heard), hand(pack=PACK)
    with pytest.raises(Refused):
        house.advance(one.key, "sought")
    house.change(one.key, found="none")
    assert house.advance(one.key, "sought").ended_at is not None
    today = house.today
    assert shown.hours_over(house, "310104014", today - timedelta(days=1), today) == 0.7
    assert shown.hours_over(house, "310104011", today, today) is None


def test_brief_noise_is_not_kept(hand: Hand, heard: Any) -> None:
    stream = heard("n-1.noise", "噪声监测仪", "noise", [45.0] * 60 + [90.0] * 4 + [45.0] * 30)
    at = timezone.now() - timedelta(minutes=38)
    doing.alarmed(hand(pack=PACK), replace(alarm(stream, "clear", at, 90), rule="noise_high"))
    assert hand(pack=PACK).entries("env_episode") == []


def test_noise_goes_by_the_zone_of_the_station_and_the_hour(hand: Hand, heard: Any) -> None:
    heard("n-1.noise", "噪声监测仪", "noise", [52.0] * 98)
    house = hand(pack=PACK)
    (live,) = house.latest("noise")
    zones = looking.Zones.of(house)
    noon = live.at.astimezone().replace(hour=12)
    assert sound.over(zones, replace(live, at=noon)) == -8
    assert sound.over(zones, replace(live, at=noon.replace(hour=2))) == 2
    told = {"title": "静", "device": "n-1", "role": "zone", "noise_zone": "0"}
    house.add("env_station", told, at=LESHAN)
    assert sound.over(looking.Zones.of(house), replace(live, at=noon)) == 2
    page = list(sound.page(house, {"device": "n-1"}))
    assert "52.0" in str(page) and "噪声监测仪" in str(page)


def section(house: Any, **sample: float) -> Any:
    told = {"title": "蒲汇塘断面", "river": "蒲汇塘", "km": 4, "wanted": "3", "speed": 0.1}
    one = house.add("env_section", told, at=LESHAN, key="s")
    day = house.today.isoformat()
    house.add("env_sample", {"title": "x", "section": one.key, "day": day, **sample},
              area="310104014001001", key=day)  # fmt: skip
    for km, name in ((1, "远"), (3.5, "近"), (4.5, "下游")):
        values = {"title": name, "kind": "outfall", "river": "蒲汇塘", "km": km, "flow": 500,
                  "ammonia": 8}  # fmt: skip
        house.add("env_source", values, at=LESHAN, key=name)
    return one


def test_a_section_over_its_class_shows_the_outfalls_above_it(hand: Hand) -> None:
    house = hand(pack=PACK)
    one = section(house, oxygen=6.5, ammonia=2.4)
    (stand,) = water.stands(house)
    assert (stand.graded.title, stand.graded.worst, stand.met) == ("V-", "ammonia", False)
    *_, table = water.upstream(house, {"section": one.key})
    assert [row[0] for row in table.rows] == ["近", "远"]
    assert table.rows[0][5] == 4.0 and len(table.rows[0]) == len(table.columns)
    assert "蒲汇塘断面" in str(list(water.page(house, {})))
    today = house.today
    assert shown.sections_met(house, "310104", today, today) == 0.0
    assert shown.sections_met(house, "310104", today - timedelta(3), today - timedelta(2)) is None


def enforcement(house: Any, days: int, **more: Any) -> Any:
    told = {"number": "徐环罚1号", "matter": "扬尘", "law": "air", "officers": "A1,A2", **more}
    one = house.add("env_case", told, area="310104014001001", key="c")
    return house.advance(one.key, "filed", at=house.now - timedelta(days=days))


def test_cases_are_closed_to_other_bureaus(hand: Hand, liqiang: Any, zhoumin: Any) -> None:
    enforcement(hand(pack=PACK), 0)
    assert hand(liqiang, PACK).entries("env_case") == []
    assert len(hand(zhoumin, PACK).entries("env_case")) == 1


def test_the_office_is_told_once_when_the_ninety_days_run_out(hand: Hand, liqiang: Any) -> None:
    house = hand(pack=PACK)
    liqiang.unit = Unit.objects.create(code="environment", name_zh="区生态环境局", kind="ecology")
    liqiang.save()
    one = house.add("env_case", {"number": "1号", "matter": "扬尘", "law": "air",
                                 "officers": "A1,A2"}, area="310104014001001", key="c")  # fmt: skip
    filed = replace(house.entry(one.key), stages={"filed": house.now - timedelta(days=80)})

    class Told(type(house)):  # type: ignore[misc]
        def entries(self, register: str, /, ended: bool = False, **where: Any) -> Any:
            return [filed]

    late = Told(PACK, None)
    for _ in range(2):
        doing.of_the_day(late, DayHeard(day=house.today))
    (delivery,) = Delivery.objects.all()
    assert "10 天" in headline(delivery)


def test_the_demonstration_stands_at_every_stage_and_all_pages_open(
    client: Client, hand: Hand, admin: Any
) -> None:
    house = hand(pack=PACK)
    demo(house)
    counts = {name: len(looking.everything(house, name)) for name in
              ("env_source", "env_section", "env_sample", "env_episode", "env_case")}  # fmt: skip
    demo(house)
    assert counts == {"env_source": 10, "env_section": 8, "env_sample": 96, "env_episode": 24,
                      "env_case": 18}  # fmt: skip
    assert len(looking.everything(house, "env_episode")) == 24
    assert len({one.stage for one in looking.everything(house, "env_case")}) == 7
    for one in shown.PAGES:
        asked = {ask.key: ask.default for ask in one.asks}
        assert list(one.show(hand(admin, PACK), asked)), one.key
    client.force_login(admin)
    page = client.get("/scenes/environment/pages/env_trace/")
    assert not [block for block in page.context["blocks"] if block.kind == "failed"]
    for report, rows in zip(shown.REPORTS, (24, 18), strict=True):
        told = list(report.rows(hand(admin, PACK), {}))
        assert len(told) == rows
        assert {len(row) for row in told} == {len(report.columns)}
    assert shown.panel(hands.of_wall(viewer_of(admin), PACK))[0].items[3].value > 0


def test_everybody_sees_what_was_published_and_no_party(hand: Hand, client: Client) -> None:
    demo(hand(pack=PACK))
    page = client.get("/s/environment/pages/env_public/").content.decode()
    rows = looking.everything(hand(pack=PACK), "env_case")
    decided = [one for one in rows if "decided" in one.stages]
    assert {True, False} == {one.name in page for one in decided}
    assert all((one.name in page) == bool(one.values.get("public")) for one in decided)
    assert not any(one.name in page for one in rows if one not in decided)
    assert "示例单位" not in page


def test_the_source_drawn_upwind_of_an_episode_is_among_the_first(hand: Hand) -> None:
    house = hand(pack=PACK)
    demo(house)
    rows = [one for one in looking.everything(house, "env_episode") if one.values.get("source")]
    for one in rows[:6]:
        found = trace.candidates(house, one, looking.read_wind(one.values["wind"]))
        assert one.values["source"] in [c.source.key for c in found[:3]]
