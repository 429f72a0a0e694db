"""Readers of projects: how each stands, its nodes and dates, what a slip would move."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from chengyun.goals.models import Baseline, Funding, NodeLink, Project, ProjectNode
from chengyun.goals.networks import Dates, Network, Site, Standing, Step, Wait
from chengyun.people.choices import Role
from chengyun.people.offices import offices
from chengyun.people.policy import Scope, Viewer, scope_for
from chengyun.planning import Lamp
from chengyun.planning.handover import Handover, Stint, handovers
from chengyun.planning.workdays import WorkdayLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class Money:
    """万元 that were planned, released and spent."""

    planned: Decimal = ZERO
    released: Decimal = ZERO
    spent: Decimal = ZERO

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.planned + other.planned,
            self.released + other.released,
            self.spent + other.spent,
        )

    @property
    def excess(self) -> bool:
        return self.released > self.planned or self.spent > self.released


@dataclass(frozen=True)
class Line:
    """A project in the list. `standing` and `next_node` are None where there are no nodes."""

    project: Project
    standing: Standing | None
    next_node: ProjectNode | None
    nodes: Sequence[ProjectNode]
    money: Money = field(default_factory=Money)

    @property
    def lamp(self) -> str:
        if self.standing is None:
            return "none"
        return "done" if self.standing.finished else self.standing.lamp.value

    @property
    def behind(self) -> float:
        """Share of the work that should be done and is not."""
        return max(0.0, self.standing.due_share - self.standing.share) if self.standing else 0.0

    @property
    def next_dates(self) -> Dates | None:
        return self.standing.nodes[self.next_node.pk] if self.standing and self.next_node else None


@dataclass(frozen=True)
class Row:
    """A node with its dates, what it waits for and what waits for it (`foreign`: elsewhere)."""

    node: ProjectNode
    dates: Dates
    after: str
    leads: Sequence["Tie"] = ()
    money: Money = field(default_factory=Money)


@dataclass(frozen=True)
class Tie:
    """A link to a node of the same or of another project that the viewer may see."""

    node: ProjectNode
    lag: int
    foreign: bool
    forwards: bool


@dataclass(frozen=True)
class Sheet:
    """One project on its page."""

    project: Project
    standing: Standing | None
    rows: Sequence[Row]
    handovers: Sequence[Handover]
    money: Money
    today: date
    days: WorkdayLine | None = None

    @property
    def line(self) -> Line:
        nodes = [row.node for row in self.rows]
        return Line(self.project, self.standing, _next(nodes, self.standing), nodes, self.money)


@dataclass(frozen=True)
class Moved:
    """A node that a slip moves: its end before and after, in workdays."""

    node: ProjectNode
    before: date
    after: date
    days: int
    lamp: Lamp


@dataclass(frozen=True)
class MovedProject:
    """A project whose end a slip moves; `nodes` are those of it that move."""

    project: Project
    before: date
    after: date
    days: int
    slack_days: int
    lamp: Lamp
    nodes: Sequence[Moved]


def visible(viewer: Viewer) -> QuerySet[Project]:
    """The projects of the viewer's area; for a handler those that their unit leads or supports."""
    scope = scope_for(viewer)
    rule = scope.q()
    if viewer.role == Role.HANDLER and viewer.unit_id:
        helped = Project.supporting.through.objects.filter(unit_id=viewer.unit_id)
        rule |= Scope(viewer.area_path).q() & Q(pk__in=helped.values("project_id"))
    return Project.objects.filter(rule).select_related("unit", "owner")


def is_workday() -> Callable[[date], bool]:
    """The calendar by which projects are planned: that of all offices, each day asked once."""
    return cache(offices().usual.is_workday)


def network(today: date, sites: Collection[int] | None = None) -> Network:
    """The network of some projects, or of all, in three queries."""
    chosen = Q() if sites is None else Q(pk__in=sites)
    of_step = Q() if sites is None else Q(project__in=sites)
    of_link = Q() if sites is None else Q(before__project__in=sites, after__project__in=sites)
    steps = ProjectNode.objects.filter(of_step).order_by("project", "order", "pk")
    step_fields = ("pk", "project", "days", "share", "begun_on", "done_on")
    return Network(
        [Site(*row) for row in Project.objects.filter(chosen).values_list(*SITE)],
        [Step(*row) for row in steps.values_list(*step_fields)],
        [Wait(*row) for row in NodeLink.objects.filter(of_link).values_list(*WAIT)],
        today,
        is_workday(),
    )


SITE = ("pk", "start", "deadline")
WAIT = ("before", "after", "lag")


def connected(pk: int) -> set[int]:
    """A project and all that wait for each other with it, however far."""
    crossing = NodeLink.objects.exclude(before__project=F("after__project"))
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in crossing.values_list("before__project", "after__project"):
        beside[a].add(b)
        beside[b].add(a)
    found, todo = {pk}, [pk]
    while todo:
        todo += (fresh := beside[todo.pop()] - found)
        found |= fresh
    return found


