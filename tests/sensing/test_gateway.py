import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from chengyun.bus import batch as batches
from chengyun.bus.client import Bus, connect, ensure_streams
from chengyun.sensing.gateway import Busy, Gateway
from chengyun.sensing.intake import Raw
from chengyun.sensing.registry import Registry
from tests.bus_server import RunningBus

pytestmark = pytest.mark.bus


def now_us() -> int:
    return time.time_ns() // 1000


def raw(*rows: tuple[object, int, float]) -> Raw:
    return Raw(
        [row[0] for row in rows],
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
    )


async def with_bus(server: RunningBus, work: Callable[[Bus], Awaitable[None]]) -> None:
    bus = await connect(server.url, "test")
    await ensure_streams(bus)
    try:
        await work(bus)
    finally:
        await bus.close()


async def stored(bus: Bus, stream: str) -> list[bytes]:
    last = await bus.last_sequence(stream)
    return [(await bus.js.get_msg(stream, seq)).data or b"" for seq in range(1, last + 1)]


def test_good_rows_are_kept_and_bad_ones_are_answered_one_by_one(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        now = now_us()
        receipt = await gateway.accept(
            raw(
                ("a", now, 35.0),
                ("nobody", now, 1.0),
                ("b", now, float("nan")),
                ("b", now + 3_600_000_000, 5.0),
                ("lift", now, 7.0),
                ("a", 5, 1.0),
                ("b", now, float("inf")),
                (3, now, 1.0),
            ),
            source=9,
        )
        assert receipt.accepted == 2
        assert [(r.row, r.reason) for r in receipt.rejected] == [
            (1, "unknown_datastream"),
            (2, "not_a_number"),
            (3, "future_time"),
            (4, "out_of_range"),
            (5, "bad_time"),
            (6, "not_a_number"),
        ]
        (kept,) = await stored(bus, "OBS")
        batch = batches.decode(kept)
        assert batch.stream.tolist() == [1, 3]
        assert batch.source == 9
        (letter,) = await stored(bus, "DEAD")
        told = msgspec.msgpack.decode(letter)
        assert [row["reason"] for row in told["rows"]] == [r.reason for r in receipt.rejected]

    asyncio.run(with_bus(bus_server, work))


def test_requests_of_one_moment_share_one_message(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        await asyncio.gather(*(gateway.accept(raw(("a", now_us(), n)), 1) for n in range(50)))
        messages = await stored(bus, "OBS")
        assert sum(len(batches.decode(message)) for message in messages) == 50
        assert len(messages) < 10

    asyncio.run(with_bus(bus_server, work))


def test_nothing_is_acknowledged_when_the_bus_is_gone(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        bus.js._timeout = 0.5
        bus_server.process.kill()
        with pytest.raises(Busy):
            await gateway.accept(raw(("a", now_us(), 1.0)), 1)

    async def main() -> None:
        bus = await connect(bus_server.url, "test")
        await ensure_streams(bus)
        await work(bus)
        await bus.close()

    asyncio.run(main())


def test_more_than_the_backlog_is_refused_with_a_time_to_come_back(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path, max_backlog_mb=1)
        many = 60_000
        big = Raw(np.ones(many, np.int32), np.full(many, now_us()), np.ones(many))
        answers = await asyncio.gather(
            *(gateway.accept(big, 1) for _ in range(3)), return_exceptions=True
        )
        refused = [a for a in answers if isinstance(a, Busy)]
        assert len(refused) == 2
        assert refused[0].reason == "backlog"
        assert (await gateway.accept(big, 1)).accepted == many

    asyncio.run(with_bus(bus_server, work))


def test_a_full_disk_stops_the_door_and_loses_nothing(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        full = Gateway(bus, held, folder=tmp_path, min_free_mb=10**9)
        with pytest.raises(Busy) as told:
            await full.accept(raw(("a", now_us(), 1.0)), 1)
        assert told.value.reason == "disk_full"
        assert await bus.last_sequence("OBS") == 0

    asyncio.run(with_bus(bus_server, work))


def test_an_unknown_key_is_registered_on_first_sight_where_that_is_on(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)

        async def register(keys: list[str]) -> None:
            assert keys == ["new"]
            gateway.registry = replace(held, ids={**held.ids, "new": 2})

        gateway.register = register
        receipt = await gateway.accept(raw(("new", now_us(), 4.0)), 1)
        assert receipt.accepted == 1

    asyncio.run(with_bus(bus_server, work))


def test_a_source_writes_only_what_begins_with_its_prefixes(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        gateway.owned.set({1: ("li",)})
        rows = (("lift", now_us(), 1.0), ("a", now_us(), 1.0), (1, now_us(), 1.0))
        receipt = await gateway.accept(raw(*rows), source=1)
        assert [(r.row, r.reason) for r in receipt.rejected] == [(1, "not_yours"), (2, "not_yours")]
        assert (await gateway.accept(raw(*rows), source=2)).accepted == 3

    asyncio.run(with_bus(bus_server, work))


def test_nothing_is_registered_that_the_source_may_not_write(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        asked: list[str] = []

        async def register(keys: list[str]) -> None:
            asked.extend(keys)

        gateway.register = register
        gateway.owned.set({1: ("pump-",)})
        now = now_us()
        await gateway.accept(raw(("pump-9", now, 1.0), ("gate-9", now, 1.0)), 1)
        assert asked == ["pump-9"]

    asyncio.run(with_bus(bus_server, work))


def test_the_same_message_twice_is_stored_once_and_answered_alike(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        rows = (("a", now_us(), 1.0), ("nobody", now_us(), 1.0))
        answers = await asyncio.gather(*(gateway.accept(raw(*rows), 1, "m-1") for _ in range(10)))
        assert sorted(answer.duplicate for answer in answers) == [False] + [True] * 9
        assert {(a.accepted, a.rejected[0].row) for a in answers} == {(1, 1)}
        (kept,) = await stored(bus, "OBS")
        assert len(batches.decode(kept)) == 1
        assert len(await stored(bus, "DEAD")) == 1

    asyncio.run(with_bus(bus_server, work))


def test_a_large_message_with_an_id_is_stored_once_even_by_a_gateway_that_knows_nothing_of_it(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        many = 5000
        big = Raw(np.ones(many, np.int32), np.full(many, now_us()), np.ones(many))
        for _ in range(2):
            restarted = Gateway(bus, held, folder=tmp_path)
            assert (await restarted.accept(big, 1, "upload-7")).accepted == many
        assert len(await stored(bus, "OBS")) == 1

    asyncio.run(with_bus(bus_server, work))


def test_a_refused_future_is_told_how_far_the_clock_is_off(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    async def work(bus: Bus) -> None:
        gateway = Gateway(bus, held, folder=tmp_path)
        for _ in range(20):
            receipt = await gateway.accept(raw(("a", now_us() + 600_000_000, 1.0)), 1)
        assert receipt.rejected[0].message.endswith("this source's clock seems 600 s ahead")

    asyncio.run(with_bus(bus_server, work))
