"""Projects as one network: forwards from today over what is left, backwards from each deadline.

Nodes of several projects may wait for each other, so all are scheduled together: a project with an
earlier deadline than the last has a tail of so many workdays behind its last nodes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from typing import Any

from chengyun.planning import Lamp, Link, Schedule, Task, Thresholds, deadline_lamp, schedule
from chengyun.planning.workdays import WorkdayLine

DAY = timedelta(days=1)
# A node with this many workdays of float or fewer is yellow; without any left, red.
LAMPS = Thresholds(near_days=5)
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Site:
    """A project as the schedule sees it."""

    pk: int
    start: date
    deadline: date


@dataclass(frozen=True, slots=True)
class Step:
    """A node as the schedule sees it; `share` 0 to 1."""

    pk: int
    site: int
    days: int
    share: float = 0.0
    begun: date | None = None
    done: date | None = None

    @property
    def left(self) -> int:
        """Workdays of work that are left; the last one is only over when the node is done."""
        return max(1, ceil(self.days * (1 - self.share) - ROUNDING)) if self.days else 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Step `after` begins when `before` is finished and `lag` more workdays."""

    before: int
    after: int
    lag: int = 0


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
    nodes: Mapping[int, Dates]
    finished: bool

    @property
    def lamp(self) -> Lamp:
        return deadline_lamp(self.slack_days, thresholds=LAMPS)