def portfolio(viewer: Viewer, today: date) -> list[Line]:
    """Every visible project as it stands, in a fixed number of queries."""
    standings = network(today).standings()
    projects = list(visible(viewer))
    nodes: dict[int, list[ProjectNode]] = defaultdict(list)
    for node in ProjectNode.objects.filter(project__in=[one.pk for one in projects]):
        nodes[node.project_id].append(node)
    money = _money(Funding.objects.filter(node__project__in=projects), "node__project")
    return [
        Line(
            one,
            standings.get(one.pk),
            _next(nodes[one.pk], standings.get(one.pk)),
            nodes[one.pk],
            money.get(one.pk, Money()),
        )
        for one in projects
    ]


def sheet(viewer: Viewer, key: str, today: date) -> Sheet:
    """One project with its nodes. Raises Project.DoesNotExist for one out of sight."""
    project = visible(viewer).select_related("plan").prefetch_related("supporting").get(key=key)
    net = network(today, connected(project.pk))
    standing = net.standings().get(project.pk)
    nodes = list(project.nodes.select_related("unit"))
    money = _money(Funding.objects.filter(node__project=project), "node")
    ties = _ties(viewer, project)
    rows = [
        Row(
            node,
            standing.nodes[node.pk],
            ", ".join(_written(tie) for tie in ties[node.pk] if not tie.forwards),
            ties[node.pk],
            money.get(node.pk, Money()),
        )
        for node in nodes
        if standing
    ]
    stints = [Stint(r.node.stage_title, r.dates.start, r.dates.finish) for r in rows if r.node.days]
    gaps = handovers(stints, net.days.count_until) if rows else ()
    return Sheet(project, standing, rows, gaps, sum(money.values(), Money()), today, net.days)


def what_if(viewer: Viewer, node: ProjectNode, days: int, today: date) -> list[MovedProject]:
    """What of the visible projects moves if a node takes so many workdays longer, its own first.

    A node that is done slips no more: nothing moves. In a fixed number of queries.
    """
    net = network(today, connected(node.project_id))
    before, after = net.standings(), replace(net, slips={node.pk: days}).standings()
    touched = [pk for pk in before if before[pk].nodes != after[pk].nodes]
    projects = visible(viewer).in_bulk(touched)
    nodes = {one.pk: one for one in ProjectNode.objects.filter(project__in=projects)}
    moved = [
        _moved(projects[pk], before[pk], after[pk], nodes, net.days)
        for pk in touched
        if pk in projects
    ]
    found = [one for one in moved if one.nodes]
    return sorted(found, key=lambda one: (one.project.pk != node.project_id, -one.days))


def _moved(
    project: Project,
    before: Standing,
    after: Standing,
    nodes: Mapping[int, ProjectNode],
    days: WorkdayLine,
) -> MovedProject:
    def gap(a: date, b: date) -> int:
        return days.count_until(b) - days.count_until(a)

    moved = [
        Moved(nodes[pk], old.finish, new.finish, gap(old.finish, new.finish), new.lamp)
        for pk, old in before.nodes.items()
        if (new := after.nodes[pk]).finish != old.finish
    ]
    return MovedProject(
        project,
        before.finish,
        after.finish,
        gap(before.finish, after.finish),
        after.slack_days,
        after.lamp,
        moved,
    )


def _next(nodes: Sequence[ProjectNode], standing: Standing | None) -> ProjectNode | None:
    """The open node that must be finished first."""
    left = [node for node in nodes if node.done_on is None]
    if not left or standing is None:
        return None
    return min(left, key=lambda node: standing.nodes[node.pk].latest_finish)


def _money(funding: QuerySet[Funding], by: str) -> dict[int, Money]:
    sums = (
        funding.order_by()
        .values_list(by)
        .annotate(planned=Sum("planned"), released=Sum("released"), spent=Sum("spent"))
    )
    return {pk: Money(planned, released, spent) for pk, planned, released, spent in sums}


def _ties(viewer: Viewer, project: Project) -> dict[int, list[Tie]]:
    """Links by the node of the project that they touch; those to projects out of sight are not."""
    links = NodeLink.objects.filter(Q(before__project=project) | Q(after__project=project))
    links = links.select_related("before__project", "after__project").order_by("before__order")
    seen = set(visible(viewer).values_list("pk", flat=True))
    ties: dict[int, list[Tie]] = defaultdict(list)
    for link in links:
        for own, other, forwards in (
            (link.after, link.before, False),
            (link.before, link.after, True),
        ):
            if own.project_id == project.pk and other.project_id in seen:
                foreign = other.project_id != project.pk
                ties[own.pk].append(Tie(other, link.lag, foreign, forwards))
    return ties


def _written(tie: Tie) -> str:
    name = f"{tie.node.project.key}/{tie.node.key}" if tie.foreign else tie.node.key
    return f"{name}{tie.lag:+d}" if tie.lag else name


def baselines(project: Project) -> QuerySet[Baseline]:
    """The baselines of a project, the newest first, without their rows."""
    return project.baselines.select_related("taken_by").defer("rows").order_by("-taken_on")


def recorded(projects: Collection[Project]) -> dict[int, list[dict[str, Any]]]:
    """How each project stood on the days of its baselines, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Baseline.objects.filter(project__in=projects).order_by("taken_on")
    for pk, day, slack, share in rows.values_list("project", "taken_on", "slack_days", "share"):
        found[pk].append({"day": day.isoformat(), "slack": slack, "share": round(share, 3)})
    return found
