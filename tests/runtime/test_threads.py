"""Requests are answered on threads that stay."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async

from chengyun.runtime.threads import KEPT, Threads

Ask = Callable[[], Awaitable[None]]


def noted(work: Callable[[], object] = int) -> tuple[list[int], Ask]:
    """Where requests were answered, and a way to make one that does `work` there."""
    seen: list[int] = []

    def answer() -> None:
        work()
        seen.append(threading.get_ident())

    async def app(_scope: dict[str, Any], _receive: Any, _send: Any) -> None:
        await sync_to_async(answer)()

    threads = Threads(app)

    async def ask() -> None:
        await threads({}, None, None)

    return seen, ask


def test_one_request_after_another_is_answered_on_one_thread() -> None:
    seen, ask = noted()

    async def three() -> None:
        for _ in range(3):
            await ask()
            await asyncio.sleep(0.01)

    asyncio.run(three())
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_requests_at_once_do_not_wait_for_each_other() -> None:
    many = 2 * KEPT
    meeting = threading.Barrier(many, timeout=5)
    seen, ask = noted(meeting.wait)

    async def at_once() -> None:
        await asyncio.gather(*(ask() for _ in range(many)))

    asyncio.run(at_once())
    assert len(set(seen)) == many


def test_what_goes_on_for_somebody_who_left_holds_up_nobody() -> None:
    go, left = threading.Event(), threading.Event()
    first = iter([True])

    def work() -> None:
        if next(first, False):
            left.set()
            go.wait(5)

    seen, ask = noted(work)

    async def two() -> None:
        one = asyncio.ensure_future(ask())
        await asyncio.to_thread(left.wait, 5)
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)
        await asyncio.wait_for(ask(), 5)
        assert len(seen) == 1
        go.set()

    asyncio.run(two())
