"""Crews, machines and sites that several projects use in turn: who wants them when, and levelling.

Levelling moves what has not begun so that nobody wants more than there is, and the project that
misses its deadline by most does so by as little as can be. For that each project has a tail as long
as its deadline lies before the last one: then the soonest end of all is the least lateness. Of the
levellings that reach it, one is taken by which all projects together are late by least.
"""

from dataclasses import dataclass

import numpy as np

from chengyun.planning.network import Bools, Links, LinkType, Network, earliest, network
from chengyun.planning.network_loops import Ints
from chengyun.planning.portfolio import NEVER, Portfolio
from chengyun.planning.resource_solver import eased, solve
from chengyun.planning.resources import Problem


@dataclass(frozen=True, slots=True)
class Levelled:
    """Ordinals of new first days int64[n], NEVER for what stays as it is.

    ``late``: workdays by which the worst project misses its deadline, negative to spare; none can
    be less than ``bound``.
    """

    held: Ints
    late: int
    bound: int

    @property
    def proven(self) -> bool:
        """True if no levelling is better."""
        return self.late <= self.bound


def wanted(start: Ints, finish: Ints, amount: Ints, first: int, last: int) -> Ints:
    """How much is wanted on each day from ``first`` to ``last``: of uses int64[u] whose first and
    last days are ordinals."""
    steps = np.zeros(last - first + 2, np.int64)
    begin = np.clip(start - first, 0, len(steps) - 1)
    end = np.clip(finish + 1 - first, 0, len(steps) - 1)
    np.add.at(steps, begin, amount)
    np.add.at(steps, end, -amount)
    return np.cumsum(steps)[:-1]


def level(
    whole: Portfolio, demand: Ints, capacity: Ints, movable: Bools, seconds: float
) -> Levelled:
    """Move nodes of the projects bool[p] that may be moved; ``demand`` int64[n, r] of
    ``capacity`` int64[r].

    Raises network.CycleError, and resource_solver.SolverMissing where OR-tools is wanted.
    """
    works, net = whole.works, whole.left()
    open_ = works.done == NEVER
    wants = open_ & (demand > 0).any(axis=1)
    sites = np.unique(works.project[wants])
    rows = np.flatnonzero(open_ & np.isin(works.project, sites))
    early = earliest(net)
    fixed = (works.begun[rows] != NEVER) | ~movable[works.project[rows]]
    due = whole.line.until(works.deadline[sites]) - whole.now
    last = int(due.max(initial=0))
    part = _part(net, early, rows, fixed, works.project[rows], sites, last - due)
    some = np.zeros((len(part.duration), demand.shape[1]), np.int64)
    some[: len(rows)] = demand[rows]
    room = np.maximum(capacity, np.maximum(_peak(part, some, fixed), some.max(axis=0, initial=0)))
    shared, ends = Problem(part, some, room), np.arange(len(rows), len(part.duration))
    found = eased(shared, solve(shared, seconds / 2), ends, due, seconds / 2)
    held = np.full(len(works.days), NEVER, np.int64)
    moved = wants[rows] & ~fixed & (found.start[: len(rows)] > part.release[: len(rows)])
    first = whole.line.start_days(whole.now + found.start[: len(rows)])
    held[rows[moved]] = first[moved]
    return Levelled(held, found.makespan - last, found.bound - last)


def _part(
    net: Network, early: Ints, rows: Ints, fixed: Bools, project: Ints, sites: Ints, tails: Ints
) -> Network:
    """Some nodes of a network, with a tail behind each project; what they wait for outside stays
    as it is."""
    place = np.full(len(net.duration), -1, np.int64)
    place[rows] = np.arange(len(rows))
    source, target = place[net.source], place[net.target]
    release = net.release.copy()
    outer = (source < 0) & (target >= 0)
    np.maximum.at(release, net.target[outer], (early[net.source] + net.weight)[outer])
    inner = (source >= 0) & (target >= 0)
    ends = len(rows) + np.searchsorted(sites, project)
    kinds = [np.full(int(inner.sum()), LinkType.SS), np.full(len(rows), LinkType.FS)]
    lags = [net.weight[inner], np.zeros(len(rows), np.int64)]
    given = Links(
        np.concatenate([source[inner], np.arange(len(rows))]),
        np.concatenate([target[inner], ends]),
        np.concatenate(kinds).astype(np.int64),
        np.concatenate(lags),
    )
    none = np.zeros(len(sites), np.int64)
    begin = np.where(fixed, early[rows], release[rows])
    return network(
        np.concatenate([net.duration[rows], tails]),
        given,
        release=np.concatenate([begin, none]),
        fixed=np.concatenate([fixed, none]),
    )


def _peak(part: Network, demand: Ints, fixed: Bools) -> Ints:
    """The most that fixed nodes want at once: it is there, whatever is declared."""
    rows = np.flatnonzero(fixed)
    begin = part.release[rows]
    at = (begin[:, None] <= begin) & (begin < (begin + part.duration[rows])[:, None])
    peak = (at.T.astype(np.int64) @ demand[rows]).max(axis=0, initial=0)
    return np.asarray(peak, np.int64)
