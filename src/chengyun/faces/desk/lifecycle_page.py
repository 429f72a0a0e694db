"""The lifecycle of a case, printed from the table that decides by it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from chengyun.cases.choices import Outcome, Stage
from chengyun.cases.rules import TRANSITIONS, Clock, Text, Transition
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages

CLOCKS: dict[Clock, Text] = {
    Clock.NONE: gettext_lazy("runs on"),
    Clock.START: gettext_lazy("begins"),
    Clock.PAUSE: gettext_lazy("stands still"),
    Clock.RESUME: gettext_lazy("goes on"),
    Clock.EXTEND: gettext_lazy("one limit more"),
    Clock.STOP: gettext_lazy("ends"),
}
NEEDS: dict[str, Text] = {
    "reason": gettext_lazy("a reason"),
    "result": gettext_lazy("what was found or done"),
    "unit": gettext_lazy("the unit"),
    "into": gettext_lazy("the other case"),
    "parts": gettext_lazy("the parts"),
}


@dataclass(frozen=True)
class Line:
    """One row of the table in words."""

    action: str
    label: str
    to: str
    who: list[str]
    needs: list[str]
    clock: str
    moves_clock: bool
    note: str


@dataclass(frozen=True)
class Group:
    """What may be done at one stage."""

    stage: Stage
    lines: list[Line]


@require_GET
@officers_only
def lifecycle(request: OfficerRequest) -> HttpResponse:
    """Who may do what when, what it requires and what it does to the clock."""
    page = {"groups": list(groups()), "outcomes": Outcome.choices, "here": "definitions"}
    return render(request, "desk/lifecycle.html", page | pages.shell())


def groups() -> Iterator[Group]:
    """Every stage with the rows that are open in it."""
    for stage in Stage:
        yield Group(stage, [_line(row) for row in TRANSITIONS if stage in row.stages])


def _line(row: Transition) -> Line:
    return Line(
        action=row.action.value,
        label=str(row.label),
        to=str(row.to.label) if row.to else (_("where it was") if row.back else ""),
        who=[str(role.label) for role in row.roles],
        needs=[str(NEEDS[need]) for need in row.needs],
        clock=str(CLOCKS[row.clock]),
        moves_clock=row.clock is not Clock.NONE,
        note=str(row.note),
    )
