"""All projects as one network of columns: forwards from today, backwards from every deadline.

Nodes of several projects may wait for each other, so all are scheduled together: some milliseconds
for three thousand projects. What is done stands by its own days; of the others only what is left is
scheduled. Days are ordinals, as of ``date.toordinal``.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chengyun.planning.network import Bools, Links, LinkType, Network, earliest, latest, network
from chengyun.planning.network_loops import Ints
from chengyun.planning.workdays import WorkdayLine

Floats = NDArray[np.float64]
NEVER = 0
"""The ordinal of a day that is not known yet."""
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Works:
    """Projects are the rows 0…p-1, nodes 0…n-1, links 0…m-1.

    ``days``: whole workdays, 0 for a milestone; ``share`` done, 0 to 1; ``begun``, ``done`` and
    ``held``, before which it is not to begin: ordinals or NEVER. A node begins when what is
    ``before`` it is finished and ``lag`` workdays more.
    """

    start: Ints
    deadline: Ints
    project: Ints
    days: Ints
    share: Floats
    begun: Ints
    done: Ints
    held: Ints
    before: Ints
    after: Ints
    lag: Ints

    @property
    def left(self) -> Ints:
        """Workdays of work that are left; the last one is only over when the node is done."""
        rest = np.maximum(1, np.ceil(self.days * (1 - self.share) - ROUNDING)).astype(np.int64)
        return np.where((self.days > 0) & (self.done == NEVER), rest, 0)

    def sums(self, column: NDArray[np.generic]) -> Floats:
        """Of a column of the nodes, by project."""
        return np.bincount(self.project, column, len(self.start)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Standings:
    """How all stands: of each node, ordinals and workdays int64[n]; of each project [p].

    ``float_``: workdays that a node may slip before a deadline is missed; of a done one, by how
    many it came before the latest. ``finish`` is NEVER, and ``slack`` 0, of a project without
    nodes.
    """

    node_start: Ints
    node_finish: Ints
    latest_start: Ints
    latest_finish: Ints
    float_: Ints
    critical: Bools
    finish: Ints
    slack: Ints
    share: Floats
    due_share: Floats
    finished: Bools


@dataclass(frozen=True, slots=True)
class _Dates:
    """Ordinals int64[n] and float in workdays."""

    start: Ints
    finish: Ints
    latest_start: Ints
    latest_finish: Ints
    float_: Ints


@dataclass(frozen=True)
class Portfolio:
    """All that is scheduled together on one day; ``line`` numbers its workdays."""

    works: Works
    today: int
    line: WorkdayLine

    def standings(self, slips: Ints | None = None) -> Standings:
        """How all stands if nodes take int64[n] workdays longer. Raises network.CycleError.

        What is done slips no more.
        """
        works, open_ = self.works, self.works.done == NEVER
        now, plan = self._now(slips), self._plan
        begun = works.begun != NEVER
        start = np.where(begun, works.begun, np.where(open_, now.start, works.done))
        finish = np.where(open_, now.finish, works.done)
        late_start = np.where(open_ & ~begun, now.latest_start, plan.latest_start)
        late_finish = np.where(open_, now.latest_finish, plan.latest_finish)
        early = self.line.until(plan.latest_finish) - self.line.until(finish)
        room = np.where(open_, now.float_, early)
        end, slack = self._ends(finish)
        critical = open_ & (room <= slack[works.project])
        return Standings(
            start, finish, late_start, late_finish, room, critical, end, slack, self._share,
            self.due_share(self.today), works.sums(open_) == 0,
        )  # fmt: skip

    def due_share(self, day: int) -> Floats:
        """The share [p] of each project's work that must be done by the end of a day."""
        works = self.works
        until = self.line.until(np.array([day]))[0]
        worked = until - self.line.before(self._plan.latest_start)
        due = works.sums(np.clip(worked, 0, works.days))
        whole = works.sums(works.days)
        return np.where(whole > 0, due / np.maximum(whole, 1), day >= works.deadline)

    @cached_property
    def _share(self) -> Floats:
        """Share of the work done, by workdays; by number where there are only milestones."""
        works = self.works
        done = np.where(works.done != NEVER, 1.0, works.share)
        weight = np.where(works.sums(works.days)[works.project] > 0, works.days, 1)
        only = (works.days == 0) & (works.done == NEVER)
        whole = np.maximum(works.sums(weight), 1)
        return works.sums(weight * np.where(only, 0.0, done)) / whole

    def _ends(self, finish: Ints) -> tuple[Ints, Ints]:
        works = self.works
        end = np.full(len(works.start), NEVER, np.int64)
        np.maximum.at(end, works.project, finish)
        some = end != NEVER
        last = np.where(some, end, works.deadline)
        return end, self.line.until(works.deadline) - self.line.until(last)

    @cached_property
    def _plan(self) -> _Dates:
        """The latest dates of the whole network, as if nothing had been done yet."""
        works = self.works
        every = np.ones(len(works.before), bool)
        net = self._network(works.days, every, works.lag, np.zeros(len(works.days), np.int64), 0)
        return self._dates(net, 0)

    @property
    def now(self) -> int:
        """The number of the first workday that is left."""
        return int(self.line.before(np.array([self.today]))[0])

    def _now(self, slips: Ints | None) -> _Dates:
        return self._dates(self.left(slips), self.now)

    def left(self, slips: Ints | None = None) -> Network:
        """What is left, counted from `now`; what is done has no length. Raises CycleError.

        What has begun before its time is not stopped again, but ends no earlier than what it
        follows.
        """
        works, now = self.works, self.now
        open_, begun = works.done == NEVER, works.begun != NEVER
        length = works.left if slips is None else np.where(open_, works.left + slips, 0)
        first = self.line.before(np.maximum(works.start[works.project], works.held)) - now
        release = np.where(open_ & ~begun, np.maximum(first, 0), 0)
        over = ~open_[works.before] & (open_ & ~begun)[works.after]
        rest = works.lag + self.line.until(works.done[works.before]) - now
        np.maximum.at(release, works.after[over], rest[over])
        kept = open_[works.before] & open_[works.after]
        lag = np.where(begun[works.after], -length[works.after], works.lag)
        return self._network(length, kept, lag, release, now)

    def _network(self, days: Ints, kept: Bools, lag: Ints, release: Ints, now: int) -> Network:
        works = self.works
        kinds = np.full(int(kept.sum()), LinkType.FS, np.int64)
        given = Links(works.before[kept], works.after[kept], kinds, lag[kept])
        due = self.line.until(works.deadline)[works.project] - now
        return network(days, given, release=release, due=due)

    def _dates(self, net: Network, now: int) -> _Dates:
        """A milestone is reached on the last day of what came before it, at the earliest today."""
        early, late, days = earliest(net), latest(net), net.duration
        none = days == 0
        first = np.maximum(early, none) - none
        return _Dates(
            self.line.start_days(now + first),
            self.line.end_days(now + np.maximum(early + days, 1)),
            self.line.start_days(now + late - none),
            self.line.end_days(now + late + days),
            late - early,
        )
