"""All projects in columns: the same as one by one, and as the meaning of links has it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.calendar import WorkCalendar
from chengyun.planning.network import CycleError
from chengyun.planning.plan_answer import answer
from chengyun.planning.plan_answer import told as told_as_json
from chengyun.planning.portfolio import NEVER, Portfolio, Standings, Works
from chengyun.planning.project_plan import Follows, Node, Plan, PlanCalendar
from chengyun.planning.workdays import WorkdayLine

WORKED = WorkCalendar().is_workday
MONDAY, DAY = date(2026, 6, 8), timedelta(days=1)
TODAY = MONDAY.toordinal()
Rows = list[dict[str, Any]]
COLUMNS = ("node_start", "node_finish", "latest_start", "latest_finish", "float_")


def ints(rows: Any) -> Any:
    return np.array(list(rows), np.int64)


def made(sites: list[tuple[int, int]], nodes: Rows, ties: list[tuple[int, int, int]]) -> Portfolio:
    """Projects as (first day, deadline) from today; nodes; links as (before, after, lag)."""
    works = Works(
        ints(TODAY + first for first, _ in sites), ints(TODAY + last for _, last in sites),
        ints(node["project"] for node in nodes), ints(node["days"] for node in nodes),
        np.array([node.get("share", 0.0) for node in nodes], float),
        ints(node.get("begun", NEVER) for node in nodes),
        ints(node.get("done", NEVER) for node in nodes),
        ints(node.get("held", NEVER) for node in nodes),
        *(ints(column) for column in np.array(ties, np.int64).reshape(-1, 3).T),
    )  # fmt: skip
    return Portfolio(works, TODAY, WorkdayLine(MONDAY - 400 * DAY, WORKED))


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[Any, Rows, Any]:
    sites = draw(
        st.lists(st.tuples(st.integers(-60, 30), st.integers(31, 200)), min_size=1, max_size=4)
    )
    nodes: Rows = []
    for _ in range(draw(st.integers(1, 12))):
        node: dict[str, Any] = {
            "project": draw(st.integers(0, len(sites) - 1)),
            "days": draw(st.integers(0, 9)),
        }
        state = draw(st.integers(0, 2))
        if state:
            node["begun"] = TODAY - draw(st.integers(3, 30))
            node["share"] = draw(st.floats(0, 1))
        if state == 2:
            node["done"] = TODAY - draw(st.integers(0, 3))
        nodes.append(node)
    ties = [
        (i, j, draw(st.integers(-4, 4)))
        for j in range(1, len(nodes))
        for i in draw(st.sets(st.integers(0, j - 1), max_size=2))
    ]
    return sites, nodes, ties


def together(count: int, nodes: Rows, ties: Any) -> list[set[int]]:
    """Projects that wait for each other, however far."""
    groups = [{site} for site in range(count)]
    for i, j, _ in ties:
        pair = [g for g in groups if g & {nodes[i]["project"], nodes[j]["project"]}]
        groups = [g for g in groups if g not in pair] + [set().union(*pair)]
    return groups


def told(one: Standings, rows: list[int], sites: list[int]) -> Any:
    by_node = [getattr(one, name)[rows].tolist() for name in (*COLUMNS, "critical")]
    names = ("finish", "slack", "share", "due_share", "finished")
    return by_node, [getattr(one, name)[sites].tolist() for name in names]


@settings(deadline=None)
@given(portfolios())
def test_all_in_columns_stand_as_each_does_with_those_it_waits_for_alone(given: Any) -> None:
    sites, nodes, ties = given
    whole = made(*given).standings()
    for group in together(len(sites), nodes, ties):
        some = sorted(group)
        rows = [row for row, node in enumerate(nodes) if node["project"] in group]
        own = [nodes[row] | {"project": some.index(nodes[row]["project"])} for row in rows]
        links = [(rows.index(i), rows.index(j), lag) for i, j, lag in ties if i in rows]
        alone = made([sites[site] for site in some], own, links).standings()
        everything = list(range(len(rows))), list(range(len(some)))
        assert told(whole, rows, some) == told(alone, *everything)


@settings(deadline=None)
@given(portfolios(), st.integers(0, 9), st.data())
def test_a_slip_is_a_longer_node_and_moves_nothing_by_more_than_itself(
    given: Any, days: int, data: st.DataObject
) -> None:
    whole = made(*given)
    at = data.draw(st.integers(0, len(given[1]) - 1))
    slips = np.zeros(len(given[1]), np.int64)
    slips[at] = days
    before, after = whole.standings(), whole.standings(slips)
    line = whole.line
    moved = line.until(after.node_finish) - line.until(before.node_finish)
    assert moved.min() >= 0
    assert moved.max() <= max(days, 1)
    if whole.works.done[at] == NEVER and not whole.works.share[at] and whole.works.days[at]:
        longer = whole.works.days.copy()
        longer[at] += days
        same = replace(whole, works=replace(whole.works, days=longer)).standings()
        assert same.node_finish.tolist() == after.node_finish.tolist()
        open_ = whole.works.done == NEVER
        assert same.float_[open_].tolist() == after.float_[open_].tolist()


@settings(deadline=None)
@given(portfolios())
def test_the_least_float_is_the_least_slack_and_lies_on_a_critical_node(given: Any) -> None:
    """So no float is negative where every deadline can be kept."""
    sites, nodes, ties = given
    fresh = [{"project": node["project"], "days": node["days"] + 1} for node in nodes]
    found = made(sites, fresh, ties).standings()
    least = min(found.slack[node["project"]] for node in fresh)
    assert found.float_.min() == least
    assert found.critical[found.float_ == least].any()


@settings(deadline=None, max_examples=60)
@given(portfolios())
def test_the_pages_and_the_command_say_the_same_of_what_has_not_begun(given: Any) -> None:
    _sites, nodes, ties = given
    fresh = [{"project": 0, "days": node["days"]} for node in nodes]
    found = made([(0, 150)], fresh, ties).standings()
    plan = Plan(
        "x",
        tuple(
            Node(str(j), str(j), node["days"],
                 tuple(Follows(str(i), lag=lag) for i, k, lag in ties if k == j))
            for j, node in enumerate(fresh)
        ),
        calendar=PlanCalendar(),
        deadline=MONDAY + 150 * DAY,
    )  # fmt: skip
    said = told_as_json(answer(plan, MONDAY))
    assert [task["float"] for task in said["tasks"]] == found.float_.tolist()
    for task, last in zip(said["tasks"], found.node_finish.tolist(), strict=True):
        if task["duration"]:
            assert task["earliest_finish"] == date.fromordinal(last).isoformat()


def test_a_slip_goes_through_a_link_to_another_project_less_its_float() -> None:
    nodes: Rows = [
        {"project": site, "days": days} for site, days in ((0, 4), (0, 3), (1, 5), (1, 2))
    ]
    whole = made([(0, 100), (0, 100)], nodes, [(0, 1, 0), (2, 3, 0), (1, 3, 0)])
    before, after = whole.standings(), whole.standings(np.array([0, 0, 5, 0]))
    line = whole.line
    assert (line.until(before.finish) - line.count_before(MONDAY)).tolist() == [7, 9]
    assert (line.until(after.finish) - line.until(before.finish)).tolist() == [0, 3]


def test_nodes_that_wait_for_each_other_are_named() -> None:
    nodes: Rows = [{"project": 0, "days": 1}] * 3
    with pytest.raises(CycleError, match="0 → 1 → 2 → 0"):
        made([(0, 9)], nodes, [(0, 1, 0), (1, 2, 0), (2, 0, 0)]).standings()


def test_a_milestone_falls_on_the_last_day_of_what_it_follows() -> None:
    found = made([(0, 30)], [{"project": 0, "days": 4}, {"project": 0, "days": 0}], [(0, 1, 0)])
    finish = found.standings().node_finish.tolist()
    assert finish[0] == finish[1]
