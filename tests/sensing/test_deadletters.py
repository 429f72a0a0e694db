import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chengyun.bus.client import Bus
from chengyun.sensing.deadletters import Asked, DeadLetters
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.registry import Registry
from tests.bus_server import RunningBus
from tests.sensing.test_gateway import now_us, raw, stored, with_bus

pytestmark = pytest.mark.bus
Work = Callable[[Gateway, DeadLetters], Awaitable[None]]


def on_letters(server: RunningBus, held: Registry, folder: Path, work: Work) -> None:
    async def main(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=folder)
        await work(gateway, DeadLetters(bus, gateway))

    asyncio.run(with_bus(server, main))


def test_letters_are_found_newest_first_by_source_and_reason(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(gateway: Gateway, letters: DeadLetters) -> None:
        now = now_us()
        await gateway.accept(raw(("nobody", now, 1.0)), 1)
        await gateway.accept(raw(("a", 5, 1.0), ("nobody", now, 1.0)), 2)
        await gateway.refuse_body(b"\xff" * 9000, "not whole MessagePack", 2)
        found = (await letters.find(Asked())).letters
        assert [letter.seq for letter in found] == [3, 2, 1]
        assert [dict(letter.reasons) for letter in found[1:]] == [
            {"bad_time": 1, "unknown_datastream": 1},
            {"unknown_datastream": 1},
        ]
        body = found[0]
        assert (len(body.body), body.truncated, body.replayable) == (4096, True, False)
        assert [one.seq for one in (await letters.find(Asked(source="2"))).letters] == [3, 2]
        assert [one.seq for one in (await letters.find(Asked(reason="bad_time"))).letters] == [2]
        assert (await letters.find(Asked(since_us=now_us() + 10**9))).letters == []

    on_letters(bus_server, held, tmp_path, work)


def test_pages_follow_each_other_over_gaps(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(gateway: Gateway, letters: DeadLetters) -> None:
        for n in range(130):
            await gateway.refuse_body(b"{", str(n), 1)
        await letters.drop(range(20, 120))
        first = await letters.find(Asked(limit=15))
        second = await letters.find(Asked(limit=15, before=first.older))
        seen = [letter.seq for letter in (*first.letters, *second.letters)]
        assert seen == [*range(130, 119, -1), *range(19, 0, -1)]
        assert second.older == 0

    on_letters(bus_server, held, tmp_path, work)


def test_what_was_mended_is_taken_and_its_letter_gone(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(gateway: Gateway, letters: DeadLetters) -> None:
        await gateway.accept(raw(("new", now_us(), 4.0), ("a", 5, 1.0)), 7)
        gateway.registry = replace(held, ids={**held.ids, "new": 2})
        done = await letters.replay([1])
        assert (done.accepted, done.refused, done.left) == (1, 1, 0)
        (again,) = (await letters.find(Asked())).letters
        assert (again.seq, dict(again.reasons)) == (2, {"bad_time": 1})
        assert len(await stored(gateway.bus, "OBS")) == 1

    on_letters(bus_server, held, tmp_path, work)


def test_the_beginning_of_a_body_is_left_where_it_is(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(gateway: Gateway, letters: DeadLetters) -> None:
        await gateway.refuse_body(b"{", "not whole JSON", 1)
        assert (await letters.replay([1, 99])).left == 1
        assert await letters.get(1)
        assert await letters.drop([1, 99]) == 1
        assert await letters.get(1) is None

    on_letters(bus_server, held, tmp_path, work)
