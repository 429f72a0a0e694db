"""“This rule would have raised 14 alarms, on 6 devices”: the trial in words, days and charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.calendar.instants import moment
from chengyun.cases.choices import Severity
from chengyun.detection.alarms import Alarm
from chengyun.detection.rules import Composite, Rule, RuleError
from chengyun.faces.desk import plots
from chengyun.faces.desk import rule_words as words
from chengyun.faces.desk.rule_errors import in_words
from chengyun.people.policy import Viewer, scope_for
from chengyun.sensing.history import History
from chengyun.sensing.models import Datastream
from chengyun.sensing.rule_trial import Bounds, Streams, Trial, by_day, try_rule

BOUNDS = Bounds()
DAYS = 7
SHOWN = 200
DRAWN = 24
# The histogram: where its bars stand and how tall the tallest is.
FLOOR, TALL = 74, 58
AROUND = (timedelta(hours=3), timedelta(hours=2))
OF_OTHERS = gettext_lazy("A rule made of others cannot be tried by itself: try those it is of.")
# One trial at a time: each may hold a day of readings in memory.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Row:
    """An alarm that would have been, with its device and a small chart."""

    alarm: Alarm
    stream: Datastream | None
    plot: plots.Plot | None

    @property
    def at(self) -> Any:
        return moment(self.alarm.onset_us)

    @property
    def severity(self) -> str:
        return str(Severity(self.alarm.severity).label)


def history() -> History:
    return History(Path(settings.CONFIG.data) / "history")


def shown(viewer: Viewer, rule: Rule, current: Rule | None) -> dict[str, Any]:
    """The trial of a rule on the viewer's part of the city, for the template."""
    if isinstance(rule, Composite):
        return {"unfit": True, "form": {"problem": OF_OTHERS}}
    if not _one_at_a_time.acquire(timeout=BOUNDS.seconds):
        return {"busy": True}
    try:
        streams = _streams(viewer, rule)
        trial = try_rule(
            history(), rule, current, streams, timezone.now(), days=DAYS, bounds=BOUNDS
        )
        rows = _rows(trial, rule)
    except RuleError as problem:
        return {"unfit": True, "form": {"problem": in_words(problem)}}
    finally:
        _one_at_a_time.release()
    return {
        "trial": trial,
        "rule": rule,
        "current": current,
        "said": words.raised(len(trial.alarms), trial.raised_by),
        "looked": _looked(trial),
        "days": _days(trial, current is not None),
        "rows": rows,
        "more": len(trial.alarms) - len(rows),
        "short": _short(trial),
    }


def _streams(viewer: Viewer, rule: Rule) -> Streams:
    """The datastreams that the rule would watch within the viewer's area."""
    path = scope_for(viewer).area_path
    inside = (
        Q(pk__in=[]) if path is None else Q(thing__area__path__startswith=path) if path else Q()
    )
    if rule.within:
        inside &= Q(thing__area__path__startswith=rule.within)
    if rule.streams:
        inside &= Q(key__in=rule.streams)
    found = Datastream.objects.filter(inside, observed_property__code=rule.property)
    columns = ("id", "interval_s", "thing__lon", "thing__lat", "thing__area__path")
    rows = list(found.order_by("id").values_list(*columns))
    ids, interval, lon, lat, paths = zip(*rows, strict=True) if rows else ((),) * 5
    return Streams(
        np.array(ids, np.int64),
        np.array(interval, np.float32),
        np.array(lon, np.float64),
        np.array(lat, np.float64),
        tuple(path or "" for path in paths),
    )


def _looked(trial: Trial) -> str:
    """“Looked at 403,200 readings of 40 devices.”"""
    told = {"readings": f"{trial.readings:,}", "devices": words.counted(trial.devices)}
    if trial.devices < trial.of_devices:
        told["all"] = words.counted(trial.of_devices)
        form = _("Looked at %(readings)s readings of %(devices)s, evenly chosen among %(all)s.")
        return form % told
    return _("Looked at %(readings)s readings of %(devices)s.") % told


def _short(trial: Trial) -> bool:
    """True if history does not reach back over all the days that were to be looked at."""
    return trial.first is not None and trial.first > trial.since + timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A bar of the histogram: alarms of the rule tried and of the one in force."""

    label: str
    new: int
    old: int
    new_height: float
    old_height: float

    @property
    def new_y(self) -> float:
        return FLOOR - self.new_height

    @property
    def old_y(self) -> float:
        return FLOOR - self.old_height


def _days(trial: Trial, both: bool) -> list[Day]:
    zone = timezone.localtime().utcoffset() or timedelta()
    offset = int(zone.total_seconds())
    new, old = (by_day(alarms, trial, offset) for alarms in (trial.alarms, trial.before))
    most = max([count for _, count in (*new, *old)] + [1])
    return [
        Day(f"{timezone.localtime(at):%m-%d}", n, o, TALL * n / most, TALL * o / most)
        for (at, n), (_same, o) in zip(new, old, strict=True)
    ]


def _rows(trial: Trial, rule: Rule) -> list[Row]:
    told = trial.alarms[-SHOWN:][::-1]
    streams = Datastream.objects.select_related("thing", "observed_property").in_bulk(
        {alarm.stream for alarm in told}
    )
    kept = history()
    return [
        Row(alarm, streams.get(alarm.stream), _plot(kept, alarm, rule) if n < DRAWN else None)
        for n, alarm in enumerate(told)
    ]


def _plot(kept: History, alarm: Alarm, rule: Rule) -> plots.Plot | None:
    at = moment(alarm.onset_us)
    since, until = at - AROUND[0], at + AROUND[1]
    time, value = kept.series(alarm.stream, since, until)
    lines = [(level, "limit", "") for level in _limits(rule)]
    moments = [(at, "onset", "")]
    return plots.draw(plots.Picture(time, value, since, until, lines, moments))


def _limits(rule: Rule) -> Sequence[float]:
    """Limits in the unit of the property, where the rule has such."""
    return [float(getattr(rule, "limit", 0.0))] if rule.kind == "threshold" else []
