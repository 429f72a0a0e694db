"""Levelling shared crews: never more than there is, the worst project as little late as can be."""

from datetime import date
from itertools import permutations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.planning.portfolio import NEVER
from chengyun.planning.sharing import level, wanted
from tests.planning.test_portfolio import MONDAY, TODAY, made

FAR = 200


def levelled(sites: Any, nodes: Any, demand: Any, capacity: Any, movable: Any = None) -> Any:
    whole = made(sites, nodes, [])
    free = np.ones(len(sites), bool) if movable is None else np.array(movable)
    return whole, level(whole, np.array(demand), np.array(capacity), free, 2.0)


def test_two_projects_take_turns_and_the_one_with_the_nearer_deadline_goes_first() -> None:
    nodes = [{"project": 0, "days": 5}, {"project": 1, "days": 3}]
    whole, found = levelled([(0, 60), (0, 10)], nodes, [[1], [1]], [1])
    assert found.held[1] == NEVER
    start = date.fromordinal(int(found.held[0]))
    assert whole.line.count_before(start) - whole.line.count_before(MONDAY) == 3
    assert found.proven
    assert found.late < 0


def test_what_has_begun_and_what_is_not_ours_stays_where_it_is() -> None:
    nodes = [
        {"project": 0, "days": 5, "begun": TODAY - 3},
        {"project": 1, "days": 3},
        {"project": 2, "days": 2},
    ]
    _, found = levelled([(0, 60)] * 3, nodes, [[1]] * 3, [1], [True, False, True])
    assert found.held[0] == found.held[1] == NEVER
    assert found.held[2] > TODAY


def test_where_nobody_wants_too_much_nothing_moves() -> None:
    nodes = [{"project": 0, "days": 5}, {"project": 1, "days": 3}]
    _, found = levelled([(0, 60), (0, 60)], nodes, [[1], [1]], [2])
    assert (found.held == NEVER).all()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 30)), min_size=1, max_size=4))
def test_one_crew_is_never_in_two_places_and_no_order_is_less_late(
    rows: list[tuple[int, int]],
) -> None:
    nodes = [{"project": at, "days": days} for at, (days, _) in enumerate(rows)]
    sites = [(0, FAR + last) for _, last in rows]
    whole, found = levelled(sites, nodes, [[1]] * len(rows), [1])
    works = whole.works
    held = made(sites, [n | {"held": int(h)} for n, h in zip(nodes, found.held, strict=True)], [])
    now = held.standings()
    ends = int(now.node_finish.max())
    one = np.ones(len(rows), np.int64)
    assert wanted(now.node_start, now.node_finish, one, TODAY, ends).max() <= 1
    due = whole.line.until(works.deadline) - whole.now
    assert -int(now.slack.min()) == found.late
    orders = [
        [int(sum(rows[i][0] for i in order[: n + 1]) - due[order[n]]) for n in range(len(order))]
        for order in permutations(range(len(rows)))
    ]
    best = min(max(late) for late in orders)
    assert found.bound <= best <= found.late
    assert found.proven
    least = min(sum(day for day in late if day > 0) for late in orders if max(late) == best)
    assert -int(now.slack[now.slack < 0].sum()) == least


def test_a_project_that_is_late_anyway_makes_no_other_late_for_nothing() -> None:
    nodes = [{"project": at, "days": days} for at, days in enumerate((20, 8, 2))]
    sites = [(0, 1), (0, 2), (0, 4)]
    _, found = levelled(sites, nodes, [[1, 0], [0, 1], [0, 1]], [1, 1])
    held = made(sites, [n | {"held": int(h)} for n, h in zip(nodes, found.held, strict=True)], [])
    assert found.late > 0
    assert (held.standings().slack >= 0).tolist() == [False, False, True]


def test_what_is_wanted_is_counted_by_the_day() -> None:
    day = MONDAY.toordinal()
    start, finish = np.array([day, day + 1]), np.array([day + 2, day + 1])
    assert wanted(start, finish, np.array([2, 3]), day, day + 3).tolist() == [2, 5, 2, 0]
