"""Hooks: what a pack hears of, and the records it is handed. Each is heard at least once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chengyun.packs.declare.core import need

EVENTS = frozenset({"alarm", "case", "stage", "readings", "day"})


@dataclass(frozen=True, kw_only=True)
class AlarmHeard:
    """An alarm has begun, changed or ended. `phase` is onset, escalate, downgrade or clear.

    stream and thing are keys, area is the code of its area, lon and lat are degrees or None.
    """

    key: str
    rule: str
    case_type: str
    phase: str
    severity: int
    value: float | None
    stream: str
    thing: str
    area: str
    at: datetime
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, kw_only=True)
class CaseHeard:
    """Something was done with a case. `action` is what, `stage` where it stands after it."""

    number: str
    case_type: str
    action: str
    stage: str
    severity: int
    area: str
    at: datetime
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, kw_only=True)
class StageHeard:
    """An entry of a register has moved on in its chain, from `before` to `stage`."""

    entry: str
    register: str
    before: str
    stage: str
    area: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One value of a stream of a thing, with the code of the area it lies in."""

    stream: str
    thing: str
    area: str
    at: datetime
    value: float


@dataclass(frozen=True, kw_only=True)
class ReadingsHeard:
    """Readings of one property, in the order in which they came."""

    property: str
    rows: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True)
class DayHeard:
    """A day has begun."""

    day: date


Heard = AlarmHeard | CaseHeard | StageHeard | ReadingsHeard | DayHeard
RECORDS: dict[str, type[Any]] = {
    "alarm": AlarmHeard,
    "case": CaseHeard,
    "stage": StageHeard,
    "readings": ReadingsHeard,
    "day": DayHeard,
}


@dataclass(frozen=True, kw_only=True)
class On:
    """When `event` happens, `run(district, heard)` is called, after it has been written.

    event is one of alarm, case, stage, readings and day. of narrows it: keys of rules for alarm,
    of kinds of case for case, of registers for stage, codes of properties for readings; empty is
    all that the pack itself declares. What is heard may be heard again after a stop: write with a
    key, and doing it twice is doing it once.
    """

    event: str
    run: Callable[[Any, Any], None]
    of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        need(self.event in EVENTS, "hook", self.event, f"event is one of {sorted(EVENTS)}")
        need(callable(self.run), "hook", self.event, "run is a function")
        need(not (self.of and self.event == "day"), "hook", "day", "is of everything")

    @property
    def key(self) -> str:
        """What it is called on the desk: the event and the function."""
        return f"{self.event}:{getattr(self.run, '__name__', 'run')}"
