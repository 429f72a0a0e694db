"""The way of a report through the cases that it was handled in, where these were merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chengyun.cases.choices import Action
from chengyun.cases.models import Case, LedgerEntry, Report


@dataclass(frozen=True)
class Joined:
    """A report that is handled with others of the same thing: since when that was `known`, and
    when the two became one (`at`)."""

    known: datetime
    at: datetime

    @property
    def was_known(self) -> bool:
        """True where the other was there first."""
        return self.known < self.at


def rows_of(report: Report, case: Case, actions: Sequence[str]) -> list[LedgerEntry]:
    """The steps of its case up to its merging, then those of the case that it became part of."""
    found: list[LedgerEntry] = []
    way = _way(report, case)
    for at, after in zip(way, [*way[1:], None], strict=True):
        rows = LedgerEntry.objects.filter(case=at, action__in=actions, at__gte=report.reported_at)
        since = found[-1].seq if found else 0
        steps = list(rows.filter(seq__gt=since).order_by("seq"))
        found += _until_merged(steps) if after else steps
    return found


def _way(report: Report, case: Case) -> list[int]:
    """The ids of the cases that the report went through, to the one that goes on."""
    way = [report.came_with_id or report.case_id or case.pk]
    while way[-1] != case.pk:
        into = Case.objects.values_list("merged_into", flat=True).get(pk=way[-1])
        if into is None or into in way:
            return [case.pk]
        way.append(into)
    return way


def _until_merged(steps: list[LedgerEntry]) -> list[LedgerEntry]:
    last = max((n for n, row in enumerate(steps) if row.action == Action.MERGE), default=-1)
    return steps[: last + 1]


def joined_of(report: Report, case: Case, rows: list[LedgerEntry]) -> Joined | None:
    """Since when and with what a report is handled, where it is not the first of its case."""
    merged = [row.at for row in rows if row.action == Action.MERGE and row.case_id != case.pk]
    if merged:
        return Joined(case.opened_at, merged[-1])
    return Joined(case.opened_at, report.reported_at) if report.witness else None
