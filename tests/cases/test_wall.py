"""The figures of the wall."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from chengyun.cases import queries
from chengyun.cases.models import Case
from chengyun.cases.services import act, run_clock
from chengyun.cases.wall import series, wall_now
from chengyun.people.policy import Scope
from tests.cases.conftest import MONDAY
from tests.cases.test_queries import counted, several, who

__all__ = ["several"]
HOUR = timedelta(hours=1)


def kpis(area: Any, now: datetime, scope: Scope | None = None) -> dict[str, Any]:
    told = wall_now(scope or Scope(""), area, now)
    return {kpi["key"]: kpi for kpi in told["kpis"]}


def test_the_wall_counts_what_happened_today(several: Any, district: Any) -> None:
    found = kpis(district.root, MONDAY + HOUR)
    assert (found["reported_today"]["value"], found["reported_today"]["delta"]) == (8, 8)
    assert (found["open"]["value"], found["open"]["delta"]) == (8, 8)
    assert found["open"]["spark"][-3:] == [0, 8, 8]
    assert all(len(kpi["spark"]) == 24 for kpi in found.values())


def test_yesterday_s_cases_are_not_today_s(several: Any, district: Any) -> None:
    found = kpis(district.root, MONDAY + 24 * HOUR)
    assert (found["reported_today"]["value"], found["reported_today"]["delta"]) == (0, -8)


def test_open_and_overdue_counts_as_late(several: Any, district: Any) -> None:
    run_clock(MONDAY + 3 * HOUR)
    found = kpis(district.root, MONDAY + 3 * HOUR)
    assert found["overdue"]["value"] == 1
    assert found["overdue"]["spark"][-3:] == [0, 1, 1]
    assert found["on_time"]["value"] == 0


def test_a_case_handled_in_time_counts_as_on_time(
    several: Any, district: Any, zhoumin: Any
) -> None:
    number = Case.objects.get(unit__isnull=False).number
    act(zhoumin, number, "accept", at=MONDAY)
    act(zhoumin, number, "handle", reason="已抽排", at=MONDAY + HOUR)
    act(zhoumin, number, "close", reason="无积水", at=MONDAY + 3 * HOUR)
    found = kpis(district.root, MONDAY + 4 * HOUR)
    assert found["on_time"]["value"] == 100
    assert found["closed_today"]["value"] == 1
    assert found["handling_minutes"]["value"] == 180
    assert (found["open"]["value"], found["overdue"]["value"]) == (7, 0)


def test_a_figure_links_to_its_records_and_says_what_it_means(several: Any, district: Any) -> None:
    for kpi in kpis(district.root, MONDAY).values():
        assert kpi["href"].startswith("/desk/?") and kpi["href"].endswith("area=310104")
        assert kpi["definition"]


def test_areas_roll_up_their_children(several: Any, district: Any) -> None:
    told = wall_now(Scope(""), district.root, MONDAY)
    assert [(a["code"], a["open"], a["severity"]) for a in told["areas"]] == [
        ("310104011", 1, 4),
        ("310104014", 7, 1),
    ]
    inner = wall_now(Scope(""), district.xujiahui, MONDAY)
    assert [(a["code"], a["open"]) for a in inner["areas"]] == [("310104014001", 7)]


def test_the_flow_adds_up(several: Any, district: Any) -> None:
    told = wall_now(Scope(""), district.root, MONDAY)
    assert sum(row["n"] for row in told["flow"]["stages"]) == 8
    assert {row["key"]: row["n"] for row in told["flow"]["sources"]}["report"] == 7
    assert [(u["code"], u["n"]) for u in told["flow"]["units"]] == [("swj", 1)]
    assert told["counts"]["alarms"] == 1


def test_the_feed_is_gravest_first(several: Any, district: Any) -> None:
    feed = wall_now(Scope(""), district.root, MONDAY)["feed"]
    assert [case["severity"] for case in feed] == [1] + [4] * 7


def test_the_wall_shows_only_what_the_viewer_may_see(
    several: Any, district: Any, liqiang: Any, wangfang: Any
) -> None:
    def open_now(user: Any, area: Any) -> int:
        told = queries.wall(who(user), area)
        return next(kpi["value"] for kpi in told["kpis"] if kpi["key"] == "open")

    assert open_now(liqiang, district.root) == 1
    assert open_now(wangfang, district.root) == 7
    assert open_now(wangfang, district.tianlin) == 0


def test_the_wall_costs_few_queries(several: Any, district: Any, zhoumin: Any) -> None:
    viewer = who(zhoumin)
    counted("cases.wall", lambda: queries.wall(viewer, district.root))


def test_a_second_look_within_the_second_costs_nothing(
    several: Any, district: Any, zhoumin: Any, django_assert_num_queries: Any
) -> None:
    viewer = who(zhoumin)
    first = queries.wall(viewer, district.root)
    with django_assert_num_queries(0):
        assert queries.wall(viewer, district.root) == first


def test_an_empty_district_has_a_wall(district: Any) -> None:
    found = kpis(district.root, MONDAY)
    assert (found["open"]["value"], found["on_time"]["value"]) == (0, None)


def test_a_stock_is_run_back_over_what_came_and_went() -> None:
    now = 100 * series.DAY
    came = np.array([now - 1.5 * series.HOUR, now - 0.5 * series.HOUR])
    went = np.array([now - 0.25 * series.HOUR])
    figure = series.level(5, came, went, now)
    assert figure.spark[-3:] == [4, 5, 5]
    assert figure.delta == 1
