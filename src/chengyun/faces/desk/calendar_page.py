"""The calendar in the desk: which days are worked, by all and by a unit; duty hours; whom to call
when time runs out."""

from calendar import Calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.calendar import WorkCalendar
from chengyun.calendar.holidays import holiday_name
from chengyun.cases import services
from chengyun.cases.choices import Severity
from chengyun.cases.services import ladder
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.people import calendar_book as book
from chengyun.people.choices import PostKind
from chengyun.people.models import Holiday, Unit
from chengyun.people.offices import calendar_of
from chengyun.people.refused import Refused
from chengyun.places.models import in_language

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Square:
    """One date on the wall calendar."""

    date: date
    worked: bool
    inside: bool  # in the month that is shown
    name: str
    moved: bool  # the notice or somebody made it other than the week does
    own: bool  # entered here, for all or for the unit
    today: bool


@never_cache
@require_GET
@officers_only
def calendar(request: OfficerRequest) -> HttpResponse:
    """A month like a wall calendar, of all or of one unit."""
    today = timezone.localdate()
    unit = _unit(request.GET.get("unit", ""))
    day = _day(request.GET.get("day", ""))
    month = _day(request.GET.get("month", "") + "-01") or (day or today).replace(day=1)
    office = calendar_of(unit)
    weeks = [list(week) for week in _weeks(month, office, unit, today)]
    page = {
        "here": "calendar",
        "month": month,
        "previous": _month(month - DAY),
        "next": _month(month + 32 * DAY),
        "this_month": _month(today),
        "weeks": weeks,
        "unit": unit,
        "units": Unit.objects.all(),
        "hours": hours_text(office),
        "usual": hours_text(calendar_of(None)),
        "unknown": _unknown(office, month, today),
        "chosen_day": _square(day, month, office, unit, today) if day else None,
        "entered": Holiday.objects.filter(unit=unit, date__year=month.year),
        "may_edit": book.may_edit(request.user),
        "kinds": PostKind,
        "ladders": [_ladder(severity) for severity in Severity],
    }
    return render(request, "desk/calendar.html", page | pages.shell())


@require_POST
@officers_only
def day(request: OfficerRequest) -> HttpResponse:
    """Make a date a workday or a rest day, or go back to the notice."""
    when, unit = _day(request.POST.get("day", "")), _unit(request.POST.get("unit", ""))
    if when is None or (request.POST.get("unit") and unit is None):
        raise PermissionDenied
    state, name = request.POST.get("state", ""), request.POST.get("name", "")
    if state in ("worked", "rest"):
        change = lambda: book.put_day(request.user, when, state == "worked", unit, name)  # noqa: E731
    else:
        change = lambda: book.clear_day(request.user, when, unit)  # noqa: E731
    _change(request, change)
    return _back(_month(when), unit, when)


@require_POST
@officers_only
def hours(request: OfficerRequest) -> HttpResponse:
    """Set a unit's duty hours."""
    unit = _unit(request.POST.get("unit", ""))
    if unit is None:
        raise PermissionDenied
    _change(request, lambda: book.set_hours(request.user, unit, request.POST.get("hours", "")))
    return _back(request.POST.get("month", ""), unit)


@require_POST
@officers_only
def steps(request: OfficerRequest) -> HttpResponse:
    """Set the escalation ladders of all severities."""
    try:
        for severity in Severity:
            ladder.set_ladder(request.user, severity, _percents(request, severity))
    except services.Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The escalation is changed."))
    return redirect("/desk/calendar/#escalation")


def _change(request: OfficerRequest, change: Callable[[], None]) -> None:
    """Do it, and say how many cases it moved, or why not."""
    try:
        moved = services.change_calendar(request.user, change, timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return
    told = ngettext(
        "The calendar is changed; %(n)d open case has a new due time.",
        "The calendar is changed; %(n)d open cases have a new due time.",
        moved,
    )
    messages.success(request, told % {"n": moved})


def _back(month: str, unit: Unit | None, day: date | None = None) -> HttpResponse:
    query = f"?month={month}" + (f"&unit={unit.code}" if unit else "")
    return redirect(f"/desk/calendar/{query}" + (f"&day={day}" if day else ""))


def _percents(request: OfficerRequest, severity: int) -> dict[str, int | None]:
    """What was typed; a share that is no number is refused as 0 is."""
    typed = {kind: request.POST.get(f"{severity}-{kind}", "").strip() for kind in PostKind.values}
    return {
        kind: (int(text) if text.isdecimal() and len(text) < 5 else 0) if text else None
        for kind, text in typed.items()
    }


def _ladder(severity: Severity) -> dict[str, Any]:
    percents = ladder.percents_of(severity)
    return {"severity": severity, "steps": [(kind, percents[kind]) for kind in PostKind]}


def _weeks(
    month: date, office: WorkCalendar, unit: Unit | None, today: date
) -> Iterator[Iterator[Square]]:
    names = _entered(unit)
    for week in Calendar().monthdatescalendar(month.year, month.month):
        yield (_of(day, month, office, names, today) for day in week)


def _square(day: date, month: date, office: WorkCalendar, unit: Unit | None, today: date) -> Square:
    return _of(day, month, office, _entered(unit), today)


def _entered(unit: Unit | None) -> dict[date, str]:
    """Names of the dates entered for all or, over them, for the unit."""
    rows = Holiday.objects.filter(unit=None).values_list("date", "name")
    own = Holiday.objects.filter(unit=unit).values_list("date", "name") if unit else []
    return {**dict(rows), **dict(own)}


def _of(
    day: date, month: date, office: WorkCalendar, names: dict[date, str], today: date
) -> Square:
    worked = office.is_workday(day)
    return Square(
        date=day,
        worked=worked,
        inside=(day.year, day.month) == (month.year, month.month),
        name=names.get(day, "") or ("" if worked else in_language(*holiday_name(day))),
        moved=worked != (day.weekday() < 5),
        own=day in names,
        today=day == today,
    )


def _unknown(office: WorkCalendar, month: date, today: date) -> list[int]:
    """The years in sight whose holidays nobody has published or entered."""
    years = {month.year, today.year, (today + 90 * DAY).year}
    return sorted(year for year in years if not office.has_holiday_data(year))


def hours_text(office: WorkCalendar) -> str:
    """Duty hours as they are written: “08:00-12:00,14:00-18:00”."""
    return ",".join(
        f"{start:%H:%M}-{'24:00' if not (end.hour or end.minute) else f'{end:%H:%M}'}"
        for start, end in office.duty_hours
    )


def _unit(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first() if code else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
