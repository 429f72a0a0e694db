"""Runs every process of a district on one machine, and starts again the one that dies."""

import asyncio
import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

log = structlog.get_logger()

STOP_S = 10.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0
PR_SET_PDEATHSIG = 1


@dataclass
class Process:
    """One process of the district, and how its restarts go."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    started: float = 0.0
    pause: float = FIRST_PAUSE_S
    child: asyncio.subprocess.Process | None = None
    told: bool = False
    stopping: bool = False


@dataclass
class Supervisor:
    """Starts processes, keeps them, and stops them; the first started is stopped last."""

    environment: dict[str, str]
    processes: list[Process] = field(default_factory=list)
    _keepers: list["asyncio.Task[None]"] = field(default_factory=list)

    async def start(
        self, name: str, command: Sequence[str], usual: Mapping[str, str] | None = None
    ) -> Process:
        """Start and keep a process; `usual` is its environment where ours does not say else."""
        process = Process(name, command, {**(usual or {}), **self.environment})
        self.processes.append(process)
        await self._spawn(process)
        self._keepers.append(asyncio.create_task(self._keep(process)))
        return process

    def watch(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this beside the processes, until the stop."""
        self._keepers.append(asyncio.create_task(work))

    def signal(self, name: str, sign: signal.Signals) -> None:
        for process in self.processes:
            if process.name == name:
                _signal(process, sign)

    async def _spawn(self, process: Process) -> None:
        process.started = time.monotonic()
        process.child = await asyncio.create_subprocess_exec(
            *process.command,
            env=process.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    async def _keep(self, process: Process) -> None:
        """Restart after a pause that doubles while it keeps dying; say so once."""
        while process.child:
            code = await process.child.wait()
            if process.stopping:
                return
            if time.monotonic() - process.started > STEADY_S:
                process.pause, process.told = FIRST_PAUSE_S, False
            if not process.told:
                log.warning("process died, starting it again", name=process.name, code=code)
                process.told = True
            await asyncio.sleep(process.pause)
            process.pause = min(process.pause * 2, LONGEST_PAUSE_S)
            await self._spawn(process)

    async def stop(self) -> None:
        """Ask all to stop, last started first; end what has not stopped in ten seconds."""
        for process in self.processes:
            process.stopping = True
        # The first is what the others stand on: it goes when they are gone.
        await self._end(self.processes[1:])
        await self._end(self.processes[:1])
        for keeper in self._keepers:
            keeper.cancel()

    async def _end(self, processes: Sequence[Process]) -> None:
        for process in processes:
            _signal(process, signal.SIGTERM)
        waits = [asyncio.create_task(p.child.wait()) for p in processes if p.child]
        if waits:
            await asyncio.wait(waits, timeout=STOP_S)
        for process in processes:
            _signal(process, signal.SIGKILL)


def _signal(process: Process, sign: signal.Signals) -> None:
    if process.child and process.child.returncode is None:
        process.child.send_signal(sign)


def _die_with_parent() -> None:
    """In the child: be told to stop when the supervisor is killed without a word."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
