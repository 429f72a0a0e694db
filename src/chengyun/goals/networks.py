"""Projects as the database names them, over the columns in which they are scheduled.

Nodes of several projects may wait for each other, so all are scheduled together; the rules stand in
`planning.portfolio`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from chengyun.goals import columns
from chengyun.goals.columns import Sites, Steps, Ties
from chengyun.planning import Lamp, Thresholds, deadline_lamp
from chengyun.planning.network import CycleError
from chengyun.planning.network_loops import Ints
from chengyun.planning.portfolio import NEVER, Portfolio, Standings, Works
from chengyun.planning.workdays import WorkdayLine

DAY = timedelta(days=1)
# A node with this many workdays of float or fewer is yellow; without any left, red.
LAMPS = Thresholds(near_days=5)


class Site(NamedTuple):
    """A project as the schedule sees it."""

    pk: int
    start: date
    deadline: date


class Step(NamedTuple):
    """A node as the schedule sees it; `share` 0 to 1."""

    pk: int
    site: int
    days: int
    share: float = 0.0
    begun: date | None = None
    done: date | None = None
    held: date | None = None


class Wait(NamedTuple):
    """Step `after` begins when `before` is finished and `lag` more workdays."""

    before: int
    after: int
    lag: int = 0


class Looped(ValueError):
    """Nodes that wait for each other; `steps` are their keys in the database, in order."""

    def __init__(self, steps: tuple[int, ...]) -> None:
        self.steps = steps
        super().__init__("nodes wait for each other: " + " → ".join(map(str, steps)))


@dataclass(frozen=True, slots=True)
class Dates:
    """A node between its earliest and its latest dates.

    What is done has its own dates as the earliest ones. `float_days` is how many workdays it may
    still slip before a deadline is missed; for a done node, by how many it came before the latest.
    """

    start: date
    finish: date
    latest_start: date
    latest_finish: date
    float_days: int
    critical: bool = False

    @property
    def lamp(self) -> Lamp:
        return deadline_lamp(self.float_days, thresholds=LAMPS)


@dataclass(frozen=True)
class Standing:
    """How a project stands. `slack_days` are the workdays from its end to its deadline."""

    finish: date
    slack_days: int
    share: float
    due_share: float
    finished: bool
    nodes: Mapping[int, Dates]
    # The open node that must be finished first.
    next_pk: int | None = None

    @property
    def lamp(self) -> Lamp:
        return deadline_lamp(self.slack_days, thresholds=LAMPS)


@dataclass(frozen=True)
class Network:
    """All that is scheduled together on one day by one calendar.

    `sites` and `steps` are the keys of the rows of `works`; `slips`: workdays int64[n] by which
    nodes are supposed to take longer.
    """

    sites: Ints
    steps: Ints
    works: Works
    today: date
    line: WorkdayLine
    slips: Ints | None = None

    @classmethod
    def of(
        cls,
        sites: Iterable[tuple[Any, ...]],
        steps: Iterable[tuple[Any, ...]],
        waits: Iterable[tuple[Any, ...]],
        today: date,
        is_workday: Callable[[date], bool],
    ) -> "Network":
        """From rows like `Site`, `Step` and `Wait`; links to other nodes are left out."""
        told = columns.sites(columns.numbers(sites)), columns.steps(columns.numbers(steps))
        line = WorkdayLine(first_day(*told, today) - DAY, is_workday)
        return cls.joined(*told, columns.ties(waits), today, line)

    @classmethod
    def joined(
        cls, sites: Sites, steps: Steps, ties: Ties, today: date, line: WorkdayLine
    ) -> "Network":
        """From columns; nodes of other projects are left out, and links to them."""
        project = columns.rows_of(sites.pk, steps.site)
        known = project >= 0
        if not known.all():
            steps, project = steps.those(known), project[known]
        before, after = (columns.rows_of(steps.pk, pk) for pk in (ties.before, ties.after))
        kept = np.minimum(before, after) >= 0
        works = Works(
            sites.start, sites.deadline, project, steps.days, steps.share, steps.begun,
            steps.done, steps.held, before[kept], after[kept], ties.lag[kept],
        )  # fmt: skip
        return cls(sites.pk, steps.pk, works, today, line)

    @property
    def days(self) -> WorkdayLine:
        """Workdays by number, for the asker alone: it grows as it is asked."""
        return self.line.copy()

    def slipped(self, slips: Mapping[int, int]) -> "Network":
        """The same with some nodes taking so many workdays longer."""
        longer = np.zeros(len(self.steps), np.int64)
        for pk, days in slips.items():
            longer[self.step_row[pk]] = days
        return replace(self, slips=longer, line=self.days)

    @cached_property
    def stand(self) -> Standings:
        """The columns of all standings. Raises Looped."""
        try:
            return self.portfolio.standings(self.slips)
        except CycleError as error:
            raise Looped(tuple(int(self.steps[row]) for row in error.nodes)) from error

    @cached_property
    def portfolio(self) -> Portfolio:
        return Portfolio(self.works, self.today.toordinal(), self.line)

    @cached_property
    def site_row(self) -> dict[int, int]:
        """The rows of projects by their keys."""
        return {pk: row for row, pk in enumerate(self.sites.tolist())}

    @cached_property
    def step_row(self) -> dict[int, int]:
        """The rows of nodes by their keys."""
        return {pk: row for row, pk in enumerate(self.steps.tolist())}

    @cached_property
    def _by_site(self) -> tuple[Ints, Ints]:
        """Rows of nodes, those of a project together, and where each project's begin."""
        order = np.argsort(self.works.project, kind="stable")
        counts = np.bincount(self.works.project, minlength=len(self.sites))
        return order, np.concatenate([[0], np.cumsum(counts)])

    def rows_of(self, site: int) -> Ints:
        """The rows of the nodes of the project in a row, in their order."""
        order, first = self._by_site
        return order[first[site] : first[site + 1]]

    def standing(self, pk: int) -> Standing | None:
        """How a project stands; None where it has no nodes. Raises Looped."""
        site = self.site_row.get(pk)
        if site is None:
            return None
        if site not in self._standings:
            self._standings[site] = self._standing(site)
        return self._standings[site]

    @cached_property
    def _standings(self) -> dict[int, Standing | None]:
        """Those that were asked for, by their rows."""
        return {}

    def _standing(self, site: int) -> Standing | None:
        rows = self.rows_of(site)
        if not len(rows):
            return None
        one = self.stand
        return Standing(
            date.fromordinal(int(one.finish[site])), int(one.slack[site]), float(one.share[site]),
            float(one.due_share[site]), bool(one.finished[site]),
            NodeDates(self, rows), self._next(site),
        )  # fmt: skip

    def _next(self, site: int) -> int | None:
        row = int(self._next_rows[site])
        return int(self.steps[row]) if row >= 0 else None

    @cached_property
    def _next_rows(self) -> Ints:
        """Of each project the open node with the earliest latest finish; -1 where all are done."""
        open_ = np.flatnonzero(self.works.done == NEVER)
        found = np.full(len(self.sites), -1, np.int64)
        # What is written last stays: the earliest, of equal ones the first in order.
        last = open_[np.lexsort((-open_, -self.stand.latest_finish[open_]))]
        found[self.works.project[last]] = last
        return found

    def dates(self, row: int) -> Dates:
        """The dates of the node in a row."""
        one = self.stand
        columns = (one.node_start, one.node_finish, one.latest_start, one.latest_finish)
        start, finish, first, last = (date.fromordinal(int(column[row])) for column in columns)
        room, critical = int(one.float_[row]), bool(one.critical[row])
        return Dates(start, finish, first, last, room, critical)

    def standings(self) -> dict[int, Standing]:
        """Every project that has nodes. Raises Looped."""
        found = ((pk, self.standing(pk)) for pk in self.sites.tolist())
        return {pk: one for pk, one in found if one}


