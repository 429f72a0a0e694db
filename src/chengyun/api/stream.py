"""GET /stream/: what happens, as it happens, over one connection (server-sent events)."""

import base64
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

from chengyun import __version__
from chengyun.api import hub, points
from chengyun.api.auth import reader
from chengyun.api.hub import Event, Hub
from chengyun.people.policy import Scope, scope_for
from chengyun.sensing.live import LiveState

TOPICS = ("cases", "alarms", "live", "vitals")
BEAT_S = 5.0


@dataclass(frozen=True)
class Subscription:
    """What one stream wants and what its reader may see."""

    topics: frozenset[str]
    scope: Scope


async def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Events of the topics asked for, within the reader's scope; `Last-Event-ID` resumes."""
    viewer = await sync_to_async(reader)(request)
    if viewer is None:
        return JsonResponse({"error": "sign_in", "message": "sign in first"}, status=401)
    asked = frozenset((request.GET.get("topics") or "cases").split(","))
    wanted = Subscription(asked & set(TOPICS), scope_for(viewer))
    last = request.headers.get("Last-Event-ID") or request.GET.get("after") or ""
    after = int(last) if last.isdigit() else None
    response = StreamingHttpResponse(
        _events(hub.current(), wanted, after), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _events(source: Hub, wanted: Subscription, after: int | None) -> AsyncIterator[bytes]:
    with source.listen() as listener:
        yield _line("hello", {"now": time.time(), "version": __version__}, source.last)
        for event in _missed(source, after):
            if text := _shown(source, event, wanted):
                yield text
        # What others hear of is no sign of life to this reader: beats go by what was sent.
        sent = time.monotonic()
        while True:
            try:
                news = await listener.next(sent + BEAT_S - time.monotonic())
            except TimeoutError:
                text = _line("beat", {"now": time.time()})
            else:
                if news is None:
                    return
                text = _shown(source, news, wanted)
            if text:
                yield text
                sent = time.monotonic()


def _missed(source: Hub, after: int | None) -> list[Event]:
    if after is None:
        return []
    events = source.since(after)
    return [Event(source.last, "reset", {})] if events is None else events


def _shown(source: Hub, event: Event, wanted: Subscription) -> bytes:
    """The event as this reader may see it; nothing when it is not theirs."""
    if event.topic == "reset":
        return _line("reset", {}, event.seq)
    if event.topic not in wanted.topics:
        return b""
    if event.topic == "live":
        return _live(source, event, wanted)
    if event.topic == "vitals":
        return _line("vitals", _within(event.data, wanted.scope.area_path))
    if not wanted.scope.allows(event.data.get("scope", {})):
        return b""
    shown = {key: value for key, value in event.data.items() if key != "scope"}
    return _line(event.topic.removesuffix("s"), shown, event.seq)


def _within(vitals: dict[str, Any], area_path: str | None) -> dict[str, Any]:
    if area_path is None:
        return {}
    own = area_path.rstrip("/").split("/")[-1]
    return {code: signs for code, signs in vitals.items() if code.startswith(own)}


def _live(source: Hub, event: Event, wanted: Subscription) -> bytes:
    """One frame for all readers of an area: what it costs to write it is paid once."""
    area = wanted.scope.area_path
    lines: dict[str | None, bytes] = event.data.setdefault("lines", {})
    if area not in lines:
        lines[area] = _frame(source.live, event.data["ids"], area)
    return lines[area]


def _frame(live: LiveState, changed: points.Ids, area: str | None) -> bytes:
    ids, moved = points.only_within(changed, area), points.moved(changed, area)
    if not len(ids) and not len(moved):
        return b""
    columns = {
        "t": time.time_ns() // 1000,
        "ids": _packed(ids, "<i4"),
        "values": _packed(live.value[ids], "<f4"),
        "states": _packed(live.state[ids], "u1"),
    }
    return _line("live", columns | (_moves(live, moved) if len(moved) else {}))


def _moves(live: LiveState, moved: points.Ids) -> dict[str, str]:
    lon, lat = points.places(moved, live)
    return {
        "moved": _packed(moved, "<i4"),
        "lons": _packed(lon, "<i4"),
        "lats": _packed(lat, "<i4"),
    }


def _packed(column: Any, dtype: str) -> str:
    return base64.b64encode(np.ascontiguousarray(column, dtype).tobytes()).decode()


def _line(event: str, data: object, seq: int = 0) -> bytes:
    head = f"id: {seq}\n" if seq else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
