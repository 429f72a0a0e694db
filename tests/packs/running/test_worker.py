"""The role `packs` on a real bus: what happens is heard once it is there, and after a stop too."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from chengyun.bus import batch as batches
from chengyun.bus.client import connect, ensure_streams
from chengyun.bus.subjects import ALARM, BATCH, READINGS
from chengyun.packs import district as hands
from chengyun.packs import registry
from chengyun.packs.models import PackFault
from chengyun.packs.registry import Pack
from chengyun.runtime import roles
from chengyun.runtime.workers import history, packs
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from tests.bus_server import running_bus
from tests.notices.conftest import InDb, beside

pytestmark = pytest.mark.django_db
NOW_US = 1_795_000_000_000_000


@dataclass
class OneThread:
    """A worker whose database is the test's."""

    in_db: InDb
    bus: Any = None
    started: asyncio.Event = field(default_factory=asyncio.Event)

    def ready(self) -> None:
        self.started.set()


@pytest.fixture
def stream(installed: Pack, district: Any) -> Datastream:
    """A tree with its tilt sensor."""
    thing = Thing.objects.create(
        key="tilt-1", name="倾角仪", kind="tilt", area=district.grid, lon=121.43, lat=31.19
    )
    told = {"code": "T1", "name": "树", "species": "ginkgo", "state": "sound", "sensor": "tilt-1"}
    hands.of_house("tree_care").add("trees", told, at=(121.43, 31.19))
    prop = ObservedProperty.objects.get(code="tree_tilt")
    return Datastream.objects.create(key="tilt-1.tree_tilt", thing=thing, observed_property=prop)


def states() -> list[str]:
    return [str(tree.values["state"]) for tree in hands.of_house("tree_care").entries("trees")]


def faults() -> list[str]:
    return list(PackFault.objects.values_list("sentence", flat=True))


def alarm(stream: int) -> bytes:
    body = {
        "id": "a1", "rule": "tree_leans", "stream": stream, "severity": 2, "value": 9.0,
        "onset_us": NOW_US, "time_us": NOW_US, "phase": "onset", "detail": "",
        "case_type": "tree_leaning", "title_zh": "", "title_en": "", "state": 2,
    }  # fmt: skip
    return msgspec.msgpack.encode(body)


def test_the_role_is_one_of_those_that_start_by_themselves() -> None:
    assert "packs" in roles.WORKERS


@pytest.mark.bus
def test_what_happens_while_it_is_away_is_heard_when_it_is_back(
    stream: Datastream, tmp_path: Path
) -> None:
    async def until(in_db: InDb, wanted: str) -> None:
        async with asyncio.timeout(60):
            while await in_db(states) != [wanted]:
                await asyncio.sleep(0.05)
                assert await in_db(faults) == []

    async def life(in_db: InDb, bus: Any) -> Any:
        worker = OneThread(in_db, bus)
        task = asyncio.create_task(packs.run(worker))  # type: ignore[arg-type]
        await worker.started.wait()
        async with asyncio.timeout(60):
            while len(await consumers(bus)) < 3:
                await asyncio.sleep(0.05)
        return task

    async def consumers(bus: Any) -> list[str]:
        found = [await bus.js.consumers_info(name) for name in ("OBS", "ALARMS", "EVENTS")]
        return [info.name for infos in found for info in infos]

    async def readings(bus: Any, value: float) -> None:
        columns = np.array([stream.pk]), np.array([NOW_US]), np.array([value])
        await bus.publish(READINGS, batches.encode(batches.Batch(*columns, NOW_US, 0)), kind=BATCH)

    async def main(in_db: InDb) -> None:
        bus = await connect(running.url, "test")
        await ensure_streams(bus)
        task = await life(in_db, bus)
        await readings(bus, 5.0)
        await until(in_db, "watch")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bus.publish(ALARM.format(rule="tree_leans"), alarm(stream.pk))
        task = await life(in_db, bus)
        await until(in_db, "danger")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        worker = OneThread(in_db, bus)
        assert await history._heard_by_packs(worker, 10**9) == 10**9 - history.PACKS_MAY_LAG  # type: ignore[arg-type]
        assert await history._heard_by_packs(worker, 1) == 1  # type: ignore[arg-type]
        await bus.close()

    with running_bus(tmp_path) as running:
        beside(main)
    assert faults() == []


@pytest.mark.bus
def test_a_stream_that_nobody_listens_to_is_left(
    installed: Pack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packs_ = {name: replace(one, hooks=()) for name, one in registry.current().packs.items()}
    monkeypatch.setattr(registry, "current", lambda: registry.Registry(packs_, {}))

    async def main(in_db: InDb) -> None:
        bus = await connect(running.url, "test")
        await ensure_streams(bus)
        worker = OneThread(in_db, bus)
        work = await packs._work(worker)  # type: ignore[arg-type]
        assert len(work) == 1
        for one in work:
            one.close()
        assert await history._heard_by_packs(worker, 77) == 77  # type: ignore[arg-type]
        await bus.close()

    with running_bus(tmp_path) as running:
        beside(main)


def test_what_cannot_be_read_stops_nobody(installed: Pack) -> None:
    class Message:
        data = b"rubbish"

    packs._take(packs.SOURCES[0], [Message()], frozenset({"tree_leans"}), None)  # type: ignore[arg-type, list-item]
