"""Frigate, the camera AI: counts, tracked objects and reviews over MQTT or as webhooks.

What each message becomes (time in brackets):

- counts, `<camera or zone>/<label>`: `<camera or zone>.<label>`, how many are there now [receipt]
- `events`: `<camera>.<label>.present` and `<camera>.<zone>.<label>`, 1 while there, then 0
  [start, frame or end of the object]
- `reviews` (0.14 and later): `<camera>.alert` and `<camera>.detection`, 1 from the first message
  of that severity, 0 at the end of the review [start, then receipt]

A sub-label (a known face, a number plate) is never part of a key: people do not become series.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from chengyun.sensing.adapters.api import Adapter, Reading
from chengyun.sensing.intake import Malformed

SEVERITIES = ("alert", "detection")
PHASES = ("new", "update", "end")
LARGEST_S = 2**42

_json = msgspec.json.Decoder()


class Wrong(ValueError):
    """Options that cannot be used; the text says what is wrong."""


def check(options: Mapping[str, Any]) -> None:
    """Raise ValueError, with a sentence, for options that cannot be used."""
    if unknown := sorted(set(options) - {"read"}):
        raise Wrong(f"options have '{unknown[0]}'; Frigate's only option is 'read'")
    _wanted(options)


def _wanted(options: Mapping[str, Any]) -> list[str]:
    wanted = options.get("read", list(READERS))
    if not isinstance(wanted, list) or not wanted or set(map(str, wanted)) - set(READERS):
        raise Wrong(f"'read' must be a list of some of {', '.join(READERS)}")
    return wanted


def read(payload: bytes, options: Mapping[str, Any], topic: str, now_us: int) -> list[Reading]:
    """The readings of a message; none for topics that carry no reading (snapshots, settings).

    A webhook has no topic: its body is an event or a review. Raises Malformed.
    """
    kind = _kind(payload, topic)
    return list(READERS[kind](payload, topic, now_us)) if kind in _wanted(options) else []


def _kind(payload: bytes, topic: str) -> str:
    if topic in READERS:
        return topic
    if not topic:
        return "reviews" if "severity" in _after(_message(payload)) else "events"
    return "counts" if topic.count("/") == 1 and payload.strip().isdigit() else ""


def _counts(payload: bytes, topic: str, now_us: int) -> Iterator[Reading]:
    digits = payload.strip()
    if len(digits) > 9:
        raise Malformed("a count has more than nine digits")
    yield Reading(topic.replace("/", "."), now_us, float(digits))


def _events(payload: bytes, topic: str, now_us: int) -> Iterator[Reading]:
    message = _message(payload)
    after = _after(message)
    camera, label = _name(after, "camera"), _name(after, "label")
    if after.get("false_positive") is True:
        return
    ended = message["type"] == "end"
    at = _moment(after, "end_time" if ended else EVENT_TIMES[message["type"]], now_us)
    there = set() if ended else _zones(after, "current_zones")
    ever = there | _zones(after, "entered_zones")
    yield Reading(f"{camera}.{label}.present", at, float(not ended))
    for zone in sorted(ever):
        yield Reading(f"{camera}.{zone}.{label}", at, float(zone in there))


EVENT_TIMES = {"new": "start_time", "update": "frame_time"}


def _reviews(payload: bytes, topic: str, now_us: int) -> Iterator[Reading]:
    """The severity of a review only rises; its end ends both."""
    message = _message(payload)
    after = _after(message)
    camera, severity = _name(after, "camera"), _name(after, "severity")
    if severity not in SEVERITIES:
        raise Malformed(f"a review's severity is one of {', '.join(SEVERITIES)}")
    if message["type"] == "end":
        yield from (Reading(f"{camera}.{name}", now_us, 0.0) for name in SEVERITIES)
    else:
        # An update does not say when it is from.
        at = _moment(after, "start_time", now_us) if message["type"] == "new" else now_us
        yield Reading(f"{camera}.{severity}", at, 1.0)


READERS: Mapping[str, Callable[[bytes, str, int], Iterator[Reading]]] = {
    "counts": _counts,
    "events": _events,
    "reviews": _reviews,
}


def _message(payload: bytes) -> dict[str, Any]:
    try:
        message = _json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the body is not whole JSON: {error}") from None
    if not isinstance(message, dict) or message.get("type") not in PHASES:
        raise Malformed(f"the message has no 'type' of {', '.join(PHASES)}")
    return message


def _after(message: Mapping[str, Any]) -> dict[str, Any]:
    after = message.get("after")
    if not isinstance(after, dict):
        raise Malformed("the message has no 'after'")
    return after


def _name(after: Mapping[str, Any], field: str) -> str:
    name = after.get(field)
    if not isinstance(name, str) or not name:
        raise Malformed(f"'after' has no '{field}'")
    return name


def _zones(after: Mapping[str, Any], field: str) -> set[str]:
    zones = after.get(field) or []
    if not isinstance(zones, list) or not all(isinstance(zone, str) and zone for zone in zones):
        raise Malformed(f"'{field}' is not a list of names")
    return set(zones)


def _moment(after: Mapping[str, Any], field: str, now_us: int) -> int:
    """Frigate's times are seconds with a fraction; a message without one is of now."""
    at = after.get(field)
    if at is None:
        return now_us
    if isinstance(at, bool) or not isinstance(at, int | float) or not _sane(at):
        raise Malformed(f"'{field}' is not a time")
    return round(at * 1_000_000)


def _sane(at: float) -> bool:
    return abs(at) < LARGEST_S if isinstance(at, int) else math.isfinite(at) and abs(at) < LARGEST_S


ADAPTER = Adapter("frigate", "Frigate 摄像头智能分析", "Frigate camera AI", "message", read=read)
