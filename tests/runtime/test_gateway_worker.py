"""The doors of the gateway role follow the settings and what administrators change."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from chengyun.runtime import config
from chengyun.runtime.workers import gateway
from chengyun.sensing import queries
from chengyun.sensing.listeners import Listener
from chengyun.sensing.models import Source
from chengyun.sensing.services import create_source, source_of_adapter


@dataclass
class FakeWorker:
    """A worker that asks in the same thread."""

    config: config.Config
    told: list[str] = field(default_factory=list)

    @property
    def bus(self) -> Any:
        async def tell(subject: str, _payload: bytes) -> None:
            self.told.append(subject)

        return SimpleNamespace(tell=tell)

    async def in_db(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)


def worker(listen: str) -> Any:
    return FakeWorker(config.read({"CHENGYUN_LISTEN": listen}))


@pytest.mark.django_db
def test_the_source_of_an_adapter_is_made_once_and_has_no_key() -> None:
    first = source_of_adapter("hj212")
    assert source_of_adapter("hj212") == first
    source = Source.objects.get(name="hj212")
    assert (source.pk, source.mqtt_hash) == (first, "")
    assert "hj212" not in {device.name for device in queries.mqtt_devices()}


@pytest.mark.django_db
def test_a_source_that_was_made_before_is_used() -> None:
    made = create_source("jt808").source
    assert source_of_adapter("jt808") == made.pk


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The active sources by name; the worker's queries are played by it."""
    held = {"hj212": 4, "jt808": 5}
    monkeypatch.setattr(gateway, "source_of_adapter", held.__getitem__)
    monkeypatch.setattr(queries, "active_names", lambda: dict(held))
    return held


def opened(staff: Any) -> list[tuple[Listener, int]]:
    return asyncio.run(gateway.open_listeners(staff, None))  # type: ignore[arg-type]


def test_only_the_doors_that_are_named_are_opened(sources: dict[str, int]) -> None:
    assert opened(worker("")) == []
    doors = opened(worker("hj212:9001,jt808"))
    assert [(door.adapter.key, port) for door, port in doors] == [("hj212", 9001), ("jt808", 9808)]
    assert [door.source for door, _ in doors] == [sources["hj212"], sources["jt808"]]


def test_a_revoked_source_and_a_new_channel_are_noticed(
    sources: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = iter([(0, None), (1, None)])
    monkeypatch.setattr(gateway, "RELOAD_S", 0.01)
    monkeypatch.setattr(queries, "channels_stamp", lambda: next(stamps, (1, None)))
    staff = worker("hj212")
    ((listener, _),) = opened(staff)
    del sources["hj212"]

    async def main() -> None:
        door = SimpleNamespace(names={})
        watching = asyncio.create_task(gateway._keep_names(staff, door, [listener]))  # type: ignore[arg-type]
        while listener.source or not staff.told:
            await asyncio.sleep(0.01)
        watching.cancel()

    asyncio.run(asyncio.wait_for(main(), 10))
    assert staff.told == ["registry.changed"]
