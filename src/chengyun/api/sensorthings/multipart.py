"""Batches as OData writes them: multipart/mixed with change sets, which are done as one."""

import json
import secrets
from collections.abc import Sequence
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from itertools import groupby

from chengyun.api.sensorthings.errors import bad
from chengyun.api.sensorthings.parts import Done, Part
from chengyun.api.sensorthings.reply import Reply

LINE = "\r\n"
WORDS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found"}


def parts(body: bytes, kind: str) -> list[Part]:
    """The requests of a multipart body; those of a change set share a group. Raises Fault 400."""
    whole = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body
    )
    if not whole.is_multipart():
        raise bad("the body is not multipart/mixed with the boundary that its header names")
    found: list[Part] = []
    for at, part in enumerate(whole.iter_parts()):
        if part.get_content_type() == "multipart/mixed":
            found += [_part(inner, f"set{at}", len(found) + n) for n, inner in _inner(part)]
        else:
            found.append(_part(part, "", len(found)))
    return found


def _inner(part: Message) -> list[tuple[int, Message]]:
    payload = part.get_payload()
    return list(enumerate(payload)) if isinstance(payload, list) else []  # type: ignore[arg-type]


def _part(part: Message, group: str, at: int) -> Part:
    """A part of type application/http: a request line, headers, a blank line, a body."""
    raw = part.get_payload(decode=True)
    text = raw if isinstance(raw, bytes) else b""
    head, _, body = text.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")
    line, *headers = head.decode("latin-1").split("\n")
    words = line.split(" ")
    if len(words) < 2:
        raise bad(f"part {at} of the batch has no request line")
    told = {k.strip().lower(): v.strip() for k, _, v in (h.partition(":") for h in headers)}
    key = str(part.get("Content-ID", "") or f"part-{at}").strip("<>")
    kind = told.get("content-type", "application/json")
    return Part(key, words[0].upper(), words[1], body.strip(), kind, group)


def reply(done: Sequence[Done]) -> Reply:
    """The answers, change sets as parts of their own."""
    outer = f"batch_{secrets.token_hex(8)}"
    lines: list[str] = []
    for group, some in groupby(done, key=lambda one: one.part.group):
        if group:
            inner = f"changeset_{secrets.token_hex(8)}"
            lines += [f"--{outer}", f"Content-Type: multipart/mixed; boundary={inner}", ""]
            lines += [line for one in some for line in _answer(one, inner)]
            lines += [f"--{inner}--"]
        else:
            lines += [line for one in some for line in _answer(one, outer)]
    text = LINE.join([*lines, f"--{outer}--", ""])
    return Reply(200, text, f"multipart/mixed; boundary={outer}")


def _answer(done: Done, boundary: str) -> list[str]:
    status = done.reply.status
    body = "" if done.reply.body is None else json.dumps(done.reply.body, ensure_ascii=False)
    headers = [f"{name}: {value}" for name, value in done.reply.headers.items()]
    return [
        f"--{boundary}", "Content-Type: application/http", f"Content-ID: {done.part.key}", "",
        f"HTTP/1.1 {status} {WORDS.get(status, 'Error')}", "Content-Type: application/json",
        *headers, "", body,
    ]  # fmt: skip