class NodeDates(Mapping[int, Dates]):
    """The dates of a project's nodes by their keys, made as they are asked for."""

    def __init__(self, network: Network, rows: Ints) -> None:
        self._network, self._rows = network, rows

    @cached_property
    def _row(self) -> dict[int, int]:
        keys = self._network.steps[self._rows].tolist()
        return dict(zip(keys, self._rows.tolist(), strict=True))

    def __getitem__(self, pk: int) -> Dates:
        return self._network.dates(self._row[pk])

    def __iter__(self) -> Iterator[int]:
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._rows)


def first_day(sites: Sites, steps: Steps, today: date) -> date:
    """The earliest day that anything is counted from."""
    known = np.concatenate([sites.start, steps.begun, steps.done])
    known = known[known != NEVER]
    return date.fromordinal(int(min(known.min(initial=today.toordinal()), today.toordinal())))


def frozen_rows(nodes: Iterable[tuple[Any, Dates]]) -> list[dict[str, Any]]:
    """The nodes of a project as a baseline keeps them."""
    return [
        {
            "key": node.key,
            "title": node.title_zh,
            "title_en": node.title_en,
            "start": dates.start.isoformat(),
            "finish": dates.finish.isoformat(),
            "float": dates.float_days,
            "share": 1.0 if node.done_on else node.share,
        }
        for node, dates in nodes
    ]
