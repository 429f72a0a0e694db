"""gateway: takes readings that come over MQTT and over the protocols of devices.

The HTTP door is the same gateway in `web`.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Gauge

from chengyun.bus.subjects import REGISTRY_CHANGED
from chengyun.runtime.workers import Worker
from chengyun.sensing import queries, registry
from chengyun.sensing.adapters import discover
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.listeners import Listener
from chengyun.sensing.mqtt import MqttDoor
from chengyun.sensing.services import register_unknown, source_of_adapter

log = structlog.get_logger()

BACKLOG = Gauge("chengyun_backlog_bytes", "Bodies and rows held in memory until they are on disk")

RELOAD_S = 5.0
SOURCES_S = 2.0


async def run(worker: Worker) -> None:
    gateway = await open_gateway(worker)
    listeners = await open_listeners(worker, gateway)
    door = MqttDoor(worker.bus, gateway, await worker.in_db(queries.active_names))
    door.ways = await worker.in_db(queries.active_ways)
    worker.ready()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(door.run())
        for listener, port in listeners:
            tasks.create_task(listener.run(worker.config.mqtt_host, port))
        tasks.create_task(_keep_names(worker, door, [listener for listener, _ in listeners]))
        tasks.create_task(keep_sources(worker, gateway))


async def open_listeners(worker: Worker, gateway: Gateway) -> list[tuple[Listener, int]]:
    """A listener and its port for each protocol that is switched on."""
    adapters = discover() if worker.config.listen else {}
    return [
        (Listener(adapters[key], gateway, await worker.in_db(source_of_adapter, key)), port)
        for key, port in worker.config.listen
    ]


async def open_gateway(worker: Worker) -> Gateway:
    """A gateway whose registry follows the database."""
    settings = worker.config
    gateway = Gateway(
        worker.bus, await worker.in_db(registry.load), folder=settings.data,
        max_backlog_mb=settings.max_backlog_mb, min_free_mb=settings.min_free_mb,
    )  # fmt: skip
    BACKLOG.set_function(lambda: gateway.room.held)
    await _follow_sources(worker, gateway)
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


async def keep_sources(worker: Worker, gateway: Gateway) -> None:
    """Follow the sources in the database, and leave what each has sent where the desk finds it."""
    path = worker.config.data / "run" / f"sources-{worker.role}.json"
    while True:
        await asyncio.sleep(SOURCES_S)
        try:
            await _follow_sources(worker, gateway)
            gateway.tally.write(path)
        except Exception as error:
            log.warning("sources not read again", error=repr(error))


async def _follow_sources(worker: Worker, gateway: Gateway) -> None:
    names = await worker.in_db(queries.active_names)
    gateway.names = {pk: name for name, pk in names.items()}
    gateway.owned.set(await worker.in_db(queries.prefixes))


async def _keep_names(worker: Worker, door: MqttDoor, listeners: list[Listener]) -> None:
    """Follow what administrators change: sources and channels."""
    stamp = await worker.in_db(queries.channels_stamp)
    while True:
        await asyncio.sleep(RELOAD_S)
        if stamp != (stamp := await worker.in_db(queries.channels_stamp)):
            await worker.bus.tell(REGISTRY_CHANGED, b"")
        door.names = await worker.in_db(queries.active_names)
        for listener in listeners:
            listener.source = door.names.get(listener.adapter.key)
        door.ways = await worker.in_db(queries.active_ways)
