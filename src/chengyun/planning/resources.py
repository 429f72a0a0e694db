"""Work that shares crews, machines and sites: the problem, its bounds, a first schedule.

The resource-constrained project scheduling problem: no resource is ever wanted beyond its capacity,
every link holds, and the whole ends as soon as it can.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from chengyun.planning.network import Network, passes
from chengyun.planning.network_loops import Ints

ENERGY_ROWS = 400
"""Bounds by energy look at every pair of nodes: of so many at most."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A network whose nodes want ``demand`` int64[n, r] of resources of ``capacity`` int64[r]."""

    net: Network
    demand: Ints
    capacity: Ints


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Starts int64[n], the end of all, and what no schedule can beat."""

    start: Ints
    makespan: int
    bound: int

    @property
    def proven(self) -> bool:
        """True if no schedule ends sooner."""
        return self.makespan <= self.bound


def lower_bound(problem: Problem) -> int:
    """The latest of what the longest chain and the work on each resource say.

    Of the nodes that cannot start before ``a`` and are followed by at least ``b``, no resource can
    do the work in less than its amount over the capacity.
    """
    found = passes(problem.net)
    tail = found.length - found.late_finish
    bounds = [
        bound
        for want, room in zip(problem.demand.T, problem.capacity.tolist(), strict=True)
        for bound in _by_energy(found.early_start, tail, want * problem.net.duration, room)
    ]
    return max([found.length, *bounds])


def _by_energy(head: Ints, tail: Ints, work: Ints, room: int) -> Iterator[int]:
    rows = np.flatnonzero(work > 0)
    if not len(rows):
        return
    head, tail, work = head[rows], tail[rows], work[rows]
    by_tail = np.argsort(-tail, kind="stable")
    head, tail, work = head[by_tail], tail[by_tail], work[by_tail]
    for a in np.unique(head) if len(rows) <= ENERGY_ROWS else [head.min()]:
        inside = head >= a
        done = np.cumsum(work[inside])
        yield int((a - (-done // room) + tail[inside]).max())


def serial(problem: Problem, priority: Ints) -> Ints:
    """Starts int64[n]: node after node, the ready one of least ``priority`` first, each as soon as
    its links and the resources allow."""
    net = problem.net
    start = net.release.copy()
    waits = np.bincount(net.target[~net.fixed[net.target]], minlength=len(start)).tolist()
    table = _Table(problem)
    first, target, weight = net.first.tolist(), net.target.tolist(), net.weight.tolist()
    rank, fixed = priority.tolist(), net.fixed.tolist()
    ready = [(rank[i], i) for i, count in enumerate(waits) if not count and not fixed[i]]
    placed = np.flatnonzero(net.fixed).tolist()
    heapify(ready)
    while placed or ready:
        i = placed.pop() if placed else heappop(ready)[1]
        start[i] = table.place(i, int(start[i]), fixed[i])
        for k in range(first[i], first[i + 1]):
            j = target[k]
            if fixed[j]:
                continue
            start[j] = max(start[j], start[i] + weight[k])
            waits[j] -= 1
            if not waits[j]:
                heappush(ready, (rank[j], j))
    return start


class _Table:
    """What is left of each resource in each unit of time from 0 on."""

    def __init__(self, problem: Problem) -> None:
        self._left = np.repeat(problem.capacity[:, None], 64, axis=1)
        self._capacity = problem.capacity[:, None]
        self._length = problem.net.duration.tolist()
        self._wants = [
            (np.flatnonzero(row), row[row > 0][:, None]) if length else None
            for row, length in zip(problem.demand, self._length, strict=True)
        ]

    def place(self, i: int, start: int, fixed: bool) -> int:
        """Where node i starts: not before ``start``, and there if it is fixed."""
        wants, length = self._wants[i], self._length[i]
        if wants is None or not len(wants[0]):
            return start
        kinds, amounts = wants
        start = start if fixed else self._fitting(kinds, amounts, start, length)
        low, high = max(start, 0), max(start + length, 0)
        self._reach(high)
        self._left[kinds, low:high] -= amounts
        return start

    def _fitting(self, kinds: Ints, amounts: Ints, start: int, length: int) -> int:
        short = np.any(self._left[kinds, start:] < amounts, axis=0)
        ends = np.flatnonzero(short)
        edges = np.concatenate([[-1], ends])
        room = np.concatenate([ends, [len(short) + length]]) - edges - 1
        return start + int(edges[np.argmax(room >= length)]) + 1

    def _reach(self, high: int) -> None:
        if (more := high - self._left.shape[1]) > 0:
            fresh = np.repeat(self._capacity, max(more, self._left.shape[1]), axis=1)
            self._left = np.concatenate([self._left, fresh], axis=1)


def mirrored(problem: Problem) -> Problem:
    """The same read from the end: what comes last comes first."""
    net, source = problem.net, problem.net.source
    weight = net.weight + net.duration[net.target] - net.duration[source]
    by_target = np.argsort(net.target, kind="stable")
    counts = np.bincount(net.target, minlength=len(net.duration))
    back = Network(
        net.duration,
        np.concatenate([[0], np.cumsum(counts)]),
        source[by_target],
        weight[by_target],
        np.zeros_like(net.release),
        net.due,
        np.zeros_like(net.fixed),
        net.done,
        net.order[::-1],
    )
    return Problem(back, problem.demand, problem.capacity)
