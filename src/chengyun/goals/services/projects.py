"""The only writers of projects: what was done, facts, links, weekly reports. Each is audited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals.models import NodeLink, Project, ProjectNode, ProjectReport
from chengyun.goals.models.projects import Kind, Risk
from chengyun.goals.queries.projects import connected, network, visible
from chengyun.goals.refused import Refused
from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import viewer_of
from chengyun.planning import ScheduleError

RUNNING = (Role.DUTY_OFFICER, Role.LEADER, Role.ADMINISTRATOR)
# Who may do what with a project in their sight.
MAY: Mapping[str, tuple[str, ...]] = {
    "plan": RUNNING,
    "money": RUNNING,
    "progress": (*RUNNING, Role.DISPATCHER, Role.HANDLER),
    "report": (*RUNNING, Role.DISPATCHER, Role.HANDLER, Role.GRID_OFFICER),
}


@dataclass(frozen=True)
class Progress:
    """What was done of a node."""

    begun_on: date | None
    done_on: date | None
    share: float


@dataclass(frozen=True)
class Facts:
    """What the project office decides of a project. `shape` is GeoJSON or ""."""

    title_zh: str
    title_en: str
    kind: str
    start: date
    deadline: date
    unit: Unit | None = None
    area_path: str = ""
    lon: float | None = None
    lat: float | None = None
    shape: str = ""


def may(user: User, what: str) -> bool:
    """True if the officer's role lets them do it."""
    return user.role in MAY[what]


def allow(user: User, project: Project, what: str) -> None:
    """Raises Refused where role or scope forbid it."""
    if not may(user, what):
        raise Refused(_("Your role does not allow this."))
    if not visible(viewer_of(user)).filter(pk=project.pk).exists():
        raise Refused(_("This project is not yours."))


@transaction.atomic
def add(actor: User, key: str, facts: Facts) -> Project:
    """A new project without nodes. Raises Refused."""
    if not may(actor, "plan"):
        raise Refused(_("Your role does not allow this."))
    if Project.objects.filter(key=key).exists():
        raise Refused(_("A project has this key already."))
    project = Project(key=key)
    _take(project, facts)
    allow(actor, project, "plan")
    audit.note(actor, "project", key, did="added")
    return project


@transaction.atomic
def change(actor: User, project: Project, facts: Facts) -> Project:
    """Other facts of a project; its nodes stay. Raises Refused."""
    allow(actor, project, "plan")
    before = f"{project.start} – {project.deadline}"
    _take(project, facts)
    allow(actor, project, "plan")
    after = f"{project.start} – {project.deadline}"
    audit.note(actor, "project", project.key, did="changed", before=before, after=after)
    return project


def _take(project: Project, facts: Facts) -> None:
    if not facts.title_zh.strip():
        raise Refused(_("Give the project a title."))
    if facts.deadline < facts.start:
        raise Refused(_("The deadline lies before the beginning."))
    if facts.kind not in Kind.values:
        raise Refused(_("There is no such kind of project."))
    for name in facts.__dataclass_fields__:
        setattr(project, name, getattr(facts, name))
    project.save()


@transaction.atomic
def record(actor: User, node: ProjectNode, told: Progress) -> ProjectNode:
    """When a node began and ended and how much of it is done. Raises Refused."""
    allow(actor, node.project, "progress")
    _check(told)
    node.begun_on = told.begun_on
    node.done_on = told.done_on
    node.share = 1.0 if told.done_on else told.share
    node.save(update_fields=["begun_on", "done_on", "share"])
    detail = {"begun": str(told.begun_on or ""), "done": str(told.done_on or "")}
    audit.note(
        actor,
        "project",
        node.project.key,
        did="progress",
        node=node.key,
        share=node.share,
        **detail,
    )
    return node


