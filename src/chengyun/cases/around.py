"""What decisions look at beside a case: conditions of its kind, its parts. Read when asked for."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from chengyun.calendar import Limit, WorkCalendar
from chengyun.cases.known import known
from chengyun.cases.lifecycle import OBJECTION_LIMIT
from chengyun.cases.models import UNFINISHED, Case, CaseType, Condition, Storm


class Surroundings:
    """`rules.Around` of one case, as the database has it; each thing is read once."""

    def __init__(self, case: Case, calendar: WorkCalendar) -> None:
        self.case, self.calendar = case, calendar

    @cached_property
    def conditions(self) -> list[Condition]:
        return conditions_of(self.case)

    @property
    def has_conditions(self) -> bool:
        return bool(self.conditions)

    @cached_property
    def _parts(self) -> list[datetime | None]:
        return list(self.case.children.values_list("closed_at", flat=True))

    @property
    def parts(self) -> int:
        return len(self._parts)

    @property
    def open_parts(self) -> int:
        return self._parts.count(None)

    @cached_property
    def is_storm(self) -> bool:
        return Storm.objects.filter(case=self.case).exists()

    @cached_property
    def open_tasks(self) -> int:
        """Unfinished tasks of others than the lead unit."""
        return self.case.tasks.filter(UNFINISHED).exclude(unit=self.case.unit_id).count()

    @property
    def objection_until(self) -> datetime | None:
        """Until when the unit may object to its dispatch."""
        since = self.case.dispatched_at
        return self.calendar.add(since, Limit.parse(OBJECTION_LIMIT)) if since else None


def conditions_of(case: Case) -> list[Condition]:
    """The filing conditions of a case's kind in the edition in force; empty where it has none."""
    return conditions_of_kind(case.type)


def conditions_of_kind(kind: CaseType) -> list[Condition]:
    """As `conditions_of`, for a kind."""
    return known().conditions_of(kind)


def by_number(conditions: Iterable[Condition], number: int) -> Condition | None:
    return next((one for one in conditions if one.number == number), None)
