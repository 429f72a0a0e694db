"""A project network as columns, and the critical path method over it.

A link of any type is kept as one weight between starts: with durations d, ``j`` may start no
sooner than ``start[i] + weight``, where the weight of finish-to-start is d[i] + lag, of
start-to-start lag, of finish-to-finish d[i] + lag - d[j] and of start-to-finish lag - d[j]. Times
are whole units from now (0), negative in the past; a finish is where the next unit begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chengyun.planning import network_loops as loops
from chengyun.planning.network_loops import Ints

Bools = NDArray[np.bool_]
FAR = 1 << 40
"""A limit that limits nothing."""


class LinkType(IntEnum):
    """What of the first waits for what of the second, numbered as in MSPDI."""

    FF = 0
    FS = 1
    SF = 2
    SS = 3


class CycleError(ValueError):
    """Nodes that wait for each other, in the order of the links; ``nodes`` are their rows."""

    def __init__(self, nodes: Sequence[int]) -> None:
        self.nodes = tuple(nodes)
        super().__init__("nodes wait for each other: " + " → ".join(map(str, nodes)))


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes are rows int64[n]; the links out of node i are first[i]:first[i + 1] of int64[m].

    ``release``: not to start before; ``due``: to finish by, FAR where there is none; ``fixed``: has
    started, at its release, whatever it follows; ``done``: has finished too. ``order``: each node
    after what it follows.
    """

    duration: Ints
    first: Ints
    target: Ints
    weight: Ints
    release: Ints
    due: Ints
    fixed: Bools
    done: Bools
    order: Ints

    @property
    def source(self) -> Ints:
        """The node that each link leaves."""
        return np.repeat(np.arange(len(self.duration)), np.diff(self.first))


@dataclass(frozen=True, slots=True)
class Links:
    """Columns int64[m]: from, to, LinkType, lag."""

    source: Ints
    target: Ints
    kind: Ints
    lag: Ints


@dataclass(frozen=True, slots=True)
class Passes:
    """What forward and backward pass say of each node, int64[n]; see `passes`."""

    early_start: Ints
    early_finish: Ints
    late_start: Ints
    late_finish: Ints
    float_: Ints
    free_float: Ints
    critical: Bools
    path: tuple[int, ...]
    length: int
    limit: int


def links(rows: Sequence[tuple[int, int, int, int]]) -> Links:
    """Rows of (from, to, type, lag) as columns."""
    table = np.array(rows, np.int64).reshape(-1, 4)
    return Links(*(np.ascontiguousarray(column) for column in table.T))


def network(
    duration: ArrayLike,
    given: Links,
    *,
    release: ArrayLike | None = None,
    due: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    done: ArrayLike | None = None,
) -> Network:
    """Durations >= 0 and links as a network. Raises CycleError."""
    days = np.asarray(duration, np.int64)
    n = len(days)
    by_source = np.argsort(given.source, kind="stable")
    counts = np.bincount(given.source, minlength=n)
    made = Network(
        days,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        given.target[by_source],
        _weights(days, given)[by_source],
        np.asarray(np.zeros(n) if release is None else release, np.int64),
        np.asarray(np.full(n, FAR) if due is None else due, np.int64),
        np.asarray(np.zeros(n) if fixed is None else fixed, np.bool_),
        np.asarray(np.zeros(n) if done is None else done, np.bool_),
        np.full(n, -1, np.int64),
    )
    waits = np.bincount(made.target, minlength=n)
    order = loops.run(loops.ordered, waits, made.first, made.target, made.order)
    if n and order[-1] < 0:
        raise CycleError(_cycle(made, order))
    return replace(made, order=order)


def _weights(days: Ints, given: Links) -> Ints:
    from_finish = np.isin(given.kind, (LinkType.FS, LinkType.FF))
    to_finish = np.isin(given.kind, (LinkType.FF, LinkType.SF))
    before = np.where(from_finish, days[given.source], 0)
    after = np.where(to_finish, days[given.target], 0)
    return np.asarray(given.lag + before - after, np.int64)


def _cycle(net: Network, order: Ints) -> list[int]:
    """One cycle, its lowest row first and last."""
    stuck = np.ones(len(net.duration), bool)
    stuck[order[order >= 0]] = False
    both = stuck[net.source] & stuck[net.target]
    before = dict(zip(net.target[both].tolist(), net.source[both].tolist(), strict=True))
    seen = [int(np.flatnonzero(stuck)[0])]
    while (back := before[seen[-1]]) not in seen:
        seen.append(back)
    loop = seen[seen.index(back) :][::-1]
    at = loop.index(min(loop))
    return [*loop[at:], *loop[: at + 1]]


def earliest(net: Network) -> Ints:
    """The forward pass: earliest starts, int64[n]."""
    fixed = net.fixed.astype(np.int64)
    return loops.run(
        loops.forward, net.release, net.order, net.first, net.target, net.weight, fixed
    )


def latest(net: Network, limit: int = FAR) -> Ints:
    """The backward pass: latest starts, int64[n], for all to finish by their dues and ``limit``."""
    own = np.minimum(net.due, limit) - net.duration
    fixed = net.fixed.astype(np.int64)
    return loops.run(loops.backward, own, net.order, net.first, net.target, net.weight, fixed)


def passes(net: Network, limit: int | None = None) -> Passes:
    """Forward from now and backward from ``limit``, or from the earliest end of all without one.

    A node is critical if it has no more float than the whole: a delay of it is one of the whole.
    What is done has no float and is never critical. Where the limit is missed, floats are negative.
    """
    start = earliest(net)
    finish = start + net.duration
    length = int(finish.max(initial=0))
    limit = length if limit is None else limit
    # What is done holds nobody up and has no other dates than its own.
    late = np.where(net.done, start, latest(net, limit))
    total = late - start
    critical = (total <= limit - length) & ~net.done
    path = _path(net, start, finish)
    free = _free(net, start, length - finish)
    return Passes(
        start, finish, late, late + net.duration, total, free, critical, path, length, limit
    )


def _free(net: Network, start: Ints, room: Ints) -> Ints:
    fixed = net.fixed.astype(np.int64)
    found = loops.run(loops.gaps, room, start, net.first, net.target, net.weight, fixed)
    return np.where(net.done, 0, found)


def _path(net: Network, start: Ints, finish: Ints) -> tuple[int, ...]:
    """Back from the last node to finish through those that held each one up."""
    if not len(start):
        return ()
    source = net.source
    binds = (start[source] + net.weight == start[net.target]) & ~net.fixed[net.target]
    holder = np.full(len(start), -1)
    holder[net.target[binds][::-1]] = source[binds][::-1]
    last = net.order[::-1]
    chain = [int(last[np.argmax(finish[last])])]
    while (back := int(holder[chain[-1]])) >= 0:
        chain.append(back)
    return tuple(reversed(chain))
