"""clock: tells the stream what time it is, and the cases what is due.

Time is a message in the stream of readings, so silence is found the same way in a replay.
"""

import asyncio
import time

from django.utils import timezone

from chengyun.bus.subjects import READINGS, TICK
from chengyun.cases import services
from chengyun.runtime.workers import Worker

CASES_EVERY_S = 5


async def run(worker: Worker) -> None:
    worker.ready()
    while True:
        second = int(time.time())
        await worker.bus.publish(READINGS, str(second).encode(), msg_id=f"tick-{second}", kind=TICK)
        if second % CASES_EVERY_S == 0:
            await worker.in_db(services.run_clock, timezone.now())
        await asyncio.sleep(second + 1 - time.time())
