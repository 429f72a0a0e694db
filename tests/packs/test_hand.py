"""What a pack’s hand looks up and tells: conditions, alarms, the past, the near, small counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from django.utils.translation import override

from chengyun.bus.batch import Batch
from chengyun.cases import standards
from chengyun.cases.around import conditions_of_kind
from chengyun.cases.known import read
from chengyun.cases.models import Alarm, CaseType, Category
from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import api, queries, services
from chengyun.packs import district as hands
from chengyun.packs.district import Bound
from chengyun.packs.queries.looking import without_few
from chengyun.packs.registry import current
from chengyun.packs.services import conditions
from chengyun.people.models import Unit
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from chengyun.sensing import history
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from chengyun.vitals import queries as vitals
from chengyun.vitals.models import VitalReading, VitalSign
from tests.packs.conftest import LESHAN, TIANLIN

pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]
HYDRANT = {"number": "XF-1", "kind": "above", "state": "sound", "pressure": "0.2"}


def condition(filing: str, limit: str) -> api.Condition:
    return api.Condition(
        filing_zh=filing, filing_en=filing, closing_zh="好", closing_en="Well", limit=limit
    )


def declare(*told: api.Condition) -> CaseType:
    """As if hazards declared these conditions of its kind."""
    pack = current().packs["hazards"]
    (kind,) = pack.case_types
    conditions.install([replace(pack, case_types=(replace(kind, conditions=told),))])
    return CaseType.objects.get(key="major_hazard")


def test_the_conditions_of_a_kind_go_before_those_of_its_category(hand: Hand) -> None:
    kind = declare(condition("住人", "1d"), condition("气瓶", "4h"))
    for found in (conditions_of_kind(kind), read().conditions_of(kind)):
        assert [(one.number, one.filing, one.limit) for one in found] == [
            (1, "住人", "1d"), (2, "气瓶", "4h"),
        ]  # fmt: skip
    standards.install()
    other = CaseType.objects.get(key="exposed_garbage")
    assert [one.pk for one in conditions_of_kind(other)] == [
        one.pk for one in standards.conditions_for(other.category)
    ]


def test_a_condition_that_is_declared_no_more_is_offered_no_more(hand: Hand) -> None:
    declare(condition("住人", "1d"), condition("气瓶", "4h"))
    kind = declare(condition("住人", "2d"))
    assert [(one.number, one.limit) for one in conditions_of_kind(kind)] == [(1, "2d")]
    services.install()
    assert conditions_of_kind(kind) == []
    assert Category.objects.filter(edition="pack", title_zh=kind.title_zh).count() == 1


def test_a_condition_says_what_it_lacks() -> None:
    with pytest.raises(ValueError, match="both languages"):
        replace(condition("住人", "1d"), closing_en="")
    with pytest.raises(ValueError):
        condition("住人", "soon")


def alarm(area: Any, key: str, rule: str, cleared: bool = False) -> None:
    smoke, _ = ObservedProperty.objects.get_or_create(code="smoke")
    thing = Thing.objects.create(key=key, name=key, kind="x", area=area, lon=121.43, lat=31.19)
    stream = Datastream.objects.create(key=f"{key}/s", thing=thing, observed_property=smoke)
    now = timezone.now()
    Alarm.objects.create(
        key=key, rule=rule, datastream_id=stream.pk, severity=2, value=9.5, onset_at=now,
        changed_at=now, cleared_at=now if cleared else None,
    )  # fmt: skip


def test_alarms_are_those_of_the_pack_within_the_reader_s_area(
    hand: Hand, district: Any, wangfang: Any
) -> None:
    alarm(district.grid, "here", "smoke_high")
    alarm(district.grid, "over", "smoke_high", cleared=True)
    alarm(district.tianlin, "away", "smoke_high")
    alarm(district.grid, "other", "water_high")
    mine = hand(wangfang, "fire")
    assert [(one.key, one.value, one.area) for one in mine.alarms()] == [
        ("here", 9.5, district.grid.code)
    ]
    assert {one.key for one in mine.alarms(open=False)} == {"here", "over"}
    assert {one.key for one in hand(pack="fire").alarms(("water_high",))} == {"other"}
    assert hand(wangfang, "fire").alarms(since=timezone.now() + timedelta(hours=1)) == []


def batch(stream: str, since: datetime) -> Batch:
    """Three readings, a minute apart."""
    pk, first = Datastream.objects.get(key=stream).pk, int(since.timestamp() * 1e6)
    times = first + np.arange(3, dtype=np.int64) * 60_000_000
    return Batch(np.full(3, pk, np.int32), times, np.array([1.0, 2.0, 3.0]))


def test_the_past_of_a_stream_is_read_where_one_may_look(
    hand: Hand, district: Any, wangfang: Any, settings: Any, tmp_path: Path
) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    alarm(district.grid, "here", "smoke_high")
    alarm(district.tianlin, "away", "smoke_high")
    now = timezone.now()
    batches = [batch(key, now - timedelta(minutes=9)) for key in ("here/s", "away/s")]
    history.at(tmp_path / "history").append(batches, sequence=1)
    told = hand(wangfang, "fire").history("here/s", now - timedelta(hours=1))
    assert [value for _, value in told] == [1.0, 2.0, 3.0]
    assert hand(wangfang, "fire").history("away/s", now - timedelta(hours=1)) == []
    assert len(hand(pack="fire").history("away/s", now - timedelta(hours=1))) == 3


def test_the_nearest_come_first_with_their_metres(hand: Hand) -> None:
    house = hand(pack="fire")
    house.add("hydrant", HYDRANT | {"number": "far"}, at=TIANLIN)
    house.add("hydrant", HYDRANT | {"number": "near"}, at=(121.4331, 31.1920))
    told = house.nearest("hydrant", LESHAN)
    assert [one.entry.name for one in told] == ["near", "far"]
    assert told[0].metres == pytest.approx(9.5, abs=0.5)
    assert len(house.nearest("hydrant", LESHAN, 1)) == 1
    assert house.nearest("hydrant", LESHAN, 5, state="broken") == []


def test_what_is_told_in_both_languages_is_read_in_ones_own(
    hand: Hand, liqiang: Any, district: Any
) -> None:
    hand(pack="fire").notify("swj", ("压力不足，联系 13912345678", "Low; call 13912345678"), "k")
    told = Delivery.objects.get()
    assert headline(told).startswith("压力不足")
    with override("en"):
        assert headline(told).startswith("Low; call")
        assert "13912345678" not in headline(told)


def test_a_unit_is_told_once_and_the_message_leads_to_the_entry(
    hand: Hand, liqiang: Any, district: Any
) -> None:
    house = hand(pack="fire")
    entry = house.add("hydrant", HYDRANT, at=LESHAN)
    assert house.notify("swj", "XF-1 水压不足，联系 13912345678", "k1", about=entry) == 1
    house.notify("swj", "再说一遍", "k1")
    told = Delivery.objects.get()
    assert headline(told).startswith("XF-1 水压不足")
    assert "13912345678" not in headline(told)
    assert told.detail["href"] == f"/scenes/fire/hydrant/{entry.key}/"
    assert told.channel.user == liqiang
    with pytest.raises(Refused):
        house.notify("nobody", "x", "k2")
    with pytest.raises(Refused):
        hands.of_public("fire").notify("swj", "x", "k3")


def strict(house: Bound) -> None:
    """Hydrants as if they were health data."""
    sheet = house.sheets["hydrant"]
    one = replace(sheet.register, strict=True, unit_kinds=("health",))
    house.__dict__["sheets"] = {**house.sheets, "hydrant": replace(sheet, register=one)}


def test_counts_below_five_of_a_strict_register_are_hidden_outside(
    hand: Hand, zhoumin: Any, district: Any
) -> None:
    for n in range(12):
        state = "sound" if n < 6 else "weak" if n < 11 else "broken"
        hand().add("hydrant", HYDRANT | {"number": f"{n}", "state": state}, at=LESHAN)
    readers = (hands.of_wall(viewer_of(zhoumin), "fire"), hands.of_public("fire"), hand(zhoumin))
    for reader in readers:
        strict(reader)
        assert reader.count("hydrant") == {"": 12}
        # The one broken is hidden, and the five weak with it: from the total it could be reckoned.
        assert reader.count("hydrant", "state") == {"sound": 6}
        assert reader.count("hydrant", "", state="broken") == {}
    assert hand(zhoumin).entries("hydrant")
    zhoumin.unit = Unit.objects.create(code="wjw", name_zh="区卫健委", kind="health")
    inside = hand(zhoumin)
    strict(inside)
    assert inside.count("hydrant", "state") == {"sound": 6, "weak": 5, "broken": 1}


def test_a_reader_of_one_area_counts_no_other(hand: Hand, wangfang: Any) -> None:
    for n in range(6):
        hand().add("hydrant", HYDRANT | {"number": f"{n}"}, at=TIANLIN)
    reader = hand(wangfang)
    strict(reader)
    assert reader.count("hydrant") == {"": 0}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 7, "b": 4}, {}),
        ({"a": 7, "b": 4, "c": 2}, {"a": 7}),
        ({"a": 9, "b": 7, "c": 3}, {"a": 9}),
        ({"a": 9, "b": 0}, {"a": 9, "b": 0}),
        ({"": 3}, {}),
    ],
)
def test_one_hidden_figure_hides_a_second(counts: dict[str, int], told: dict[str, int]) -> None:
    assert without_few(counts) == told


def test_lamps_are_counted(hand: Hand, zhoumin: Any) -> None:
    told = {"title": "堆物", "kind": "fire", "grade": "general"}
    hand().add("hazard", told, at=LESHAN)
    assert sum(hand(zhoumin).count("hazard", "lamp").values()) == 1


def test_where_a_pack_rests_its_vital_signs_and_its_scene_rest_too(
    hand: Hand, district: Any, admin: Any, zhoumin: Any
) -> None:
    sign = VitalSign.objects.filter(pack="flood", active=True).first()
    assert sign
    minute = int(timezone.now().timestamp()) // 60
    for area in (district.root, district.xujiahui):
        VitalReading.objects.create(vital=sign, area=area, minute=minute, value=1.0)

    def shown(area: Any) -> list[str]:
        return [one["key"] for one in vitals.current(viewer_of(zhoumin), area, timezone.now())]

    assert shown(district.xujiahui) == [sign.key]
    services.rest(admin, "flood", district.xujiahui, off=True)
    assert shown(district.xujiahui) == []
    assert shown(district.root) == [sign.key]
    assert "flood" not in queries.scenes(resting=queries.resting_at(district.xujiahui.path))
    assert "flood" in queries.scenes(resting=queries.resting_at(district.root.path))


def test_the_desk_leaves_out_scenes_that_rest_in_the_reader_s_area(
    client: Any, hand: Hand, district: Any, admin: Any, wangfang: Any
) -> None:
    client.force_login(wangfang)
    assert client.get("/scenes/hazards/").status_code == 200
    services.rest(admin, "hazards", district.xujiahui, off=True)
    assert client.get("/scenes/hazards/").status_code == 404


def test_the_nearest_are_found_however_far_they_are(hand: Hand) -> None:
    house = hand(pack="fire")
    lon, lat = LESHAN
    degrees = {"near": 0.0004, "mid": 0.004, "far": 0.03, "lost": 0.5}
    for name, off in degrees.items():
        house.add("hydrant", HYDRANT | {"number": name}, area="310104014", at=(lon, lat + off))
    # In the corner of the smallest box, and further than what lies straight ahead beyond it.
    house.add("hydrant", HYDRANT | {"number": "corner"}, area="310104014",
              at=(lon + 0.0031, lat + 0.0026))  # fmt: skip
    house.add("hydrant", HYDRANT | {"number": "ahead"}, area="310104014", at=(lon, lat - 0.0028))
    for most in range(1, 7):
        found = [one.entry.name for one in house.nearest("hydrant", LESHAN, most)]
        assert found == ["near", "ahead", "corner", "mid", "far", "lost"][:most]
    assert [one.entry.name for one in house.nearest("hydrant", LESHAN, 2, state="broken")] == []


def test_numbers_of_entries_are_compared(hand: Hand) -> None:
    house = hand(pack="fire")
    for pressure in (0.05, 0.09, 0.2):
        house.add("hydrant", HYDRANT | {"number": f"p{pressure}", "pressure": pressure}, at=LESHAN)
    house.add("hydrant", {**HYDRANT, "number": "none", "pressure": None}, at=LESHAN)
    low = house.entries("hydrant", pressure__lt=0.1)
    assert [one.name for one in low] == ["p0.05", "p0.09"]
