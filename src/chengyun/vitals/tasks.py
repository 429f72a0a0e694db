"""Works out all vital signs of all areas from live columns; the vitals role calls `compute`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    state: NDArray[np.uint8]


@dataclass(frozen=True)
class StreamIndex:
    """Which area and property each datastream belongs to, and the vital signs in force.

    codes: area codes; groups: per level, the area index of each datastream id (-1 outside);
    rows: datastream ids by property code, "" for all; interval_s by datastream id.
    """

    codes: tuple[str, ...]
    groups: tuple[NDArray[np.int64], ...]
    rows: dict[str, NDArray[np.int64]]
    interval_s: NDArray[np.float64]
    signs: tuple[VitalSign, ...] = ()

    @property
    def size(self) -> int:
        """One more than the highest datastream id."""
        return len(self.interval_s)

    def rows_of(self, sign: VitalSign) -> rules.Ints:
        """Ids of the datastreams that a vital sign is worked out from."""
        return self.rows.get(sign.observed_property, np.empty(0, np.int64))


def load_index() -> StreamIndex:
    """The index from the database: one query each for areas, streams and vital signs."""
    areas = list(Area.objects.filter(level__in=LEVELS).values_list("code", "level"))
    streams = list(
        Datastream.objects.order_by("id").values_list(
            "id", "observed_property__code", "interval_s", "thing__area__path"
        )
    )
    signs = tuple(VitalSign.objects.filter(active=True))
    return replace(index_of(areas, streams), signs=signs)


def compute(index: StreamIndex, live: LiveColumns, now_us: int) -> dict[str, list[dict[str, Any]]]:
    """By area code, one dict per vital sign that the area has sensors for.

    Each is key, value (None if nothing fresh speaks), state (good, watch, bad, stale) and age_s,
    the age of the newest reading (None if there never was one).
    """
    out: dict[str, list[dict[str, Any]]] = {code: [] for code in index.codes}
    for sign in index.signs:
        for code, reading in _readings(index, sign, live, now_us):
            out[code].append(reading)
    return out


def _readings(
    index: StreamIndex, sign: VitalSign, live: LiveColumns, now_us: int
) -> list[tuple[str, dict[str, Any]]]:
    value, newest = _figures(index, sign, live, now_us)
    local = timezone.localtime(datetime.fromtimestamp(now_us / rules.MICROS, UTC))
    state = rules.states(value, sign.low, rules.upper(sign.high, sign.night_high, local))
    return [
        (index.codes[i], _reading(sign, value[i], state[i], newest[i], now_us))
        for i in np.flatnonzero(_installed(index, sign))
    ]


def _figures(
    index: StreamIndex, sign: VitalSign, live: LiveColumns, now_us: int
) -> tuple[rules.Floats, rules.Ints]:
    """Value and newest time per area; areas of different levels never share a group."""
    rows = index.rows_of(sign)
    # A stream made since the live columns were last grown has said nothing yet.
    rows = rows[rows < len(live.time)]
    fresh = rules.fresh(live.time[rows], index.interval_s[rows], now_us)
    count = len(index.codes)
    value, newest = np.full(count, np.nan), np.zeros(count, np.int64)
    for group in index.groups:
        columns = rules.Columns(live.value[rows], fresh, live.state[rows], group[rows], count)
        value = np.fmax(value, rules.aggregate(sign.aggregate, columns))
        newest = np.maximum(newest, rules.newest(live.time[rows], group[rows], count))
    return value, newest


def _installed(index: StreamIndex, sign: VitalSign) -> rules.Bools:
    """Areas that have any stream of this vital sign at all."""
    has = np.zeros(len(index.codes) + 1, np.bool_)
    for group in index.groups:
        # Group -1, outside, falls on the extra last place.
        has[group[index.rows_of(sign)]] = True
    return has[:-1]


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
