"""One observation, put together from columns and from what is kept beside them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chengyun.api.sensorthings import ids, times
from chengyun.api.sensorthings.times import Interval, Time
from chengyun.sensing.sta_models import ObservationExtra

# Above it a double holds no longer every whole number.
WHOLE = 2**53


@dataclass(frozen=True)
class Stream:
    """A datastream that has observations: an ordinary one, or the first of a MultiDatastream."""

    id: int
    thing: int
    multi: int | None


@dataclass
class Observation:
    """One observation: `time` µs and `value` are history's, `others` the further components'."""

    stream: Stream
    time: int
    value: float
    extra: ObservationExtra | None = None
    others: list[float] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return ids.encode(self.stream.id, self.time)

    @property
    def phenomenon(self) -> Time:
        if self.extra is None or self.extra.phenomenon_start is None:
            return times.moment(self.time)
        return _time(self.extra.phenomenon_start, self.extra.phenomenon_end)

    @property
    def result(self) -> Any:
        if self.extra is not None and self.extra.has_result:
            return self.extra.result
        if self.stream.multi is not None:
            return [_number(v) for v in (self.value, *self.others)]
        return _number(self.value)

    @property
    def valid(self) -> Time | None:
        if self.extra is None or self.extra.valid_start is None:
            return None
        return _time(self.extra.valid_start, self.extra.valid_end)

    @property
    def result_time(self) -> datetime | None:
        return self.extra.result_time if self.extra else None

    @property
    def result_quality(self) -> Any:
        return self.extra.result_quality if self.extra else None

    @property
    def parameters(self) -> Any:
        return self.extra.parameters if self.extra else None


def _time(start: datetime, end: datetime | None) -> Time:
    return start if end is None else Interval(start, end)


def _number(value: float) -> float | int:
    """A whole number as one: what was sent as 10 comes back as 10."""
    return int(value) if value.is_integer() and abs(value) < WHOLE else value
