"""Hooks hear what happens, once it is written, at least once, and a stop loses none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chengyun.packs import api
from chengyun.packs import district as hands
from chengyun.packs.models import Missed, PackFault
from chengyun.packs.queries import entries as reading
from chengyun.packs.registry import Pack
from chengyun.packs.services import hearing, rest, switch

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
AT = (121.43, 31.19)
ALARM = api.AlarmHeard(
    key="a1", rule="tree_leans", case_type="tree_leaning", phase="onset", severity=2, value=9.0,
    stream="tilt-1.tree_tilt", thing="tilt-1", area="310104014", at=NOW,
)  # fmt: skip


def a_tree(**values: Any) -> str:
    told = {
        "code": "T1",
        "name": "一号树",
        "species": "ginkgo",
        "state": "sound",
        "sensor": "tilt-1",
    }
    return hands.of_house("tree_care").add("trees", told | values, at=AT).key


def state(key: str) -> str:
    found = hands.of_house("tree_care").entry(key)
    assert found
    return str(found.values["state"])


def test_an_alarm_of_its_sensor_puts_a_tree_in_danger(installed: Pack) -> None:
    tree = a_tree()
    assert hearing.tell("alarm", [ALARM], NOW) == 1
    assert hearing.tell("alarm", [ALARM], NOW) == 1
    assert state(tree) == "danger"
    assert not PackFault.objects.exists()


def test_a_hook_hears_only_what_it_asked_for(installed: Pack) -> None:
    assert hearing.tell("alarm", [replace(ALARM, rule="of_nobody")], NOW) == 0
    assert hearing.wanted("alarm") >= {"tree_leans", "tree_drifts"}
    assert "tree_tilt_silent" not in hearing.wanted("alarm")


def test_where_a_pack_rests_its_hooks_hear_nothing_and_its_entries_stay(
    installed: Pack, district: Any, admin: Any
) -> None:
    tree = a_tree()
    rest(admin, "tree_care", district.xujiahui, off=True)
    assert hearing.tell("alarm", [ALARM], NOW) == 0
    assert hearing.tell("alarm", [replace(ALARM, area=district.grid.code)], NOW) == 0
    assert hearing.tell("alarm", [replace(ALARM, area=district.tianlin.code)], NOW) == 1
    rest(admin, "tree_care", district.xujiahui, off=False)
    assert hearing.tell("alarm", [ALARM], NOW) == 1
    assert state(tree) == "danger"


def test_a_hook_that_fails_stops_no_other_and_is_told_again(
    installed: Pack, with_pack: Any
) -> None:
    heard: list[str] = []
    good = {"works": False}

    def first(district: Any, told: Any) -> None:
        if not good["works"]:
            raise RuntimeError("not yet")
        heard.append("first")

    def second(district: Any, told: Any) -> None:
        heard.append("second")

    with_pack(hooks=(api.On(event="alarm", run=first), api.On(event="alarm", run=second)))
    hearing.tell("alarm", [ALARM], NOW)
    assert heard == ["second"] and Missed.objects.count() == 1
    assert hearing.again(NOW + timedelta(seconds=5)) == 0
    hearing.again(NOW + timedelta(seconds=11))
    assert Missed.objects.get().tries == 2
    good["works"] = True
    hearing.again(NOW + timedelta(seconds=90))
    assert heard == ["second", "first"] and not Missed.objects.exists()
    assert PackFault.objects.get().recovered_at is not None


def test_after_three_more_tries_it_is_given_up(installed: Pack, with_pack: Any) -> None:
    def never(district: Any, told: Any) -> None:
        raise RuntimeError("never")

    with_pack(hooks=(api.On(event="alarm", run=never),))
    hearing.tell("alarm", [ALARM], NOW)
    for hours in range(1, 4):
        hearing.again(NOW + timedelta(hours=hours))
    assert not Missed.objects.exists()
    assert PackFault.objects.get().count == 4


def test_a_day_is_told_once_and_a_tree_in_danger_gets_its_case(installed: Pack) -> None:
    a_tree(state="danger")
    today = date(2026, 11, 21)
    hooks = len(hearing.listeners("day"))
    assert hearing.begin_day(today, NOW) == hooks > 0
    assert hearing.begin_day(today, NOW) == 0
    (case,) = hands.of_house("tree_care").cases(("tree_leaning",))
    assert hearing.begin_day(date(2026, 11, 22), NOW) == hooks
    assert len(hands.of_house("tree_care").cases(("tree_leaning",))) == 1
    assert case.kind == "tree_leaning"


def test_a_felling_that_is_done_ends_the_tree(installed: Pack) -> None:
    hand = hands.of_house("tree_care")
    tree = a_tree()
    hearing.hear_stages(NOW)
    told = {"reason": "枯死", "tree": tree, "found": "已枯死"}
    felling = hand.add("tree_fellings", told, area="310104014").key
    for stage in ("inspected", "publicised", "decided", "done"):
        hand.advance(felling, stage)
    assert hearing.hear_stages(NOW) == 4
    assert hearing.hear_stages(NOW) == 0
    gone = hand.entry(tree)
    assert gone and gone.ended_at is not None
    assert not PackFault.objects.exists()


def test_readings_beyond_the_setting_of_their_area_put_a_tree_under_watch(
    installed: Pack, district: Any, admin: Any
) -> None:
    from chengyun.packs.services import put

    tree = a_tree()
    row = api.Reading(stream="s", thing="tilt-1", area=district.xujiahui.code, at=NOW, value=5.0)
    told = api.ReadingsHeard(property="tree_tilt", rows=(row,))
    put(admin, "tree_care", district.xujiahui, "watch_tilt", "6")
    hearing.tell("readings", [told], NOW)
    assert state(tree) == "sound"
    put(admin, "tree_care", district.xujiahui, "watch_tilt", "")
    hearing.tell("readings", [told], NOW)
    assert state(tree) == "watch"


def test_a_closed_case_takes_the_tree_out_of_danger(installed: Pack) -> None:
    tree = a_tree(state="danger")
    heard = api.CaseHeard(
        number="CY1", case_type="tree_leaning", action="close", stage="closed", severity=2,
        area="310104014", at=NOW, lon=AT[0], lat=AT[1],
    )  # fmt: skip
    hearing.tell("case", [heard], NOW)
    assert state(tree) == "watch"


def test_a_pack_that_is_off_hears_nothing(installed: Pack) -> None:
    a_tree()
    switch("tree_care", on=False)
    assert hearing.tell("alarm", [ALARM], NOW) == 0
    assert reading.Entry.objects.count() == 1
