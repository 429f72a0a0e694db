"""What the engine says: alarms in phases, with ids that a replay cannot double."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

Phase = Literal["onset", "escalate", "downgrade", "clear"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One phase of one alarm. All phases of an alarm share `id` and `onset_us`.

    `onset_us` is when the condition began, `time_us` when this phase was known (of a reading,
    or of the tick for silence). `severity` is the one now in force; on clear, the last one.
    `detail` explains the alarm in plain data: limits, previous value, how long it held.
    """

    id: str
    rule: str
    stream: int
    onset_us: int
    time_us: int
    value: float
    severity: int
    phase: Phase
    detail: dict[str, Any] = field(default_factory=dict)


def alarm_id(rule: str, stream: int, onset_us: int) -> str:
    """32 hexadecimal digits: a function of rule, stream and onset alone."""
    name = f"{rule}\x1f{stream}\x1f{onset_us}".encode()
    return blake2b(name, digest_size=16).hexdigest()


def order_of(alarm: Alarm) -> tuple[int, int, str]:
    """Sort key of the alarms of one batch: time, stream, rule."""
    return alarm.time_us, alarm.stream, alarm.rule
