"""Readers of all projects: who sees which, and how each stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from chengyun.goals.models import Baseline, Plan, Project, ProjectNode
from chengyun.goals.networks import Dates, Standing
from chengyun.goals.queries.money import Money
from chengyun.goals.queries.whole import whole
from chengyun.people.choices import Role
from chengyun.people.models import Unit
from chengyun.people.policy import Scope, Viewer, scope_for


@dataclass(frozen=True)
class Line:
    """A project in the list; `standing` is None where there are no nodes.

    `next_node` and `nodes` are there for those that are shown: see `filled`.
    """

    project: Project
    standing: Standing | None
    money: Money = field(default_factory=Money)
    next_node: ProjectNode | None = None
    nodes: Sequence[ProjectNode] = ()

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
        """The dates of the open node that must be finished first."""
        if self.standing is None or self.standing.next_pk is None:
            return None
        return self.standing.nodes[self.standing.next_pk]


def visible(viewer: Viewer) -> QuerySet[Project]:
    """The projects of the viewer's area; for a handler those that their unit leads or supports; and
    those whose responsible officer the viewer is."""
    scope = scope_for(viewer)
    rule = scope.q() | Q(owner_id=viewer.user_id)
    if viewer.role == Role.HANDLER and viewer.unit_id:
        helped = Project.supporting.through.objects.filter(unit_id=viewer.unit_id)
        rule |= Scope(viewer.area_path).q() & Q(pk__in=helped.values("project_id"))
    return Project.objects.filter(rule).select_related("unit", "owner", "plan")


def portfolio(viewer: Viewer, today: date) -> list[Line]:
    """Every visible project as it stands, in a fixed number of queries."""
    now = whole(today)
    projects = list(visible(viewer).select_related(None).defer("shape"))
    _beside(projects)
    return [
        Line(one, now.network.standing(one.pk), now.money.get(one.pk, Money())) for one in projects
    ]


def _beside(projects: Sequence[Project]) -> None:
    """Units and plans, which many projects have in common, once each."""
    units = Unit.objects.in_bulk({one.unit_id for one in projects if one.unit_id})
    plans = Plan.objects.in_bulk({one.plan_id for one in projects if one.plan_id})
    for one in projects:
        one.unit = units.get(one.unit_id or 0)
        one.plan = plans.get(one.plan_id or 0)


def filled(lines: Sequence[Line], *, nodes: bool = False) -> list[Line]:
    """The lines of one page with their next nodes, or with all of them. One query."""
    projects = [line.project.pk for line in lines]
    keys = [line.standing.next_pk for line in lines if line.standing and line.standing.next_pk]
    rows = ProjectNode.objects.filter(project__in=projects) if nodes else None
    found = {n.pk: n for n in rows} if rows is not None else ProjectNode.objects.in_bulk(keys)
    by_project: dict[int, list[ProjectNode]] = defaultdict(list)
    for node in found.values() if nodes else ():
        by_project[node.project_id].append(node)
    return [
        replace(
            line,
            next_node=found.get(line.standing.next_pk or 0) if line.standing else None,
            nodes=by_project[line.project.pk],
        )
        for line in lines
    ]


def next_of(nodes: Sequence[ProjectNode], standing: Standing | None) -> ProjectNode | None:
    """The open node that must be finished first, of those that are at hand."""
    wanted = standing.next_pk if standing else None
    return next((node for node in nodes if node.pk == wanted), None)


def shapes(projects: Collection[int]) -> dict[int, str]:
    """The lines and outlines, GeoJSON, of those projects that have one."""
    drawn = Project.objects.filter(pk__in=projects).exclude(shape="").order_by()
    return dict(drawn.values_list("pk", "shape"))


def recorded(projects: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """How each project stood on the days of its baselines, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Baseline.objects.filter(project__in=projects).order_by("taken_on")
    for pk, day, slack, share in rows.values_list("project", "taken_on", "slack_days", "share"):
        found[pk].append({"day": day.isoformat(), "slack": slack, "share": round(share, 3)})
    return found
