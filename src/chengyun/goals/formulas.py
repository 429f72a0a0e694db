"""Indicators that the system counts itself, declared by name. Times are aware; end is exclusive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Avg, Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from chengyun.calendar.instants import micros
from chengyun.cases.choices import Stage
from chengyun.cases.evaluation.cohorts import ARCHIVED_IN_TIME, TO_ARCHIVE
from chengyun.cases.evaluation.predicates import Window
from chengyun.cases.models import Case
from chengyun.sensing import history
from chengyun.sensing.models import Datastream, ObservedProperty
from chengyun.vitals.models import VitalReading, VitalSign
from chengyun.vitals.services import minute_of

Counted = Callable[[str, datetime, datetime], float | None]
# `vital:KEY` is the mean of a vital sign.
VITAL = "vital:"
# `history:PROPERTY:AGGREGATE` is made of all readings of an observed property.
HISTORY = "history:"
AGGREGATES: dict[str, Any] = {
    "mean": gettext_lazy("mean of all readings of {property}"),
    "minimum": gettext_lazy("least reading of {property}"),
    "maximum": gettext_lazy("greatest reading of {property}"),
    "count": gettext_lazy("number of readings of {property}"),
}


@dataclass(frozen=True)
class Formula:
    """What is counted, in words, and how: (area path, start, end), None where there is nothing."""

    words: str | Promise
    count: Counted


def on_time_closing_share(area_path: str, start: datetime, end: datetime) -> float | None:
    """按期结案率, per cent, as the evaluation counts it: of the cases whose deadline fell in the
    period, or earlier and still open at its end, those closed by the deadline. None if nothing
    was due.
    """
    window = Window(start, end)
    due = _cases(area_path).filter(TO_ARCHIVE.q(window))
    return _share(due, ARCHIVED_IN_TIME.q(window))


def first_time_pass_share(area_path: str, start: datetime, end: datetime) -> float | None:
    """一次核查通过率, per cent: closed without rework among those closed in the period."""
    closed = _cases(area_path).filter(stage=Stage.CLOSED, closed_at__gte=start, closed_at__lt=end)
    return _share(closed, Q(reworks=0))


def sensed_share(area_path: str, start: datetime, end: datetime) -> float | None:
    """主动发现率, per cent: cases that sensors or patrols opened among all opened."""
    opened = _cases(area_path).filter(opened_at__gte=start, opened_at__lt=end)
    return _share(opened, Q(origin__in=("alarm", "patrol")))


def vital_mean(sign: VitalSign, area_path: str, start: datetime, end: datetime) -> float | None:
    """The mean of a vital sign's minutes in its own unit, of the area itself. None if there are
    none: a part of the day without readings weighs nothing."""
    span = minute_of(start), minute_of(end)
    minutes = VitalReading.objects.filter(vital=sign, minute__gte=span[0], minute__lt=span[1])
    found: float | None = minutes.filter(area__path=area_path).aggregate(mean=Avg("value"))["mean"]
    return found


def history_figure(
    prop: ObservedProperty, aggregate: str, area_path: str, start: datetime, end: datetime
) -> float | None:
    """What the things of an area and all below it measured, from what the history holds of each
    hour; by full hours. None where it holds nothing."""
    streams = Datastream.objects.filter(
        observed_property=prop, thing__area__path__startswith=area_path
    )
    past = history.at(Path(settings.CONFIG.data) / "history")
    low, high = micros(start), micros(end) - 1
    found = past.hours.over(list(streams.values_list("pk", flat=True)), low, high)
    told = {name: _plain(column[0]) for name, column in found.items()}
    if not told or not told["count"]:
        return None
    told["mean"] = (told["total"] or 0.0) / told["count"]
    return told[aggregate]


def _plain(value: object) -> float | None:
    """A masked cell is none."""
    return None if value is np.ma.masked else float(value)  # type: ignore[arg-type]


FORMULAS: dict[str, Formula] = {
    "on_time_closing_share": Formula(
        _("cases closed by their deadline, of all that were due"), on_time_closing_share
    ),
    "first_time_pass_share": Formula(
        _("cases closed without rework, of all closed"), first_time_pass_share
    ),
    "sensed_share": Formula(_("cases that sensors or patrols opened, of all opened"), sensed_share),
}


# Formulas of those above us, by what their names begin with: packs put theirs in when they load.
FOREIGN: dict[str, Callable[[str], Formula | None]] = {}


def formula_of(name: str) -> Formula | None:
    """The formula of that name: `vital:KEY` of a vital sign, `history:PROPERTY:AGGREGATE` of
    readings, `pack:KEY` of a pack's indicator. None where there is none.
    """
    for beginning, find in FOREIGN.items():
        if name.startswith(beginning):
            return find(name.removeprefix(beginning))
    if name.startswith(HISTORY):
        return _of_history(*name.removeprefix(HISTORY).partition(":")[::2])
    return _of_vital(name) if name.startswith(VITAL) else FORMULAS.get(name)


def offered() -> list[tuple[str, str]]:
    """Names and words of those that can be chosen from; readings have too many to list."""
    signs = VitalSign.objects.order_by("key").values_list("key", flat=True)
    names = [*FORMULAS, *(f"{VITAL}{key}" for key in signs)]
    return [(name, str(found.words)) for name in names if (found := formula_of(name))]


def _of_history(key: str, aggregate: str) -> Formula | None:
    prop = ObservedProperty.objects.filter(code=key).first()
    if prop is None or aggregate not in AGGREGATES:
        return None
    words = format_lazy(AGGREGATES[aggregate], property=prop.title)
    return Formula(words, partial(history_figure, prop, aggregate))


def _of_vital(name: str) -> Formula | None:
    sign = VitalSign.objects.filter(key=name.removeprefix(VITAL)).first()
    if sign is None:
        return None
    return Formula(
        format_lazy(_("mean of the vital sign {sign}"), sign=sign.title), partial(vital_mean, sign)
    )


def _cases(area_path: str) -> QuerySet[Case]:
    return Case.objects.filter(area_path__startswith=area_path)


def _share(cases: QuerySet[Case], part: Q) -> float | None:
    counts = cases.aggregate(whole=Count("pk"), part=Count("pk", filter=part))
    return 100 * counts["part"] / counts["whole"] if counts["whole"] else None
