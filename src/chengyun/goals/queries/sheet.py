"""One project: its nodes with dates, money and what they wait for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from chengyun.goals.models import Baseline, Funding, NodeLink, Project, ProjectNode
from chengyun.goals.networks import Dates, Standing
from chengyun.goals.queries.money import Money, money_by
from chengyun.goals.queries.projects import Line, next_of, visible
from chengyun.goals.queries.whole import whole
from chengyun.people.policy import Viewer
from chengyun.planning.handover import Handover, Stint, handovers
from chengyun.planning.workdays import WorkdayLine


@dataclass(frozen=True)
class Tie:
    """A link to a node of the same or of another project that the viewer may see."""

    node: ProjectNode
    lag: int
    foreign: bool
    forwards: bool

    @property
    def written(self) -> str:
        """As offices write it in a table: `A1`, `B2+3`, `road-01/C4-5`."""
        name = f"{self.node.project.key}/{self.node.key}" if self.foreign else self.node.key
        return f"{name}{self.lag:+d}" if self.lag else name


@dataclass(frozen=True)
class Row:
    """A node with its dates, what it waits for and what waits for it (`foreign`: elsewhere)."""

    node: ProjectNode
    dates: Dates
    ties: Sequence[Tie] = ()
    money: Money = field(default_factory=Money)

    @property
    def after(self) -> str:
        return ", ".join(tie.written for tie in self.ties if not tie.forwards)


@dataclass(frozen=True)
class Sheet:
    """One project on its page."""

    project: Project
    standing: Standing | None
    rows: Sequence[Row]
    handovers: Sequence[Handover]
    money: Money
    today: date
    days: WorkdayLine

    @property
    def line(self) -> Line:
        nodes = [row.node for row in self.rows]
        return Line(self.project, self.standing, self.money, next_of(nodes, self.standing), nodes)


def sheet(viewer: Viewer, key: str, today: date) -> Sheet:
    """One project with its nodes. Raises Project.DoesNotExist for one out of sight."""
    project = visible(viewer).select_related("plan").prefetch_related("supporting").get(key=key)
    network = whole(today).network
    standing = network.standing(project.pk)
    nodes = list(project.nodes.select_related("unit")) if standing else []
    money = money_by(Funding.objects.filter(node__project=project), "node")
    ties = _ties(viewer, project)
    rows = [
        Row(node, standing.nodes[node.pk], ties[node.pk], money.get(node.pk, Money()))
        for node in nodes
        if standing
    ]
    stints = [Stint(r.node.stage_title, r.dates.start, r.dates.finish) for r in rows if r.node.days]
    line = network.days
    gaps = handovers(stints, line.count_until) if rows else ()
    return Sheet(project, standing, rows, gaps, sum(money.values(), Money()), today, line)


def _ties(viewer: Viewer, project: Project) -> dict[int, list[Tie]]:
    """Links by the node of the project that they touch; those to projects out of sight are not."""
    links = NodeLink.objects.filter(Q(before__project=project) | Q(after__project=project))
    links = links.select_related("before__project", "after__project").order_by("before__order")
    rows = list(links)
    beside = {node.project_id for link in rows for node in (link.before, link.after)}
    seen = set(visible(viewer).filter(pk__in=beside).values_list("pk", flat=True))
    ties: dict[int, list[Tie]] = defaultdict(list)
    for link in rows:
        for own, other, forwards in (
            (link.after, link.before, False),
            (link.before, link.after, True),
        ):
            if own.project_id == project.pk and other.project_id in seen:
                foreign = other.project_id != project.pk
                ties[own.pk].append(Tie(other, link.lag, foreign, forwards))
    return ties


def baselines(project: Project) -> QuerySet[Baseline]:
    """The baselines of a project, the newest first, without their rows."""
    return project.baselines.select_related("taken_by").defer("rows").order_by("-taken_on")
