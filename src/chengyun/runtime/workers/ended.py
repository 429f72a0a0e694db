"""A rule that is switched off clears no alarm: nobody watches any more. So it is said for it.

Said over the bus like any other phase, so that cases, maps and live state all hear of it.
"""

import asyncio
import time
from collections.abc import Callable

import msgspec

from chengyun.bus.subjects import ALARM
from chengyun.cases.models import Alarm
from chengyun.runtime.workers import Worker

# What the rule said last has reached the database by then.
PATIENCE_S = 5.0
MOST = 10_000
State = Callable[[str, int], int | None]
_tasks: set[asyncio.Task[None]] = set()


async def tell_ended(worker: Worker, state: State) -> None:
    """In a moment, clear the standing alarms of rules that are out of force (`state` not None)."""
    task = asyncio.ensure_future(_tell(worker, state))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _tell(worker: Worker, state: State) -> None:
    await asyncio.sleep(PATIENCE_S)
    now_us = time.time_ns() // 1000
    for alarm in await worker.in_db(_standing):
        now = state(alarm.rule, alarm.datastream_id)
        if now is not None:
            await worker.bus.publish(
                ALARM.format(rule=alarm.rule.replace(".", "-")),
                msgspec.msgpack.encode(_clear(alarm, now_us, now)),
                msg_id=f"{alarm.key}-ended",
            )


def _standing() -> list[Alarm]:
    return list(Alarm.objects.filter(cleared_at=None).select_related("case__type")[:MOST])


def _clear(alarm: Alarm, now_us: int, state: int) -> dict[str, object]:
    return {
        "id": alarm.key,
        "rule": alarm.rule,
        "stream": alarm.datastream_id,
        "onset_us": round(alarm.onset_at.timestamp() * 1e6),
        "time_us": now_us,
        "value": alarm.value,
        "severity": alarm.severity,
        "phase": "clear",
        "detail": {"ended": "rule"},
        "case_type": alarm.case.type.key if alarm.case else "",
        "title_zh": "",
        "title_en": "",
        "state": state,
    }
