import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from chengyun.runtime.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
SHOW = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text(os.environ["MINE"] + os.environ["YOURS"])
time.sleep(60)
"""


def supervised(work: Callable[[Supervisor], Awaitable[None]]) -> None:
    async def main() -> None:
        supervisor = Supervisor(dict(os.environ))
        try:
            await work(supervisor)
        finally:
            await supervisor.stop()

    asyncio.run(main())


def test_a_process_that_dies_is_started_again() -> None:
    async def work(supervisor: Supervisor) -> None:
        process = await supervisor.start("worker", SLEEP)
        assert process.child
        first = process.child.pid
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(10):
            while process.child.pid == first:
                await asyncio.sleep(0.05)
        assert process.told

    supervised(work)


def test_stopping_leaves_no_process_behind() -> None:
    pids: list[int] = []

    async def work(supervisor: Supervisor) -> None:
        for name in ("bus", "web"):
            process = await supervisor.start(name, SLEEP)
            assert process.child
            pids.append(process.child.pid)

    supervised(work)
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}")  # noqa: PTH110


def test_one_that_dies_at_once_does_not_spin() -> None:
    async def work(supervisor: Supervisor) -> None:
        process = await supervisor.start("broken", [sys.executable, "-c", "raise SystemExit(3)"])
        await asyncio.sleep(1.5)
        assert process.pause > 0.5

    supervised(work)


def test_the_usual_environment_gives_way_to_the_operators(tmp_path: Path) -> None:
    path = tmp_path / "seen"

    async def main() -> None:
        supervisor = Supervisor({**os.environ, "YOURS": "operator"})
        command = [sys.executable, "-c", SHOW, str(path)]
        await supervisor.start("bus", command, {"MINE": "usual-", "YOURS": "usual"})
        async with asyncio.timeout(10):
            while not path.exists() or not path.read_text():
                await asyncio.sleep(0.05)
        await supervisor.stop()

    asyncio.run(main())
    assert path.read_text() == "usual-operator"
