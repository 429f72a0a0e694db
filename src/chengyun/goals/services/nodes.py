"""The only writers of the nodes of projects and their links: one by a form, all by a table."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals.models import NodeLink, Project, ProjectNode
from chengyun.goals.networks import Looped
from chengyun.goals.project_rows import NodeRow
from chengyun.goals.queries.projects import visible
from chengyun.goals.queries.whole import whole
from chengyun.goals.refused import Refused
from chengyun.goals.services.projects import allow
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.people.policy import viewer_of


@transaction.atomic
def put(
    actor: User, project: Project, row: NodeRow, node: ProjectNode | None = None
) -> ProjectNode:
    """A new node behind the others, or other facts of one; what was done of it stays.

    Raises Refused where nodes would wait for each other.
    """
    allow(actor, project, "plan")
    if node:
        done = {name: getattr(node, name) for name in ("begun_on", "done_on", "share")}
        row, order = replace(row, **done), node.order
    else:
        order = (project.nodes.aggregate(last=Max("order"))["last"] or 0) + 1
    made = _put(project, node, row, order)
    for name in ("title_en", "stage_en"):
        setattr(made, name, getattr(row, name))
    made.save(update_fields=["title_en", "stage_en"])
    seen = visible(viewer_of(actor)).values("pk")
    NodeLink.objects.filter(after=made, before__project__in=seen).delete()
    nodes = {one.key: one for one in project.nodes.all()}
    NodeLink.objects.bulk_create(_links(actor, nodes, [row]))
    refuse_loops()
    audit.note(actor, "project", project.key, did="node", node=made.key, days=made.days)
    return made


@transaction.atomic
def remove(actor: User, node: ProjectNode) -> None:
    """Take a node away, with its links and funds. Raises Refused."""
    allow(actor, node.project, "plan")
    audit.note(actor, "project", node.project.key, did="node removed", node=node.key)
    node.delete()


@transaction.atomic
def take_nodes(actor: User, project: Project, rows: Iterable[NodeRow]) -> int:
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
    refuse_loops()
    audit.note(
        actor, "project", project.key, did="nodes", taken=len(wanted), gone=len(gone),
    )  # fmt: skip
    return len(wanted)


def refuse_loops() -> None:
    """Raises Refused, with the nodes in their order, where nodes of any projects wait for each
    other."""
    try:
        whole(timezone.localdate()).network.stand  # noqa: B018
    except Looped as loop:
        nodes = ProjectNode.objects.select_related("project").in_bulk(loop.steps)
        told = " → ".join(f"{nodes[pk].project.key}/{nodes[pk].key}" for pk in loop.steps)
        raise Refused(_("The nodes wait for each other: %(why)s") % {"why": told}) from None


def _put(project: Project, node: ProjectNode | None, row: NodeRow, order: int) -> ProjectNode:
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
    actor: User, project: Project, nodes: Mapping[str, ProjectNode], rows: Iterable[NodeRow]
) -> None:
    seen = visible(viewer_of(actor)).values("pk")
    NodeLink.objects.filter(after__project=project, before__project__in=seen).delete()
    NodeLink.objects.bulk_create(_links(actor, nodes, list(rows)))


def _links(
    actor: User, nodes: Mapping[str, ProjectNode], rows: Iterable[NodeRow]
) -> list[NodeLink]:
    """What the rows follow; of other projects only nodes in the actor's sight."""
    wanted = {project for row in rows for project, _key, _lag in row.after if project}
    seen = visible(viewer_of(actor)).filter(key__in=wanted).values("pk")
    found = ProjectNode.objects.filter(project__in=seen).select_related("project")
    foreign = {(node.project.key, node.key): node for node in found}
    return [
        NodeLink(
            before=foreign[project, key] if project else nodes[key], after=nodes[row.key], lag=lag
        )
        for row in rows
        for project, key, lag in row.after
    ]
