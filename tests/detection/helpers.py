"""Rules, tables and readings in few words."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from chengyun.detection import (
    Alarm,
    Baseline,
    Engine,
    RateOfChange,
    Readings,
    Silence,
    StreamTable,
    Stuck,
    Threshold,
)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
WEEK = 168 * HOUR
MONDAY = 1_767_542_400 * SECOND
"""Monday 5 January 2026, 00:00 in Shanghai."""

ABOUT = {"case_type": "hazard", "title_zh": "隐患", "title_en": "Hazard"}


def _about(given: dict[str, Any]) -> dict[str, Any]:
    return {"key": "rule", "severity": 3, "property": "smoke", **ABOUT, **given}


def threshold(**given: Any) -> Threshold:
    return Threshold(**_about(given))


def rate(**given: Any) -> RateOfChange:
    return RateOfChange(**_about(given))


def silence(**given: Any) -> Silence:
    return Silence(**_about(given))


def stuck(**given: Any) -> Stuck:
    return Stuck(**_about(given))


def baseline(**given: Any) -> Baseline:
    return Baseline(**_about(given))


def table(streams: int = 4, interval_s: float = 60.0, **columns: Any) -> StreamTable:
    """Streams 1..streams of property 0."""
    return StreamTable.of([-1] + [0] * streams, [0.0] + [interval_s] * streams, **columns)


def muted(stream: int, begins: int, ends: int, streams: int = 4) -> StreamTable:
    """One stream is under maintenance from one minute after MONDAY to another."""
    spans = np.zeros((2, streams + 1), np.int64)
    spans[:, stream] = MONDAY + begins * MINUTE, MONDAY + ends * MINUTE
    return table(streams, muted_from=spans[0], muted_until=spans[1])


def engine(*rules: Any, streams: int = 4, interval_s: float = 60.0) -> Engine:
    return Engine(rules, table(streams, interval_s), ["smoke"])


def series(
    values: Iterable[float], stream: int = 1, start: int = MONDAY, every: int = MINUTE
) -> Readings:
    """Readings of one stream, one a minute."""
    listed = list(values)
    times = [start + i * every for i in range(len(listed))]
    return Readings.of([stream] * len(listed), times, listed)


def phases(alarms: Iterable[Alarm]) -> list[str]:
    return [alarm.phase for alarm in alarms]


def minutes(alarms: Iterable[Alarm]) -> list[tuple[str, int]]:
    """Phase, and minutes since MONDAY at which it was told."""
    return [(alarm.phase, (alarm.time_us - MONDAY) // MINUTE) for alarm in alarms]
