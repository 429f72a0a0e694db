"""The doors beside Django: readings, hooks, MQTT topics, and what a stream lets through."""

import asyncio
import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from chengyun.api import hub
from chengyun.api.hooks import HooksDoor
from chengyun.api.hub import Event, Hub, Listener
from chengyun.api.observations import ObservationsDoor
from chengyun.bus.subjects import STA_IN
from chengyun.cases.models import OutboxEvent
from chengyun.sensing import queries
from chengyun.sensing.gateway import Receipt
from chengyun.sensing.room import Room
from tests.access.asking import CLASSES, Answer, Asker
from tests.access.walking import Walk
from tests.access.world import World


class Taking:
    """A gateway that takes everything and keeps nothing."""

    room = Room(Path(), 64, 0)

    def must_be_open(self) -> None:
        """It always is."""

    async def accept(self, raw: Any, source: int, name: str = "") -> Receipt:
        return Receipt(len(raw), [])


def cells(walk: Walk) -> Iterator[tuple[str, str, str]]:
    """Line, persona and cell of every door beside Django."""
    for name, asker in walk.askers.items():
        for kind, ask in (("ObservationsDoor", observations), ("HooksDoor", hooks),
                          ("TopicsDoor", topics)):  # fmt: skip
            yield f"ASGI {kind}", name, ask(asker)
        for topic in ("cases", "alarms", "live", "vitals"):
            yield f"STREAM {topic}", name, streamed(walk, asker, topic)


def observations(asker: Asker) -> str:
    door = ObservationsDoor(Taking(), queries.active_keys(), 1)  # type: ignore[arg-type]
    return _posted(door, asker, "/api/v1/observations", b'{"datastream": "a", "value": 1}')


def hooks(asker: Asker) -> str:
    """Into the hook of the source `plain`."""
    door = HooksDoor(
        Taking(),  # type: ignore[arg-type]
        queries.active_keys(), queries.active_ways(), 1,
    )  # fmt: skip
    return _posted(door, asker, "/api/v1/hooks/plain/x", b'{"datastream": "a", "value": 1}')


def _posted(door: Any, asker: Asker, path: str, body: bytes) -> str:
    cookie = "; ".join(f"{k}={v.value}" for k, v in asker.client.cookies.items())
    heads = {"authorization": f"Bearer {asker.secret}", "cookie": cookie}
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in heads.items()],
    }  # fmt: skip
    told: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    asyncio.run(door(scope, receive, send))
    return "ok" if told[0] < 300 else CLASSES.get(told[0], "bad")


def topics(asker: Asker) -> str:
    """Over MQTT a source has what its own account lets it publish; nobody else has one."""
    names = {"source-key": "plain", "managing-key": "manager"}
    account = {one.name: one for one in queries.mqtt_devices()}.get(
        names.get(asker.persona.name, "")
    )
    if account is None:
        return "sign-in"
    return "ok" if STA_IN in vars(account).get("also", vars(account).get("publish", ())) else "no"


@contextmanager
def a_hub(world: World) -> Iterator[None]:
    """Everything that happened in the world is remembered, and something moves now."""
    known = Hub(64)
    rows = OutboxEvent.objects.order_by("id")
    known._events.extend(
        Event(row.pk, f"{row.subject.split('.')[1]}s", row.payload) for row in rows
    )
    paths = {side: world[f"street_{side}"].code for side in "ab"}
    for side, code in paths.items():
        scope = {"area_path": world[f"grid_{side}"].path, "unit_id": None}
        told = {"key": world.word(f"{side}-device", "event"), "scope": scope}
        known._events.append(Event(known.last + 1, "alarms", told))
        known.vitals[code] = [{"key": world.word(f"{side}-device", "vital")}]

    @contextmanager
    def listen(_self: Hub) -> Iterator[Listener]:
        listener = Listener()
        ids = np.array([world[f"stream_{side}"].pk for side in "ab"], np.int32)
        for event in (Event(0, "live", {"ids": ids}), Event(0, "vitals", known.vitals)):
            listener.queue.put_nowait(event)
        listener.queue.put_nowait(None)
        yield listener

    with patch.object(hub, "_hub", known), patch.object(Hub, "listen", listen):
        yield


def streamed(walk: Walk, asker: Asker, topic: str) -> str:
    """Of which sides something came through."""
    answer = asker.ask("GET", "/stream/", {"topics": topic, "after": "0"})
    walk.judge(f"STREAM {topic}", asker.persona, answer)
    if answer.kind != "ok":
        return answer.cell
    found = sorted({*_sides_told(walk.world, answer), *_sides_moved(walk.world, answer)})
    return "+".join(found) or "nothing"


def _sides_told(world: World, answer: Answer) -> Iterator[str]:
    for word, parcel in world.words.items():
        if word in answer.text:
            yield parcel[0]


def _sides_moved(world: World, answer: Answer) -> Iterator[str]:
    for packed in re.findall(r'"ids": "([^"]*)"', answer.text):
        ids = np.frombuffer(base64.b64decode(json.loads(f'"{packed}"')), "<i4")
        yield from (side for side in "ab" if world[f"stream_{side}"].pk in ids)
