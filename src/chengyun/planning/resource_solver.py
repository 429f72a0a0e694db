"""Schedules proven best, or with a bound that says how far they may be from it: CP-SAT.

OR-tools is loaded here and nowhere else, and only where a first schedule is not proven by itself.
"""

from dataclasses import replace
from time import monotonic
from types import ModuleType
from typing import Any

import numpy as np

from chengyun.planning.network import Bools, passes
from chengyun.planning.network_loops import Ints
from chengyun.planning.resource_search import SMALL, search
from chengyun.planning.resources import Problem, Scheduled, Serial

SECONDS = 10.0
WORKERS = 2
PROVER = "objective_lb_search"
"""After thousands of drawn schedules the best is mostly there; what is left is the bound."""
SEARCH_SHARE = 0.08
"""How much of the time drawing schedules may take."""
AT_ONCE = 0.6
"""How much CP-SAT gets before thousands are drawn: what is easy is proven by then."""


class SolverMissing(RuntimeError):
    """OR-tools is not installed."""


def solve(problem: Problem, seconds: float = SECONDS) -> Scheduled:
    """The best schedule found in about so many seconds, and what no schedule can beat.

    Raises SolverMissing where OR-tools is wanted and not installed.
    """
    until = monotonic() + seconds
    best = search(problem, seconds * SEARCH_SHARE, compiled=False)
    if best.proven:
        return best
    cp_model = _cp_sat()
    best = _Model(cp_model, problem, best).solved(seconds * AT_ONCE, "")
    if best.proven:
        return best
    drawn = search(problem, seconds * SEARCH_SHARE)
    first = drawn if drawn.makespan < best.makespan else best
    best = Scheduled(first.start, first.makespan, max(best.bound, drawn.bound))
    if best.proven:
        return best
    return _Model(cp_model, problem, best).solved(until - monotonic(), PROVER)


def eased(problem: Problem, best: Scheduled, ends: Ints, due: Ints, seconds: float) -> Scheduled:
    """Of the schedules that end as soon as ``best`` one that starts the nodes ``ends`` int64[k] in
    all as little after ``due`` int64[k] as was found in so many seconds, then as soon as can be.

    Raises SolverMissing.
    """
    if np.array_equal(best.start, passes(problem.net).early_start):
        return best
    start = _Model(_cp_sat(), problem, best).eased(ends, due, seconds)
    # In that order everything starts as soon as it can, none later than it did.
    return replace(best, start=Serial(problem)(start, compiled=len(start) > SMALL))


def _cp_sat() -> ModuleType:
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise SolverMissing(
            "scheduling shared resources needs OR-tools: pip install 'chengyun[schedules]'"
        ) from None
    return cp_model


class _Model:
    """The problem with every node's start between what its links and the first schedule allow."""

    def __init__(self, cp_model: ModuleType, problem: Problem, first: Scheduled) -> None:
        self._cp, self._problem, self._first = cp_model, problem, first
        self._model: Any = cp_model.CpModel()
        self._end: Any = self._model.new_int_var(first.bound, first.makespan, "end")
        self._starts = self._placed()
        self._link()
        self._share()
        self._model.minimize(self._end)

    def _placed(self) -> list[Any]:
        net = self._problem.net
        found = passes(net, self._first.makespan)
        tail = np.where(net.done, 0, self._first.makespan - found.late_finish)
        starts = []
        for i, (low, high) in enumerate(
            zip(found.early_start.tolist(), found.late_start.tolist(), strict=True)
        ):
            starts.append(self._model.new_int_var(low, low if net.fixed[i] else high, f"s{i}"))
            self._model.add(starts[i] + int(net.duration[i] + tail[i]) <= self._end)
            self._model.add_hint(starts[i], int(self._first.start[i]))
        self._model.add_hint(self._end, self._first.makespan)
        return starts

    def _link(self) -> None:
        net = self._problem.net
        rows = zip(net.source.tolist(), net.target.tolist(), net.weight.tolist(), strict=True)
        for i, j, weight in rows:
            if not net.fixed[j]:
                self._model.add(self._starts[j] >= self._starts[i] + weight)

    def _share(self) -> None:
        length = self._problem.net.duration.tolist()
        spans = [
            self._model.new_fixed_size_interval_var(start, size, f"i{i}")
            for i, (start, size) in enumerate(zip(self._starts, length, strict=True))
        ]
        for wants, room in zip(
            self._problem.demand.T, self._problem.capacity.tolist(), strict=True
        ):
            rows = [i for i in np.flatnonzero(wants).tolist() if length[i]]
            if sum(wants[rows]) > room:
                amounts = [int(wants[i]) for i in rows]
                self._model.add_cumulative([spans[i] for i in rows], amounts, room)
        for clique in exclusive(self._problem):
            self._model.add_no_overlap([spans[i] for i in clique])

    def eased(self, ends: Ints, due: Ints, seconds: float) -> Ints:
        """Starts with the least lateness in all, then the soonest ends; the first's if none."""
        most = self._first.makespan
        late = [self._model.new_int_var(0, most, f"late{i}") for i in range(len(ends))]
        begun = [self._starts[i] for i in ends.tolist()]
        for one, start, day in zip(late, begun, due.tolist(), strict=True):
            self._model.add(one >= start - day)
        self._model.minimize(sum(late) * (len(late) * most + 1) + sum(begun))
        solver, status = self._solve(seconds, "")
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return self._first.start
        return np.array([solver.value(one) for one in self._starts], np.int64)

    def solved(self, seconds: float, also: str) -> Scheduled:
        """The best until then, or the first; ``also`` is a search of CP-SAT's to lead with."""
        solver, status = self._solve(seconds, also)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return self._first
        start = np.array([solver.value(one) for one in self._starts], np.int64)
        end = int(solver.value(self._end))
        bound = max(self._first.bound, round(solver.best_objective_bound))
        return Scheduled(start, end, min(bound, end))

    def _solve(self, seconds: float, also: str) -> tuple[Any, Any]:
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = WORKERS
        if also:
            solver.parameters.extra_subsolvers.append(also)
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
        return solver, solver.solve(self._model)


def exclusive(problem: Problem, most: int = 200) -> list[list[int]]:
    """Groups of nodes no two of which can be worked on at once, whatever resource forbids it."""
    rows = np.flatnonzero(problem.net.duration > 0)
    if len(rows) > most:
        return []
    both = problem.demand[rows][:, None, :] + problem.demand[rows][None, :, :]
    apart = np.any(both > problem.capacity, axis=2)
    np.fill_diagonal(apart, False)
    groups = {_grown(apart, i) for i in range(len(rows)) if apart[i].any()}
    return [[int(rows[i]) for i in group] for group in sorted(groups)]


def _grown(apart: Bools, i: int) -> tuple[int, ...]:
    """A group around i, by those first that exclude most."""
    group, able = [i], apart[i].copy()
    while able.any():
        degree = np.where(able, (apart & able).sum(1), -1)
        j = int(np.argmax(degree))
        group.append(j)
        able &= apart[j]
    return tuple(sorted(group))
