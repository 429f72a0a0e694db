"""What was done to a case, step by step, for a pack's hand: no words and no names."""

from chengyun.cases.models import Case, LedgerEntry
from chengyun.packs.api import CaseStep
from chengyun.people.policy import Scope


def course(scope: Scope, number: str) -> list[CaseStep]:
    """The steps of a case of the scope, in order; none of one that is not, or is confidential."""
    held = Case.objects.filter(scope.q(), number=number, confidential=False).values("pk")
    rows = LedgerEntry.objects.filter(case__in=held).order_by("seq")
    return [_step(row) for row in rows]


def _step(row: LedgerEntry) -> CaseStep:
    """Who it was done by or given to is named in the detail, as one or as several."""
    told = row.detail
    one, several = told.get("unit"), told.get("units") or []
    return CaseStep(
        at=row.at,
        action=row.action,
        stage=row.stage_after,
        units=tuple(str(unit) for unit in ([one] if isinstance(one, str) else several)),
        step=str(told.get("key") or ""),
        playbook=str(told.get("playbook") or ""),
    )
