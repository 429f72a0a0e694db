"""outbox: tells the bus what the cases' transactions left for it, in order, once."""

import asyncio

from chengyun.cases import tasks
from chengyun.runtime.workers import Worker

PAUSE_S = 0.05
BATCH = 200


async def run(worker: Worker) -> None:
    worker.ready()
    while True:
        events = await worker.in_db(tasks.waiting, BATCH)
        for event in events:
            await worker.bus.publish(event.subject, event.payload, msg_id=event.msg_id)
        if events:
            await worker.in_db(tasks.delivered, [event.id for event in events])
        else:
            await asyncio.sleep(PAUSE_S)
