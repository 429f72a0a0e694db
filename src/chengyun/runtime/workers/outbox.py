"""outbox: tells the bus what the cases' transactions left for it, in order, once."""

import asyncio

from chengyun.cases import tasks
from chengyun.runtime.workers import Worker, waiting

PAUSE_S = 0.05
BATCH = 200


async def run(worker: Worker) -> None:
    worker.ready()
    while True:
        events = await worker.in_db(tasks.waiting, BATCH)
        full = len(events) == BATCH
        waiting.MESSAGES.set(await worker.in_db(tasks.backlog) if full else len(events))
        for event in events:
            await worker.bus.publish(event.subject, event.payload, msg_id=event.msg_id)
        if events:
            await worker.in_db(tasks.delivered, [event.id for event in events])
            waiting.MESSAGES.dec(len(events))
        else:
            await asyncio.sleep(PAUSE_S)
