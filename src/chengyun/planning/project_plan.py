"""What a project file says, whatever its format: nodes, links, calendar, resources, dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chengyun.calendar import WorkCalendar
from chengyun.planning.network import LinkType

Moment = date | int
"""A date, or a number of units from now where there is no calendar."""
LARGEST = 1 << 31
LONGEST = 400


class PlanError(ValueError):
    """A project that cannot be read or scheduled: what, where, and what to do, in one sentence.

    ``tasks`` are the keys of those that it is about; ``loop`` is true where their links are.
    """

    def __init__(self, why: str, tasks: Sequence[str] = (), *, loop: bool = False) -> None:
        # What the file says is quoted, with its line ends and however long.
        told = " ".join(why.split())
        super().__init__(told if len(told) <= LONGEST else f"{told[:LONGEST]}…")
        self.tasks, self.loop = tuple(tasks), loop


@dataclass(frozen=True, slots=True)
class Follows:
    """A link from the node ``key``, with its lag in units."""

    key: str
    kind: LinkType = LinkType.FS
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of work of ``duration`` units, 0 for a milestone.

    ``needs``: how much of each resource while it runs; ``percent`` done, 0 to 100; ``part``: the
    project it belongs to where there are several; ``stage``: the stage of its project. It does not
    begin before ``not_before`` nor finish before ``finish_after``; it has begun by ``start_by`` and
    finished by ``finish_by``.
    """

    key: str
    name: str
    duration: int
    after: tuple[Follows, ...] = ()
    needs: Mapping[str, int] = field(default_factory=dict)
    not_before: Moment | None = None
    finish_after: Moment | None = None
    finish_by: Moment | None = None
    start_by: Moment | None = None
    actual_start: Moment | None = None
    actual_finish: Moment | None = None
    percent: int = 0
    stage: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class PlanCalendar:
    """Which dates are worked, and how many units on each.

    ``week`` has Monday to Sunday; without one the published workdays of mainland China count, a
    unit each. ``days`` are single dates and win over both.
    """

    week: tuple[int, ...] | None = None
    days: Mapping[date, int] = field(default_factory=dict)

    def units(self, day: date) -> int:
        """How much is worked on that date."""
        known = self.days.get(day)
        if known is not None:
            return known
        return int(STATUTORY(day)) if self.week is None else self.week[day.weekday()]


STATUTORY = WorkCalendar().is_workday


@dataclass(frozen=True, slots=True)
class Part:
    """One project among several."""

    name: str
    deadline: Moment | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A project file. Without a calendar all times are numbers of units from 0.

    ``capacity``: how much there is of each resource; ``per_day``: units in a day as people count;
    ``numbered``: keys are whole numbers; ``notes``: what of the file was read otherwise or not.
    """

    name: str
    nodes: tuple[Node, ...]
    capacity: Mapping[str, int] = field(default_factory=dict)
    calendar: PlanCalendar | None = None
    start: date | None = None
    deadline: Moment | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    per_day: int = 1
    numbered: bool = False
    notes: tuple[str, ...] = ()


def check(plan: Plan) -> Plan:
    """The plan, if its tasks can be scheduled. Raises PlanError that names the first wrong one."""
    if not plan.nodes:
        raise PlanError("there is no task in it; a plan has at least one")
    known: set[str] = set()
    for node in plan.nodes:
        if node.key in known:
            _refuse(node, "is there twice; give each an id of its own")
        known.add(node.key)
    for node in plan.nodes:
        for why in _wrong(plan, node, known):
            _refuse(node, why)
    return plan


def _refuse(node: Node, why: str) -> None:
    raise PlanError(f"task {node.key}{'' if why.startswith(':') else ' '}{why}", [node.key])


def _wrong(plan: Plan, node: Node, known: set[str]) -> Iterator[str]:
    if node.duration < 0:
        yield ": its duration must be 0 or more"
    if node.duration >= LARGEST:
        yield ": its duration is too large; divide the task or correct it"
    if not 0 <= node.percent <= 100:
        yield ": what is done must be 0 to 100 percent"
    for link in node.after:
        if link.key not in known:
            what = "correct the link or add the task"
            yield f"follows {link.key}, which is no task of the file; {what}"
        if abs(link.lag) >= LARGEST:
            yield f": its lag after {link.key} is too large; correct it"
    yield from _lacking(plan, node)
    begun, ended = node.actual_start, node.actual_finish
    if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
        yield "finished before it started; correct one of the dates"


def _lacking(plan: Plan, node: Node) -> Iterator[str]:
    for name, amount in node.needs.items():
        there = plan.capacity.get(name)
        if there is None:
            what = "add it there or correct the name"
            yield f"needs {name}, which is not among the resources; {what}"
        if amount < 0:
            yield f"needs {amount} of {name}; it must be 0 or more"
        if node.duration and amount > (there or 0):
            more = "raise the capacity or lower the need"
            yield f"needs {amount} of {name} and there are only {there}; {more}"
