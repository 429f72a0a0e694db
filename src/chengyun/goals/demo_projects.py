"""Demonstration projects: thirty in the thirteen sub-districts, some late, all made from the seed.

A node reads: key, title, English title, workdays, what it follows (`A-5` overlaps by five days).
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from chengyun.goals import demo_project_records as records
from chengyun.goals.demo_project_shapes import shape
from chengyun.goals.demo_project_words import LINKS, STAGES, WORKS, Work
from chengyun.goals.models import (
    NodeLink,
    Plan,
    Project,
    ProjectNode,
)
from chengyun.goals.networks import Network, Site, Step, Wait
from chengyun.goals.predecessors import parse
from chengyun.goals.queries.whole import is_workday
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.places.choices import Level
from chengyun.places.models import Area

ROUNDS = 3
# Who answers for those of a sub-district and of a kind; for all others a handler of the unit.
OF_STREET, OF_KIND = {"徐家汇": "wangfang"}, {"lift": "liqiang"}
BACK, AHEAD = 420, 700


# The simulated photo of a site: kind of work, key, share done, day, view; a JPEG.
Photographer = Callable[[str, str, float, date, int], bytes]


class Line:
    """Workdays around today by their number."""

    def __init__(self, today: date) -> None:
        works = is_workday()
        days = (today + timedelta(days=n) for n in range(-BACK, AHEAD))
        self.days = [day for day in days if works(day)]

    def at(self, day: date) -> int:
        return bisect_left(self.days, day)

    def last(self, number: int) -> date:
        """The day on which work ends that is over before workday `number`."""
        return self.days[number - 1]


@dataclass
class Built:
    """One project while it is made up: its nodes by key, and the real course of each."""

    project: Project
    work: Work
    pace: float
    begin: int
    rng: random.Random
    nodes: dict[str, ProjectNode] = field(default_factory=dict)
    course: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Maker:
    """Makes the projects of one seed on one day."""

    seed: int
    today: date
    photo: Photographer | None = None
    sites: dict[str, Built] = field(default_factory=dict)

    @cached_property
    def line(self) -> Line:
        return Line(self.today)

    @cached_property
    def works(self) -> Callable[[date], bool]:
        return is_workday()

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.kind: unit for unit in Unit.objects.order_by("-code")}

    def site(self, work: Work, street: Area) -> None:
        number = sum(one.work.kind == work.kind for one in self.sites.values()) + 1
        key = f"{work.kind}-{number:02d}"
        rng = random.Random(f"{self.seed}-{key}")  # noqa: S311 — a demonstration's dice
        begin = self.line.at(self.today) - round(_length(work) * rng.uniform(0.15, 1.05))
        deadline = self.line.last(begin + round(_length(work) * rng.uniform(1.03, 1.2)))
        lon, lat = street.lon + rng.uniform(-6e-3, 6e-3), street.lat + rng.uniform(-5e-3, 5e-3)
        zh = street.name.removesuffix("街道").removesuffix("镇")
        en = street.name_en.removesuffix(" Sub-district").removesuffix(" Town")
        project = Project(
            key=key, title_zh=f"{zh}{work.zh}", title_en=f"{en}: {work.en}", kind=work.kind,
            unit=self.units.get(work.unit), area_path=street.path, lon=round(lon, 6),
            lat=round(lat, 6), shape=shape(work, lon, lat, rng), start=self.line.days[begin],
            deadline=deadline, simulated=True, plan=self.plan(work),
        )  # fmt: skip
        self.sites[key] = Built(project, work, rng.uniform(0.86, 1.12), begin, rng)

    @cached_property
    def plans(self) -> dict[str, Plan]:
        return {plan.key.partition("-")[2]: plan for plan in Plan.objects.filter(simulated=True)}

    def plan(self, work: Work) -> Plan | None:
        return self.plans.get(work.plan)

    def nodes(self) -> None:
        for site in self.sites.values():
            site.project.save()
            for order, (key, zh, en, stage, days, _after) in enumerate(site.work.nodes):
                site.nodes[key] = ProjectNode(
                    project=site.project, key=key, title_zh=zh, title_en=en, order=order, days=days,
                    stage=STAGES[stage][0], stage_en=STAGES[stage][1], milestone=not days,
                    unit=site.project.unit,
                )  # fmt: skip

    def waits(self) -> Iterator[tuple[tuple[str, str], tuple[str, str], int]]:
        """Every link as (project, node) before, (project, node) after, lag."""
        for name, site in self.sites.items():
            for key, *_more, after in site.work.nodes:
                for _elsewhere, before, lag in parse(after):
                    yield (name, before), (name, key), lag
        for a, before, b, after in LINKS:
            for number in range(1, ROUNDS + 1):
                yield (f"{a}-{number:02d}", before), (f"{b}-{number:02d}", after), 0

    def run(self) -> None:
        """Let every node happen at its project's pace, as far as the calendar has come."""
        before: dict[tuple[str, str], list[tuple[tuple[str, str], int]]] = {}
        for first, second, lag in self.waits():
            before.setdefault(second, []).append((first, lag))
        for name, site in self.sites.items():
            for key in site.nodes:
                self._happen(name, key, before)

    def _happen(
        self,
        name: str,
        key: str,
        before: Mapping[tuple[str, str], list[tuple[tuple[str, str], int]]],
    ) -> int:
        site = self.sites[name]
        if key not in site.course:
            start = site.begin
            for (other, its_key), lag in before.get((name, key), []):
                start = max(start, self._happen(other, its_key, before) + lag)
            days = site.nodes[key].days
            taken = max(1, round(days * site.pace * site.rng.uniform(0.85, 1.15))) if days else 0
            site.course[key] = start, start + taken
        return site.course[key][1]

    def state(self, name: str, key: str, day: date) -> tuple[float, date | None, date | None]:
        """Share done, begun and done of a node by the end of a day."""
        start, end = self.sites[name].course[key]
        now = bisect_right(self.line.days, day)
        if end <= now:
            return 1.0, self.line.days[min(start, end - 1)], self.line.last(end)
        if start >= now:
            return 0.0, None, None
        return round((now - start) / (end - start) * 0.98, 2), self.line.days[start], None

    def write(self) -> None:
        for name, site in self.sites.items():
            for key, node in site.nodes.items():
                node.share, node.begun_on, node.done_on = self.state(name, key, self.today)
        nodes = [node for site in self.sites.values() for node in site.nodes.values()]
        ProjectNode.objects.bulk_create(nodes)
        NodeLink.objects.bulk_create(
            NodeLink(before=self.sites[a].nodes[x], after=self.sites[b].nodes[y], lag=lag)
            for (a, x), (b, y), lag in self.waits()
        )
        self._support()
        self._officers()

    def _support(self) -> None:
        """One or two units beside the one that leads."""
        through = Project.supporting.through
        through.objects.bulk_create(
            through(project_id=site.project.pk, unit_id=self.units[kind].pk)
            for site in self.sites.values()
            for kind in site.work.supporting
            if kind in self.units
        )

    def _officers(self) -> None:
        """Somebody answers for each project, and reports from its site."""
        crews: dict[int, list[User]] = {}
        people = User.objects.filter(is_active=True).order_by("username")
        for one in people.filter(role=Role.HANDLER, unit__isnull=False):
            crews.setdefault(one.unit_id or 0, []).append(one)
        known = {one.username: one for one in people}
        for number, site in enumerate(self.sites.values()):
            street = next((s for s in OF_STREET if site.project.title_zh.startswith(s)), "")
            named = known.get(OF_STREET.get(street) or OF_KIND.get(site.work.kind, ""))
            crew = crews.get(site.project.unit_id or 0)
            site.project.owner = named or (crew[number % len(crew)] if crew else None)
        Project.objects.bulk_update([one.project for one in self.sites.values()], ["owner"])

    def share(self, name: str, day: date) -> float:
        """What of a project's workdays is done by the end of a day, 0 to 1."""
        nodes = self.sites[name].nodes
        done = sum(self.state(name, key, day)[0] * node.days for key, node in nodes.items())
        return done / sum(node.days for node in nodes.values())

    def network(self, day: date) -> Network:
        steps = [
            Step(node.pk, site.project.pk, node.days, *self.state(name, key, day))
            for name, site in self.sites.items()
            for key, node in site.nodes.items()
        ]
        waits = [
            Wait(self.sites[a].nodes[x].pk, self.sites[b].nodes[y].pk, lag)
            for (a, x), (b, y), lag in self.waits()
        ]
        projects = [site.project for site in self.sites.values()]
        sites = [Site(one.pk, one.start, one.deadline) for one in projects]
        return Network.of(sites, steps, waits, day, self.works)


def _length(work: Work) -> int:
    """Workdays of the longest chain of a kind of work."""
    ends: dict[str, int] = {}
    for key, _zh, _en, _stage, days, after in work.nodes:
        ends[key] = max([0, *(ends[one] + lag for _other, one, lag in parse(after))]) + days
    return max(ends.values())


@transaction.atomic
def seed(number: int, today: date | None = None, photo: Photographer | None = None) -> None:
    """Plant the demonstration projects, once; their last reports with photos where there is someone
    to take them."""
    today = today or timezone.localdate()
    streets = list(Area.objects.filter(level=Level.STREET).defer("boundary").order_by("code"))
    if not streets or Project.objects.filter(simulated=True).exists():
        return
    maker = Maker(number, today, photo)
    for turn in range(ROUNDS):
        for work in WORKS:
            street = streets[(work.place + turn * 4) % len(streets)]
            maker.site(work, street)
    for step in (maker.nodes, maker.run, maker.write):
        step()
    kinds = (records.baselines, records.risks, records.funds, records.shared, records.reports)
    for keep in kinds:
        keep(maker)
