"""The API as a client speaks to it, over a history in a folder of its own and no bus."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from chengyun.api.sensorthings import door, handling, moments
from chengyun.bus.batch import Batch
from chengyun.people.services import issue_token
from chengyun.sensing import registry
from chengyun.sensing.checks import MESSAGES, REASONS, Rejection, check
from chengyun.sensing.gateway import Gateway, Receipt
from chengyun.sensing.history import History
from chengyun.sensing.history_rows import Past
from chengyun.sensing.intake import Raw
from chengyun.sensing.recent import Recent

ROOT = "/sta/v1.1"
HOST = f"http://testserver{ROOT}"


@dataclass
class NoBus:
    """A door that checks as the gateway does and remembers what it would have committed."""

    folder: Path
    batches: list[Batch] = field(default_factory=list)
    told: int = 0

    def accept(self, raw: Raw, source: int) -> Receipt:
        gateway = Gateway(None, registry.load(), folder=self.folder)  # type: ignore[arg-type]
        ids, reason = check(raw, gateway.registry, None, time.time_ns() // 1000)
        good = reason < 0
        self.batches.append(Batch(ids[good], raw.time[good], raw.value[good], 1, source))
        rejected = [
            Rejection(row, REASONS[code], MESSAGES[REASONS[code]])
            for row, code in enumerate(reason)
            if code >= 0
        ]
        return Receipt(int(good.sum()), rejected)

    def changed(self) -> None:
        self.told += 1


@dataclass
class Sta:
    """A client with an officer's or a source's secret."""

    client: Client
    secret: str
    door: NoBus

    def ask(
        self, method: str, path: str, body: object = None, kind: str = "application/json"
    ) -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(
            method, path if path.startswith("http") else f"{ROOT}/{path}",
            b"" if body is None else data, content_type=kind,
            headers={"Authorization": f"Bearer {self.secret}"},
        )  # fmt: skip

    def get(self, path: str, **options: object) -> Any:
        """The JSON of a GET that must succeed; options without their `$`."""
        answer = self.raw(path, **options)
        assert answer.status_code == 200, (path, options, answer.content)
        return answer.json()

    def raw(self, path: str, **options: object) -> Any:
        query = "&".join(f"${name}={quote(str(value))}" for name, value in options.items())
        path = path.removeprefix(HOST).lstrip("/")
        return self.ask("GET", f"{path}{'&' if '?' in path else '?'}{query}" if query else path)

    def names(self, path: str, **options: object) -> list[str]:
        return [row["name"] for row in self.get(path, **options)["value"]]

    def results(self, path: str, **options: object) -> list[Any]:
        return [row["result"] for row in self.get(path, **options)["value"]]

    def post(self, path: str, body: object) -> int:
        """Create; the id of what was made."""
        answer = self.ask("POST", path, body)
        assert answer.status_code == 201, answer.content
        return int(answer.headers["Location"].rpartition("(")[2].rstrip(")"))

    def refused(self, method: str, path: str, body: object = None, **more: Any) -> str:
        """The message of a request that must be refused with 400."""
        answer = self.ask(method, path, body, **more)
        assert answer.status_code == 400, (answer.status_code, answer.content)
        told = answer.json()
        assert told["code"] == 400
        assert told["type"] == "error"
        return str(told["message"])


@pytest.fixture(autouse=True)
def no_bus(tmp_path: Path, db: None) -> Iterator[NoBus]:
    held = NoBus(tmp_path)
    door.hold(held, Past(History(tmp_path / "history"), Recent()))
    handling._Known.things = (-1, -1)
    moments._newest.clear()
    yield held
    door.hold(None)


@pytest.fixture
def sta(client: Client, admin: Any, no_bus: NoBus) -> Sta:
    """The administrator's client."""
    return Sta(client, issue_token(admin), no_bus)


def location(name: str = "徐家汇", lon: float = 121.43, lat: float = 31.19) -> dict[str, Any]:
    return {
        "name": name,
        "description": "a place",
        "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [lon, lat]},
    }


def sensor(name: str = "PMS 5003") -> dict[str, Any]:
    return {"name": name, "description": "laser", "encodingType": "application/pdf",
            "metadata": "manual.pdf"}  # fmt: skip


def observed(name: str = "PM2.5") -> dict[str, Any]:
    return {"name": name, "definition": f"http://example.org/{name}", "description": "dust"}


UNIT = {"name": "microgram per cubic metre", "symbol": "ug/m3", "definition": "ucum:ug/m3"}
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


def datastream(name: str = "dust", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "dust in air",
        "observationType": MEASUREMENT,
        "unitOfMeasurement": UNIT,
        "Sensor": sensor(),
        "ObservedProperty": observed(),
        **more,
    }


def thing(name: str = "station", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "an air station",
        "properties": {"owner": "区环保局", "floor": 3},
        "Locations": [location()],
        "Datastreams": [datastream()],
        **more,
    }


@dataclass(frozen=True)
class Station:
    """A thing with one datastream."""

    thing: int
    stream: int


@pytest.fixture
def station(sta: Sta) -> Station:
    key = sta.post("Things", thing())
    return Station(key, sta.get(f"Things({key})/Datastreams")["value"][0]["@iot.id"])


@pytest.fixture
def ten(sta: Sta, station: Station) -> Station:
    """A station with ten observations, 0 to 9, one a minute from 2026-03-01 08:00 UTC."""
    rows = [[f"2026-03-01T08:0{n}:00Z", n] for n in range(10)]
    group = {
        "Datastream": {"@iot.id": station.stream},
        "components": ["phenomenonTime", "result"],
        "dataArray": rows,
    }
    assert sta.ask("POST", "CreateObservations", [group]).status_code == 201
    return station
