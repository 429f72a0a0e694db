"""Requirement receive-updates-via-mqtt of OGC 18-088: what is told, to whom, and how much."""

import asyncio
import json
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bcrypt
import numpy as np
import paho.mqtt.client as mqtt
import pytest

from chengyun.api.sensorthings import changes, door
from chengyun.api.sensorthings import mqtt as creating
from chengyun.api.sensorthings.listening import subjects_in
from chengyun.api.sensorthings.reply import Reply
from chengyun.api.sensorthings.telling import Gathered, Teller, root
from chengyun.api.sensorthings.updates import TOLD, Updates
from chengyun.bus.batch import Batch
from chengyun.bus.client import connect, ensure_streams
from chengyun.bus.server import Device
from chengyun.bus.subjects import STA_HEARD, STA_IN
from chengyun.sensing.models import Thing
from tests.api.sensorthings.conftest import HOST, Sta, Station, datastream, location, thing
from tests.bus_server import RunningBus, running_bus

KEY = "the-key-of-the-source"


@dataclass
class Ear:
    """Listens as `Updates` does, without a bus."""

    capture: Callable[..., Any]
    teller: Teller = field(default_factory=lambda: Teller(HOST))
    gathered: Gathered = field(default_factory=Gathered)
    expected: list[tuple[int, int]] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        return name in self.teller.sets

    def saved(self, name: str, key: int) -> None:
        self.gathered.keys[name].add(key)

    def expect(self, readings: Collection[tuple[int, int]]) -> None:
        self.expected += readings

    def written(self, batch: Batch) -> None:
        self.gathered.batches.append(batch)

    def listen(self, *topics: str) -> None:
        subjects = {f"v1.1/{t}".replace(".", "//").replace("/", ".") for t in topics}
        subjects = {one.replace("..", "//") for one in subjects}
        self.teller.work(Gathered(subjects=frozenset(subjects)))

    def hear(self, act: Callable[[], object]) -> dict[str, list[Any]]:
        """What each topic is told of what is done."""
        self.gathered = Gathered()
        with self.capture(execute=True):
            act()
        return self.told(self.gathered)

    def told(self, gathered: Gathered) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for message in self.teller.work(gathered):
            topic = message.subject.removeprefix("sta.out.").replace("//", "\0")
            topic = topic.replace(".", "/").replace("\0", ".")
            found.setdefault(topic, []).append(json.loads(message.payload))
        return found


@pytest.fixture
def ear(no_bus: object, django_capture_on_commit_callbacks: Callable[..., Any]) -> Iterator[Ear]:
    held = Ear(django_capture_on_commit_callbacks)
    changes.hold(held)
    yield held
    changes.hold(None)


def test_who_listens_to_a_set_is_told_what_is_made_and_changed_there(
    sta: Sta, station: Station, ear: Ear
) -> None:
    ear.listen("Things", "Datastreams", "Sensors")
    told = ear.hear(lambda: sta.post("Things", thing("second")))
    other = told["Things"][0]["@iot.id"]
    assert told["Things"] == [sta.get(f"Things({other})")]
    stream = sta.get(f"Things({other})/Datastreams")["value"]
    assert told["Datastreams"] == stream
    assert set(told) == {"Things", "Datastreams", "Sensors"}
    told = ear.hear(lambda: sta.ask("PATCH", f"Things({other})", {"description": "moved"}))
    assert told == {"Things": [sta.get(f"Things({other})")]}
    assert told["Things"][0]["description"] == "moved"
    place = sta.get(f"Things({other})/Locations")["value"][0]["@iot.id"]
    moved = {"location": location(lon=121.44)["location"]}
    assert ear.hear(lambda: sta.ask("PATCH", f"Locations({place})", moved)) == {}


