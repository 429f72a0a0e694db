"""How a source's messages are read: which adapter, with what options, from which topics."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chengyun.bus.subjects import NODE_COMMAND
from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import Reading
from chengyun.sensing.intake import Malformed, Raw, parse

READINGS = "readings"
OBSERVATIONS = "observations"
SPARKPLUG = "sparkplug"
PACKED = "application/msgpack"
PLAIN = "application/json"


@dataclass(frozen=True)
class Way:
    """A source as its door needs it."""

    source: int
    name: str
    adapter: str = READINGS
    options: Mapping[str, Any] = field(default_factory=dict)


def check(adapter: str, options: object) -> None:
    """Raise ValueError, with a sentence, for an adapter or options that cannot be used."""
    if not isinstance(options, dict):
        raise ValueError("options must be an object: {…}")
    if adapter == READINGS:
        if options:
            raise ValueError(f"the adapter '{READINGS}' has no options")
    elif adapter not in choices():
        raise ValueError(f"there is no adapter '{adapter}'; there are {', '.join(choices())}")
    else:
        module = importlib.import_module(f"chengyun.sensing.adapters.{adapter}")
        getattr(module, "check", _accept)(options)


def _accept(options: Mapping[str, Any]) -> None:
    """An adapter that says nothing about options takes any."""


def choices() -> list[str]:
    """The adapters that a source may have: those that read messages."""
    return [READINGS, *sorted(key for key, found in discover().items() if found.read)]


def read(way: Way, payload: bytes, topic: str, now_us: int) -> Raw:
    """The readings of a message as columns. `topic` is what comes below `in/<source>/`.

    `observations` is the plain form for every source. Raises Malformed.
    """
    if topic == OBSERVATIONS:
        return parse(payload, kind_of(payload), now_us)
    found = discover().get(way.adapter)
    if found is None or found.read is None:
        raise Malformed(f"a source of '{way.adapter}' sends to {OBSERVATIONS} alone")
    # So that what an adapter remembers of one source cannot be changed by another.
    return as_raw(found.read(payload, {**way.options, "source": way.name}, topic, now_us))


def kind_of(payload: bytes) -> str:
    """Readings over MQTT have no content type: JSON begins as JSON does."""
    return PLAIN if payload[:1] in (b"{", b"[", b" ", b"\n") else PACKED


def as_raw(readings: Sequence[Reading]) -> Raw:
    """Readings as the columns that the gateway takes."""
    return Raw(
        [reading.key for reading in readings],
        np.array([reading.time for reading in readings], np.int64),
        np.array([reading.value for reading in readings], np.float64),
    )


def permitted(way: Way) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where a source may publish besides its own topics, and what it may hear, as subjects.

    Only a Sparkplug node whose group and name are declared: it publishes as itself and hears its
    commands.
    """
    group, node = way.options.get("group"), way.options.get("node")
    if way.adapter != SPARKPLUG or not group:
        return (), ()
    own = f"spBv1//0.{group}.*.{node}"
    return (own, f"{own}.*"), (NODE_COMMAND.format(group=group, node=node),)


def named(subject: str, ways: Mapping[str, Way]) -> tuple[str, str]:
    """The source's name and the topic below its own, of a subject as NATS gives it.

    Subjects are those of `bus.subjects.DEVICES` and `NODES`; the name is "" for a Sparkplug node
    that no source declares.
    """
    levels = [_level(level) for level in subject.split(".")]
    if levels[0] == "in":
        return levels[1], "/".join(levels[2:])
    return _node_name(levels[1], levels[3], ways), "/".join(levels)


def _level(level: str) -> str:
    """NATS writes an empty level of MQTT as a slash, a dot within one as two."""
    return "" if level == "/" else level.replace("//", ".")


def _node_name(group: str, node: str, ways: Mapping[str, Way]) -> str:
    wanted = {"group": group, "node": node}
    found = (w.name for w in ways.values() if w.adapter == SPARKPLUG and w.options == wanted)
    return next(found, "")
