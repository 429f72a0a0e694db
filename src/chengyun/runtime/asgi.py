"""The web process: the fast door for readings beside Django, over one bus connection."""

import asyncio
import gc
import os
from importlib import import_module
from typing import Any

import structlog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")

from django.core.asgi import get_asgi_application

# Models can be imported only after this.
django_application = get_asgi_application()

from chengyun.api import hub, points
from chengyun.api.hooks import PREFIX, HooksDoor
from chengyun.api.observations import PATH, ObservationsDoor
from chengyun.api.sensorthings import door
from chengyun.api.sensorthings.mqtt import TopicsDoor
from chengyun.api.sensorthings.telling import Teller, root
from chengyun.api.sensorthings.updates import Updates
from chengyun.bus import notice
from chengyun.bus.client import connect, ensure_streams
from chengyun.bus.subjects import REGISTRY_CHANGED
from chengyun.runtime import config, logs
from chengyun.runtime.bodies import Bounded, largest
from chengyun.runtime.workers import Worker, bus_url
from chengyun.runtime.workers.gateway import keep_sources, open_gateway
from chengyun.sensing import deadletters, queries, recent, registry, uploading
from chengyun.sensing.deadletters import DeadLetters
from chengyun.sensing.gateway import Gateway

log = structlog.get_logger()
KEYS_S = 2.0


def _settle() -> None:
    """What is loaded stays: looked through for garbage, it would hold up every answer by 120 ms."""
    gc.collect()
    gc.freeze()


class Application:
    """ASGI: readings go straight to the gateway, everything else to Django."""

    def __init__(self) -> None:
        self.door: ObservationsDoor | None = None
        self.hooks: HooksDoor | None = None
        self.worker: Worker | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        self.pages = Bounded(django_application, largest(config.current()))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"] == PATH and self.door:
            await self.door(scope, receive, send)
        elif scope["path"].startswith(PREFIX) and self.hooks:
            await self.hooks(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        await self._open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> None:
        settings = config.current()
        logs.set_up(settings.log_level, "web")
        bus = await connect(bus_url(settings), "web")
        await ensure_streams(bus, replicas=1 if settings.embedded_bus else 3)
        notice.hold(bus)
        worker = self.worker = Worker("web", bus, settings)
        gateway = await open_gateway(worker)
        deadletters.hold(DeadLetters(bus, gateway))
        points.hold(gateway.registry)
        uploading.hold(gateway, asyncio.get_running_loop())
        keys = await worker.in_db(queries.active_keys)
        self.door = ObservationsDoor(gateway, keys, settings.max_body_mb)
        ways = await worker.in_db(queries.active_ways)
        self.hooks = HooksDoor(gateway, keys, ways, settings.max_body_mb)
        await bus.client.subscribe(REGISTRY_CHANGED, cb=self._registry_changed)
        await hub.current().start(bus)
        await self._open_sensorthings(worker, gateway)
        # Now rather than at the first visitor's expense.
        import_module("chengyun.runtime.urls")
        _settle()
        task = asyncio.create_task(self._keep_keys(worker, self.door, self.hooks))
        self.tasks |= {task, asyncio.create_task(keep_sources(worker, gateway))}

    async def _open_sensorthings(self, worker: Worker, gateway: Gateway) -> None:
        def tell() -> None:
            task = asyncio.ensure_future(worker.bus.tell(REGISTRY_CHANGED, b""))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

        await recent.follow(worker.bus, door.recent())
        door.hold(door.WebDoor(gateway, asyncio.get_running_loop(), tell))
        self.tasks.add(asyncio.create_task(TopicsDoor(worker.bus).run()))
        updates = Updates(worker.bus, Teller(root()))
        self.tasks.add(asyncio.create_task(updates.run()))

    async def _registry_changed(self, _message: object) -> None:
        assert self.worker
        points.hold(await self.worker.in_db(registry.load))

    async def _keep_keys(self, worker: Worker, door: ObservationsDoor, hooks: HooksDoor) -> None:
        """A revoked key is refused within two seconds."""
        while True:
            await asyncio.sleep(KEYS_S)
            try:
                door.keys = hooks.keys = await worker.in_db(queries.active_keys)
                hooks.ways = await worker.in_db(queries.active_ways)
            except Exception as error:
                log.warning("keys not read again", error=repr(error))

    async def _close(self) -> None:
        await hub.current().stop()
        for task in self.tasks:
            task.cancel()
        if self.worker:
            await self.worker.bus.close()


application = Application()