def test_who_listens_to_an_entity_or_a_property_is_told_when_that_changes(
    sta: Sta, station: Station, ear: Ear
) -> None:
    here, stream = f"Things({station.thing})", f"Datastreams({station.stream})"
    topics = (here, f"{here}/description", f"{stream}/Thing", f"{stream}/unitOfMeasurement/symbol")
    ear.listen(*topics, "Things(9999)")
    told = ear.hear(lambda: sta.ask("PATCH", here, {"name": "a new name"}))
    assert told == {here: [sta.get(here)], f"{stream}/Thing": [sta.get(here)]}
    assert ear.hear(lambda: sta.ask("PATCH", here, {"name": "a new name"})) == {}
    told = ear.hear(lambda: sta.ask("PATCH", here, {"description": "a new one"}))
    assert told[f"{here}/description"] == [{"description": "a new one"}]
    unit = {"name": "ppm", "symbol": "ppm", "definition": "ucum:[ppm]"}
    told = ear.hear(lambda: sta.ask("PATCH", stream, {"unitOfMeasurement": unit}))
    assert told == {f"{stream}/unitOfMeasurement/symbol": [{"symbol": "ppm"}]}


def test_a_nested_path_tells_its_own_and_select_what_was_chosen(
    sta: Sta, station: Station, ear: Ear
) -> None:
    other = sta.post("Things", thing("second"))
    way = f"Things({station.thing})/Datastreams"
    ear.listen(way, f"{way}?$select=name,@iot.id", f"Things({other})/Datastreams")
    new = datastream("noise", Thing={"@iot.id": station.thing})
    told = ear.hear(lambda: sta.post("Datastreams", new))
    key = told[way][0]["@iot.id"]
    assert told[f"{way}?$select=name,@iot.id"] == [{"@iot.id": key, "name": "noise"}]
    assert set(told) == {way, f"{way}?$select=name,@iot.id"}


def test_observations_are_told_whole_by_the_paths_that_lead_to_them(
    sta: Sta, station: Station, ear: Ear
) -> None:
    other = sta.post("Things", thing("second"))
    one = f"Datastreams({station.stream})/Observations"
    chosen = f"{one}?$select=result,phenomenonTime"
    elsewhere = f"Things({other})/Datastreams(9999)/Observations"
    ear.listen("Observations", one, chosen, elsewhere)
    body = {"phenomenonTime": "2026-03-01T08:00:00Z", "result": "much", "parameters": {"a": 1}}
    told = ear.hear(lambda: sta.post(one, body))
    (new,) = told["Observations"]
    assert new == sta.get(f"Observations({new['@iot.id']})")
    assert new["result"] == "much"
    assert told == {
        "Observations": [new],
        one: [new],
        chosen: [{"phenomenonTime": "2026-03-01T08:00:00Z", "result": "much"}],
    }
    assert len(ear.expected) == 1
    way = f"Observations({new['@iot.id']})"
    told = ear.hear(lambda: sta.ask("PATCH", way, {"result": 7}))
    assert [row["result"] for row in told[one]] == [7]


def test_readings_of_other_doors_are_told_as_observations(
    sta: Sta, station: Station, ear: Ear
) -> None:
    feature = _feature(sta, station)
    ear.listen("Observations?$select=result", f"FeaturesOfInterest({feature})/Observations")
    at = 1_772_352_000_000_000
    came = Batch(
        np.array([station.stream, 9999], np.int32), np.array([at, at]), np.array([4.5, 1.0])
    )
    door.recent().add(came)
    told = ear.told(Gathered(batches=[came]))
    assert told["Observations?$select=result"] == [{"result": 4.5}]
    (whole,) = told[f"FeaturesOfInterest({feature})/Observations"]
    assert whole["phenomenonTime"] == "2026-03-01T08:00:00Z"


def _feature(sta: Sta, station: Station) -> int:
    body = {"phenomenonTime": "2026-03-01T07:00:00Z", "result": 1}
    key = sta.post(f"Datastreams({station.stream})/Observations", body)
    return int(sta.get(f"Observations({key})/FeatureOfInterest")["@iot.id"])


