"""The only writers of what projects share: what there is, who needs it, a levelling accepted."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals.models import NodeNeed, Project, ProjectNode, SharedResource
from chengyun.goals.models.sharing import SharedKind
from chengyun.goals.queries.projects import visible
from chengyun.goals.refused import Refused
from chengyun.goals.rights import may_project
from chengyun.goals.services.baselines import take_baseline
from chengyun.goals.services.projects import allow
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.people.policy import is_whole, viewer_of

MOST = 999


@transaction.atomic
def declare(
    actor: User, key: str, title_zh: str, kind: str, capacity: int, title_en: str = ""
) -> SharedResource:
    """Set what there is of something that projects share. Raises Refused.

    It is there for all projects: an officer of one sub-district does not declare it.
    """
    if not (may_project(actor, "plan") and is_whole(viewer_of(actor).area_path)):
        raise Refused(_("Your role does not allow this."))
    if not title_zh.strip() or kind not in SharedKind.values:
        raise Refused(_("Give it a name and a kind."))
    if not 1 <= capacity <= MOST:
        raise Refused(_("How many there are is a whole number from 1 to 999."))
    facts = {"title_zh": title_zh.strip()[:80], "title_en": title_en.strip()[:120]}
    made, _new = SharedResource.objects.update_or_create(
        key=key, defaults=facts | {"kind": kind, "capacity": capacity}
    )
    audit.note(actor, "project", f"sharing {key}", did="shared", capacity=capacity)
    return made


@transaction.atomic
def need(actor: User, node: ProjectNode, resource: SharedResource, amount: int) -> None:
    """Set how much of a resource a node uses, 0 for none. Raises Refused."""
    allow(actor, node.project, "plan")
    if not 0 <= amount <= resource.capacity:
        told = {"n": resource.capacity, "name": resource}
        raise Refused(_("There are only %(n)d of “%(name)s”.") % told)
    if amount:
        NodeNeed.objects.update_or_create(node=node, resource=resource, defaults={"amount": amount})
    else:
        NodeNeed.objects.filter(node=node, resource=resource).delete()
    facts = {"node": node.key, "resource": resource.key, "amount": amount}
    audit.note(actor, "project", node.project.key, did="need", **facts)


@transaction.atomic
def accept(actor: User, held: Mapping[int, date | None], today: date) -> int:
    """Take the first days of a levelling (`queries.sharing.Levelling.held`), and keep a baseline of
    every project whose nodes they change; how many these are. Raises Refused.
    """
    if not may_project(actor, "plan"):
        raise Refused(_("Your role does not allow this."))
    nodes = ProjectNode.objects.filter(project__in=visible(viewer_of(actor)).values("pk"))
    found = list(nodes.filter(pk__in=held, begun_on=None, done_on=None))
    if len(found) < len(held):
        raise Refused(_("Something has changed since; look at the levelling again."))
    changed = [node for node in found if node.not_before != held[node.pk]]
    for node in changed:
        node.not_before = held[node.pk]
    ProjectNode.objects.bulk_update(changed, ["not_before"])
    projects = Project.objects.filter(pk__in={node.project_id for node in changed})
    for project in projects:
        take_baseline(actor, project, today)
        audit.note(actor, "project", project.key, did="levelled")
    return len(projects)
