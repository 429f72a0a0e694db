"""What happened last: the newest steps of the ledger that the wall's ticker begins with."""

from typing import Any

from django.db.models import Max

from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.present import as_dict, iso, named
from chengyun.cases.wall.figures import Reader, midnight_of

SHOWN = 12
# The ledger is walked from its end, and not farther than this: a quiet corner has fewer steps.
WALKED = 3000


def latest(reader: Reader) -> list[dict[str, Any]]:
    """Today's newest steps, newest first: when, what was done, and the case as it is now."""
    rows = list(_steps(reader))
    cases = named(Case.objects.filter(pk__in={row[2] for row in rows})).in_bulk()
    return [
        {"at": iso(at), "action": action, "case": as_dict(cases[case])} for at, action, case in rows
    ]


def _steps(reader: Reader) -> Any:
    end = LedgerEntry.objects.aggregate(end=Max("seq"))["end"] or 0
    of_them = LedgerEntry.objects.filter(
        reader.scope.q("case__"),
        reader.of_kinds("case__"),
        seq__gt=end - WALKED,
        at__gte=midnight_of(reader.now),
        case__area_path__under=reader.area.path,
    )
    return of_them.order_by("-seq").values_list("at", "action", "case_id")[:SHOWN]