def test_things_that_other_doors_have_made_are_told_once(
    sta: Sta, station: Station, ear: Ear
) -> None:
    ear.listen("Things")
    row = Thing.objects.get(pk=station.thing)
    row.pk, row.key = None, "made-elsewhere"
    Thing.objects.bulk_create([row])
    told = ear.told(Gathered(others=True))
    assert [one["@iot.id"] for one in told["Things"]] == [Thing.objects.latest("pk").pk]
    assert ear.told(Gathered(others=True)) == {}


def test_what_is_no_path_or_asks_for_more_than_select_tells_nothing(
    sta: Sta, station: Station, ear: Ear
) -> None:
    here = f"Things({station.thing})"
    ear.listen("Thinks", "Things?$top=1", f"{here}/name/$value", "Things/$ref", f"{here}/*")
    assert ear.teller.sets == frozenset()
    assert ear.hear(lambda: sta.ask("PATCH", here, {"name": "x"})) == {}
    assert not ear.gathered.keys


def test_a_wildcard_for_the_sets_listens_to_all_of_them(sta: Sta, ear: Ear) -> None:
    ear.listen(">")
    assert set(ear.hear(lambda: sta.post("Things", thing()))) == {
        "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors",
        "ObservedProperties",
    }  # fmt: skip


def test_only_mqtt_clients_count_as_listeners() -> None:
    connections = [
        {"type": "mqtt", "subscriptions_list": ["v1//1.Things", "$MQTT.sub.x"]},
        {"type": "nats", "subscriptions_list": ["v1//1.>"]},
        {"type": "mqtt"},
    ]
    assert subjects_in({"data": {"connections": connections}}) == {"v1//1.Things"}
    assert subjects_in({"error": {"code": 500}}) == set()


def test_addresses_are_those_of_the_first_host_that_is_allowed(settings: Any) -> None:
    config = settings.CONFIG
    assert root() == f"http://{config.allowed_hosts[0]}:{config.port}/sta/v1.1"


def _dropped() -> float:
    return float(TOLD.labels("dropped")._value.get())


def _readings(stream: int, many: int) -> Batch:
    times = 1_772_352_000_000_000 + 1000 * np.arange(many)
    return Batch(np.full(many, stream, np.int32), times, np.arange(many, dtype=float))


def test_readings_nobody_listens_to_are_not_gathered_and_too_many_are_counted() -> None:
    async def main() -> None:
        updates = Updates(None, Teller(HOST), most=10)  # type: ignore[arg-type]
        updates.heard(_readings(3, 100))
        assert updates.gathered.batches == []
        updates.teller.streams = np.array([3])
        before = _dropped()
        updates.heard(_readings(4, 100))
        updates.heard(_readings(3, 25))
        assert [len(batch) for batch in updates.gathered.batches] == [10]
        assert _dropped() - before == 15

    asyncio.run(main())


def test_a_reading_that_will_be_written_is_not_told_as_it_is_heard() -> None:
    async def main() -> None:
        updates = Updates(None, Teller(HOST))  # type: ignore[arg-type]
        updates.teller.streams = None
        batch = _readings(3, 4)
        updates.expect({(3, int(batch.time[1])), (5, int(batch.time[2]))})
        updates.heard(batch)
        assert [part.value.tolist() for part in updates.gathered.batches] == [[0, 2, 3]]
        assert updates._expected == {(5, int(batch.time[2]))}

    asyncio.run(main())


@pytest.fixture
def bus_server(tmp_path: Path) -> Iterator[RunningBus]:
    hashed = bcrypt.hashpw(KEY.encode(), bcrypt.gensalt(4)).decode()
    devices = [Device("lab", hashed, (STA_IN,), STA_HEARD), Device("pump", hashed)]
    with running_bus(tmp_path / "bus", devices) as running:
        yield running


