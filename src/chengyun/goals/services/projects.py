"""The only writers of projects: their facts, what was done, risk. Each is audited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals.models import Plan, Project, ProjectNode
from chengyun.goals.models.projects import Kind, Risk
from chengyun.goals.queries.projects import visible
from chengyun.goals.refused import Refused
from chengyun.goals.rights import may_project
from chengyun.people import audit
from chengyun.people.models import Unit, User
from chengyun.people.policy import viewer_of


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
    plan: Plan | None = None
    owner: User | None = None
    # None keeps those that there are.
    supporting: tuple[Unit, ...] | None = None


def allow(user: User, project: Project, what: str) -> None:
    """Raises Refused where role or scope forbid it."""
    if not may_project(user, what):
        raise Refused(_("Your role does not allow this."))
    if not visible(viewer_of(user)).filter(pk=project.pk).exists():
        raise Refused(_("This project is not yours."))


@transaction.atomic
def add(actor: User, key: str, facts: Facts) -> Project:
    """A new project without nodes. Raises Refused."""
    if not may_project(actor, "plan"):
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


@transaction.atomic
def take(actor: User, rows: Iterable[tuple[str, Facts]]) -> int:
    """Projects by their keys, new ones and known ones: all or none; how many were known. Raises
    Refused."""
    wanted = dict(rows)
    known = Project.objects.in_bulk(wanted, field_name="key")
    for key, facts in wanted.items():
        if key in known:
            change(actor, known[key], facts)
        else:
            add(actor, key, facts)
    return len(known)


def _take(project: Project, facts: Facts) -> None:
    if not facts.title_zh.strip():
        raise Refused(_("Give the project a title."))
    if facts.deadline < facts.start:
        raise Refused(_("The deadline lies before the beginning."))
    if facts.kind not in Kind.values:
        raise Refused(_("There is no such kind of project."))
    for name in facts.__dataclass_fields__:
        if name != "supporting":
            setattr(project, name, getattr(facts, name))
    project.save()
    if facts.supporting is not None:
        project.supporting.set(facts.supporting)


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
