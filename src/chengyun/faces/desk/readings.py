"""What was measured around a case: charts of the hours around its alarm, one below the other.

The streams that raised its alarms come first, then the nearest. Fetched after the page of the
case, which waits for none of it. Drawn by the server; `islands/readings.js` moves one cursor
through all of them, and the table below says the same without it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.calendar.instants import micros, moment
from chengyun.cases import queries
from chengyun.cases.models import Case
from chengyun.cases.nearby import metres_between
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, plots
from chengyun.faces.desk.trial_page import history
from chengyun.people.policy import Viewer, scope_for
from chengyun.sensing.history import History
from chengyun.sensing.history_read import Chart, chart
from chengyun.sensing.models import Datastream

BEFORE, AFTER, LONGEST = timedelta(hours=6), timedelta(hours=2), timedelta(hours=24)
RAISED, SHOWN, NEAR_M = 3, 6, 400.0
DEGREE_M = 111_320.0
POINTS, ROWS = 360, 9
FRAME = plots.Frame(860, 110, 56, 14, 8, 6, ticks=True)


@dataclass(frozen=True)
class Reach:
    """The hours that are shown."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Found:
    """A datastream with its readings."""

    stream: Datastream
    metres: float | None
    chart: Chart


@dataclass(frozen=True)
class Line:
    """A datastream: how far it stands from the case (None: it raised the alarm), its readings."""

    stream: Datastream
    metres: float | None
    plot: plots.Plot
    chart: Chart


@never_cache
@require_GET
@officers_only
def readings(request: OfficerRequest, number: str) -> HttpResponse:
    """The charts: a part of the case's page by htmx, else a page of their own."""
    try:
        case = queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise Http404 from None
    page = around(request.viewer, case) | {"case": case, "query": request.GET.urlencode()}
    if request.htmx:
        return render(request, "desk/_readings.html", page)
    return render(request, "desk/readings.html", page | pages.shell())


def around(viewer: Viewer, case: Case) -> dict[str, Any]:
    """The lines with their charts, the table of the same, and the columns for the cursor."""
    raised = list(case.alarms.order_by("-onset_at").values_list("onset_at", "cleared_at")[:20])
    asked = _reach(case, raised)
    found = list(_found(history(), _streams(viewer, case), asked))
    reach = _tightened(asked, [one.chart for one in found])
    lines = list(_drawn(found, reach, _moments(raised)))
    return {
        "lines": lines,
        "reach": reach,
        "columns": _columns(lines, reach) if lines else None,
        "table": list(_table(lines, reach)) if lines else [],
    }


Raised = Sequence[tuple[datetime, datetime | None]]
Moment = tuple[datetime, str, str]


def _reach(case: Case, raised: Raised) -> Reach:
    """From six hours before the first of the alarms to two after the last ended."""
    begin = min((onset for onset, _cleared in raised), default=case.opened_at)
    ends = [cleared or onset for onset, cleared in raised]
    until = min(timezone.now(), max(ends, default=case.opened_at) + AFTER)
    since = max(begin - BEFORE, until - LONGEST)
    return Reach(since, max(until, since + timedelta(minutes=30)))


def _moments(raised: Raised) -> list[Moment]:
    """Onset and end of the newest alarm, as marks."""
    if not raised:
        return []
    onset, cleared = raised[0]
    marks = [(onset, "onset", _("alarm %(at)s") % {"at": f"{timezone.localtime(onset):%H:%M}"})]
    return marks + ([(cleared, "cleared", "")] if cleared else [])


def _streams(viewer: Viewer, case: Case) -> Iterator[tuple[Datastream, float | None]]:
    """Those that raised the alarms, then the nearest, as far as the viewer may see them."""
    path = scope_for(viewer).area_path
    if path is None:
        return
    inside = Q(thing__area__path__startswith=path) if path else Q()
    seen = Datastream.objects.filter(inside).select_related("thing", "observed_property")
    ids = dict.fromkeys(
        case.alarms.order_by("-onset_at").values_list("datastream_id", flat=True)[:100]
    )
    own = seen.in_bulk(list(ids)[:RAISED])
    yield from ((own[pk], None) for pk in ids if pk in own)
    if case.lon is None or case.lat is None:
        return
    here = (case.lon, case.lat)
    for stream in _nearest(seen.exclude(pk__in=own), *here)[: SHOWN - len(own)]:
        yield stream, metres_between(*here, stream.thing.lon, stream.thing.lat)


def _nearest(streams: Any, lon: float, lat: float) -> Any:
    north = NEAR_M / DEGREE_M
    east = north / math.cos(math.radians(lat))
    box = Q(
        thing__lon__range=(lon - east, lon + east), thing__lat__range=(lat - north, lat + north)
    )
    x, y = F("thing__lon") - lon, F("thing__lat") - lat
    return streams.filter(box).order_by(x * x + y * y, "pk")


def _found(kept: History, streams: Any, reach: Reach) -> Iterator[Found]:
    """Those that measured something in these hours."""
    for stream, metres in streams:
        read = chart(kept, stream.pk, reach.since, reach.until, POINTS)
        if len(read.time) > 1:
            yield Found(stream, metres, read)


def _tightened(reach: Reach, charts: Sequence[Chart]) -> Reach:
    """Without the empty hours before the first reading of all."""
    first = min((moment(int(one.time[0])) for one in charts), default=reach.since)
    return Reach(max(reach.since, first), reach.until)


def _drawn(found: Sequence[Found], reach: Reach, moments: Sequence[Moment]) -> Iterator[Line]:
    """The charts; what a mark means is said on the first one."""
    for n, one in enumerate(found):
        marks = moments if not n else [(at, kind, "") for at, kind, _words in moments]
        read = one.chart
        picture = plots.Picture(
            read.time, read.mean, reach.since, reach.until, moments=marks, frame=FRAME
        )
        if drawn := plots.draw(picture):
            yield Line(one.stream, one.metres, drawn, read)


def _columns(lines: Sequence[Line], reach: Reach) -> dict[str, Any]:
    """What the cursor reads: seconds since 1970 and values, as they are drawn."""
    return {
        "from": reach.since.timestamp(),
        "to": reach.until.timestamp(),
        "zone": timezone.get_current_timezone_name(),
        "lines": [
            {
                "unit": line.stream.observed_property.unit,
                "low": line.plot.low,
                "high": line.plot.high,
                "time": (line.chart.time // 1_000_000).tolist(),
                "value": [round(value, 3) for value in line.chart.mean.tolist()],
            }
            for line in lines
        ],
    }


def _table(lines: Sequence[Line], reach: Reach) -> Iterator[tuple[datetime, list[float | None]]]:
    """What stood last at some moments, evenly spread."""
    step = (reach.until - reach.since) / (ROWS - 1)
    for n in range(ROWS):
        at = reach.since + n * step
        yield at, [_last(line.chart, micros(at)) for line in lines]


def _last(found: Chart, at_us: int) -> float | None:
    index = int(np.searchsorted(found.time, at_us, "right")) - 1
    return float(found.mean[index]) if index >= 0 else None
