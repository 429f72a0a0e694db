r"""What the engine says: alarms in phases, with ids that a replay cannot double.

Every alarm explains itself in `detail`, plain data of less than 2 kB. Always `rule` (the kind). Of
the kinds:

| kind | keys |
|---|---|
| threshold | side above/below, value, limit, clear; with hours: hour, day work/rest |
| rate | direction, value, per_minute, limit, clear, gap_s |
| silence | last_time_us, silent_s, limit_s, intervals |
| stuck | value, place, epsilon, previous, readings, held_s, limit_s |
| baseline | side, value, mean, sd, z, limit, clear (both in sd), hour, day |
| count | side, value, limit, n, window_s, first_us (the oldest of the n) |
| trend | side, value, limit, eta_s (None: no crossing), horizon_s, level, slope_per_hour, \
slope_error_per_hour, window_s |
| neighbours | side, value, limit, found, k, of (how many there are), neighbours [[stream, value]] |
| peers | side, value, median, deviation, z, limit, clear, neighbours [[stream, value]] |
| distinct | side, value, limit, n, found, level, window_s, streams [the latest first] |
| drift | side, value, day_mean, mean, sd, sum, limit, clear (the last three in sd) |
| composite | how, together, cause (rule), held_s, members [{rule, stream, since_us}] |

Those with limits also limit_step (0: the first), held_s, previous (None: no reading before). Ended
for maintenance: reason "maintenance", held_s and nothing else; graver by time: reason "time",
after_s, held_s and nothing else.
"""

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
