"""The open figures: what was reported in twelve months and how it was closed, by month,
sub-district and kind. Only counts, small ones withheld (`disclosure`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chengyun.cases.evaluation import kept
from chengyun.cases.evaluation.columns import Columns
from chengyun.cases.evaluation.metrics import BY_KEY
from chengyun.cases.evaluation.periods import Period, Span, midnight
from chengyun.cases.evaluation.predicates import Sieve, Window
from chengyun.cases.evaluation.tables import total_of
from chengyun.cases.models import CaseType
from chengyun.insight import disclosure
from chengyun.insight.disclosure import LEAST
from chengyun.places.choices import Level
from chengyun.places.models import Area

MONTHS = 12
HOUR_US = 3_600_000_000
COUNTED = ("reported", "closed", "due", "rated")
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Group:
    """A row to be: its key, its names, and which cases are its own."""

    key: str
    zh: str
    en: str
    mask: Mask


def count(day: date) -> dict[str, Any]:
    """The figures up to the beginning of a local day.

    {"day", "since", "least", "total", "months", "streets", "kinds", "cells"}; a row has "key",
    "zh", "en", the counts "reported", "closed", "due" and "rated" (None is withheld, fewer than
    five or next to such), the whole per cents "on_time" and "satisfied" and "median_hours", None of
    fewer than five cases. "cells" are sub-district by kind: [street, kind, reported].
    """
    columns = kept.current()
    until = midnight(day)
    periods = Period.around(_last_day(day), Span.MONTH).run(MONTHS)
    whole = Window(midnight(periods[0].first), until)
    streets, kinds = _streets(columns), _kinds(columns)
    return {
        "day": day.isoformat(),
        "since": periods[0].first.isoformat(),
        "least": LEAST,
        "total": _facts(columns, whole),
        "months": _told([_month(columns, one, until) for one in periods]),
        "streets": _told([_row(columns, one, whole) for one in streets]),
        "kinds": _told([_row(columns, one, whole) for one in kinds]),
        "cells": _cells(columns, whole, streets, kinds),
    }


def _last_day(day: date) -> date:
    """The last day that is counted."""
    return date.fromordinal(day.toordinal() - 1)


def _month(columns: Columns, period: Period, until: datetime) -> dict[str, Any]:
    name = f"{period.first:%Y-%m}"
    return {"key": name, "zh": name, "en": name, **_facts(columns, period.window(until))}


def _row(columns: Columns, group: Group, window: Window) -> dict[str, Any]:
    named = {"key": group.key, "zh": group.zh, "en": group.en}
    return named | _facts(columns.where(group.mask), window)


def _facts(columns: Columns, window: Window) -> dict[str, Any]:
    """Counts as they are; shares and the median only of enough cases."""
    found = {key: total_of(BY_KEY[metric], columns, window) for key, metric in METRICS.items()}
    on_time, satisfied = found["on_time"], found["satisfied"]
    return {
        "reported": int(found["reported"].part),
        "closed": int(found["closed"].part),
        "due": int(on_time.whole),
        "on_time": disclosure.share(on_time.part, on_time.whole),
        "rated": int(satisfied.whole),
        "satisfied": disclosure.share(satisfied.part, satisfied.whole),
        "median_hours": _median_hours(columns, window),
    }


METRICS: Mapping[str, str] = {
    "reported": "report",
    "closed": "archive",
    "on_time": "inTimeArchiveRate",
    "satisfied": "satisfyRate",
}


def _median_hours(columns: Columns, window: Window) -> float | None:
    """From opening to closing, of those closed in the window."""
    part = BY_KEY["archive"].part
    assert part is not None
    mask = Sieve(columns, window)(part)
    spans = (columns["closed_at"][mask] - columns["opened_at"][mask]).astype(np.int64)
    return round(float(np.median(spans)) / HOUR_US, 1) if len(spans) >= LEAST else None


def _told(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without the counts that are withheld."""
    for name in COUNTED:
        for row, value in zip(rows, disclosure.row([r[name] for r in rows]), strict=True):
            row[name] = value
    return list(rows)


def _streets(columns: Columns) -> list[Group]:
    areas = Area.objects.filter(level=Level.STREET).order_by("code")
    rows = areas.values_list("path", "code", "name", "name_en")
    found = [
        Group(code, zh, en or zh, columns.of_text("area_path", map(_within(path), _paths(columns))))
        for path, code, zh, en in rows
    ]
    rest = ~np.logical_or.reduce([group.mask for group in found] or [_none(columns)])
    nowhere = Group("", "未定街镇", "No sub-district yet", rest)
    return [*found, nowhere] if rest.any() else found


def _within(path: str) -> Callable[[str], bool]:
    return lambda other: other.startswith(path)


def _paths(columns: Columns) -> tuple[str, ...]:
    return columns.texts["area_path"]


def _none(columns: Columns) -> Mask:
    return np.zeros(len(columns), dtype=bool)


def _kinds(columns: Columns) -> list[Group]:
    """The kinds that came up at all."""
    rows = CaseType.objects.order_by("pack", "key").values_list("pk", "key", "title_zh", "title_en")
    seen = set(np.unique(columns["type_id"]).tolist())
    return [
        Group(key, zh, en or zh, np.asarray(columns["type_id"] == pk))
        for pk, key, zh, en in rows
        if pk in seen
    ]


def _cells(
    columns: Columns, window: Window, streets: Sequence[Group], kinds: Sequence[Group]
) -> list[list[Any]]:
    """Reported by sub-district and kind; cells of nothing are left out."""
    part = BY_KEY["report"].part
    assert part is not None
    reported = Sieve(columns, window)(part)
    counts = np.array(
        [[int((reported & s.mask & k.mask).sum()) for k in kinds] for s in streets], dtype=np.int64
    ).reshape(len(streets), len(kinds))
    hidden = disclosure.withheld(counts)
    return [
        [streets[i].key, kinds[j].key, None if hidden[i, j] else int(counts[i, j])]
        for i, j in np.argwhere((counts > 0) | hidden).tolist()
    ]
