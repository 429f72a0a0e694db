"""Which cases and tasks a viewer may see, and what was done with them."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from chengyun.cases.choices import Action
from chengyun.cases.models import OPEN, UNFINISHED, Case, LedgerEntry, Task, TaskStage
from chengyun.cases.present import iso, named, stage_label
from chengyun.cases.queries.reporting import sealed_receipts
from chengyun.cases.rules import Text
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer, scope_for

ACTION_LABELS: dict[str, Text] = {action.value: action.label for action in Action}


def visible(viewer: Viewer) -> QuerySet[Case]:
    """All the cases the viewer may see, with what `as_dict` needs."""
    return named(Case.objects.filter(scope_for(viewer).q()))


def still_open(viewer: Viewer) -> QuerySet[Case]:
    """The open cases that the viewer may see, in no order: for counting."""
    return Case.objects.filter(OPEN, scope_for(viewer).q()).order_by()


def get(viewer: Viewer, number: str) -> Case:
    """One case. Raises Case.DoesNotExist if there is none, or none for this viewer."""
    return shared(viewer).get(number=number)


def tasks_of(viewer: Viewer) -> Q:
    """The tasks that the viewer may see: those of cases they may see, and of their own unit."""
    rule = scope_for(viewer).q("case__")
    return rule | Q(unit=viewer.unit_id) if viewer.unit_id else rule


def shared(viewer: Viewer) -> QuerySet[Case]:
    """The cases that the viewer may read: their own, and those that their unit works on."""
    return named(Case.objects.filter(reading(viewer)))


def reading(viewer: Viewer, prefix: str = "") -> Q:
    """The rule of `shared` over cases, or over rows that `prefix` leads to one from."""
    rule = scope_for(viewer).q(prefix)
    if viewer.unit_id and viewer.role == Role.HANDLER:
        helped = Task.objects.filter(unit=viewer.unit_id, opened_at__isnull=False)
        rule |= Q(**{f"{prefix}pk__in": helped.values("case")})
    return rule


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
    sealed = sealed_receipts(viewer, case)
    return [_step(row, sealed) for row in rows.select_related("actor").order_by("seq")]


def _step(row: LedgerEntry, sealed: Collection[str]) -> dict[str, Any]:
    """What was said about a report that the viewer may not read is left out."""
    return {
        "seq": row.seq,
        "at": iso(row.at),
        "actor": _actor(row),
        "action": row.action,
        "label": str(ACTION_LABELS.get(row.action, row.action)),
        "stage_before": row.stage_before,
        "stage_after": row.stage_after,
        "stage_label": stage_label(row.stage_after),
        "note": "" if row.detail.get("receipt") in sealed else row.note,
        "detail": row.detail,
    }


def _actor(row: LedgerEntry) -> dict[str, str] | None:
    """None is the system."""
    actor = row.actor
    return {"name": str(actor), "role": str(actor.get_role_display())} if actor else None
