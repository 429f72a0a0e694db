"""Several requests in one (OGC 18-088, clause 11): POST $batch, as JSON or as multipart/mixed."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from chengyun.api.sensorthings import checking, multipart
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.errors import bad
from chengyun.api.sensorthings.parts import Done, Part
from chengyun.api.sensorthings.reply import Reply

MOST = 1000
REFERENCE = re.compile(r"\$([\w-]+)")
Handle = Callable[[Context, str, str, str, bytes, str], Reply]


class _Undo(Exception):
    """A request of a group failed: take the whole group back."""


def process(context: Context, body: bytes, kind: str, handle: Handle) -> Reply:
    """Do each request in order; 200 with an answer to each. Raises Fault for what is no batch."""
    if kind.partition(";")[0].strip().lower() == "multipart/mixed":
        parts = multipart.parts(body, kind)
        return multipart.reply([*_run(context, parts, handle)])
    done = list(_run(context, _requests(checking.decode(body)), handle))
    return Reply(200, {"responses": [_response(one) for one in done]})


def _requests(told: Any) -> list[Part]:
    requests = told.get("requests") if isinstance(told, dict) else None
    if not isinstance(requests, list):
        raise bad('a batch is {"requests": [{"id", "method", "url", "body"}, …]}')
    if len(requests) > MOST:
        raise bad(f"a batch has at most {MOST} requests")
    return [_request(one, f"requests[{at}]") for at, one in enumerate(requests)]


def _request(told: Any, where: str) -> Part:
    if not isinstance(told, dict) or not {"id", "method", "url"} <= set(told):
        raise bad(f"{where} needs id, method and url")
    headers = {str(k).lower(): str(v) for k, v in (told.get("headers") or {}).items()}
    body = b"" if told.get("body") is None else json.dumps(told["body"]).encode()
    kind = headers.get("content-type", "application/json")
    group = str(told.get("atomicityGroup") or "")
    return Part(str(told["id"]), str(told["method"]).upper(), str(told["url"]), body, kind, group)


def _run(context: Context, parts: Sequence[Part], handle: Handle) -> Iterator[Done]:
    made: dict[str, str] = {}
    for group, some in groupby(parts, key=lambda part: part.group):
        yield from _together(context, list(some), handle, made, bool(group))


def _together(
    context: Context, parts: list[Part], handle: Handle, made: dict[str, str], whole: bool
) -> list[Done]:
    done: list[Done] = []
    try:
        with transaction.atomic() if whole else nullcontext():
            for part in parts:
                done.append(Done(part, _one(context, part, handle, made)))
                if whole and done[-1].reply.status >= 400:
                    raise _Undo
    except _Undo:
        failed = done[-1]
        _take_back(context, done, handle)
        why = Reply(
            424, {"code": 424, "type": "error", "message": f"undone with {failed.part.key}"}
        )
        return [one if one is failed else Done(one.part, why) for one in done] + [
            Done(part, why) for part in parts[len(done) :]
        ]
    return done


def _take_back(context: Context, done: Sequence[Done], handle: Handle) -> None:
    """History is only added to: readings committed before the fault are marked as deleted."""
    for one in done:
        way = one.reply.headers.get("Location", "")
        if one.part.method == "POST" and "/Observations(" in way:
            own = Context(context.root, context.access)
            handle(own, "DELETE", way.removeprefix(context.root), "", b"", "")


def _one(context: Context, part: Part, handle: Handle, made: dict[str, str]) -> Reply:
    """Each request has a memory of its own, but the sender's rights."""
    url = urlsplit(_filled(part.url, made, address=True))
    root = urlsplit(context.root).path
    path = url.path.removeprefix(root).lstrip("/")
    if path == "$batch":
        return Reply(400, bad("a batch holds no batches").body)
    body = _filled(part.body.decode("utf-8", "replace"), made, address=False).encode()
    own = Context(context.root, context.access)
    reply = handle(own, part.method, path, url.query, body, part.kind)
    if "Location" in reply.headers:
        made[part.key] = reply.headers["Location"]
    return reply


def _filled(text: str, made: Mapping[str, str], *, address: bool) -> str:
    """`$1` is what request 1 made: its address in a URL, its id in a body."""

    def put(found: "re.Match[str]") -> str:
        way = made.get(found[1])
        if way is None:
            return found[0]
        return way if address else way.rpartition("(")[2].rstrip(")")

    if address:
        return REFERENCE.sub(put, text)
    return re.sub(r'"\$([\w-]+)"', put, text)


def _response(done: Done) -> dict[str, Any]:
    reply = done.reply
    told: dict[str, Any] = {"id": done.part.key, "status": reply.status}
    if "Location" in reply.headers:
        told["location"] = reply.headers["Location"]
    if reply.body is not None:
        told["body"] = reply.body
    return told
