"""Vital signs as arithmetic on columns: one value per area from all streams of a property.

Columns are indexed by datastream id; `rows` picks the streams of one property and `group` gives,
for each row, the index of its area (-1 outside). No Python per stream.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MICROS = 1_000_000
# A reading stays fresh for three of its intervals, at least a minute; without a rhythm, an hour.
FRESH_INTERVALS = 3
FRESH_AT_LEAST_S = 60.0
FRESH_WITHOUT_RHYTHM_S = 3600.0
# Outside the healthy band by less than this share of its width is "watch"; farther is "bad".
MARGIN = 0.25
NIGHT_FROM, NIGHT_TO = 22, 6
STATES = ("good", "watch", "bad", "stale")


@dataclass(frozen=True)
class Columns:
    """The streams of one property: value, fresh?, alarm state (0 normal), area index; n areas."""

    value: Floats
    fresh: Bools
    state: NDArray[np.uint8]
    group: Ints
    areas: int

    def where(self, keep: Bools) -> "Columns":
        """The same for a part of the rows."""
        return Columns(
            self.value[keep], self.fresh[keep], self.state[keep], self.group[keep], self.areas
        )


def fresh(last_time: Ints, interval_s: Floats, now_us: int) -> Bools:
    """Whether each stream's last reading (µs, 0 = never) is recent enough to speak for now."""
    with_rhythm = np.maximum(interval_s * FRESH_INTERVALS, FRESH_AT_LEAST_S)
    allowed = np.where(interval_s > 0, with_rhythm, FRESH_WITHOUT_RHYTHM_S)
    return np.asarray((last_time > 0) & ((now_us - last_time) <= allowed * MICROS))


def newest(last_time: Ints, group: Ints, areas: int) -> Ints:
    """The newest reading's time per area in µs, 0 where there never was one."""
    times = np.zeros(areas, np.int64)
    inside = group >= 0
    np.maximum.at(times, group[inside], last_time[inside])
    return times


def aggregate(name: str, columns: Columns) -> Floats:
    """One figure per area, NaN where nothing fresh speaks for it. Shares are per cent."""
    inside = columns.where(columns.group >= 0)
    return AGGREGATES[name](inside)


def states(value: Floats, low: float, high: float) -> list[str]:
    """good inside the band, watch just outside it, bad beyond, stale without a value."""
    margin = MARGIN * (high - low)
    beyond = np.maximum(low - value, value - high)
    steps = np.where(beyond <= 0, 0, np.where(beyond <= margin, 1, 2))
    return [STATES[i] for i in np.where(np.isnan(value), 3, steps)]


def upper(high: float, night_high: float | None, local: datetime) -> float:
    """The upper end of the band at a local time; night is 22 to 6 o'clock (GB 3096-2008, 3.4)."""
    night = local.hour >= NIGHT_FROM or local.hour < NIGHT_TO
    return night_high if night and night_high is not None else high


def _count(columns: Columns) -> Floats:
    return np.bincount(columns.group, minlength=columns.areas).astype(np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    out = np.full(len(whole), np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def _total(columns: Columns) -> Floats:
    total = np.bincount(columns.group, weights=columns.value, minlength=columns.areas)
    return total.astype(np.float64)


def _sum(columns: Columns) -> Floats:
    spoken = columns.where(columns.fresh)
    return np.where(_count(spoken) > 0, _total(spoken), np.nan)


def _mean(columns: Columns) -> Floats:
    spoken = columns.where(columns.fresh)
    return _ratio(_total(spoken), _count(spoken))


def _quantile(share: float) -> Callable[[Columns], Floats]:
    """A quantile per area with linear interpolation, as `numpy.quantile`."""

    def compute(columns: Columns) -> Floats:
        spoken = columns.where(columns.fresh)
        ordered = spoken.value[np.lexsort((spoken.value, spoken.group))]
        count = _count(spoken).astype(np.int64)
        return _pick(ordered, count, share)

    return compute


def _pick(ordered: Floats, count: Ints, share: float) -> Floats:
    """The quantile of each run of `ordered`; run i has count[i] values."""
    out = np.full(len(count), np.nan)
    some = count > 0
    start = (np.cumsum(count) - count)[some]
    place = share * (count[some] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, count[some] - 1)
    low, high = ordered[start + below], ordered[start + above]
    out[some] = low + (high - low) * (place - below)
    return out


def _share_normal(columns: Columns) -> Floats:
    spoken = columns.where(columns.fresh)
    return 100 * _ratio(_count(spoken.where(spoken.state == 0)), _count(spoken))


def _reporting_share(columns: Columns) -> Floats:
    return 100 * _ratio(_count(columns.where(columns.fresh)), _count(columns))


AGGREGATES: dict[str, Callable[[Columns], Floats]] = {
    "mean": _mean,
    "median": _quantile(0.5),
    "p95": _quantile(0.95),
    "max": _quantile(1.0),
    "sum": _sum,
    "share_normal": _share_normal,
    "reporting_share": _reporting_share,
}
