"""Backward schedules 倒排节点: the critical path method over working days.

Forward from today it finds the earliest dates, backward from the deadline the latest; the days
between are the float. A link's negative lag lets stages overlap 压茬推进.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from chengyun.planning.network import CycleError, LinkType, Network, links, network, passes
from chengyun.planning.network_loops import Ints
from chengyun.planning.workdays import WorkdayLine


class ScheduleError(ValueError):
    """Tasks that cannot be scheduled; the message names them."""


@dataclass(frozen=True, slots=True)
class Link:
    """Begin after ``key`` is finished and ``lag`` more workdays; a negative lag overlaps it."""

    key: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A task of whole workdays (0 for a mere milestone) and what it follows."""

    key: str
    days: int
    after: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A task's dates, first and last workday, and its float in workdays.

    Negative float: the deadline is missed by so many workdays, whatever is done here.
    """

    key: str
    earliest_start: date
    earliest_finish: date
    latest_start: date
    latest_finish: date
    float_days: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """All tasks by key, in the order work can be done; the longest chain; the earliest end."""

    tasks: Mapping[str, Planned]
    critical: tuple[str, ...]
    finish: date
    deadline: date
    slack_days: int

    @property
    def feasible(self) -> bool:
        """True if the deadline can be kept."""
        return self.finish <= self.deadline


def schedule(
    tasks: Sequence[Task], today: date, deadline: date, is_workday: Callable[[date], bool]
) -> Schedule:
    """Dates of all tasks, none begun before ``today``, all finished by the end of ``deadline``.

    ``is_workday`` may be ``WorkCalendar.is_workday``. Raises ScheduleError for no tasks, a key used
    twice, a link to nothing, negative days, or a cycle (which it spells out).
    """
    _check(tasks)
    net = _network(tasks)
    line = WorkdayLine(today, is_workday)
    found = passes(net, line.count_until(deadline))
    length = net.duration
    dates = zip(
        _starts(line, np.maximum(found.early_start, length == 0), length),
        line.ends(np.maximum(found.early_finish, 1)),
        _starts(line, found.late_start, length),
        line.ends(found.late_finish),
        found.float_.tolist(),
        strict=True,
    )
    planned = [Planned(task.key, *row) for task, row in zip(tasks, dates, strict=True)]
    return Schedule(
        {planned[i].key: planned[i] for i in net.order.tolist()},
        tuple(tasks[i].key for i in found.path),
        line.ends([max(found.length, 1)])[0],
        deadline,
        int(found.float_.min()),
    )


def _starts(line: WorkdayLine, numbers: Ints, length: Ints) -> list[date]:
    """A milestone is reached on the last day of what came before it, at the earliest today."""
    return line.starts(numbers - (length == 0))


def _check(tasks: Sequence[Task]) -> None:
    known = {task.key for task in tasks}
    _refuse(not tasks, "there is nothing to schedule")
    _refuse(len(known) < len(tasks), "a task key is used twice")
    for task in tasks:
        _refuse(task.days < 0, f"{task.key!r} has negative days")
        for link in task.after:
            _refuse(link.key not in known, f"{task.key!r} follows unknown {link.key!r}")


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ScheduleError(why)


def _network(tasks: Sequence[Task]) -> Network:
    row = {task.key: i for i, task in enumerate(tasks)}
    rows = [(row[a.key], row[b.key], LinkType.FS, a.lag) for b in tasks for a in b.after]
    try:
        return network([task.days for task in tasks], links(rows))
    except CycleError as error:
        loop = " → ".join(tasks[i].key for i in error.nodes)
        raise ScheduleError(f"the tasks wait for each other: {loop}") from error
