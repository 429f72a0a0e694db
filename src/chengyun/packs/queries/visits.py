"""Visits to the entries of a register, as records for packs."""

from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Coalesce

from chengyun.packs import scoring
from chengyun.packs.declare.hand import Unvisited
from chengyun.packs.declare.visits import VisitView
from chengyun.packs.models import Inspection
from chengyun.packs.queries.entries import view, visible
from chengyun.packs.queries.registers import Sheet
from chengyun.people.gates import Doorman


def latest_visits(door: Doorman, sheet: Sheet) -> list[VisitView]:
    """The last visit for each task to each entry that the viewer may see, newest first."""
    rows = Inspection.objects.filter(entry__in=visible(door, sheet).order_by().values("pk"))
    found: dict[tuple[int, str], Inspection] = {}
    for row in rows.select_related("entry").order_by("-at", "-pk"):
        found.setdefault((row.entry_id, row.task), row)
    return [_view(row) for row in found.values()]


def unvisited(door: Doorman, sheet: Sheet, since: datetime, now: datetime, most: int) -> Unvisited:
    """The entries that the viewer may see and nobody has visited since then, counted, and so many
    of them, the longest first."""
    seen = Coalesce(Max("inspections__at"), "added_at")
    late = visible(door, sheet).annotate(seen=seen).filter(seen__lt=since)
    rows = late.order_by("seen", "name", "pk")[:most]
    longest = tuple((view(row, now), row.seen) for row in rows)
    count = len(longest) if len(longest) < most else late.order_by().count()
    return Unvisited(count=count, longest=longest)


def _view(row: Inspection) -> VisitView:
    failed = (key for key, told in row.answers.items() if told.get("state") == scoring.FAIL)
    return VisitView(
        entry=str(row.entry.key),
        task=row.task,
        at=row.at,
        score=row.score,
        passed=row.passed,
        failed=tuple(failed),
        cases=tuple(row.cases),
    )
