"""Works out all vital signs of all areas from live columns; the vitals role calls `compute`."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from chengyun.places.choices import Level
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream
from chengyun.vitals import rules
from chengyun.vitals.models import VitalSign

LEVELS = (Level.DISTRICT, Level.STREET)


class LiveColumns(Protocol):
    """What is needed of `sensing.live.LiveState`; columns by datastream id."""

    last_time: NDArray[np.int64]
    last_value: NDArray[np.float64]
    state: NDArray[np.uint8]


@dataclass(frozen=True)
class StreamIndex:
    """Which area and property each datastream belongs to.

    codes: area codes; groups: per level, the area index of each datastream id (-1 outside);
    rows: datastream ids by property code, "" for all; interval_s by datastream id.
    """

    codes: tuple[str, ...]
    groups: tuple[NDArray[np.int64], ...]
    rows: dict[str, NDArray[np.int64]]
    interval_s: NDArray[np.float64]


@dataclass(frozen=True)
class Pulse:
    """The vital signs in force over the streams in force."""

    index: StreamIndex
    signs: tuple[VitalSign, ...]

    def compute(self, live: LiveColumns, now_us: int) -> dict[str, list[dict[str, Any]]]:
        """By area code, one dict per vital sign: key, value (None if stale), state, age_s."""
        out: dict[str, list[dict[str, Any]]] = {code: [] for code in self.index.codes}
        for sign in self.signs:
            for code, reading in self._one(sign, live, now_us):
                out[code].append(reading)
        return out

    def _one(
        self, sign: VitalSign, live: LiveColumns, now_us: int
    ) -> list[tuple[str, dict[str, Any]]]:
        value, newest = self._figures(sign, live, now_us)
        local = timezone.localtime(datetime.fromtimestamp(now_us / rules.MICROS, UTC))
        state = rules.states(value, sign.low, rules.upper(sign.high, sign.night_high, local))
        installed = self._installed(sign)
        return [
            (code, _reading(sign, value[i], state[i], newest[i], now_us))
            for i, code in enumerate(self.index.codes)
            if installed[i]
        ]

    def _figures(
        self, sign: VitalSign, live: LiveColumns, now_us: int
    ) -> tuple[rules.Floats, rules.Ints]:
        """Value and newest time per area; areas of different levels never share a group."""
        rows = self._rows(sign, len(live.last_time))
        times = live.last_time[rows]
        fresh = rules.fresh(times, self.index.interval_s[rows], now_us)
        count = len(self.index.codes)
        value, newest = np.full(count, np.nan), np.zeros(count, np.int64)
        for group in self.index.groups:
            columns = rules.Columns(
                live.last_value[rows], fresh, live.state[rows], group[rows], count
            )
            value = np.fmax(value, rules.aggregate(sign.aggregate, columns))
            newest = np.maximum(newest, rules.newest(times, group[rows], count))
        return value, newest

    def _rows(self, sign: VitalSign, known: int) -> rules.Ints:
        rows = self.index.rows.get(sign.observed_property, np.empty(0, np.int64))
        return rows[rows < known]

    def _installed(self, sign: VitalSign) -> rules.Bools:
        """Areas that have any stream of this vital sign at all."""
        rows = self.index.rows.get(sign.observed_property, np.empty(0, np.int64))
        has = np.zeros(len(self.index.codes) + 1, np.bool_)
        for group in self.index.groups:
            has[group[rows]] = True
        return has[:-1]


def compute(live: LiveColumns, now_us: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """All vital signs by area code, with the streams and signs that `refresh` last read."""
    return pulse().compute(live, now_us if now_us is not None else time.time_ns() // 1000)


@cache
def pulse() -> Pulse:
    """The streams and vital signs of the database, read once until `refresh`."""
    return Pulse(read_index(), tuple(VitalSign.objects.filter(active=True)))


def refresh() -> None:
    """Read streams and signs anew at the next `compute`; call on `registry.changed`."""
    pulse.cache_clear()


def read_index() -> StreamIndex:
    """The index from the database: one query for areas, one for streams."""
    areas = list(Area.objects.filter(level__in=LEVELS).values_list("code", "level"))
    streams = list(
        Datastream.objects.order_by("id").values_list(
            "id", "observed_property__code", "interval_s", "thing__area__path"
        )
    )
    return index_of(areas, streams)


def index_of(
    areas: Sequence[tuple[str, str]], streams: Sequence[tuple[int, str, int, str | None]]
) -> StreamIndex:
    """The index of (code, level) areas and (id, property, interval, area path) streams."""
    size = max((row[0] for row in streams), default=0) + 1
    ids = np.fromiter((row[0] for row in streams), np.int64, len(streams))
    interval = np.zeros(size)
    interval[ids] = [row[2] for row in streams]
    codes = tuple(code for code, _ in areas)
    groups = tuple(_group(areas, level, ids, [row[3] for row in streams], size) for level in LEVELS)
    return StreamIndex(codes, groups, _rows_by_property(ids, [r[1] for r in streams]), interval)


def _group(
    areas: Sequence[tuple[str, str]],
    level: str,
    ids: rules.Ints,
    paths: Sequence[str | None],
    size: int,
) -> rules.Ints:
    wanted = {code: i for i, (code, its_level) in enumerate(areas) if its_level == level}
    place = {path: _place(path, wanted) for path in set(paths)}
    group = np.full(size, -1, np.int64)
    group[ids] = [place[path] for path in paths]
    return group


def _place(path: str | None, wanted: dict[str, int]) -> int:
    return next((wanted[code] for code in (path or "").split("/") if code in wanted), -1)


def _rows_by_property(ids: rules.Ints, names: Sequence[str]) -> dict[str, rules.Ints]:
    column = np.asarray(names, dtype=np.str_)
    return {"": ids} | {str(name): ids[column == name] for name in np.unique(column)}


def _reading(
    sign: VitalSign, value: float, state: str, newest_us: int, now_us: int
) -> dict[str, Any]:
    known = not np.isnan(value)
    return {
        "key": sign.key,
        "value": round(float(value), sign.digits) if known else None,
        "state": state,
        "age_s": max(0, round((now_us - int(newest_us)) / rules.MICROS)) if newest_us else None,
    }
