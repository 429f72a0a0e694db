"""Readers of cases. Every one takes the viewer; what is out of scope does not exist."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from chengyun.cases import rules, searching
from chengyun.cases.allowing import Allowed, allowed_actions, loop_facts
from chengyun.cases.choices import Action, Stage
from chengyun.cases.evaluation.records import Asked, behind
from chengyun.cases.figures import midnight_of
from chengyun.cases.models import ASKED, OPEN, UNFINISHED, Case, LedgerEntry, Task, TaskStage
from chengyun.cases.present import as_dict, iso, named, stage_label
from chengyun.cases.report_queries import reports
from chengyun.cases.rules import Text
from chengyun.cases.wall import wall
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import Area

__all__ = [
    "Allowed",
    "CaseFilter",
    "Page",
    "allowed_actions",
    "as_dict",
    "count",
    "get",
    "loop_facts",
    "matching",
    "reports",
    "search",
    "timeline",
    "visible",
    "wall",
]

MAX_SIZE = 200
ACTION_LABELS: dict[str, Text] = {action.value: action.label for action in Action}


@dataclass(frozen=True)
class CaseFilter:
    """What a list asks for; `area` and `unit` are codes, None and "" mean any."""

    stage: str = ""
    area: str = ""
    unit: str = ""
    severity: int | None = None
    q: str = ""
    mine: bool = False
    overdue: bool = False
    open: bool = False
    opened_today: bool = False
    closed_today: bool = False
    # A number of the evaluation, as `evaluation.records.Asked` reads it.
    evaluation: str = ""
    since: str = ""
    until: str = ""
    of: str = ""
    # The user name of whom it was given to.
    handler: str = ""
    outcome: str = ""
    review: bool = False
    kind: str = ""
    # The last 24 hours; what is due before tonight's midnight and not handled.
    opened_day: bool = False
    closed_day: bool = False
    due_today: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a list; `page` counts from 1."""

    items: list[Case]
    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def visible(viewer: Viewer) -> QuerySet[Case]:
    """All the cases the viewer may see, with what `as_dict` needs."""
    return named(Case.objects.filter(scope_for(viewer).q()))


def search(viewer: Viewer, wanted: CaseFilter, page: int = 1, size: int = 50) -> Page:
    """A page of the cases that match; open ones gravest first, then the newest."""
    size = min(max(size, 1), MAX_SIZE)
    found = _found(viewer, wanted)
    # First which, then what: the first question is answered from an index alone.
    ids = found.order_by(*_order(wanted)).values_list("pk", flat=True)
    keys: Sequence[int] | QuerySet[Case, int] = list(ids) if _is_queue(wanted) else ids
    total = len(keys) if isinstance(keys, list) else found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    return Page(_in_order(keys[(page - 1) * size : page * size]), page, size, total)


def matching(viewer: Viewer, wanted: CaseFilter) -> QuerySet[Case]:
    """All the cases of a list, in its order, with what `as_dict` needs."""
    return named(_found(viewer, wanted)).order_by(*_order(wanted))


def count(viewer: Viewer, wanted: CaseFilter) -> int:
    """How many cases match."""
    found = _found(viewer, wanted)
    if not _is_queue(wanted):
        return found.count()
    return len(found.order_by(*_order(wanted)).values_list("pk", flat=True))


def _is_queue(wanted: CaseFilter) -> bool:
    """Open cases are few beside all there were: walking their own index is quicker than counting
    by any other condition, which is what a database chooses that cannot know.
    """
    return wanted.open or wanted.mine


def _found(viewer: Viewer, wanted: CaseFilter) -> QuerySet[Case]:
    scope = Case.objects.filter(scope_for(viewer).q())
    return searching.matching(scope.filter(_matching(viewer, wanted)), wanted.q)


def _in_order(ids: Iterable[int]) -> list[Case]:
    keys = list(ids)
    rows = named(Case.objects.filter(pk__in=keys)).order_by().in_bulk() if keys else {}
    return [rows[key] for key in keys if key in rows]


def get(viewer: Viewer, number: str) -> Case:
    """One case. Raises Case.DoesNotExist if there is none, or none for this viewer."""
    return shared(viewer).get(number=number)


def tasks_of(viewer: Viewer) -> Q:
    """The tasks that the viewer may see: those of cases they may see, and of their own unit."""
    rule = scope_for(viewer).q("case__")
    return rule | Q(unit=viewer.unit_id) if viewer.unit_id else rule


def shared(viewer: Viewer) -> QuerySet[Case]:
    """The cases that the viewer may read: their own, and those that their unit works on."""
    rule = scope_for(viewer).q()
    if viewer.unit_id and viewer.role == Role.HANDLER:
        helped = Task.objects.filter(unit=viewer.unit_id, opened_at__isnull=False)
        rule |= Q(pk__in=helped.values("case"))
    return named(Case.objects.filter(rule))