@dataclass(frozen=True)
class Network:
    """All that is scheduled together on one day by one calendar."""

    sites: Sequence[Site]
    steps: Sequence[Step]
    waits: Sequence[Wait]
    today: date
    is_workday: Callable[[date], bool]
    # Workdays by which nodes are supposed to take longer.
    slips: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def days(self) -> WorkdayLine:
        known = [site.start for site in self.sites]
        known += [day for step in self.steps for day in (step.begun, step.done) if day]
        return WorkdayLine(min([self.today, *known]) - DAY, self.is_workday)

    def _worked(self, first: date, last: date) -> int:
        """Workdays from the first day to the last, both counted in; negative the other way."""
        return self.days.count_until(last) - self.days.count_before(first)

    @cached_property
    def by_site(self) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {site.pk: [] for site in self.sites}
        for step in self.steps:
            found[step.site].append(step)
        return found

    def standings(self) -> dict[int, Standing]:
        """Every project that has nodes. Raises planning.ScheduleError for a loop."""
        if not self.steps:
            return {}
        plan, now = self._plan(), self._now()
        full = [site for site in self.sites if self.by_site[site.pk]]
        return {site.pk: self._standing(site, plan, now) for site in full}

    def due_share(self, site: Site, plan: Schedule, day: date) -> float:
        """The share of a project's work that must be done by the end of a day at the latest."""
        steps = self.by_site[site.pk]
        whole = sum(step.days for step in steps)
        due = sum(self._due_days(step, plan, day) for step in steps)
        return due / whole if whole else float(day >= site.deadline)

    def _due_days(self, step: Step, plan: Schedule, day: date) -> int:
        first = plan.tasks[str(step.pk)].latest_start
        return min(step.days, max(0, self._worked(first, day)))

    def _standing(self, site: Site, plan: Schedule, now: Schedule | None) -> Standing:
        steps = self.by_site[site.pk]
        nodes = {step.pk: self._dates(step, plan, now) for step in steps}
        finish = max(dates.finish for dates in nodes.values())
        slack = self.days.count_until(site.deadline) - self.days.count_until(finish)
        return Standing(
            finish,
            slack,
            _share(steps),
            self.due_share(site, plan, self.today),
            {step.pk: _marked(step, nodes[step.pk], slack) for step in steps},
            all(step.done for step in steps),
        )

    def _dates(self, step: Step, plan: Schedule, now: Schedule | None) -> Dates:
        if step.done is None and now is not None:
            found = now.tasks[str(step.pk)]
            start = step.begun or found.earliest_start
            last = found.latest_start if not step.begun else plan.tasks[str(step.pk)].latest_start
            return Dates(start, found.earliest_finish, last, found.latest_finish, found.float_days)
        limit = plan.tasks[str(step.pk)]
        done = step.done or self.today
        early = self.days.count_until(limit.latest_finish) - self.days.count_until(done)
        return Dates(step.begun or done, done, limit.latest_start, limit.latest_finish, early)

    def _plan(self) -> Schedule:
        """The whole network from the first beginning, as if nothing had been done yet."""
        origin = min(site.start for site in self.sites)
        links: dict[int, list[Link]] = defaultdict(list)
        for wait in self.waits:
            links[wait.after].append(Link(str(wait.before), wait.lag))
        begins = {site.pk: self._worked(origin, site.start - DAY) for site in self.sites}
        held = {s.pk: begins[s.site] for s in self.steps if _may_begin_early(links.get(s.pk, []))}
        return self._run(self.steps, {s.pk: s.days for s in self.steps}, links, held, origin)

    def _now(self) -> Schedule | None:
        """What is left, from today."""
        left = [step for step in self.steps if step.done is None]
        if not left:
            return None
        days = {step.pk: step.left + self.slips.get(step.pk, 0) for step in left}
        links, held = self._holding({step.pk: step for step in self.steps}, days)
        return self._run(left, days, links, held, self.today)

    def _holding(
        self, steps: Mapping[int, Step], days: Mapping[int, int]
    ) -> tuple[dict[int, list[Link]], dict[int, int]]:
        """What each node still waits for: other nodes, and workdays from today.

        What has begun before its time is not stopped again, but ends no earlier than what it
        follows.
        """
        starts = {site.pk: site.start for site in self.sites}
        links: dict[int, list[Link]] = defaultdict(list)
        held = {
            pk: max(0, self._worked(self.today, starts[steps[pk].site] - DAY))
            for pk in days
            if not steps[pk].begun
        }
        for wait in self.waits:
            if wait.after not in days:
                continue
            done = steps[wait.before].done
            if done is None:
                lag = wait.lag if wait.after in held else -days[wait.after]
                links[wait.after].append(Link(str(wait.before), lag))
            elif wait.after in held:
                rest = wait.lag + self._worked(self.today, done)
                held[wait.after] = max(held[wait.after], rest)
        return links, held

    def _run(
        self,
        steps: Sequence[Step],
        days: Mapping[int, int],
        links: Mapping[int, list[Link]],
        held: Mapping[int, int],
        start: date,
    ) -> Schedule:
        horizon = max(site.deadline for site in self.sites)
        tasks = [*_tasks(steps, days, links, held), *self._tails(steps, links, horizon)]
        return schedule(tasks, start, horizon, self.is_workday)

    def _tails(
        self, steps: Sequence[Step], links: Mapping[int, list[Link]], horizon: date
    ) -> Iterable[Task]:
        """From each project's deadline to the last one."""
        of = {step.pk: step.site for step in steps}
        inner = {
            int(link.key)
            for pk, some in links.items()
            for link in some
            if link.lag >= 0 and of.get(pk) == of.get(int(link.key))
        }
        ends: dict[int, list[Link]] = defaultdict(list)
        for step in steps:
            if step.pk not in inner:
                ends[step.site].append(Link(str(step.pk)))
        for site in self.sites:
            rest = self.days.count_until(horizon) - self.days.count_until(site.deadline)
            if site.pk in ends and rest > 0:
                yield Task(f"to {site.pk}", rest, tuple(ends[site.pk]))


def _may_begin_early(links: Sequence[Link]) -> bool:
    """Whether nothing but the project's first day keeps a node from beginning before it."""
    return all(link.lag < 0 for link in links)


def _tasks(
    steps: Sequence[Step],
    days: Mapping[int, int],
    links: Mapping[int, list[Link]],
    held: Mapping[int, int],
) -> Iterable[Task]:
    for step in steps:
        after = links.get(step.pk, [])
        if held.get(step.pk, 0) > 0:
            yield Task(f"from {step.pk}", held[step.pk])
            after = [*after, Link(f"from {step.pk}")]
        yield Task(str(step.pk), days[step.pk], tuple(after))


def _marked(step: Step, dates: Dates, slack: int) -> Dates:
    """On the critical path: what has no more float than the project has slack."""
    critical = step.done is None and dates.float_days <= slack
    return Dates(
        dates.start, dates.finish, dates.latest_start, dates.latest_finish, dates.float_days,
        critical,
    )  # fmt: skip


def _share(steps: Sequence[Step]) -> float:
    """Share of the work done, by workdays; by number where there are only milestones."""
    whole = sum(step.days for step in steps)
    if not whole:
        return sum(step.done is not None for step in steps) / len(steps)
    return sum(step.days * (1.0 if step.done else step.share) for step in steps) / whole


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
