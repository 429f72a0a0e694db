"""An alarm explains itself: the rule as it stood, the values, what is usual, what is around."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.calendar.instants import micros, moment
from chengyun.cases import queries
from chengyun.cases.models import Alarm
from chengyun.cases.nearby import metres_between
from chengyun.cases.queries import alarms as alarm_queries
from chengyun.detection.rules import Rule
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, plots
from chengyun.faces.desk import rule_words as words
from chengyun.faces.desk.explain import sentence
from chengyun.faces.desk.trial_page import history
from chengyun.packs import registry
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import in_language
from chengyun.sensing import maintenance, rulebook
from chengyun.sensing.history import History
from chengyun.sensing.models import Datastream

BEFORE, AFTER = timedelta(hours=6), timedelta(hours=2)
LONGEST = timedelta(hours=48)
LEARNT_DAYS = 28
NEIGHBOURS = 5
HOUR_US = 3_600_000_000
# How long before the onset a neighbour's last reading may lie.
FRESH = timedelta(hours=2)


@dataclass(frozen=True)
class Neighbour:
    """A datastream nearby of the same property, with its reading at the time of the alarm."""

    stream: Datastream
    metres: float
    value: float | None
    at: datetime | None
    plot: plots.Plot | None


@dataclass(frozen=True)
class Reach:
    """The stretch of time that the page shows."""

    since: datetime
    until: datetime


@never_cache
@require_GET
@officers_only
def alarm(request: OfficerRequest, key: str) -> HttpResponse:
    """Why this alarm was raised, as far as the reader may see; 404 outside their scope."""
    try:
        found = alarm_queries.get(request.viewer, key)
    except Alarm.DoesNotExist:
        raise Http404 from None
    return render(request, "desk/alarm.html", explained(request.viewer, found) | pages.shell())


def explained(viewer: Viewer, found: Alarm) -> dict[str, Any]:
    """Everything the page says about an alarm."""
    rule, version = rulebook.at(found.rule, found.onset_at, registry.rules())
    stream = _stream(found)
    unit = stream.observed_property.unit if stream else ""
    reach = _reach(found)
    kept = history()
    return {
        "alarm": found,
        "rule": rule,
        "version": version,
        "title": in_language(rule.title_zh, rule.title_en) if rule else found.rule,
        "kind": words.kind(rule.kind) if rule else None,
        "sentence": sentence(rule, unit) if rule else "",
        "stream": stream,
        "unit": unit,
        "values": list(values(found.detail, unit)),
        "plot": _picture(kept, found, stream, rule, reach) if stream else None,
        "neighbours": list(_neighbours(kept, viewer, found, stream, reach)) if stream else [],
        "windows": maintenance.between(stream, reach.since, reach.until) if stream else [],
        "cases": _cases(viewer, found),
        "held": (found.cleared_at or timezone.now()) - found.onset_at,
        "days": LEARNT_DAYS,
    }


def _stream(found: Alarm) -> Datastream | None:
    streams = Datastream.objects.select_related("thing__area", "observed_property")
    return streams.defer("thing__area__boundary").filter(pk=found.datastream_id).first()


def _reach(found: Alarm) -> Reach:
    end = min(timezone.now(), (found.cleared_at or timezone.now()) + AFTER)
    since = found.onset_at - BEFORE
    return Reach(since, max(found.onset_at + timedelta(minutes=5), min(end, since + LONGEST)))


def _cases(viewer: Viewer, found: Alarm) -> dict[str, Any]:
    """The alarm's case and its storm, if the reader may see them."""
    ids = {"case": found.case_id, "storm": found.storm_id}
    seen = queries.visible(viewer).in_bulk([pk for pk in ids.values() if pk])
    return {name: seen.get(pk) for name, pk in ids.items() if pk}


# What the detail of an alarm says, in the order of the page. Units: v the property's, s seconds.
DETAIL: Mapping[str, tuple[Any, str]] = {
    "value": (gettext_lazy("Value"), "v"),
    "limit": (gettext_lazy("Limit"), "l"),
    "clear": (gettext_lazy("All clear at"), "l"),
    "previous": (gettext_lazy("The reading before"), "v"),
    "per_minute": (gettext_lazy("Change per minute"), "v"),
    "gap_s": (gettext_lazy("Time between the two readings"), "s"),
    "mean": (gettext_lazy("Usual at this hour of such a day"), "v"),
    "sd": (gettext_lazy("Usual spread"), "v"),
    "z": (gettext_lazy("Deviations from the usual"), ""),
    "held_s": (gettext_lazy("Had lasted before the alarm"), "s"),
    "silent_s": (gettext_lazy("Without a reading for"), "s"),
    "limit_s": (gettext_lazy("Allowed"), "s"),
    "last_time_us": (gettext_lazy("Last reading"), "t"),
    "intervals": (gettext_lazy("Missed readings allowed"), ""),
    "place": (gettext_lazy("Stands at"), "v"),
    "epsilon": (gettext_lazy("Counts as still within"), "v"),
    "readings": (gettext_lazy("Readings in a row"), ""),
}


