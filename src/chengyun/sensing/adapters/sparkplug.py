"""Sparkplug B (Eclipse Sparkplug 3.0): births, data and deaths of edge nodes and their devices.

Topics are `spBv1.0/<group>/<type>/<node>[/<device>]`; a metric is the datastream
`<group>.<node>[.<device>].<metric>`. Births give the names behind the aliases that data messages
carry; they are kept per node, in memory, the longest unheard forgotten first.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import DecodeError

from chengyun.bus.subjects import NODE_COMMAND
from chengyun.sensing.adapters.api import Adapter, Reading
from chengyun.sensing.adapters.sparkplug_payload import BOOLEAN, DATE_TIME, SIGNED, Payload
from chengyun.sensing.intake import NO_TIME, Malformed

NAMESPACE = "spBv1.0"
BIRTHS, DATA = ("NBIRTH", "DBIRTH"), ("NDATA", "DDATA")
SILENT = ("NDEATH", "DDEATH", "NCMD", "DCMD", "STATE")
# What a node says about itself is no reading.
OWN = ("bdSeq", "Node Control/", "Device Control/", "Node Info/", "Device Info/")
NUMBERS = ("int_value", "long_value", "float_value", "double_value", "boolean_value")
NODES, METRICS = 2_000, 20_000
LARGEST_MS = 2**52
ASK_US = 10_000_000
# What a name may be to stand in a permission of the bus.
LEVEL = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass
class Node:
    """What is known of an edge node from its births: (device, metric) behind each alias."""

    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    types: dict[tuple[str, str], int] = field(default_factory=dict)
    asked_us: int = 0


@dataclass(frozen=True)
class Topic:
    """The levels of a Sparkplug topic; `device` is "" for the node itself."""

    group: str
    kind: str
    node: str
    device: str

    @property
    def address(self) -> str:
        return ".".join(filter(None, (self.group, self.node, self.device)))


_nodes: OrderedDict[tuple[str, str, str], Node] = OrderedDict()


class Unborn(Malformed):
    """Data whose birth was not heard. `command` asks the node for it, unless it was just asked:
    a subject of the bus and a payload."""

    def __init__(self, topic: Topic, alias: int, known: Node, now_us: int) -> None:
        super().__init__(f"alias {alias} of node {topic.node}: its birth was not heard")
        due = now_us - known.asked_us > ASK_US
        plain = LEVEL.fullmatch(topic.group) and LEVEL.fullmatch(topic.node)
        self.command = _rebirth(topic) if due and plain else None
        known.asked_us = now_us if due else known.asked_us


def _rebirth(topic: Topic) -> tuple[str, bytes]:
    command = Payload()
    command.metrics.add(name="Node Control/Rebirth", datatype=BOOLEAN, boolean_value=True)
    subject = NODE_COMMAND.format(group=topic.group, node=topic.node)
    return subject, bytes(command.SerializeToString())


class Wrong(ValueError):
    """Options that cannot be used; the text says what is wrong."""


def check(options: Mapping[str, Any]) -> None:
    """Raise ValueError, with a sentence, for options that cannot be used."""
    if unknown := sorted(set(options) - {"group", "node"}):
        raise Wrong(f"options have '{unknown[0]}'; Sparkplug's options are 'group' and 'node'")
    if options and set(options) != {"group", "node"}:
        raise Wrong("'group' and 'node' belong together")
    for name, level in options.items():
        if not isinstance(level, str) or not LEVEL.fullmatch(level):
            raise Wrong(f"'{name}' may have letters, digits, '-' and '_', at most 60")


def read(payload: bytes, options: Mapping[str, Any], topic: str, now_us: int) -> list[Reading]:
    """The readings of a birth or data message; none for deaths and commands. Raises Malformed."""
    where = _topic(topic)
    if where.kind in SILENT:
        return []
    known = _node((str(options.get("source", "")), where.group, where.node))
    message = _payload(payload)
    if where.kind in BIRTHS:
        _remember(known, where, message)
    return list(_readings(known, where, message, now_us))


def _topic(text: str) -> Topic:
    namespace, *levels = text.split("/")
    if namespace == "STATE" or levels[:1] == ["STATE"]:
        return Topic("", "STATE", "", "")
    if namespace != NAMESPACE or len(levels) not in (3, 4) or not all(levels):
        raise Malformed(f"'{text}' is not a topic of {NAMESPACE}")
    group, kind, node, device = (*levels, "")[:4]
    if kind not in (*BIRTHS, *DATA, *SILENT) or (kind[0] == "D") != bool(device):
        raise Malformed(f"'{text}' has no message type of Sparkplug in its place")
    return Topic(group, kind, node, device)


def _node(key: tuple[str, str, str]) -> Node:
    node = _nodes.setdefault(key, Node())
    _nodes.move_to_end(key)
    if len(_nodes) > NODES:
        _nodes.popitem(last=False)
    return node


def _payload(payload: bytes) -> Any:
    message = Payload()
    try:
        message.ParseFromString(payload)
    except DecodeError:
        raise Malformed("the body is not a Sparkplug B payload") from None
    # Protobuf gives texts that are not UTF-8 as bytes.
    if any(isinstance(metric.name, bytes) for metric in message.metrics):
        raise Malformed("a metric's name is not UTF-8")
    return message


def _remember(known: Node, where: Topic, message: Any) -> None:
    """A node's birth replaces all that was known of it; a device's is added."""
    if where.kind == "NBIRTH":
        known.names.clear()
        known.types.clear()
    if len(known.types) + len(message.metrics) > METRICS:
        raise Malformed(f"a node may have {METRICS} metrics")
    for metric in message.metrics:
        name = (where.device, metric.name)
        known.types[name] = metric.datatype
        if metric.HasField("alias"):
            known.names[metric.alias] = name


def _readings(known: Node, where: Topic, message: Any, now_us: int) -> Iterator[Reading]:
    sent = message.timestamp if message.HasField("timestamp") else None
    for metric in message.metrics:
        device, name = _name(known, where, metric, now_us)
        held = metric.WhichOneof("value")
        kind = metric.datatype or known.types.get((device, name), 0)
        if name.startswith(OWN) or metric.is_null or held not in NUMBERS or kind == DATE_TIME:
            continue
        at = metric.timestamp if metric.HasField("timestamp") else sent
        value = _number(getattr(metric, held), kind)
        yield Reading(f"{where.address}.{name}", _micros(at, now_us), value)


def _name(known: Node, where: Topic, metric: Any, now_us: int) -> tuple[str, str]:
    if metric.name:
        return where.device, metric.name
    found = known.names.get(metric.alias)
    if found is None:
        raise Unborn(where, metric.alias, known, now_us)
    return found


def _number(value: float, kind: int) -> float:
    """Signed whole numbers travel as unsigned ones of the same bits; true and false are 1 and 0."""
    bits = SIGNED.get(kind)
    if bits:
        value = int(value) % (1 << bits)
        value -= (1 << bits) if value >= 1 << (bits - 1) else 0
    return float(value)


def _micros(at_ms: int | None, now_us: int) -> int:
    if at_ms is None:
        return now_us
    return at_ms * 1_000 if at_ms < LARGEST_MS else int(NO_TIME)


ADAPTER = Adapter("sparkplug", "Sparkplug B", "Sparkplug B", "message", read=read)
