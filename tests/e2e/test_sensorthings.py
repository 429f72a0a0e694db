"""SensorThings in a running district: bus, gateway and history as they are."""

import json
from collections.abc import Iterator
from typing import Any

import paho.mqtt.client as mqtt
import pytest

from tests.api.sensorthings.conftest import thing
from tests.e2e.district import PASSWORD, write_district
from tests.system import System, running_system

pytestmark = pytest.mark.e2e
ROOT = "/sta/v1.1"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("sensorthings")
    with running_system(folder) as running:
        district = write_district(folder / "district.json")
        done = running.run("import", "district", str(district), "--officer-password", PASSWORD)
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture(scope="module")
def key(system: System) -> str:
    """The key of a source that manages things."""
    return system.run("source", "new", "sta", "--manages").stdout.splitlines()[0]


def ask(system: System, key: str, method: str, path: str, body: object = None) -> Any:
    answer = system.ask(method, f"{ROOT}/{path}", body, key)
    assert answer.status < 300, (path, answer)
    return answer.body


def test_a_new_datastream_takes_observations_at_once_and_history_keeps_them(
    system: System, key: str
) -> None:
    made = ask(system, key, "POST", "Things", thing())
    way = f"Things({made['@iot.id']})/Datastreams"
    stream = ask(system, key, "GET", way)["value"][0]["@iot.id"]
    way = f"Datastreams({stream})/Observations"
    for n in range(5):
        one = ask(system, key, "POST", way, {"result": n})
        assert ask(system, key, "GET", f"Observations({one['@iot.id']})")["result"] == n
        newest = ask(system, key, "GET", f"{way}?$top=1&$orderby=phenomenonTime%20desc")
        assert newest["value"][0]["result"] == n
    before = ask(system, key, "GET", f"{way}?$count=true")
    assert before["@iot.count"] == 5
    folder = system.folder / "data" / "history"
    system.until(lambda: list(folder.rglob("*.parquet")), 60, "history is not written")
    system.stop()
    system.start()
    system.until(lambda: _count(system, key, way) == 5, 60, "history does not tell all")
    assert ask(system, key, "GET", f"{way}?$count=true") == before


def test_observations_come_by_the_standards_topic(system: System, key: str) -> None:
    made = ask(system, key, "POST", "Things", thing("over MQTT"))
    way = f"Things({made['@iot.id']})/Datastreams"
    way = f"Datastreams({ask(system, key, 'GET', way)['value'][0]['@iot.id']})/Observations"
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="sta")
    client.username_pw_set("sta", key)
    port = int(system.environment["CHENGYUN_MQTT_PORT"])
    system.until(lambda: client.connect("127.0.0.1", port) == 0, 20, "MQTT does not answer")
    client.loop_start()
    system.until(client.is_connected, 30, "the source is not let in")
    client.publish(f"v1.1/{way}", b'{"result": 7}', qos=1).wait_for_publish(10)
    system.until(lambda: _count(system, key, way) == 1, 20, "the observation does not come")
    client.disconnect()
    client.loop_stop()
    assert ask(system, key, "GET", way)["value"][0]["result"] == 7


def _taken(system: System, key: str, reading: dict[str, Any]) -> bool:
    return bool(system.ask("POST", "/api/v1/observations", reading, key).body.get("accepted"))


def _count(system: System, key: str, way: str) -> int:
    try:
        answer = system.ask("GET", f"{ROOT}/{way}?$count=true", key=key)
    except OSError:
        return -1
    return int(answer.body["@iot.count"]) if answer.status == 200 else -1


def test_readings_of_other_doors_are_there_within_moments(system: System, key: str) -> None:
    named = "Datastreams?$filter=name%20eq%20'gauge-0/water_level'"
    found = ask(system, key, "GET", named)["value"][0]
    reading = {"datastream": found["name"], "value": 1.25}
    system.until(lambda: _taken(system, key, reading), 15, "the reading is not taken")
    way = f"Datastreams({found['@iot.id']})/Observations"
    system.until(lambda: _count(system, key, way) == 1, 10, "the reading does not come")
    assert ask(system, key, "GET", way)["value"][0]["result"] == 1.25


def test_who_listens_over_mqtt_is_told_of_observations_of_any_door(
    system: System, key: str
) -> None:
    named = "Datastreams?$filter=name%20eq%20'gauge-0/water_level'"
    found = ask(system, key, "GET", named)["value"][0]
    way = f"Datastreams({found['@iot.id']})"
    told: list[tuple[str, Any]] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="listener")
    client.username_pw_set("sta", key)
    client.on_message = lambda c, u, m: told.append((m.topic, json.loads(m.payload)))
    port = int(system.environment["CHENGYUN_MQTT_PORT"])
    system.until(lambda: client.connect("127.0.0.1", port) == 0, 20, "MQTT does not answer")
    client.loop_start()
    system.until(client.is_connected, 30, "the source is not let in")
    topics = [f"v1.1/{way}/Observations?$select=result", f"v1.1/{way}/description"]
    client.subscribe([(topic, 0) for topic in topics])

    def heard() -> bool:
        return _taken(system, key, {"datastream": found["name"], "value": 2.5}) and bool(told)

    system.until(heard, 20, "nothing is told")
    assert told[0] == (topics[0], {"result": 2.5})
    told.clear()
    ask(system, key, "PATCH", way, {"description": "水位"})
    news = (topics[1], {"description": "水位"})
    system.until(lambda: news in told, 20, "the change is not told")
    client.disconnect()
    client.loop_stop()
