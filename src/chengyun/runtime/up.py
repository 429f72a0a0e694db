"""Bring a district up in order: bus, database, web, workers; then keep it until told to stop."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chengyun.bus import server
from chengyun.runtime import config, logs, prepare, roles
from chengyun.runtime.demo import accounts, demo_steps
from chengyun.runtime.supervisor import Supervisor
from chengyun.runtime.workers import bus_password

READY_S = 60.0
DEVICES_S = 5.0


class CannotStart(Exception):
    """Why the district cannot come up, in a sentence."""


async def serve(*, demo: bool, seed: int, speed: float) -> int:
    """Run until SIGINT or SIGTERM; returns the exit code."""
    settings = config.current()
    logs.set_up(settings.log_level, "up")
    _ports_free(settings)
    supervisor = Supervisor(environment=_environment(settings))
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    try:
        await _until(stop, _bring_up(supervisor, settings, demo=demo, seed=seed, speed=speed))
        await stop.wait()
    finally:
        say("stopping")
        await supervisor.stop()
        say("stopped; everything is kept in", str(settings.data))
    return 0


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, or leave it when a stop is asked for."""
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        stopped.cancel()
        task.result()
    else:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _bring_up(
    supervisor: Supervisor, settings: config.Config, *, demo: bool, seed: int, speed: float
) -> None:
    began = time.monotonic()
    thread = ThreadPoolExecutor(1)
    loop = asyncio.get_running_loop()

    async def step(text: str, function: Callable[..., object], *args: object) -> object:
        say(text)
        return await loop.run_in_executor(thread, function, *args)

    await step("database: bringing it up to date", prepare.database)
    await step("packs: reading declarations", prepare.packs)
    for text, function in demo_steps(seed) if demo else ():
        await step(text, function)
    if settings.embedded_bus:
        await _start_bus(supervisor, settings, await loop.run_in_executor(thread, prepare.devices))
    say("processes: starting", ", ".join(("web", *roles.WORKERS)))
    await _start_roles(supervisor)
    await _ready(settings)
    if settings.embedded_bus:
        supervisor.watch(_follow_devices(supervisor, settings, thread))
    if demo:
        await supervisor.start("simulator", _simulator(settings, seed, speed))
    say(f"ready after {time.monotonic() - began:.1f} s:", _address(settings))
    if demo:
        _welcome(settings)


async def _start_roles(supervisor: Supervisor) -> None:
    """The web server at once, because it takes longest; of the workers as many as there are cores.

    All at once they would share the cores with it, and the district would be ready later.
    """
    gate = asyncio.Semaphore(os.cpu_count() or 1)
    deadline = time.monotonic() + READY_S

    async def start(role: str) -> None:
        async with gate:
            await supervisor.start(role, [sys.executable, "-m", "chengyun", "run", role])
            while role in roles.not_ready() and time.monotonic() < deadline:
                await asyncio.sleep(0.05)

    web = [sys.executable, "-m", "chengyun", "run", "web"]
    await supervisor.start("web", web)
    await asyncio.gather(*map(start, roles.WORKERS))


async def _start_bus(
    supervisor: Supervisor, settings: config.Config, devices: list[server.Device]
) -> None:
    path = server.write_config(_spec(settings, devices))
    try:
        server.check(path)
    except ValueError as error:
        raise CannotStart(f"the bus refuses its configuration: {error}") from None
    say("bus: starting nats-server on port", str(settings.nats_port))
    await supervisor.start("bus", server.command(path), server.ENVIRONMENT)


def _spec(settings: config.Config, devices: list[server.Device]) -> server.ServerSpec:
    return server.ServerSpec(
        settings.data / "bus", settings.nats_port, settings.mqtt_host, settings.mqtt_port,
        bus_password(settings), devices,
    )  # fmt: skip


async def _follow_devices(
    supervisor: Supervisor, settings: config.Config, thread: ThreadPoolExecutor
) -> None:
    """A new or revoked source is known to MQTT within seconds: the server reads its users again."""
    loop = asyncio.get_running_loop()
    known = await loop.run_in_executor(thread, prepare.devices)
    while True:
        await asyncio.sleep(DEVICES_S)
        now = await loop.run_in_executor(thread, prepare.devices)
        if now != known:
            known = now
            server.write_config(_spec(settings, now))
            supervisor.signal("bus", signal.SIGHUP)


async def _ready(settings: config.Config) -> None:
    until = time.monotonic() + READY_S
    while not await asyncio.to_thread(_healthy, settings):
        if time.monotonic() > until:
            missing = ", ".join(roles.not_ready()) or "web"
            raise CannotStart(f"not ready after {READY_S:.0f} s: {missing}; see the lines above")
        await asyncio.sleep(0.1)


def _healthy(settings: config.Config) -> bool:
    try:
        with urllib.request.urlopen(f"{_address(settings)}healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _ports_free(settings: config.Config) -> None:
    wanted = [("CHENGYUN_PORT", settings.host, settings.port)]
    if settings.embedded_bus:
        wanted.append(("CHENGYUN_NATS_PORT", "127.0.0.1", settings.nats_port))
        wanted.append(("CHENGYUN_MQTT_PORT", settings.mqtt_host, settings.mqtt_port))
    wanted += [("CHENGYUN_LISTEN", settings.mqtt_host, port) for _, port in settings.listen]
    for name, host, port in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                raise CannotStart(
                    f"port {port} is taken; set {name} to a free one and start again"
                ) from None


def _environment(settings: config.Config) -> dict[str, str]:
    return {**os.environ, "CHENGYUN_DATA": str(settings.data), "PYTHONUNBUFFERED": "1"}


def _simulator(settings: config.Config, seed: int, speed: float) -> list[str]:
    return [
        sys.executable, "-m", "chengyun", "simulate", "--seed", str(seed), "--speed", str(speed),
        "--url", _address(settings),
    ]  # fmt: skip


def _address(settings: config.Config) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}/"


def _welcome(settings: config.Config) -> None:
    known = accounts(settings.data)
    print(f"\n  城运  {_address(settings)}\n", flush=True)
    for page, text in (
        ("wall/", "大屏 the wall"),
        ("desk/", "工作台 the desk"),
        ("report/", "我要上报 report"),
    ):
        print(f"    {_address(settings)}{page:<8} {text}", flush=True)
    print(
        f"\n    sign in as {', '.join(known['accounts'])}; password {known['password']}\n",
        flush=True,
    )


def say(*words: str) -> None:
    """One progress line."""
    print("·", *words, flush=True)
