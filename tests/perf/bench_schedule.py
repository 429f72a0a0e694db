"""Schedules: the critical path of 10,000 nodes, shared resources; projects have their own bench.

The critical path stands beside the same in plain Python over objects, as a library of graphs does
it. Shared resources are instances after the recipe of PSPLIB's J30 and J60, evenly over its grid of
parameters, ten seconds each, beside CP-SAT with the plain model of intervals and capacities. The
grid made here is harder than PSPLIB's own library, of whose J30 that plain model proves 58 of 60 in
ten seconds, of whose J60 26 of 30. Instances cut from a full rectangle have a best end that is
known beforehand: how far over it each comes stands in rows of its own.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from statistics import mean
from time import perf_counter

import numpy as np

from chengyun.planning.network import Links, links, network, passes
from chengyun.planning.resource_search import search
from chengyun.planning.resource_solver import solve
from chengyun.planning.resources import Problem
from tests.perf.report import Row, row
from tests.planning.made_instances import GRID, Instance, made, packed

NODES, SECONDS = 10_000, 10.0
ROUNDS = 5
KNOWN = 6
STEP = {30: 3, 60: 5}
"""Every third or fifth of the 48 cells of the grid, so that all parameters have their turn."""


def run() -> list[Row]:
    return [*_passes(), *_shared(30), *_shared(60), *_known(30), *_known(60)]


def _passes() -> Iterator[Row]:
    days, given = _random(NODES, 3)

    def ours() -> None:
        passes(network(days, given), 10_000)

    theirs = _best(lambda: _plainly(days, given))
    yield row(f"both passes, {NODES:,} nodes", _best(ours), "ms", "the same over objects", theirs)


def _random(n: int, most: int) -> tuple[list[int], Links]:
    chance = random.Random(7)
    rows = [
        (chance.randrange(max(0, j - 200), j), j, 1, chance.randint(0, 2))
        for j in range(1, n)
        for _ in range(chance.randint(1, most))
    ]
    return [chance.randint(0, 20) for _ in range(n)], links(rows)


@dataclass
class _Node:
    days: int
    start: int = 0
    late: int = 10_000


def _plainly(days: list[int], given: Links) -> list[int]:
    nodes = {i: _Node(d) for i, d in enumerate(days)}
    before: dict[int, list[tuple[int, int]]] = {i: [] for i in nodes}
    for i, j, lag in zip(given.source, given.target, given.lag, strict=True):
        before[int(j)].append((int(i), int(lag)))
    order = list(
        TopologicalSorter({j: [i for i, _ in b] for j, b in before.items()}).static_order()
    )
    for j in order:
        nodes[j].start = max([0, *(nodes[i].start + nodes[i].days + lag for i, lag in before[j])])
    for j in reversed(order):
        nodes[j].late -= nodes[j].days
        for i, lag in before[j]:
            nodes[i].late = min(nodes[i].late, nodes[j].late - lag)
    return [node.late - node.start for node in nodes.values()]


def _shared(jobs: int) -> Iterator[Row]:
    given = [_problem(made(jobs, 500 + n, *cell)) for n, cell in enumerate(GRID[:: STEP[jobs]])]
    # Libraries are loaded, and numba compiles once in the life of an installation.
    search(given[0], 1)
    _plain_model(given[1])
    ours = [_timed(_solved, one) for one in given]
    plain = [_timed(_plain_model, one) for one in given]
    listed = [(*_serial(one), 0.0) for one in given]
    name = f"J{jobs}-like, {len(given)} instances, {SECONDS:.0f} s"
    for what, unit, judge in JUDGES:
        if judge(plain):
            yield row(f"{name}: {what}", judge(ours), unit, "plain CP-SAT model", judge(plain))
    ends = [mean(end for end, _, _ in found) for found in (ours, listed)]
    yield row(f"{name}: mean end", ends[0], "periods", "one serial schedule", ends[1])


def _known(jobs: int) -> Iterator[Row]:
    """How long the schedules are, and a plain model's, beside the best end that is known."""
    given = [packed(jobs, seed) for seed in range(KNOWN)]
    known = mean(best for _, best in given)
    name = f"J{jobs}-size with a known best, {KNOWN} instances, {SECONDS:.0f} s: mean end"
    for whose, find in (("", _solved), (" of a plain CP-SAT model", _plain_model)):
        end = mean(find(_problem(instance))[0] for instance, _ in given)
        yield row(f"{name}{whose}", end, "periods", "the known best", known)


Found = tuple[int, int, float]
JUDGES: list[tuple[str, str, Callable[[list[Found]], float]]] = [
    ("proven", "of 1", lambda found: mean(end == bound for end, bound, _ in found)),
    ("mean gap", "%", lambda found: 100 * mean((end - bound) / bound for end, bound, _ in found)),
    ("mean time", "s", lambda found: mean(seconds for _, _, seconds in found)),
    ("mean end", "periods", lambda found: mean(end for end, _, _ in found)),
]


def _problem(instance: Instance) -> Problem:
    rows = [(i, j, 1, 0) for i, after in enumerate(instance.after) for j in after]
    net = network(instance.durations, links(rows))
    return Problem(net, np.array(instance.wants), np.array(instance.capacity))


def _solved(problem: Problem) -> tuple[int, int]:
    found = solve(problem, SECONDS)
    return found.makespan, found.bound


def _serial(problem: Problem) -> tuple[int, int]:
    found = search(problem, 0, 0)
    return found.makespan, found.bound


def _plain_model(problem: Problem) -> tuple[int, int]:
    """Intervals and capacities, as the examples of OR-tools have them; no hint, no bound."""
    from ortools.sat.python import cp_model

    model, net = cp_model.CpModel(), problem.net
    most = int(net.duration.sum())
    starts = [model.new_int_var(0, most, "") for _ in net.duration]
    sizes = net.duration.tolist()
    spans = [
        model.new_fixed_size_interval_var(*pair, "") for pair in zip(starts, sizes, strict=True)
    ]
    for i, j, weight in zip(net.source, net.target, net.weight, strict=True):
        model.add(starts[j] >= starts[i] + int(weight))
    for wants, room in zip(problem.demand.T, problem.capacity, strict=True):
        model.add_cumulative(spans, wants.tolist(), int(room))
    model.minimize(starts[-1])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = SECONDS
    solver.solve(model)
    return round(solver.objective_value), round(solver.best_objective_bound)


def _timed(find: Callable[[Problem], tuple[int, int]], problem: Problem) -> Found:
    begun = perf_counter()
    return *find(problem), perf_counter() - begun


def _best(work: Callable[[], object]) -> float:
    """Milliseconds, the best of some rounds after one to warm up."""
    times = []
    for _ in range(ROUNDS + 1):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return 1000 * min(times[1:])