def _check(told: Progress) -> None:
    today = timezone.localdate()
    if any(day and day > today for day in (told.begun_on, told.done_on)):
        raise Refused(_("What was done cannot lie in the future."))
    if told.done_on and (told.begun_on is None or told.begun_on > told.done_on):
        raise Refused(_("Say when it began; it cannot end before."))
    if not 0 <= told.share <= 1:
        raise Refused(_("The share done is between 0 and 100 %."))
    if told.share and not told.begun_on:
        raise Refused(_("Something is done of it: say when it began."))


@transaction.atomic
def judge_risk(actor: User, project: Project, risk: str, text: str) -> Project:
    """The risk as the unit sees it; above low it needs words. Raises Refused."""
    allow(actor, project, "progress")
    if risk not in Risk.values:
        raise Refused(_("There is no such level of risk."))
    if risk != Risk.LOW and not text.strip():
        raise Refused(_("Say what may go wrong, and what is done about it."))
    before, project.risk, project.risk_text = project.risk, risk, text.strip()[:300]
    project.save(update_fields=["risk", "risk_text"])
    audit.note(actor, "project", project.key, did="risk", before=before, after=risk)
    return project


@transaction.atomic
def report(actor: User, project: Project, text: str) -> ProjectReport:
    """This week's report. Raises Refused for an empty one."""
    allow(actor, project, "report")
    if not text.strip():
        raise Refused(_("Write what was done this week."))
    today = timezone.localdate()
    made = ProjectReport.objects.create(
        project=project,
        week=today - timedelta(days=today.weekday()),
        text=text.strip()[:2000],
        by=actor,
        at=timezone.now(),
    )
    audit.note(actor, "project", project.key, did="report", length=len(made.text))
    return made


@transaction.atomic
def take_nodes(actor: User, project: Project, rows: Iterable[Any]) -> int:
    """Put the nodes of a project as a table has them (`project_rows.NodeRow`), all or none.

    Nodes that are not in the table go; links from projects out of the actor's sight stay.
    Raises Refused.
    """
    allow(actor, project, "plan")
    wanted = list(rows)
    old = {node.key: node for node in project.nodes.all()}
    gone = set(old) - {row.key for row in wanted}
    project.nodes.filter(key__in=gone).delete()
    nodes = {
        row.key: _put(project, old.get(row.key), row, order) for order, row in enumerate(wanted)
    }
    _tie(actor, project, nodes, wanted)
    try:
        network(timezone.localdate(), connected(project.pk)).standings()
    except ScheduleError as error:
        raise Refused(_("The nodes wait for each other: %(why)s") % {"why": error}) from None
    audit.note(
        actor, "project", project.key, did="nodes", taken=len(wanted), gone=len(gone),
    )  # fmt: skip
    return len(wanted)


def _put(project: Project, node: ProjectNode | None, row: Any, order: int) -> ProjectNode:
    node = node or ProjectNode(project=project, key=row.key)
    for name in ("title_zh", "stage", "days", "unit", "begun_on", "done_on", "milestone", "share"):
        setattr(node, name, getattr(row, name))
    for name in ("title_en", "stage_en"):
        # A table in one language keeps the words of the other.
        setattr(node, name, getattr(row, name) or getattr(node, name))
    node.order = order
    node.save()
    return node


def _tie(
    actor: User, project: Project, nodes: Mapping[str, ProjectNode], rows: Iterable[Any]
) -> None:
    seen = visible(viewer_of(actor)).values("pk")
    old = NodeLink.objects.filter(after__project=project, before__project__in=seen)
    old.delete()
    keys = {(link[0], link[1]) for row in rows for link in row.after if link[0]}
    foreign = {
        (node.project.key, node.key): node
        for node in ProjectNode.objects.filter(
            project__key__in={key for key, _ in keys}, project__in=seen
        ).select_related("project")
    }
    links = []
    for row in rows:
        for project_key, key, lag in row.after:
            before = foreign[project_key, key] if project_key else nodes[key]
            links.append(NodeLink(before=before, after=nodes[row.key], lag=lag))
    NodeLink.objects.bulk_create(links)
