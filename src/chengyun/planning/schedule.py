"""Backward schedules 倒排节点: the critical path method over working days.

Forward from today it finds the earliest dates, backward from the deadline the latest; the days
between are the float. A link's negative lag lets stages overlap 压茬推进.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

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
    by_key = _checked(tasks)
    order = _ordered(by_key)
    days = WorkdayLine(today, is_workday)
    starts = _forward(by_key, order)
    ends = _backward(by_key, order, days.count_until(deadline))
    planned = {key: _planned(by_key[key], starts[key], ends[key], days) for key in order}
    last = max(reversed(order), key=lambda key: starts[key] + by_key[key].days)
    length = starts[last] + by_key[last].days
    chain = _chain(by_key, starts, last)
    slack = min(task.float_days for task in planned.values())
    return Schedule(planned, chain, days[max(length, 1) - 1], deadline, slack)


def _checked(tasks: Sequence[Task]) -> dict[str, Task]:
    by_key = {task.key: task for task in tasks}
    _refuse(not tasks, "there is nothing to schedule")
    _refuse(len(by_key) < len(tasks), "a task key is used twice")
    for task in tasks:
        _refuse(task.days < 0, f"{task.key!r} has negative days")
        for link in task.after:
            _refuse(link.key not in by_key, f"{task.key!r} follows unknown {link.key!r}")
    return by_key


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ScheduleError(why)


def _ordered(by_key: Mapping[str, Task]) -> list[str]:
    graph = {key: [link.key for link in task.after] for key, task in by_key.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        loop = " → ".join(error.args[1])
        raise ScheduleError(f"the tasks wait for each other: {loop}") from error


def _forward(by_key: Mapping[str, Task], order: Iterable[str]) -> dict[str, int]:
    """Earliest start of each task, in workdays from today."""
    starts: dict[str, int] = {}
    for key in order:
        ready = [starts[link.key] + by_key[link.key].days + link.lag for link in by_key[key].after]
        starts[key] = max([0, *ready])
    return starts


def _backward(by_key: Mapping[str, Task], order: Sequence[str], limit: int) -> dict[str, int]:
    """Latest end of each task, in workdays from today."""
    ends = dict.fromkeys(order, limit)
    for key in reversed(order):
        task = by_key[key]
        for link in task.after:
            ends[link.key] = min(ends[link.key], ends[key] - task.days - link.lag)
    return ends


def _planned(task: Task, start: int, end: int, days: WorkdayLine) -> Planned:
    late, last = end - task.days, start + task.days
    return Planned(
        task.key,
        earliest_start=days[_first_day(start, task.days)],
        earliest_finish=days[max(last, 1) - 1],
        latest_start=days[late if task.days else late - 1],
        latest_finish=days[end - 1],
        float_days=late - start,
    )


def _first_day(start: int, length: int) -> int:
    """A milestone is reached on the last day of what came before it, at the earliest today."""
    return start if length else max(start, 1) - 1


def _chain(by_key: Mapping[str, Task], starts: Mapping[str, int], key: str) -> tuple[str, ...]:
    """Back from the last task through those that held each one up."""
    chain = [key]
    while holders := [
        link.key
        for link in by_key[chain[-1]].after
        if starts[link.key] + by_key[link.key].days + link.lag == starts[chain[-1]]
    ]:
        chain.append(holders[0])
    return tuple(reversed(chain))