def tasks_in(viewer: Viewer, case: Case) -> QuerySet[Task]:
    """The tasks of a case that the viewer may read, in the order in which they were made."""
    seen = shared(viewer).filter(pk=case.pk).order_by().values("pk")
    return Task.objects.filter(case__in=seen).select_related("case", "unit", "playbook", "handler")


def my_tasks(viewer: Viewer) -> QuerySet[Task]:
    """The tasks that wait for the viewer's unit, the most pressing first."""
    mine = Task.objects.filter(tasks_of(viewer), UNFINISHED).exclude(stage=TaskStage.WAITING)
    if viewer.unit_id and viewer.role == Role.HANDLER:
        mine = mine.filter(unit=viewer.unit_id)
    return mine.select_related("case__type", "case__unit", "unit", "playbook").order_by(
        "due_at", "pk"
    )


def timeline(viewer: Viewer, case: Case) -> list[dict[str, Any]]:
    """The ledger of the case in order; empty if the case is not the viewer's to see."""
    rows = LedgerEntry.objects.filter(case__in=shared(viewer).filter(pk=case.pk).values("pk"))
    return [_step(row) for row in rows.select_related("actor").order_by("seq")]


def _matching(viewer: Viewer, wanted: CaseFilter) -> Q:
    rule = Q()
    for part in _parts(viewer, wanted):
        rule &= part
    return rule


def _parts(viewer: Viewer, wanted: CaseFilter) -> Iterator[Q]:
    if wanted.stage:
        yield Q(stage=wanted.stage)
    if wanted.area:
        yield within(wanted.area)
    if wanted.unit:
        yield Q(unit__code=wanted.unit)
    if wanted.handler:
        yield Q(handler__username=wanted.handler)
    if wanted.severity:
        yield Q(severity=wanted.severity)
    if wanted.overdue:
        yield Q(overdue=True)
    if wanted.open:
        yield OPEN
    if wanted.opened_today:
        yield Q(opened_at__gte=midnight_of(timezone.now()))
    if wanted.closed_today:
        yield Q(stage=Stage.CLOSED, closed_at__gte=midnight_of(timezone.now()))
    if wanted.outcome:
        yield Q(outcome=wanted.outcome)
    if wanted.review:
        yield ASKED
    if wanted.mine:
        yield waiting_for(viewer)
    if wanted.kind:
        yield Q(type__key=wanted.kind)
    yield from _of_the_morning(wanted)
    if wanted.evaluation:
        asked = Asked(wanted.evaluation, wanted.since, wanted.until, wanted.of, wanted.area)
        yield behind(viewer, asked, timezone.now())


def _of_the_morning(wanted: CaseFilter) -> Iterator[Q]:
    now = timezone.now()
    if wanted.opened_day:
        yield Q(opened_at__gt=now - timedelta(days=1))
    if wanted.closed_day:
        yield Q(stage=Stage.CLOSED, closed_at__gt=now - timedelta(days=1))
    if wanted.due_today:
        tonight = midnight_of(now) + timedelta(days=1)
        yield OPEN & Q(due_at__gt=now, due_at__lte=tonight, handled_at=None)


def within(code: str) -> Q:
    """Cases in an area, by its code; an unknown code matches nothing."""
    path = Area.objects.filter(code=code).values_list("path", flat=True).first()
    return Q(area_path__within=path) if path else Q(pk__in=[])


def waiting_for(viewer: Viewer) -> Q:
    """The cases that wait for someone like the viewer to act; a handler's own, or nobody's yet."""
    stages = rules.WAITS_FOR.get(viewer.role, ())
    rule = OPEN & Q(stage__in=stages, suspended_at__isnull=True)
    if viewer.role in rules.DECIDES:
        return rule | (OPEN & ASKED)
    if viewer.role != Role.HANDLER:
        return rule
    return rule & (Q(handler=None) | Q(handler=viewer.user_id))


def _order(wanted: CaseFilter) -> tuple[str, ...]:
    gravest_first = wanted.open or wanted.mine or wanted.overdue
    return ("severity", "-opened_at", "-id") if gravest_first else ("-opened_at", "-id")


def _step(row: LedgerEntry) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": iso(row.at),
        "actor": _actor(row),
        "action": row.action,
        "label": str(ACTION_LABELS.get(row.action, row.action)),
        "stage_before": row.stage_before,
        "stage_after": row.stage_after,
        "stage_label": stage_label(row.stage_after),
        "note": row.note,
        "detail": row.detail,
    }


def _actor(row: LedgerEntry) -> dict[str, str] | None:
    """None is the system."""
    actor = row.actor
    return {"name": str(actor), "role": str(actor.get_role_display())} if actor else None
