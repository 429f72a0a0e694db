"""The TCP doors, over real sockets; the gateway is played by one that can be told to be busy."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from chengyun.bus import batch as batches
from chengyun.bus.client import connect, ensure_streams
from chengyun.sensing.adapters import discover
from chengyun.sensing.gateway import Busy, Gateway, Receipt
from chengyun.sensing.intake import Raw
from chengyun.sensing.listeners import ENDED, FRAMES, Accepts, Listener
from chengyun.sensing.registry import Registry
from tests.bus_server import RunningBus
from tests.ports import free_port
from tests.sensing.adapters.frames import SAMPLES, gb26875, hj212, jt808, place

TIME = "DataTime=20260701080000"
Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class FakeGateway:
    """Takes what it gets, after saying that it is busy as often as it was told."""

    busy: int = 0
    taken: list[tuple[str, int, float, int]] = field(default_factory=list)
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, raw: Raw, source: int) -> Receipt:
        if self.busy:
            self.busy -= 1
            raise Busy("backlog", 0)
        await self.gate.wait()
        rows = zip(raw.datastream, raw.time.tolist(), raw.value.tolist(), strict=True)
        self.taken += [(str(key), time, value, source) for key, time, value in rows]
        return Receipt(len(raw), [])

    async def refuse_body(self, body: bytes, reason: str, source: int) -> None:
        self.letters.append((reason, body))


@asynccontextmanager
async def door(
    protocol: str, gateway: Accepts, **more: float
) -> AsyncIterator[tuple[Listener, int]]:
    listener, port = Listener(discover()[protocol], gateway, 7, **more), free_port()  # type: ignore[arg-type]
    running = asyncio.create_task(listener.run("127.0.0.1", port))
    try:
        yield listener, port
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def call(port: int) -> Pair:
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            return await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(0.01)


def play(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await asyncio.wait_for(work(), 20)

    asyncio.run(main())


def opened(busy: int = 0) -> FakeGateway:
    gateway = FakeGateway(busy)
    gateway.gate.set()
    return gateway


def ended(reason: str) -> float:
    return float(ENDED.labels("hj212", reason)._value.get())


def test_a_station_is_answered_only_when_its_readings_are_on_disk() -> None:
    async def work() -> None:
        gateway = FakeGateway(busy=3)
        async with door("hj212", gateway) as (_, port):
            reader, writer = await call(port)
            writer.write(hj212(f"{TIME};a34004-Rtd=35.5"))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.2)
            assert gateway.busy == 0
            gateway.gate.set()
            answer = await reader.readline()
            assert b"CN=9014" in answer
            assert gateway.taken == [("Y801.a34004", 1_782_864_000_000_000, 35.5, 7)]

    play(work)


@pytest.mark.parametrize(
    ("protocol", "packet", "key", "answer"),
    [
        ("gb26875", SAMPLES["gb26875"][0], "0000000000a1.1.3.393433", b"@@"),
        ("jt808", jt808(0x0200, place()), "013800138000.lon", b"\x7e\x80\x01"),
    ],
)
def test_the_other_protocols_come_in_by_the_same_door(
    protocol: str, packet: bytes, key: str, answer: bytes
) -> None:
    async def work() -> None:
        gateway = opened()
        async with door(protocol, gateway) as (_, port):
            reader, writer = await call(port)
            for byte in packet:
                writer.write(bytes((byte,)))
            assert (await reader.readexactly(len(answer))) == answer
            assert key in {row[0] for row in gateway.taken}

    play(work)


def test_while_the_gateway_is_busy_nothing_more_is_read() -> None:
    async def work() -> None:
        gateway = FakeGateway()
        async with door("hj212", gateway) as (listener, port):
            _, writer = await call(port)
            packet = hj212(f"{TIME};a34004-Rtd=1", flag=4)
            writer.write(packet)
            for _ in range(200):
                writer.write(packet * 1000)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(writer.drain(), 0.02)
                if writer.transport.get_write_buffer_size() > 1_000_000:
                    break
            assert writer.transport.get_write_buffer_size() > 1_000_000
            assert len(listener._open) == 1
            writer.transport.abort()

    play(work)


def test_rubbish_is_counted_and_kept_and_the_next_frame_is_taken() -> None:
    async def work() -> None:
        gateway = opened()
        before = FRAMES.labels("hj212", "crc")._value.get()
        async with door("hj212", gateway) as (_, port):
            reader, writer = await call(port)
            good = hj212(f"{TIME};a34004-Rtd=1")
            writer.write(good.replace(b"Rtd=1", b"Rtd=2") * 5 + good)
            assert b"CN=9014" in await reader.readline()
            assert [reason for reason, _ in gateway.letters] == ["hj212: crc"]
            assert gateway.letters[0][1].startswith(b"##")
        assert FRAMES.labels("hj212", "crc")._value.get() == before + 5

    play(work)


def test_a_device_that_breaks_its_own_line_does_not_stop_the_others() -> None:
    async def work() -> None:
        gateway = opened()
        async with door("hj212", gateway) as (_, port):
            (_, bad), (reader, good) = await call(port), await call(port)
            bad.write(b"\x00" * 100_000)
            bad.transport.abort()
            good.write(hj212(f"{TIME};a34004-Rtd=1"))
            assert b"CN=9014" in await reader.readline()

    play(work)


def test_a_silent_device_is_hung_up_on() -> None:
    async def work() -> None:
        before = ended("idle")
        async with door("hj212", opened(), idle_s=0.05) as (_, port):
            reader, _ = await call(port)
            assert await reader.read() == b""
        assert ended("idle") == before + 1

    play(work)


def test_there_are_no_more_connections_than_may_be() -> None:
    async def work() -> None:
        before = ended("too_many")
        async with door("hj212", opened(), max_connections=1) as (listener, port):
            first, held_open = await call(port)
            while not listener._open:
                await asyncio.sleep(0.01)
            second, _ = await call(port)
            assert await second.read() == b""
            assert not first.at_eof()
            held_open.close()
        assert ended("too_many") == before + 1

    play(work)


def test_a_revoked_source_closes_its_door() -> None:
    async def work() -> None:
        gateway = opened()
        async with door("hj212", gateway) as (listener, port):
            reader, writer = await call(port)
            listener.source = None
            writer.write(hj212(f"{TIME};a34004-Rtd=1"))
            assert await reader.read() == b""
            assert gateway.taken == []

    play(work)


def test_a_port_that_is_taken_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chengyun.sensing.listeners.RETRY_S", 0.02)

    async def work() -> None:
        async with door("hj212", opened()) as (_, port):
            await call(port)
            late = Listener(discover()["hj212"], opened(), 7)
            waiting = asyncio.create_task(late.run("127.0.0.1", port))
            await asyncio.sleep(0.1)
            assert not waiting.done()
            waiting.cancel()

    play(work)


@pytest.mark.bus
def test_a_fire_alarm_reaches_the_stream_of_readings(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    registry = replace(held, ids={**held.ids, "0000000000a1.1.3.393433": 3})

    async def work() -> None:
        bus = await connect(bus_server.url, "gateway")
        await ensure_streams(bus)
        gateway = Gateway(bus, registry, folder=tmp_path)
        async with door("gb26875", gateway) as (_, port):
            reader, writer = await call(port)
            state = bytes.fromhex("020101030ad90006000200") + bytes(31) + bytes(6)
            writer.write(gb26875(state))
            assert (await reader.readexactly(30))[26] == 3
        stored = await bus.js.get_msg("OBS", 1)
        batch = batches.decode(stored.data or b"")
        assert (batch.stream.tolist(), batch.value.tolist()) == ([3], [1.0])
        assert np.all(batch.time > 0)
        await bus.close()

    play(work)
