import builtins
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.planning.network import links, network
from chengyun.planning.plan_columns import clock, columns, shared
from chengyun.planning.plan_files import read
from chengyun.planning.project_plan import Plan
from chengyun.planning.resource_search import search
from chengyun.planning.resource_solver import SolverMissing, exclusive, solve
from chengyun.planning.resources import Problem, Scheduled, lower_bound
from tests.planning.made_instances import Instance, made, packed, told


@st.composite
def problems(draw: st.DrawFn, most: int = 7) -> Problem:
    n, kinds = draw(st.integers(1, most)), draw(st.integers(1, 2))
    rows = [
        (i, j, draw(st.integers(0, 3)), draw(st.integers(-2, 3)))
        for j in range(1, n)
        for i in sorted(draw(st.sets(st.integers(0, j - 1), max_size=2)))
    ]
    column = st.lists(st.integers(0, 5), min_size=n, max_size=n)
    capacity = [draw(st.integers(3, 5)) for _ in range(kinds)]
    wants = [[draw(st.integers(0, 3)) for _ in range(kinds)] for _ in range(n)]
    net = network(draw(column), links(rows), release=draw(column))
    return Problem(net, np.array(wants), np.array(capacity))


def problem(instance: Instance) -> Problem:
    rows = [(i, j, 1, 0) for i, after in enumerate(instance.after) for j in after]
    net = network(instance.durations, links(rows))
    return Problem(net, np.array(instance.wants), np.array(instance.capacity))


def assert_keeps(problem: Problem, found: Scheduled) -> None:
    """Every link, every release and every capacity, straight from their meaning."""
    net, start = problem.net, found.start
    assert (start >= net.release).all()
    assert (start[net.target] >= start[net.source] + net.weight).all()
    end = start + net.duration
    assert end.max() == found.makespan
    for now in range(found.makespan):
        running = (start <= now) & (now < end)
        assert (problem.demand[running].sum(0) <= problem.capacity).all()


@settings(deadline=None)
@given(problems())
def test_a_first_schedule_keeps_links_and_capacities(problem: Problem) -> None:
    found = search(problem, 1, 20)
    assert_keeps(problem, found)
    assert lower_bound(problem) == found.bound <= found.makespan


@settings(deadline=None, max_examples=30)
@given(problems())
def test_a_solved_schedule_is_proven_and_keeps_links_and_capacities(problem: Problem) -> None:
    found = solve(problem, 10)
    assert_keeps(problem, found)
    assert found.proven
    assert lower_bound(problem) <= found.bound <= found.makespan


def can_end(problem: Problem, end: int, start: tuple[int, ...] = ()) -> bool:
    """Whether any starts at all keep links, releases and capacities until then: all are tried."""
    net, i = problem.net, len(start)
    if i == len(net.duration):
        return keeps(problem, np.array(start, np.int64))
    latest = end - int(net.duration[i])
    return any(can_end(problem, end, (*start, at)) for at in range(int(net.release[i]), latest + 1))


def keeps(problem: Problem, start: Any) -> bool:
    net, end = problem.net, start + problem.net.duration
    linked = bool((start[net.target] >= start[net.source] + net.weight).all())
    return linked and all(
        (problem.demand[(start <= now) & (now < end)].sum(0) <= problem.capacity).all()
        for now in start.tolist()
    )


@settings(deadline=None, max_examples=25)
@given(problems(most=3))
def test_what_is_proven_best_is_best_of_all_there_are(problem: Problem) -> None:
    found = solve(problem, 10)
    assert found.proven
    assert can_end(problem, found.makespan)
    assert not can_end(problem, found.makespan - 1)


@pytest.mark.parametrize("seed", range(6))
def test_a_best_known_before_is_never_beaten_and_proven_only_if_reached(seed: int) -> None:
    instance, known = packed(12, seed)
    found = solve(problem(instance), 0.8)
    assert_keeps(problem(instance), found)
    assert found.bound <= known <= found.makespan
    assert found.proven == (found.makespan == found.bound)


