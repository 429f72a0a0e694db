"""gateway: takes readings that come over MQTT. The HTTP door is the same gateway in `web`."""

import asyncio
from collections.abc import Awaitable, Callable

from chengyun.bus.subjects import REGISTRY_CHANGED
from chengyun.runtime.workers import Worker
from chengyun.sensing import queries, registry
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.mqtt import MqttDoor
from chengyun.sensing.services import register_unknown

RELOAD_S = 5.0


async def run(worker: Worker) -> None:
    gateway = await open_gateway(worker)
    door = MqttDoor(worker.bus, gateway, await worker.in_db(queries.active_names))
    worker.ready()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(door.run())
        tasks.create_task(_keep_names(worker, door))


async def open_gateway(worker: Worker) -> Gateway:
    """A gateway whose registry follows the database."""
    settings = worker.config
    gateway = Gateway(
        worker.bus, await worker.in_db(registry.load), folder=settings.data,
        max_backlog_mb=settings.max_backlog_mb, min_free_mb=settings.min_free_mb,
    )  # fmt: skip
    if settings.register_unknown:
        gateway.register = _register_with(worker, gateway)

    async def reload(_message: object) -> None:
        gateway.registry = await worker.in_db(registry.load)

    await worker.bus.client.subscribe(REGISTRY_CHANGED, cb=reload)
    return gateway


def _register_with(worker: Worker, gateway: Gateway) -> Callable[[list[str]], Awaitable[None]]:
    async def register(keys: list[str]) -> None:
        await worker.in_db(register_unknown, keys)
        gateway.registry = await worker.in_db(registry.load)
        await worker.bus.tell(REGISTRY_CHANGED, b"")

    return register


async def _keep_names(worker: Worker, door: MqttDoor) -> None:
    while True:
        await asyncio.sleep(RELOAD_S)
        door.names = await worker.in_db(queries.active_names)
