"""Work that shares crews, machines and sites: the problem, its bounds, a first schedule.

The resource-constrained project scheduling problem: no resource is ever wanted beyond its capacity,
every link holds, and the whole ends as soon as it can.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from chengyun.planning import resource_loops as loops
from chengyun.planning.network import Network, passes
from chengyun.planning.network_loops import Ints, machine_code

ENERGY_ROWS = 400
"""Bounds by energy look at every pair of nodes: of so many at most."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A network whose nodes want ``demand`` int64[n, r] of resources of ``capacity`` int64[r]."""

    net: Network
    demand: Ints
    capacity: Ints

    @property
    def horizon(self) -> int:
        """A time by which every schedule that does not dawdle has ended."""
        net = self.net
        lags = np.maximum(net.weight - net.duration[net.source], 0).sum()
        return int(net.release.max(initial=0) + net.duration.sum() + lags) + 1


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


class Serial:
    """Draws schedules node after node: the ready one of least priority first, each as soon as its
    links and the resources allow."""

    def __init__(self, problem: Problem) -> None:
        net = problem.net
        into = net.target[~net.fixed[net.target]]
        self._release = net.release
        self._waits = np.bincount(into, minlength=len(net.duration))
        links = (net.first, net.target, net.weight, net.fixed.astype(np.int64), net.duration)
        room = np.repeat(problem.capacity[:, None], problem.horizon, axis=1)
        self._columns = (*links, np.ascontiguousarray(problem.demand), room)

    def __call__(self, priority: Ints, compiled: bool = True) -> Ints:
        """Starts int64[n] after int64[n] priorities."""
        *links, room = self._columns
        drawn: Callable[..., Ints] = machine_code(loops.serial) if compiled else loops.serial
        return drawn(self._release.copy(), self._waits.copy(), priority, *links, room.copy())


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
