"""Both ways through a plan at once: forwards from today, backwards from the deadline; and where
resources are shared, the soonest end that they allow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from chengyun.planning.network import Network, Passes, passes
from chengyun.planning.network_loops import Ints
from chengyun.planning.plan_columns import Clock, clock, columns, shared
from chengyun.planning.project_plan import Moment, Plan
from chengyun.planning.resource_search import search
from chengyun.planning.resource_solver import SECONDS, SolverMissing, solve
from chengyun.planning.resources import Scheduled

Number = int | float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be known of a plan; ``scheduled`` has the starts that resources allow."""

    plan: Plan
    today: date
    deadline: Moment | None
    at: Clock
    net: Network
    found: Passes
    scheduled: Scheduled

    def days(self, units: int) -> Number:
        """Units as days, or as they are where a unit is a day."""
        whole, rest = divmod(int(units), self.plan.per_day)
        return round(int(units) / self.plan.per_day, 4) if rest else whole

    @property
    def missed(self) -> Number:
        """By how many days the tightest deadline is missed; 0 where all are kept."""
        by_chain = -int(self.found.float_.min())
        by_resources = (
            self.scheduled.makespan - self.found.limit if self.deadline is not None else 0
        )
        return self.days(max(0, by_chain, by_resources))


def answer(
    plan: Plan, today: date, deadline: Moment | None = None, seconds: float = SECONDS
) -> Answer:
    """The plan scheduled from ``today`` (without a calendar: from 0).

    The deadline is the plan's own without one; where neither says, floats are counted from the
    earliest end. Where OR-tools is wanted and not installed the best of many schedules drawn stands
    and a note says so. Raises PlanError.
    """
    at = clock(plan, today)
    deadline = plan.deadline if deadline is None else deadline
    net = columns(plan, at)
    found = passes(net, None if deadline is None else at.end(deadline))
    solved, notes = _scheduled(plan, net, found, seconds)
    plan = replace(plan, notes=(*plan.notes, *notes))
    return Answer(plan, today, deadline, at, net, found, solved)


def _scheduled(
    plan: Plan, net: Network, found: Passes, seconds: float
) -> tuple[Scheduled, tuple[str, ...]]:
    given = shared(plan, net)
    if given is None:
        return Scheduled(found.early_start, found.length, found.length), ()
    problem, step = given
    notes: tuple[str, ...] = ()
    try:
        best = solve(problem, seconds)
    except SolverMissing as error:
        best, notes = search(problem, seconds), (f"the best of many schedules drawn; {error}",)
    return Scheduled(best.start * step, best.makespan * step, best.bound * step), notes


def told(answer: Answer) -> dict[str, Any]:
    """The answer as JSON. Times are dates where there is a calendar, else numbers of units."""
    plan, found, best = answer.plan, answer.found, answer.scheduled
    dated = plan.calendar is not None
    return {
        "name": plan.name,
        "unit": "day" if dated else "period",
        **({"today": _moment(answer.today)} if dated else {}),
        "deadline": _moment(answer.deadline),
        "missed_by": answer.missed,
        "critical_path": [_key(plan, i) for i in found.path],
        "critical_path_length": answer.days(found.length),
        "makespan": answer.days(best.makespan),
        "bound": answer.days(best.bound),
        "proven": best.proven,
        "finish": _moment(_finish(answer)),
        "resources": dict(plan.capacity),
        "tasks": [dict(row) for row in rows(answer)],
        "notes": list(plan.notes),
    }


def rows(answer: Answer) -> list[Mapping[str, Any]]:
    """One for each task, in the order of the file."""
    found, length = answer.found, answer.net.duration
    best = answer.scheduled.start
    spans = {
        "": (best, best + length),
        "earliest_": (found.early_start, found.early_finish),
        "latest_": (found.late_start, found.late_finish),
    }
    dates = {
        f"{name}{end}": list(map(_moment, moments))
        for name, span in spans.items()
        for end, moments in zip(("start", "finish"), answer.at.told(*span), strict=True)
    }
    numbers = _numbers(answer, best, length)
    return [
        {"id": _key(answer.plan, i), "name": node.name, **_row(dates, i), **_row(numbers, i)}
        for i, node in enumerate(answer.plan.nodes)
    ]


def _numbers(answer: Answer, best: Ints, length: Ints) -> dict[str, list[Any]]:
    found, days = answer.found, answer.days
    counted = {
        "duration": length,
        "float": found.float_,
        "free_float": found.free_float,
        "start_number": best,
        "finish_number": best + length,
    }
    told_: dict[str, list[Any]] = {n: [days(v) for v in c.tolist()] for n, c in counted.items()}
    return told_ | {"critical": found.critical.tolist(), "done": answer.net.done.tolist()}


def _row(columns_: Mapping[str, list[Any]], i: int) -> dict[str, Any]:
    return {name: column[i] for name, column in columns_.items()}


def _finish(answer: Answer) -> Moment:
    end = np.array([answer.scheduled.makespan])
    return answer.at.told(end - 1, end)[1][0]


def _key(plan: Plan, i: int) -> str | int:
    key = plan.nodes[i].key
    return int(key) if plan.numbered and key.lstrip("-").isdecimal() else key


def _moment(moment: Moment | None) -> str | int | None:
    return moment.isoformat() if isinstance(moment, date) else moment
