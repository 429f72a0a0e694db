"""vitals: every two seconds the vital signs of every area, told live and kept by the minute."""

import asyncio
import time

import msgspec

from chengyun.bus.subjects import LIVE_VITALS, REGISTRY_CHANGED
from chengyun.runtime.workers import Worker
from chengyun.sensing.feed import follow
from chengyun.sensing.live import LiveState
from chengyun.vitals import services, tasks

EVERY_S = 2.0


async def run(worker: Worker) -> None:
    index = await worker.in_db(tasks.load_index)
    live = LiveState(index.size)
    await follow(worker.bus, live)
    stale = asyncio.Event()

    async def changed(_message: object) -> None:
        stale.set()

    await worker.bus.client.subscribe(REGISTRY_CHANGED, cb=changed)
    worker.ready()
    minute = -1
    while True:
        if stale.is_set():
            stale.clear()
            index = await worker.in_db(tasks.load_index)
        live.grow(index.size)
        values = tasks.compute(index, live, time.time_ns() // 1000)
        await worker.bus.tell(LIVE_VITALS, msgspec.json.encode(values))
        if int(time.time() // 60) != minute:
            minute = int(time.time() // 60)
            await worker.in_db(services.record, values, minute * 60)
        await asyncio.sleep(EVERY_S)
