"""partners: hands cases over to other cities' systems and takes back what they say (Open311)."""

import asyncio

from django.utils import timezone

from chengyun.cases.services.handing_over import run_round
from chengyun.runtime.workers import Worker

EVERY_S = 20.0


async def run(worker: Worker) -> None:
    worker.ready()
    while True:
        await worker.in_db(_round)
        await asyncio.sleep(EVERY_S)


def _round() -> int:
    return run_round(timezone.now())
