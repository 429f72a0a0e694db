"""How many tasks each unit does in time, and the tasks behind each number."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases.evaluation.periods import Period, Span
from chengyun.cases.queries import task_record
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import kept, pages, together

LIST_SIZE = 100


@never_cache
@require_GET
@officers_only
@kept.across_pages("from", "to")
def record(request: OfficerRequest) -> HttpResponse:
    """The table, and below it the tasks of the number that was asked for."""
    period, now = _period(request), timezone.now()
    page = {
        "here": "tasks",
        "period": period,
        "records": task_record.records(request.viewer, period, now),
        "dates": f"from={period.first}&to={period.last}",
    }
    side = request.GET.get("side", "")
    if side in (task_record.PART, task_record.WHOLE):
        unit = request.GET.get("of", "")
        found = task_record.behind(request.viewer, period, now, unit, side)
        lines = [together.line(request.viewer, task, now=now) for task in found[:LIST_SIZE]]
        page |= {"side": side, "of": unit, "lines": lines, "total": found.count()}
    return render(request, "desk/task_record.html", page | pages.shell())


def _period(request: OfficerRequest) -> Period:
    """From the address; this month where it says none, or what cannot be."""
    today = timezone.localdate()
    try:
        first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return Period.around(today, Span.MONTH)
    sane = date(2000, 1, 1) <= first <= last <= date(2099, 12, 31)
    return Period(first, last) if sane else Period.around(today, Span.MONTH)
