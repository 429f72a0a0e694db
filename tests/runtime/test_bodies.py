import asyncio
from typing import Any

from chengyun.runtime.bodies import Bounded, largest
from chengyun.runtime.config import read

Message = dict[str, Any]


async def _echo(scope: Message, receive: Any, send: Any) -> None:
    """Answers with how much it was given, or how it was cut off."""
    got = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            await send({"type": "cut", "got": got})
            return
        got += len(message["body"])
        if not message.get("more_body"):
            await send({"type": "whole", "got": got})
            return


def sent(chunks: list[bytes], told: bytes = b"") -> list[Message]:
    """What a client hears that sends the chunks to an application with a bound of ten bytes."""
    answers: list[Message] = []
    waiting = [{"type": "http.request", "body": c, "more_body": True} for c in chunks]
    waiting[-1]["more_body"] = False

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        answers.append(message)

    headers = [(b"content-length", told)] if told else []
    scope = {"type": "http", "headers": headers}
    asyncio.run(Bounded(_echo, 10)(scope, receive, send))
    return answers


def test_a_body_within_the_bound_goes_on_whole() -> None:
    assert sent([b"12345", b"67890"], b"10") == [{"type": "whole", "got": 10}]


def test_a_body_that_says_it_is_too_large_is_refused_unread() -> None:
    start, body = sent([b"12345678901"], b"11")
    assert start["status"] == 413
    assert b"larger" in body["body"]


def test_a_body_that_does_not_say_is_cut_off() -> None:
    assert sent([b"123456", b"789012"]) == [{"type": "cut", "got": 6}]


def test_the_largest_upload_fits() -> None:
    config = read({"CHENGYUN_MAX_VIDEO_MB": "500"})
    assert largest(config) > 500 * 1024 * 1024
