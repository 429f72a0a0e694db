"""When observations on their way in are kept: one a millisecond of a datastream (ADR 16)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chengyun.api import hub
from chengyun.api.sensorthings import door, times
from chengyun.api.sensorthings.observation import Stream
from chengyun.api.sensorthings.observation_plan import NEAR_US
from chengyun.api.sensorthings.times import Interval, Time
from chengyun.sensing.history_rows import Wanted
from chengyun.sensing.sta_models import FeatureOfInterest, ObservationExtra

MS = 1000


@dataclass
class New:
    """An observation on its way in: the columns' numbers, and what they cannot hold."""

    stream: Stream
    parts: list[int]
    numbers: list[float]
    phenomenon: Time | None
    extra: ObservationExtra
    time: int = 0
    feature: FeatureOfInterest | None = None


def set_time(extra: ObservationExtra, when: Time | None) -> None:
    """Keep a phenomenonTime that is not the columns' own; None for one that is."""
    extra.phenomenon_start = None if when is None else times.start_of(when)
    extra.phenomenon_end = when.end if isinstance(when, Interval) else None


# The newest time (µs) of each datastream that this process has written: nothing later is taken.
_newest: dict[int, int] = {}


def set_times(news: Sequence[New]) -> None:
    """Give each a time of its own: one a millisecond. What had to move says its true time."""
    taken = _taken(news)
    now = time.time_ns() // 1000
    for new in news:
        us = now if new.phenomenon is None else times.micros(new.phenomenon)
        new.time = free(new.stream.id, us, taken)
        if new.phenomenon is not None and (new.time != us or isinstance(new.phenomenon, Interval)):
            set_time(new.extra, new.phenomenon)
        _newest[new.stream.id] = max(new.time, _newest.get(new.stream.id, 0))


def free(stream: int, us: int, taken: set[tuple[int, int]]) -> int:
    """The first millisecond from then on that no observation of the datastream has."""
    while (stream, us // MS) in taken:
        us += MS
    taken.add((stream, us // MS))
    return us


def _taken(news: Sequence[New]) -> set[tuple[int, int]]:
    """Which milliseconds are taken already; asked of history only for what is not newest."""
    asked: dict[int, list[int]] = {}
    for new in news:
        us = times.micros(new.phenomenon) if new.phenomenon else time.time_ns() // 1000
        if not us > _last(new.stream.id):
            asked.setdefault(new.stream.id, []).append(us)
    taken: set[tuple[int, int]] = set()
    for stream, moments in asked.items():
        wanted = Wanted(np.array([stream]), min(moments) // MS * MS, max(moments) + NEAR_US)
        taken |= {(stream, int(us) // MS) for us in door.past().rows(wanted).time}
    return taken


def _last(stream: int) -> int:
    """The newest time known of a datastream; the far future when this process cannot know."""
    live = hub.current().live
    if not hub.current().running:
        return 2**62
    told = int(live.time[stream]) if stream < len(live.time) else 0
    return max(told, _newest.get(stream, 0))
