import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chengyun.api.observations import ObservationsDoor
from chengyun.sensing.duplicates import Seen
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.registry import Registry

KEY = "the-key-of-the-source"
READING = b'{"datastream": "a", "value": 41.5}'


class Taking:
    """A bus that takes everything, when it is let."""

    connected = True

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.let.set()
        self.taken = 0

    async def publish(self, _subject: str, _payload: bytes, **_more: str) -> int:
        await self.let.wait()
        self.taken += 1
        return self.taken


class Request:
    """A request whose body comes in pieces; remembers the answer and how many were read."""

    def __init__(self, *pieces: bytes, told: int | None = None, header: str = "") -> None:
        self.pieces = list(pieces)
        self.read = 0
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        length = {"content-length": str(told)} if told is not None else {}
        given = {"authorization": f"Bearer {KEY}", **length, **({header: "m-1"} if header else {})}
        self.scope = {
            "type": "http",
            "method": "POST",
            "headers": [(n.encode(), v.encode()) for n, v in given.items()],
        }

    async def receive(self) -> dict[str, Any]:
        self.read += 1
        piece = self.pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"]

    @property
    def answer(self) -> Any:
        return json.loads(self.body)


@pytest.fixture
def registry() -> Registry:
    return Registry(
        ids={"a": 1}, properties=["pm25"], property_code=np.array([-1, 0], np.int16),
        interval_s=np.zeros(2, np.float32), low=np.zeros(2), high=np.array([0.0, 1000]),
        lon=np.zeros(2), lat=np.zeros(2), paths=["", ""],
    )  # fmt: skip


def a_door(
    registry: Registry, folder: Path, backlog_mb: int = 1
) -> tuple[ObservationsDoor, Taking]:
    bus = Taking()
    gateway = Gateway(bus, registry, folder=folder, max_backlog_mb=backlog_mb)  # type: ignore[arg-type]
    return ObservationsDoor(gateway, {hashlib.sha256(KEY.encode()).hexdigest(): 1}, 2), bus


async def ask(door: ObservationsDoor, request: Request) -> Request:
    await door(request.scope, request.receive, request.send)
    return request


def test_the_second_of_one_key_is_told_that_it_is_the_second(
    registry: Registry, tmp_path: Path
) -> None:
    async def main() -> None:
        door, bus = a_door(registry, tmp_path)
        for name in ("idempotency-key", "message-id"):
            door.gateway.seen = Seen()
            first = await ask(door, Request(READING, header=name))
            again = await ask(door, Request(READING, header=name))
            assert (first.status, first.answer) == (202, {"accepted": 1, "rejected": []})
            assert again.answer == {"accepted": 1, "rejected": [], "duplicate": True}
        assert bus.taken == 2

    asyncio.run(main())


def test_an_id_in_the_body_serves_as_well(registry: Registry, tmp_path: Path) -> None:
    async def main() -> None:
        door, bus = a_door(registry, tmp_path)
        named = b'{"id": "m-1", "datastream": "a", "value": 41.5}'
        await ask(door, Request(named))
        assert (await ask(door, Request(named))).answer["duplicate"] is True
        assert bus.taken == 1

    asyncio.run(main())


def test_a_body_for_which_there_is_no_room_is_refused_before_it_is_kept(
    registry: Registry, tmp_path: Path
) -> None:
    async def main() -> None:
        door, bus = a_door(registry, tmp_path)
        bus.let.clear()
        waiting = asyncio.ensure_future(ask(door, Request(READING, told=len(READING))))
        await asyncio.sleep(0.05)
        told = await ask(door, Request(b" " * 1000, b"", told=1_100_000))
        assert (told.status, told.answer["error"]) == (429, "backlog")
        assert told.headers[b"retry-after"] == b"1"
        assert told.pieces == []
        bus.let.set()
        assert (await waiting).status == 202
        assert door.gateway.room.held == 0

    asyncio.run(main())


def test_a_body_of_untold_length_is_stopped_where_the_room_ends(
    registry: Registry, tmp_path: Path
) -> None:
    async def main() -> None:
        door, bus = a_door(registry, tmp_path)
        bus.let.clear()
        waiting = asyncio.ensure_future(ask(door, Request(READING)))
        await asyncio.sleep(0.05)
        told = await ask(door, Request(*[b" " * 300_000] * 5))
        assert told.status == 429
        bus.let.set()
        await waiting
        assert door.gateway.room.held == 0

    asyncio.run(main())


def test_a_body_beyond_the_largest_is_refused_and_holds_nothing(
    registry: Registry, tmp_path: Path
) -> None:
    async def main() -> None:
        door, _ = a_door(registry, tmp_path)
        assert (await ask(door, Request(b"", told=3 << 20))).status == 413
        assert (await ask(door, Request(*[b" " * 1_000_000] * 4))).status == 413
        assert door.gateway.room.held == 0

    asyncio.run(main())


def test_a_broken_body_gives_its_room_back(registry: Registry, tmp_path: Path) -> None:
    async def main() -> None:
        door, _ = a_door(registry, tmp_path)
        told = await ask(door, Request(b"{", told=1))
        assert (told.status, told.answer["error"]) == (400, "malformed")
        assert door.gateway.room.held == 0

    asyncio.run(main())
