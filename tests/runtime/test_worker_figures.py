"""What the workers count is what they did."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest
from nats.errors import NoRespondersError
from prometheus_client import REGISTRY

from chengyun.bus.batch import Batch, encode
from chengyun.bus.subjects import BATCH, KIND, TICK
from chengyun.cases import services, tasks
from chengyun.detection.engine import Engine
from chengyun.runtime.workers import detection, history, intake, outbox, progress
from chengyun.runtime.workers.history import _Pending
from tests.runtime.test_detection_worker import HIGH, START_S, held


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"chengyun_{name}", labels) or 0.0


@dataclass
class FakeBus:
    """A bus that notes what is published; its stream ends at `last`."""

    last: int = 0
    published: list[str] = field(default_factory=list)

    async def publish(self, subject: str, _payload: bytes, **_more: str) -> None:
        self.published.append(subject)

    async def last_sequence(self, _stream: str) -> int:
        if not self.last:
            raise NoRespondersError
        return self.last


@dataclass
class FakeWorker:
    """A worker that asks in the same thread."""

    bus: FakeBus = field(default_factory=FakeBus)

    def ready(self) -> None: ...

    async def in_db(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)


def message(sequence: int, kind: str, data: bytes = b"", subject: str = "", behind: int = 0) -> Any:
    async def ack() -> None:
        return None

    place = SimpleNamespace(sequence=SimpleNamespace(stream=sequence), num_pending=behind)
    return SimpleNamespace(
        headers={KIND: kind}, data=data, subject=subject, metadata=place, ack=ack
    )


def readings(*values: float) -> bytes:
    count = len(values)
    times = np.full(count, START_S * 1_000_000) + np.arange(count)
    return encode(Batch(np.ones(count, np.int32), times, np.array(values)))


def follow(bus: Any, position: int) -> None:
    async def main() -> None:
        task = asyncio.create_task(progress.follow(bus, lambda: position))
        await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(main())


def test_what_waits_is_what_the_stream_has_behind_the_position() -> None:
    follow(FakeBus(last=30), 12)
    assert value("messages_waiting") == 18


def test_a_stream_that_was_made_anew_leaves_nothing_waiting() -> None:
    follow(FakeBus(last=3), 12)
    assert value("messages_waiting") == 0


def test_without_an_answer_of_the_bus_the_last_figure_stands() -> None:
    follow(FakeBus(last=30), 12)
    follow(FakeBus(), 29)
    assert value("messages_waiting") == 18


def test_detection_counts_readings_and_the_alarms_they_raise() -> None:
    worker: Any = FakeWorker()
    engine = Engine([HIGH], detection.stream_table(held(), [HIGH]), held().properties)
    mine = detection.Detection(worker, engine, [HIGH], 0)
    before = value("readings_processed_total")
    raised = value("alarms_raised_total", rule="high", phase="onset")
    asyncio.run(mine.take(message(5, BATCH, readings(10, 80, 90))))
    assert value("readings_processed_total") == before + 3
    assert value("alarms_raised_total", rule="high", phase="onset") == raised + 1


def test_history_is_done_with_what_it_has_written_and_with_what_need_not_be() -> None:
    pending = _Pending(40)
    assert pending.done == 40
    pending.add(message(41, TICK))
    assert pending.done == 41
    pending = _Pending(41)
    pending.add(message(42, BATCH, readings(1)))
    pending.add(message(43, TICK))
    assert pending.done == 41


def test_history_counts_the_rows_it_has_written() -> None:
    pending = _Pending(0)
    pending.add(message(1, BATCH, readings(1, 2)))
    written: list[int] = []
    table: Any = SimpleNamespace(append=lambda _parts, sequence: written.append(sequence))
    before = value("readings_processed_total")
    asyncio.run(history._write(table, pending))
    assert (written, value("readings_processed_total")) == ([1], before + 2)
    assert value("saved_timestamp_seconds") > START_S


def alarm(rule: str = "high", phase: str = "onset", behind: int = 0) -> Any:
    body = {
        "id": rule, "rule": rule, "case_type": "dust", "stream": 1, "severity": 2, "value": 80.0,
        "onset_us": START_S * 1_000_000, "time_us": START_S * 1_000_000, "phase": phase,
        "detail": {}, "title_zh": "", "title_en": "",
    }  # fmt: skip
    return message(1, "", msgspec.msgpack.encode(body), f"alarm.{rule}", behind)


def test_alarms_that_became_cases_and_those_that_could_not_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def take(alarms: list[Any]) -> None:
        if any(each.rule == "bad" for each in alarms):
            raise ValueError

    monkeypatch.setattr(services, "take_alarms", take)
    worker: Any = FakeWorker()
    taken, aside = value("alarms_taken_total", phase="clear"), value("alarms_set_aside_total")
    asyncio.run(intake._take(worker, [alarm(phase="clear"), alarm("bad", "clear")]))
    assert value("alarms_taken_total", phase="clear") == taken + 1
    assert value("alarms_set_aside_total") == aside + 1
    assert worker.bus.published == ["dead.alarms"]


def test_alarms_that_wait_are_those_behind_the_last_one_fetched() -> None:
    assert intake._behind([alarm(behind=9), alarm(behind=8)]) == 8
    assert intake._behind([]) == 0


def test_events_that_are_told_no_longer_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [tasks.Outgoing(n, "event.case.open", b"") for n in range(3)]
    shown: list[float] = []

    def first(limit: int) -> list[tasks.Outgoing]:
        shown.append(value("messages_waiting"))
        if not left:
            raise asyncio.CancelledError
        return left[:limit]

    monkeypatch.setattr(outbox, "BATCH", 2)
    monkeypatch.setattr(tasks, "waiting", first)
    monkeypatch.setattr(tasks, "backlog", lambda: len(left))
    monkeypatch.setattr(tasks, "delivered", lambda ids: left.__delitem__(slice(len(ids))))
    worker: Any = FakeWorker()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(outbox.run(worker))
    assert shown[1:] == [1, 0]
