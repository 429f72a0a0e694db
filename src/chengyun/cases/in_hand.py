"""What is in hand: open cases by stage, by unit, by area.

They are few beside all there were. Grouped by a plain column, SQLite would follow the index of that
column through all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from chengyun.cases.choices import OPEN_STAGES, Stage
from chengyun.cases.known import known
from chengyun.cases.models import Case
from chengyun.people.models import Unit
from chengyun.places.lookups import Unindexed

# Per stage: open cases and, of them, overdue ones.
Stages = dict[Stage, tuple[int, int]]
LATE = Q(overdue=True)


@dataclass(frozen=True)
class Load:
    """How many open cases a unit has, how many of them are overdue, and the first since when."""

    unit: Unit
    open: int
    overdue: int
    since: datetime | None


def by_stage(cases: QuerySet[Case]) -> Stages:
    """The open cases among these, by stage in the order of the loop."""
    rows = grouped(cases, "stage")
    found = {Stage(row["by"]): (row["n"], row["late"]) for row in rows}
    return {stage: found.get(stage, (0, 0)) for stage in OPEN_STAGES}


def by_unit(cases: QuerySet[Case]) -> list[Load]:
    """The units with any of these cases, the one with most of them first."""
    units = known().units_by_id
    loads = [
        Load(units[row["by"]], row["n"], row["late"], row["since"])
        for row in grouped(cases, "unit_id")
        if row["by"] is not None
    ]
    return sorted(loads, key=lambda load: (-load.open, load.unit.code))


def grouped(cases: QuerySet[Case], column: str) -> Iterable[Mapping[str, Any]]:
    """For each value of a column (`by`): how many cases (`n`), of them overdue ones (`late`), the
    first since when (`since`), and the gravest (`worst`).
    """
    return (
        cases.order_by()
        .values(by=Unindexed(column))
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=LATE),
            since=Min("due_at", filter=LATE),
            worst=Min("severity"),
        )
    )