@dataclass
class Client:
    """An MQTT client and what it was told."""

    server: RunningBus
    user: str
    topics: tuple[str, ...] = ()
    told: list[tuple[str, Any]] = field(default_factory=list)
    refused: int = 0

    def __enter__(self) -> "Client":
        self.client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=f"{self.user}-{id(self)}"
        )
        self.client.username_pw_set(self.user, KEY)
        self.client.on_message = lambda c, u, m: self.told.append((m.topic, json.loads(m.payload)))
        answered: list[bool] = []
        self.client.on_subscribe = lambda c, u, mid, codes, p: answered.extend(
            code.is_failure for code in codes
        )
        self.client.connect("127.0.0.1", self.server.mqtt_port)
        self.client.loop_start()
        for topic in self.topics:
            self.client.subscribe(topic, 1)
        wait(lambda: len(answered) == len(self.topics))
        self.refused = sum(answered)
        return self

    def publish(self, topic: str, body: object, qos: int) -> None:
        self.client.publish(topic, json.dumps(body), qos=qos).wait_for_publish(5)

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not done() and time.monotonic() < until:
        time.sleep(0.02)
    assert done()


@pytest.mark.bus
@pytest.mark.django_db(transaction=True)
def test_subscribers_receive_entities_and_observations_over_mqtt(
    bus_server: RunningBus, sta: Sta, station: Station
) -> None:
    here, stream = f"Things({station.thing})", f"Datastreams({station.stream})/Observations"
    topics = ("v1.1/Things", f"v1.1/{here}/name", f"v1.1/{stream}?$select=result")

    def listen(updates: Updates) -> list[tuple[str, Any]]:
        with (
            Client(bus_server, "lab", topics) as client,
            Client(bus_server, "pump", topics) as pump,
        ):
            assert (client.refused, pump.refused) == (0, len(topics))
            wait(lambda: updates.teller.sets == {"Things", "Observations"})
            sta.ask("PATCH", here, {"name": "renamed"})
            wait(lambda: len(client.told) == 2)
            sta.post(stream, {"result": 5})
            wait(lambda: len(client.told) == 3)
            assert pump.told == []
        wait(lambda: updates.teller.sets == frozenset())
        return client.told

    async def main() -> list[tuple[str, Any]]:
        bus = await connect(bus_server.url, "web")
        await ensure_streams(bus)
        updates = Updates(bus, Teller(HOST))
        run = asyncio.create_task(updates.run())
        told = await asyncio.to_thread(listen, updates)
        run.cancel()
        await bus.close()
        return told

    told = asyncio.run(main())
    assert sorted(told, key=lambda one: one[0]) == [
        (f"v1.1/{stream}?$select=result", {"result": 5}),
        ("v1.1/Things", sta.get(here)),
        (f"v1.1/{here}/name", {"name": "renamed"}),
    ]


@pytest.mark.bus
def test_what_others_publish_is_created_and_not_told_as_it_is(
    bus_server: RunningBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bytes] = []
    monkeypatch.setattr(creating, "create", lambda path, body: taken.append(body) or Reply(201))

    def talk() -> list[tuple[str, Any]]:
        with Client(bus_server, "lab", ("v1.1/Observations", "v1.1/#")) as client:
            assert client.refused == 0
            with Client(bus_server, "lab") as other:
                for qos in (0, 1):
                    other.publish("v1.1/Observations", {"result": qos}, qos)
                other.publish("sta/out/Observations", {"result": 9}, 0)
            wait(lambda: len(taken) == 2)
        return client.told

    async def main() -> list[tuple[str, Any]]:
        bus = await connect(bus_server.url, "web")
        await ensure_streams(bus)
        run = asyncio.create_task(creating.TopicsDoor(bus).run())
        await asyncio.sleep(0.3)
        told = await asyncio.to_thread(talk)
        run.cancel()
        await bus.close()
        return told

    assert asyncio.run(main()) == []
