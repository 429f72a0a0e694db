"""A topic is a resource path (OGC 18-088, clause 15.2): what it leads to, and what it is told.

`v1.1/Things`, `v1.1/Datastreams(1)/Observations?$select=result`, `v1.1/Things(1)`,
`v1.1/Things(1)/description`, and whatever else is a path to a collection, an entity or a property.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db.models import Q

from chengyun.api.sensorthings import observations, options, paths, reading, render, rows
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import ALL, OBSERVATION, OBSERVATIONS
from chengyun.api.sensorthings.errors import Fault
from chengyun.api.sensorthings.observation import Observation
from chengyun.api.sensorthings.options import Options
from chengyun.api.sensorthings.paths import Path
from chengyun.api.sensorthings.rows import Origin
from chengyun.bus.subjects import STA_OUT, STA_TOPICS
from chengyun.sensing.history_rows import Rows

log = structlog.get_logger()
ROOT, TO = STA_TOPICS.rstrip(">"), STA_OUT.rstrip(">")
WILD = ("*", ">")
# Each is worked out for every change of its set.
MOST = 1000


@dataclass(frozen=True)
class Topic:
    """What somebody listens to; `subject` is where to tell it."""

    subject: str
    path: Path
    options: Options

    @property
    def set(self) -> str:
        """The name of the set whose entities it tells."""
        return self.path.last.entities.name

    @property
    def gathers(self) -> bool:
        """Whether it tells of observations as they come."""
        return self.path.many and self.set == OBSERVATIONS


@dataclass(frozen=True)
class Message:
    """Where, and what."""

    subject: str
    payload: bytes


def topics_of(subjects: Iterable[str]) -> dict[str, Topic]:
    """The topics that are heard at subjects, by where to tell them; what is no path is none."""
    found: dict[str, Topic] = {}
    for rest in sorted({rest for subject in subjects for rest in _rests(subject)}):
        try:
            topic = parse(rest)
        except Fault as fault:
            log.info("a topic that tells nothing", topic=rest, why=fault.message)
            continue
        found[topic.subject] = topic
    if len(found) > MOST:
        log.warning("too many topics; not all are told", topics=len(found), told=MOST)
    return dict(list(found.items())[:MOST])


def _rests(subject: str) -> list[str]:
    """What follows the version; all sets for a wildcard there, nothing for one further down."""
    rest = subject.removeprefix(ROOT)
    if rest in WILD:
        return [entities.name for entities in ALL]
    wild = rest == subject or any(step in WILD for step in rest.split("."))
    return [] if wild else [rest]


def parse(rest: str) -> Topic:
    """The topic, as the bus writes it. Raises Fault."""
    text = "/".join(step.replace("//", ".") for step in rest.split("."))
    way, _, query = text.partition("?")
    path = paths.parse(way)
    asked = options.parse(query, path.last.entities)
    if path.ref or path.value or any(name != "$select" for name, _ in asked.told):
        raise Fault(404, "a topic is a path to a collection, an entity or a property, and $select")
    return Topic(TO + rest, path, asked)


def changed(context: Context, topic: Topic, keys: Sequence[int]) -> Iterator[Message]:
    """What a topic is told when entities of its set were made or changed."""
    try:
        entities, origin, row = reading.reach(context, topic.path)
    except Fault:
        return
    if not topic.path.many:
        if row.pk in keys:
            yield _message(topic, _whole(context, topic, row))
        return
    for key in keys:
        try:
            found = rows.one(context, entities, key, origin)
        except Fault:
            continue
        yield _message(topic, render.entity(context, entities, found, topic.options))


def now(context: Context, topic: Topic) -> bytes | None:
    """What an entity or property is at the moment; None for a collection, or if it is not there."""
    if topic.path.many:
        return None
    try:
        _, _, row = reading.reach(context, topic.path)
        return _message(topic, _whole(context, topic, row)).payload
    except Fault:
        return None


def _whole(context: Context, topic: Topic, row: Any) -> Any:
    entities = topic.path.last.entities
    if topic.path.field is None:
        return render.entity(context, entities, row, topic.options, alone=True)
    try:
        told = reading.part(topic.path, entities, row).body
    except Fault:
        told = None
    return told or {(topic.path.field.name, *topic.path.keys)[-1]: None}


def _message(topic: Topic, body: Any) -> Message:
    return Message(topic.subject, json.dumps(body, ensure_ascii=False).encode())


def came(context: Context, topics: Sequence[Topic], told: Rows) -> Iterator[Message]:
    """What topics are told of readings that came."""
    these = Q(pk__in=set(told.stream.tolist()))
    held = _observations(context, told, these)
    for topic in topics:
        try:
            _, origin, _ = reading.reach(context, topic.path)
        except Fault:
            continue
        wanted = observations.streams_of(context, these, origin)
        for row in held:
            if row.stream.id in wanted and _is_of(context, row, origin):
                yield _message(topic, render.entity(context, OBSERVATION, row, topic.options))


def _is_of(context: Context, row: Observation, origin: Origin | None) -> bool:
    """Datastreams decide it, but for the observations of a feature."""
    if origin is None or not observations.of_feature(origin):
        return True
    feature: int = origin.row.pk
    return observations.feature_id(context, row) == feature


def _observations(context: Context, told: Rows, these: Q) -> list[Observation]:
    streams = observations.streams_of(context, these, None)
    known = [stream in streams for stream in told.stream.tolist()]
    rows = Rows(told.stream[known], told.time[known], told.value[known])
    held = observations.put_together(rows, streams)
    return [row for row in held if not (row.extra and row.extra.deleted)]


def streams(context: Context, topics: Iterable[Topic]) -> list[int] | None:
    """Datastreams whose readings any topic tells; None for all."""
    found: set[int] = set()
    for topic in topics:
        try:
            _, origin, _ = reading.reach(context, topic.path)
        except Fault:
            continue
        if origin is None:
            return None
        found |= observations.streams_of(context, Q(), origin).keys()
    return sorted(found)
