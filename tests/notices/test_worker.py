"""The worker on a real bus: from an action to the message, and what a crash leaves behind."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from prometheus_client import REGISTRY

from chengyun.bus.client import connect, ensure_streams
from chengyun.cases import tasks
from chengyun.notices.models import Delivery
from chengyun.notices.services import channels
from chengyun.runtime import roles
from chengyun.runtime.workers import notices
from tests.bus_server import running_bus
from tests.notices.conftest import MONDAY, InDb, Receiver, beside

pytestmark = pytest.mark.django_db


@dataclass
class OneThread:
    """A worker whose database is the test's."""

    in_db: InDb
    bus: Any = None
    started: asyncio.Event = field(default_factory=asyncio.Event)

    def ready(self) -> None:
        self.started.set()


def take_all(messages: list[Any]) -> None:
    async def main(in_db: InDb) -> None:
        await notices.take_all(OneThread(in_db), messages)  # type: ignore[arg-type]

    beside(main)


def value(name: str) -> float:
    return REGISTRY.get_sample_value(f"chengyun_notices_{name}") or 0.0


def message(seq: int, body: bytes, acked: list[int]) -> Any:
    async def ack() -> None:
        acked.append(seq)

    place = SimpleNamespace(sequence=SimpleNamespace(stream=seq), num_pending=0)
    headers = {"Nats-Msg-Id": f"case-{seq}"}
    return SimpleNamespace(data=body, headers=headers, metadata=place, ack=ack)


def test_the_role_is_one_of_those_that_start_by_themselves() -> None:
    assert "notices" in roles.WORKERS


def test_an_event_that_cannot_be_understood_stops_no_other(dispatched: Any, liqiang: Any) -> None:
    acked: list[int] = []
    good = [message(e.id, e.payload, acked) for e in tasks.waiting()]
    bad = message(99, b"rubbish", acked)
    before = value("set_aside_total")
    take_all([bad, *good])
    assert acked == [99, *(e.id for e in tasks.waiting())]
    assert value("set_aside_total") == before + 1
    assert Delivery.objects.filter(channel__user=liqiang).count() == 1


def test_a_database_that_is_away_leaves_everything_unacknowledged(
    dispatched: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(notices, "take", away)
    acked: list[int] = []
    messages = [message(e.id, e.payload, acked) for e in tasks.waiting()]
    with pytest.raises(OperationalError):
        take_all(messages)
    assert acked == []


@pytest.mark.bus
def test_from_the_bus_to_the_message_and_after_a_restart_each_once(
    dispatched: Any, liqiang: Any, receiver: Receiver, tmp_path: Path
) -> None:
    channels.add_channel(liqiang, receiver.apprise, "", MONDAY)
    events = tasks.waiting()

    def settled() -> bool:
        return not Delivery.objects.filter(settled_at=None).exists()

    async def hear(in_db: InDb, bus: Any) -> None:
        """A worker's life, until all is heard, sent and acknowledged."""
        worker = OneThread(in_db, bus)
        task = asyncio.create_task(notices.run(worker))  # type: ignore[arg-type]
        async with asyncio.timeout(60):
            await worker.started.wait()
            for event in events:
                await bus.publish(event.subject, event.payload, msg_id=event.msg_id)
            while not (await acknowledged(bus) and await in_db(settled)):
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def acknowledged(bus: Any) -> bool:
        info = await bus.js.consumer_info("EVENTS", "notices")
        return int(info.ack_floor.stream_seq) == len(events)

    async def main(in_db: InDb) -> None:
        bus = await connect(running.url, "test")
        for _life in range(2):
            # A new stream no longer knows which events it has had, as after its window of time.
            await ensure_streams(bus)
            await hear(in_db, bus)
            await bus.js.delete_stream("EVENTS")
        await bus.close()

    with running_bus(tmp_path) as running:
        beside(main)
    (told,) = receiver.told
    assert json.dumps(told, ensure_ascii=False).count(dispatched.number) == 2
    assert Delivery.objects.filter(channel__user=liqiang).count() == 2
