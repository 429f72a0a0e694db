"""outbox: tells the bus what the cases' transactions left for it, in order, once."""

import asyncio

from chengyun.cases import tasks
from chengyun.runtime.workers import Worker

PAUSE_S = 0.05
BATCH = 200


async def run(worker: Worker) -> None:
    async def publish(subject: str, payload: bytes, msg_id: str) -> None:
        await worker.bus.publish(subject, payload, msg_id=msg_id)

    worker.ready()
    while True:
        if not await tasks.deliver(publish, BATCH):
            await asyncio.sleep(PAUSE_S)
