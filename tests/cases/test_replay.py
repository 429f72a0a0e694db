"""The wall cut to some kinds of case, its last day, and what happened last."""

from datetime import timedelta
from typing import Any

from chengyun.cases import queries
from chengyun.cases.models import Case
from chengyun.cases.queries.filtering import CaseFilter
from chengyun.cases.services import act
from chengyun.cases.wall import wall_now
from chengyun.cases.wall.latest import latest
from chengyun.cases.wall.replay import past
from chengyun.people.policy import Scope
from tests.cases.conftest import MONDAY
from tests.cases.test_queries import counted, several, who

__all__ = ["several"]
HOUR = timedelta(hours=1)


def test_a_scene_counts_only_its_kinds(several: Any, district: Any, flood: Any) -> None:
    told = wall_now(Scope(""), district.root, MONDAY + HOUR, (flood.key,))
    figures = {kpi["key"]: kpi["value"] for kpi in told["kpis"]}
    assert (figures["open"], figures["reported_today"]) == (1, 1)
    assert [case["type"]["key"] for case in told["feed"]] == [flood.key]
    assert sum(area["open"] for area in told["areas"]) == 1
    assert len(told["marks"]) == 1
    assert told["counts"]["alarms"] == 1


def test_a_scene_without_kinds_has_no_cases(several: Any, district: Any) -> None:
    told = wall_now(Scope(""), district.root, MONDAY + HOUR, ())
    assert told["feed"] == []
    assert told["counts"]["alarms"] == 0


def test_the_open_cases_of_every_kind_are_told_to_every_scene(
    several: Any, district: Any, flood: Any, bins: Any
) -> None:
    told = wall_now(Scope(""), district.root, MONDAY + HOUR, (flood.key,))
    assert told["kinds"] == {flood.key: 1, bins.key: 7}


def test_a_figure_of_a_scene_leads_to_its_records(
    several: Any, district: Any, flood: Any, zhoumin: Any
) -> None:
    told = wall_now(Scope(""), district.root, MONDAY + HOUR, (flood.key,))
    assert told["kpis"][1]["href"].endswith(f"&kinds={flood.key}")
    wanted = CaseFilter(open=True, kinds=flood.key)
    assert queries.search(who(zhoumin), wanted).total == 1


def test_two_scenes_are_not_mistaken_for_each_other(
    several: Any, district: Any, zhoumin: Any, flood: Any, bins: Any
) -> None:
    def feed(*kinds: str) -> int:
        return len(queries.wall(who(zhoumin), district.root, 0, kinds)["feed"])

    assert (feed(flood.key), feed(bins.key), feed(flood.key)) == (1, 7, 1)


def test_what_happened_last_comes_from_today_s_ledger(
    several: Any, district: Any, zhoumin: Any
) -> None:
    number = Case.objects.filter(unit=None).latest("pk").number
    act(zhoumin, number, "file", at=MONDAY + HOUR)
    told = wall_now(Scope(""), district.root, MONDAY + 2 * HOUR)["latest"]
    assert (told[0]["action"], told[0]["case"]["number"]) == ("file", number)
    assert {"open"} < {step["action"] for step in told}
    assert wall_now(Scope(""), district.root, MONDAY + 24 * HOUR)["latest"] == []


def test_what_happened_last_is_cut_to_the_reader(
    several: Any, district: Any, wangfang: Any
) -> None:
    told = queries.wall(who(wangfang), district.tianlin)["latest"]
    assert told == []
    assert latest.__doc__


def test_the_last_day_tells_when_each_case_was_open(
    several: Any, district: Any, zhoumin: Any
) -> None:
    number = Case.objects.get(unit__isnull=False).number
    act(zhoumin, number, "accept", at=MONDAY)
    act(zhoumin, number, "handle", reason="已抽排", at=MONDAY + HOUR)
    act(zhoumin, number, "close", reason="无积水", at=MONDAY + 3 * HOUR)
    now = MONDAY + 4 * HOUR
    told = past(who(zhoumin), district.root, now=now)
    found = {case["number"]: case for case in told["cases"]}
    assert len(found) == 8
    assert found[number]["opened"] == MONDAY.timestamp()
    assert found[number]["ended"] == (MONDAY + 3 * HOUR).timestamp()
    assert found[number]["child"] == district.xujiahui.code
    assert told["from"] == (now - timedelta(days=1)).timestamp()
    much_later = past(who(zhoumin), district.root, now=MONDAY + 28 * HOUR)
    assert number not in {case["number"] for case in much_later["cases"]}


def test_the_last_day_holds_the_alarms_that_stood(
    several: Any, district: Any, zhoumin: Any, gauge: Any
) -> None:
    alarms = past(who(zhoumin), district.root, now=MONDAY + HOUR)["alarms"]
    assert alarms["severity"] == [1]
    assert alarms["to"] == [None]


def test_the_last_day_is_cut_to_the_reader_and_the_scene(
    several: Any, district: Any, zhoumin: Any, liqiang: Any, wangfang: Any, bins: Any
) -> None:
    def count(user: Any, **more: Any) -> int:
        return len(past(who(user), district.root, now=MONDAY + HOUR, **more)["cases"])

    assert (count(liqiang), count(wangfang)) == (1, 7)
    assert count(zhoumin, kinds=(bins.key,)) == 7


def test_the_last_day_costs_few_queries(several: Any, district: Any, zhoumin: Any) -> None:
    viewer = who(zhoumin)
    counted("cases.replay", lambda: past(viewer, district.root, now=MONDAY + HOUR))