def values(detail: Mapping[str, Any], unit: str) -> Iterator[tuple[str, str]]:
    """The figures that the alarm was decided by, in words."""
    for name, (label, kind) in DETAIL.items():
        value = detail.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield str(label), _worded(float(value), kind, unit, detail)


def _worded(value: float, kind: str, unit: str, detail: Mapping[str, Any]) -> str:
    if kind == "s":
        return words.time(value)
    if kind == "t":
        return f"{timezone.localtime(moment(int(value))):%m-%d %H:%M:%S}"
    if kind == "l" and "z" in detail:
        return _("%(z)s deviations") % {"z": f"{value:g}"}
    figure = f"{value:.2f}".rstrip("0").rstrip(".")
    per = _(" per minute") if kind == "l" and "per_minute" in detail else ""
    return f"{figure} {unit}{per}".strip() if kind else figure


def _picture(
    kept: History, found: Alarm, stream: Datastream, rule: Rule | None, reach: Reach
) -> plots.Plot | None:
    first = reach.since - timedelta(days=LEARNT_DAYS)
    time, value = kept.series(stream.pk, first, reach.until)
    since_us = micros(reach.since)
    shown = slice(int(np.searchsorted(time, since_us)), None)
    windows = maintenance.between(stream, reach.since, reach.until)
    return plots.draw(
        plots.Picture(
            time[shown],
            value[shown],
            reach.since,
            reach.until,
            lines=list(_levels(found, stream.observed_property.unit)),
            moments=list(_moments(found)),
            shades=[(row.since, maintenance.end_of(row)) for row in windows],
            usual=usual(time, value, reach),
            frame=plots.LARGE,
        )
    )


def _levels(found: Alarm, unit: str) -> Iterator[tuple[float, str, str]]:
    """The limit and where it clears, where they are values of the property."""
    detail = found.detail
    if detail.get("rule") != "threshold" or not isinstance(detail.get("limit"), int | float):
        return
    limit, clear = float(detail["limit"]), detail.get("clear")
    yield limit, "limit", _("limit %(value)s") % {"value": f"{limit:g} {unit}".strip()}
    if isinstance(clear, int | float) and clear != limit:
        yield float(clear), "clearing", ""


def _moments(found: Alarm) -> Iterator[tuple[datetime, str, str]]:
    yield found.onset_at, "onset", _("onset %(at)s") % {"at": _clock(found.onset_at)}
    if found.cleared_at:
        said = _("cleared %(at)s") % {"at": _clock(found.cleared_at)}
        yield found.cleared_at, "cleared", said


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def usual(time: plots.Times, value: plots.Values, reach: Reach) -> plots.Usual | None:
    """Mean and twice the spread of the same hour of the day in the days before, hour by hour."""
    before = time < micros(reach.since)
    if np.count_nonzero(before) < 48:
        return None
    hour, past = (time[before] // HOUR_US) % 24, value[before]
    edges = np.arange(micros(reach.since) // HOUR_US, micros(reach.until) // HOUR_US + 1)
    same = [past[hour == edge % 24] for edge in edges.tolist()]
    kept = [(edge, rows) for edge, rows in zip(edges.tolist(), same, strict=True) if len(rows) > 1]
    if not kept:
        return None
    middle = np.array([edge * HOUR_US + HOUR_US // 2 for edge, _rows in kept], np.int64)
    return plots.Usual(
        np.clip(middle, micros(reach.since), micros(reach.until)),
        np.array([rows.mean() for _edge, rows in kept]),
        2 * np.array([rows.std() for _edge, rows in kept]),
    )


def _neighbours(
    kept: History, viewer: Viewer, found: Alarm, stream: Datastream, reach: Reach
) -> Iterator[Neighbour]:
    """The nearest datastreams of the same property within the reader's area."""
    thing = stream.thing
    path = scope_for(viewer).area_path
    inside = Q(thing__area__path__startswith=path) if path else Q()
    east, north = F("thing__lon") - thing.lon, F("thing__lat") - thing.lat
    near = Datastream.objects.filter(inside, observed_property=stream.observed_property_id)
    near = near.exclude(pk=stream.pk).select_related("thing", "observed_property")
    for other in near.order_by(east * east + north * north)[:NEIGHBOURS]:
        yield _neighbour(kept, other, found, stream, reach)


def _neighbour(
    kept: History, other: Datastream, found: Alarm, stream: Datastream, reach: Reach
) -> Neighbour:
    time, value = kept.series(other.pk, reach.since, reach.until)
    index = int(np.searchsorted(time, micros(found.onset_at), "right")) - 1
    known = index >= 0 and moment(int(time[index])) >= found.onset_at - FRESH
    here, there = stream.thing, other.thing
    marks = [(found.onset_at, "onset", "")]
    return Neighbour(
        other,
        metres_between(here.lon, here.lat, there.lon, there.lat),
        float(value[index]) if known else None,
        moment(int(time[index])) if known else None,
        plots.draw(plots.Picture(time, value, reach.since, reach.until, moments=marks)),
    )
