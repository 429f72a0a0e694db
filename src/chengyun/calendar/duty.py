"""Duty hours: the spans of a workday in which the 工作时 clock runs."""

from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain, pairwise

import numpy as np

from chengyun.calendar.instants import EPOCH, MICRO, micros
from chengyun.calendar.line import Micros

DutyHours = tuple[tuple[time, time], ...]

# 08:00-12:00 and 14:00-18:00: what the digital urban management offices default to.
DEFAULT_DUTY_HOURS: DutyHours = ((time(8), time(12)), (time(14), time(18)))
_MINUTE_US, _DAY_US = 60_000_000, 86_400_000_000


def parse_duty_hours(text: str) -> DutyHours:
    """Read "08:00-12:00,14:00-18:00"; 24:00 may end the last span. Raises ValueError if wrong."""
    spans = tuple(_span(part) for part in text.split(","))
    check_duty_hours(spans)
    return spans


def check_duty_hours(spans: DutyHours) -> None:
    """Raise ValueError unless the spans are in order, apart, and none is empty."""
    edges = list(chain.from_iterable((minutes(a), minutes(b) or 24 * 60) for a, b in spans))
    if not edges or any(a > b for a, b in pairwise(edges)) or _any_empty(edges):
        raise ValueError("duty hours must be spans in order that do not overlap")


def minutes(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute


def edges(starts: Micros, ends: Micros, spans: DutyHours, tz: tzinfo) -> Micros:
    """Begin and end of every span of duty on dates that begin and end at these instants (µs)."""
    at = np.array([(minutes(a), minutes(b) or 24 * 60) for a, b in spans]).ravel() * _MINUTE_US
    grid = starts[:, None] + at[None, :]
    for row in np.flatnonzero(ends - starts != _DAY_US):  # the clocks are changed on that date
        grid[row] = _edges_of((EPOCH + int(starts[row]) * MICRO).astimezone(tz).date(), spans, tz)
    flat: Micros = grid.ravel()
    return flat


def _edges_of(day: date, spans: DutyHours, tz: tzinfo) -> list[int]:
    following = day + timedelta(days=1)
    sides = (((day, a), (day if minutes(b) else following, b)) for a, b in spans)
    return [micros(datetime.combine(*side, tz)) for side in chain.from_iterable(sides)]


def _any_empty(edges: list[int]) -> bool:
    return any(a == b for a, b in zip(edges[::2], edges[1::2], strict=True))


def _span(text: str) -> tuple[time, time]:
    start, dash, end = text.strip().partition("-")
    if not dash:
        raise ValueError(f"{text!r} is not a span of duty hours: write 08:00-12:00")
    return time.fromisoformat(start), time.min if end == "24:00" else time.fromisoformat(end)
