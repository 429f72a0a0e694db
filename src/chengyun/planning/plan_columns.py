"""A plan as a network: dates become units of work counted from today."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import gcd
from typing import TypeVar

import numpy as np

from chengyun.planning.network import FAR, CycleError, Network, links, network
from chengyun.planning.network_loops import Ints
from chengyun.planning.project_plan import Moment, Node, Plan, PlanError
from chengyun.planning.resources import Problem
from chengyun.planning.workdays import WorkdayLine

T = TypeVar("T")
LARGEST_TABLE = 20_000_000
CORRECT = "correct the calendar, or the dates and durations"
"""Units of time and resources together that a schedule is drawn in."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Numbers of units for moments, and back; without a line numbers stay numbers."""

    line: WorkdayLine | None

    def begin(self, moment: Moment) -> int:
        """Units from now to where that date begins."""
        if isinstance(moment, int):
            return moment
        return _within(lambda: self._line().count_before(moment))

    def end(self, moment: Moment) -> int:
        """Units from now to where that date ends."""
        if isinstance(moment, int):
            return moment
        return _within(lambda: self._line().count_until(moment))

    def _line(self) -> WorkdayLine:
        if self.line is None:
            raise PlanError("it has dates and no calendar; give it one, or numbers for dates")
        return self.line

    def told(self, starts: Ints, finishes: Ints) -> tuple[Sequence[Moment], Sequence[Moment]]:
        """First and last dates of spans; of a span of nothing the day that it is reached on."""
        line = self.line
        if line is None:
            return starts.tolist(), finishes.tolist()
        ends = np.where((starts == finishes) & (finishes == 0), 1, finishes)
        begins = np.where(starts == finishes, ends - 1, starts)
        return _within(lambda: (line.starts(begins), line.ends(ends)))


def _within(counted: Callable[[], T]) -> T:
    try:
        return counted()
    except ValueError as error:
        raise (
            error if isinstance(error, PlanError) else PlanError(f"calendar: {error}; {CORRECT}")
        ) from None


def clock(plan: Plan, today: date) -> Clock:
    """Counts from ``today`` by the plan's calendar."""
    return Clock(WorkdayLine(today, plan.calendar.units) if plan.calendar else None)


def columns(plan: Plan, at: Clock) -> Network:
    """The plan's network from now on. Raises PlanError for a cycle, which it spells out."""
    row = {node.key: i for i, node in enumerate(plan.nodes)}
    rows = [(row[a.key], row[b.key], int(a.kind), a.lag) for b in plan.nodes for a in b.after]
    spans = [_span(node, at) for node in plan.nodes]
    release, duration, fixed, done = zip(*spans, strict=True)
    due = [_due(plan, node, at) for node in plan.nodes]
    try:
        return network(duration, links(rows), release=release, due=due, fixed=fixed, done=done)
    except CycleError as error:
        raise _looped(plan, error) from None


def unlooped(plan: Plan) -> Plan:
    """The plan, if no tasks wait for each other. Raises PlanError that spells the loop out."""
    row = {node.key: i for i, node in enumerate(plan.nodes)}
    rows = [(row[a.key], row[b.key], int(a.kind), 0) for b in plan.nodes for a in b.after]
    try:
        network(np.zeros(len(plan.nodes)), links(rows))
    except CycleError as error:
        raise _looped(plan, error) from None
    return plan


def _looped(plan: Plan, error: CycleError) -> PlanError:
    nodes = [plan.nodes[i] for i in error.nodes]
    told = " → ".join(n.key if n.name == n.key else f"{n.key} ({n.name})" for n in nodes)
    why = f"tasks wait for each other: {told}; take out one of the links"
    return PlanError(why, list(dict.fromkeys(node.key for node in nodes)), loop=True)


def _span(node: Node, at: Clock) -> tuple[int, int, bool, bool]:
    """Release, duration, whether it has started, whether it is done.

    What has started takes up to now and what is left of it; what was started in the plan only, as
    planned.
    """
    length, left = node.duration, -(-node.duration * (100 - node.percent) // 100)
    begun = None if node.actual_start is None else at.begin(node.actual_start)
    if node.actual_finish is not None:
        end = at.end(node.actual_finish)
        begun = end - length if begun is None else min(begun, end)
        return begun, end - begun, True, True
    if node.percent == 100:
        begun = -length if begun is None else begun
        end = begun + length if begun >= 0 else min(begun + length, 0)
        return begun, end - begun, True, True
    if begun is not None:
        return begun, length if begun >= 0 else left - begun, True, False
    return _release(node, left, at), left, False, False


def _release(node: Node, length: int, at: Clock) -> int:
    begin = 0 if node.not_before is None else at.begin(node.not_before)
    end = 0 if node.finish_after is None else at.end(node.finish_after) - length
    return max(0, begin, end)


def _due(plan: Plan, node: Node, at: Clock) -> int:
    part = plan.parts.get(node.part)
    limits = [node.finish_by, part.deadline if part else None]
    latest = [at.end(limit) for limit in limits if limit is not None]
    if node.start_by is not None:
        latest.append(at.begin(node.start_by) + node.duration)
    return min(latest, default=FAR)


def shared(plan: Plan, net: Network) -> tuple[Problem, int] | None:
    """The problem of the plan's resources and the units in one of its steps; None without any.

    Times are divided by what divides them all. Deadlines are left out: what is wanted is the
    soonest end. What has started keeps what it uses, even where that is more than there is.
    """
    names = list(plan.capacity)
    demand = np.array([[node.needs.get(n, 0) for n in names] for node in plan.nodes], np.int64)
    demand = demand.reshape(len(plan.nodes), len(names))
    demand[net.done] = 0
    if not demand.any():
        return None
    used = demand[net.fixed].sum(0)
    capacity = np.maximum([plan.capacity[n] for n in names], used)
    step = _step([net.duration, net.weight, net.release])
    scaled = replace(
        net,
        duration=net.duration // step,
        weight=net.weight // step,
        release=net.release // step,
        due=np.full_like(net.due, FAR),
    )
    problem = Problem(scaled, demand, capacity)
    if problem.horizon * len(names) > LARGEST_TABLE:
        raise PlanError("its durations are too long to share resources; count them in larger units")
    return problem, step


def _step(given: Iterable[Ints]) -> int:
    return gcd(*(int(np.gcd.reduce(column)) for column in given if len(column))) or 1
