import asyncio
import base64
import hashlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from chengyun.api.hooks import HooksDoor
from chengyun.sensing.gateway import Busy, Receipt
from chengyun.sensing.intake import Raw
from chengyun.sensing.room import Room
from chengyun.sensing.sources import Way

KEY, OTHER = "the-key-of-the-vendor", "the-key-of-another"
RULES = {"readings": [{"key": "pump.{topic[0]}", "value": "$.level"}]}


class Taking:
    """A gateway that keeps what it is given."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, float, int]] = []
        self.busy: Busy | None = None
        self.room = Room(Path(), 64, 0)

    def must_be_open(self) -> None:
        """It always is."""

    async def accept(self, raw: Raw, source: int) -> Receipt:
        if self.busy:
            raise self.busy
        values = np.asarray(raw.value).tolist()
        self.rows += [(k, v, source) for k, v in zip(raw.datastream, values, strict=True)]
        return Receipt(len(raw), [])


@pytest.fixture
def gateway() -> Taking:
    return Taking()


@pytest.fixture
def door(gateway: Taking) -> HooksDoor:
    digest = {hashlib.sha256(key.encode()).hexdigest(): n for key, n in ((KEY, 4), (OTHER, 5))}
    ways = {
        "vendor": Way(4, "vendor", "mapping", RULES),
        "other": Way(5, "other"),
    }
    return HooksDoor(gateway, digest, ways, 1)  # type: ignore[arg-type]


def send(
    door: HooksDoor,
    path: str = "vendor/level",
    body: bytes = b'{"level": 3.5}',
    method: str = "POST",
    **headers: str,
) -> tuple[int, dict[str, Any], dict[bytes, bytes]]:
    """The answer of the door: status, body, headers."""
    told = headers or {"authorization": f"Bearer {KEY}"}
    pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in told.items()]
    scope = {"type": "http", "method": method, "path": f"/api/v1/hooks/{path}", "headers": pairs}
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def answer(message: Any) -> None:
        answers.append(dict(message))

    asyncio.run(door(scope, receive, answer))
    started, sent = answers
    return started["status"], msgspec.json.decode(sent["body"]), dict(started["headers"])


def test_a_webhook_is_read_by_the_adapter_of_its_source(door: HooksDoor, gateway: Taking) -> None:
    assert send(door)[:2] == (202, {"accepted": 1, "rejected": []})
    assert gateway.rows == [("pump.level", 3.5, 4)]


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anyone:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [{"authorization": f"bearer {KEY}"}, {"x_api_key": KEY}, {"authorization": basic(KEY)}],
)
def test_the_key_may_come_in_any_header_that_a_platform_can_set(
    door: HooksDoor, headers: dict[str, str]
) -> None:
    assert send(door, **headers)[0] == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {OTHER}"},
        {"x_api_key": "guess"},
        {"authorization": basic("")},
        {"authorization": "Basic ???"},
        {"accept": "*/*"},
    ],
)
def test_anothers_key_or_none_is_refused(
    door: HooksDoor, gateway: Taking, headers: dict[str, str]
) -> None:
    status, told, _ = send(door, **headers)
    assert (status, told["error"], gateway.rows) == (401, "unknown_key", [])


def test_a_key_in_the_address_is_not_looked_at(door: HooksDoor) -> None:
    assert send(door, path=f"vendor/level?key={KEY}", accept="*/*")[0] == 401


def test_whether_a_source_exists_is_not_told(door: HooksDoor) -> None:
    assert send(door, path="nobody")[1] == send(door, accept="*/*")[1]


def test_a_message_that_does_not_fit_is_told_what_it_lacks(door: HooksDoor) -> None:
    status, told, _ = send(door, body=b'{"depth": 1}')
    assert (status, told["error"]) == (400, "malformed")
    assert "$.level" in told["message"]


def test_a_source_of_plain_readings_may_use_its_hook_too(door: HooksDoor, gateway: Taking) -> None:
    body = b'{"datastream": "a", "value": 1}'
    assert send(door, "other", body, x_api_key=OTHER)[0] == 202
    assert gateway.rows == [("a", 1.0, 5)]


def test_what_is_not_sent_with_post_or_is_too_large_is_refused(door: HooksDoor) -> None:
    assert send(door, method="GET")[0] == 405
    assert send(door, body=b" " * (1024 * 1024 + 1))[0] == 413


def test_a_busy_gateway_says_when_to_come_back(door: HooksDoor, gateway: Taking) -> None:
    gateway.busy = Busy("backlog", 3)
    status, _, headers = send(door)
    assert (status, headers[b"retry-after"]) == (429, b"3")


def test_a_large_body_is_read_too(door: HooksDoor) -> None:
    body = b'{"level": 1, "text": "' + b"x" * 60_000 + b'"}'
    assert send(door, body=body)[0] == 202
