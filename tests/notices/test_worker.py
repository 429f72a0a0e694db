"""The worker on a real bus: from an action to the message, and what a crash leaves behind."""

import asyncio
import json
from dataclasses import dataclass
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

    def ready(self) -> None: ...


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

    async def until_told(worker: Any, publish: Any, wanted: int) -> None:
        task = asyncio.create_task(notices.run(worker))
        await asyncio.sleep(0.3)
        await publish()
        async with asyncio.timeout(20):
            while len(receiver.told) < wanted:
                await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def main(in_db: InDb) -> int:
        bus = await connect(running.url, "test")
        worker = OneThread(in_db, bus)
        await ensure_streams(bus)

        async def publish() -> None:
            for event in events:
                await bus.publish(event.subject, event.payload, msg_id=event.msg_id)

        async def publish_once_more() -> None:
            # As after ten minutes: the bus no longer knows that it has them.
            for event in events:
                headers = {"Nats-Msg-Id": event.msg_id, "Nats-Expected-Stream": "EVENTS"}
                await bus.js.purge_stream("EVENTS")
                await bus.js.publish(event.subject, event.payload, headers=headers)

        await until_told(worker, publish, 1)
        await until_told(worker, publish_once_more, 1)
        info = await bus.js.consumer_info("EVENTS", "notices")
        await bus.close()
        return int(info.num_ack_pending or 0)

    with running_bus(tmp_path) as running:
        pending = beside(main)
    assert pending == 0
    (told,) = receiver.told
    assert json.dumps(told, ensure_ascii=False).count(dispatched.number) == 2
    assert Delivery.objects.filter(channel__user=liqiang).count() == 2
