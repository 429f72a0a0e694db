"""The calendar of all that is due 到点交账: a month, a list, by unit; on paper and as Excel."""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import kept, pages
from chengyun.goals.queries.due import Due, Kind, Span, due
from chengyun.people.models import Unit

# So many of a day stand in its square; the list below has all of them.
SHOWN = 3
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Square:
    """A day of the month view: what is due, of which `more` do not fit."""

    day: date
    inside: bool
    dues: Sequence[Due]

    @property
    def shown(self) -> Sequence[Due]:
        return self.dues[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.dues) - SHOWN)


@dataclass(frozen=True)
class OfUnit:
    """A unit and what it has to hand in."""

    unit: Unit | None
    dues: Sequence[Due]


def month_of(text: str, today: date) -> date:
    """The first day of the month that is asked for as 2026-11, else of this one."""
    try:
        return parse_date(f"{text}-01") or today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def asked(request: OfficerRequest) -> tuple[date, Span]:
    """The month, and what of it."""
    today = timezone.localdate()
    first = month_of(request.GET.get("month", ""), today)
    told = {name: request.GET.get(name, "").strip() for name in ("unit", "kind")}
    return first, Span(first, _next(first) - DAY, **told)


def _next(first: date) -> date:
    return (first.replace(day=28) + 4 * DAY).replace(day=1)


@never_cache
@require_GET
@officers_only
@kept.across_pages("unit")
def calendar(request: OfficerRequest) -> HttpResponse:
    """The month with its list."""
    today, (first, span) = timezone.localdate(), asked(request)
    found = due(request.viewer, span, today)
    by_unit = request.GET.get("by") == "unit"
    page = {
        "here": "goals-due",
        "month": first,
        "before": first - DAY,
        "after": _next(first),
        "today": today,
        "weeks": _weeks(first, found),
        "units_due": _by_unit(found) if by_unit else None,
        "days_due": [OfDay(day, tuple(rows)) for day, rows in groupby(found, lambda d: d.day)],
        "count": len(found),
        "late": sum(one.late for one in found),
        "done": sum(one.done for one in found),
        "asked": span,
        "by": "unit" if by_unit else "",
        "kinds": Kind.choices,
        "units": Unit.objects.order_by("code"),
    }
    return render(request, "goals/due.html", page | pages.shell())


@dataclass(frozen=True)
class OfDay:
    day: date
    dues: Sequence[Due]


def _weeks(first: date, found: Iterable[Due]) -> list[list[Square]]:
    """Weeks begin on Monday, as in every office."""
    by_day: dict[date, list[Due]] = {}
    for one in found:
        by_day.setdefault(one.day, []).append(one)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [
        [Square(day, day.month == first.month, by_day.get(day, [])) for day in week]
        for week in weeks
    ]


def _by_unit(found: Sequence[Due]) -> list[OfUnit]:
    """The unit with the most that is late first."""
    units = {one.unit.pk if one.unit else 0: one.unit for one in found}
    late = Counter(one.unit.pk if one.unit else 0 for one in found if one.late)
    made = [
        OfUnit(unit, [one for one in found if (one.unit.pk if one.unit else 0) == pk])
        for pk, unit in units.items()
    ]
    return sorted(made, key=lambda row: (-late[row.unit.pk if row.unit else 0], str(row.unit)))
