"""The roles, one module each: `async def run(worker)` works until it is cancelled.

A worker that raises ends its process; the supervisor starts it again and says so once. What it
had not acknowledged is delivered to it again, so every worker may be killed at any instant.
"""

import asyncio
import contextlib
import hashlib
import hmac
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

import structlog

from chengyun.bus.client import Bus, connect, ensure_streams
from chengyun.runtime import config, logs, metrics, roles

log = structlog.get_logger()
T = TypeVar("T")
BEAT_S = 1.0
KEPT_S = 60


@dataclass
class Worker:
    """What a role works with. It is ready, for `GET /healthz`, once it has called `ready`."""

    role: str
    bus: Bus
    config: config.Config
    is_ready: bool = False
    # One thread: one database connection, and a worker's writes never race each other.
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def ready(self) -> None:
        self.is_ready = True
        self.beat()

    def beat(self) -> None:
        """Say that the role is there, and what it has counted."""
        # On a full disk it goes on: there will be room again.
        with contextlib.suppress(OSError):
            roles.say_ready(self.role)
            metrics.leave(self.role)

    async def in_db(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a function that uses the database, away from the event loop."""
        call = partial(_with_fresh_connection, function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


def _with_fresh_connection(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    from django.db import close_old_connections

    close_old_connections()
    return function(*args, **kwargs)


def keep_connections() -> None:
    """Let this process keep a database connection for a minute, as it may: it has few threads.
    Opening SQLite anew for each look costs twenty times the look."""
    from django.db import connections

    for database in connections.settings.values():
        database["CONN_MAX_AGE"] = KEPT_S


def bus_password(settings: config.Config) -> str:
    """The embedded bus's own password, known to every process that knows the secret key."""
    return hmac.new(settings.secret_key.encode(), b"bus", hashlib.sha256).hexdigest()


def bus_url(settings: config.Config) -> str:
    """Where the bus is, for a client."""
    if settings.nats_url:
        return settings.nats_url
    return f"nats://chengyun:{bus_password(settings)}@127.0.0.1:{settings.nats_port}"


def start(role: str) -> int:
    """Run one role in this process until it is told to stop; returns the exit code."""
    settings = config.current()
    logs.set_up(settings.log_level, role)
    keep_connections()
    module = import_module(f"{__name__}.{role}")
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_serve(role, module.run, settings))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _serve(role: str, run: Callable[[Worker], Any], settings: config.Config) -> int:
    worker = Worker(role, await connect(bus_url(settings), role), settings)
    await ensure_streams(worker.bus, replicas=1 if settings.embedded_bus else 3)
    loop = asyncio.get_running_loop()
    work = asyncio.ensure_future(run(worker))
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, work.cancel)
    beat = asyncio.ensure_future(_beat(worker, work))
    try:
        await work
    except asyncio.CancelledError:
        return 0
    except Exception:
        log.exception("worker failed")
        return 1
    finally:
        beat.cancel()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(worker.bus.close(), 3)
    return 0


async def _beat(worker: Worker, work: "asyncio.Future[Any]") -> None:
    """Say that the role is there; stop with the parent, so that nothing is left behind."""
    parent = os.getppid()
    while True:
        await asyncio.sleep(BEAT_S)
        if worker.is_ready:
            worker.beat()
        if os.getppid() != parent:
            work.cancel()