def test_a_schedule_short_of_time_is_not_called_proven() -> None:
    instance, known = packed(60, 1)
    found = search(problem(instance), 0.01, 1)
    assert found.makespan > known == found.bound
    assert not found.proven


@pytest.mark.parametrize("strength", [0.2, 0.5, 1.0])
def test_instances_after_the_recipe_are_solved(strength: float) -> None:
    given_ = problem(made(20, 3, strength=strength))
    found = solve(given_, 20)
    assert_keeps(given_, found)
    assert found.proven


def test_the_bound_counts_work_over_capacity() -> None:
    """Three pieces of work for two crews: six units of work, two at a time, after a start of 1."""
    net = network([1, 2, 2, 2], links([(0, 1, 1, 0), (0, 2, 1, 0), (0, 3, 1, 0)]))
    want = np.array([[0], [1], [1], [1]])
    assert lower_bound(Problem(net, want, np.array([2]))) == 4


def test_what_excludes_each_other_through_several_resources_is_one_group() -> None:
    net = network([1, 1, 1, 1], links([]))
    want = np.array([[2, 0, 2], [2, 2, 0], [0, 2, 2], [0, 0, 0]])
    assert exclusive(Problem(net, want, np.array([3, 3, 3]))) == [[0, 1, 2]]


def plan(text: str) -> tuple[Plan, Scheduled]:
    from datetime import date

    found = read(text.encode())
    net = columns(found, clock(found, date(2026, 6, 8)))
    made_ = shared(found, net)
    assert made_ is not None
    return found, solve(made_[0], 10)


def test_a_crane_goes_from_one_project_to_the_next() -> None:
    _, found = plan("""
calendar: none
resources: {塔吊: 1}
projects:
  - {id: a, tasks: [{id: x, days: 4, needs: {塔吊: 1}}, {id: y, days: 6, after: x}]}
  - {id: b, tasks: [{id: x, days: 5, needs: {塔吊: 1}}, {id: y, days: 1, after: x}]}
""")
    assert found.start.tolist() == [0, 4, 4, 9]
    assert (found.makespan, found.proven) == (10, True)


def test_what_has_started_keeps_the_crane() -> None:
    _, found = plan("""
calendar: none
resources: {塔吊: 1}
tasks:
  - {id: a, days: 4, percent: 50, actual_start: -3, needs: {塔吊: 1}}
  - {id: b, days: 5, needs: {塔吊: 1}}
  - {id: c, days: 9, actual_start: -9, actual_finish: -1, needs: {塔吊: 1}}
""")
    assert found.start.tolist()[:2] == [-3, 2]
    assert (found.makespan, found.proven) == (7, True)


def test_without_the_solver_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true_import = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("ortools"):
            raise ImportError(name)
        return true_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SolverMissing, match=r"pip install 'chengyun\[schedules\]'"):
        solve(problem(made(30, 2, factor=1.0, strength=0.1)), 1)


def test_what_is_proven_at_once_needs_no_solver() -> None:
    found = search(problem(made(30, 1, strength=1.0)), 1)
    assert found.proven


def test_the_made_files_are_read_as_they_were_made() -> None:
    instance = made(30, 5)
    read_ = read(told(instance).encode())
    wanted = [
        {f"R{r + 1}": n for r, n in enumerate(wants) if n and days}
        for wants, days in zip(instance.wants, instance.durations, strict=True)
    ]
    assert [dict(node.needs) for node in read_.nodes] == wanted


def test_without_the_solver_a_file_still_gets_a_schedule_and_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from datetime import date

    from chengyun.planning import plan_answer

    def missing(problem: Problem, seconds: float) -> Scheduled:
        raise SolverMissing("pip install it")

    monkeypatch.setattr(plan_answer, "solve", missing)
    text = told(made(12, 2, factor=1.0, strength=0.1))
    said = plan_answer.told(plan_answer.answer(read(text.encode()), date(2026, 1, 5), None, 0.2))
    assert said["bound"] <= said["makespan"]
    assert said["proven"] == (said["bound"] == said["makespan"])
    assert "pip install it" in said["notes"][-1]
