"""Entities as JSON: control information, properties, links, and what was expanded."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from chengyun.api.sensorthings import rows, times
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import OBSERVATIONS, SETS, EntitySet, Field, Link
from chengyun.api.sensorthings.options import Options
from chengyun.api.sensorthings.rows import Found, Origin
from chengyun.api.sensorthings.times import Interval

ALONE = ("id", "@iot.id")
# These may be left out when there is nothing to say; the others are told as null.
OPTIONAL = {"properties", "observedArea", "phenomenonTime", "resultQuality", "validTime",
            "parameters"}  # fmt: skip


def self_link(context: Context, entities: EntitySet, row: Any) -> str:
    """The address of an entity."""
    return f"{context.root}/{entities.name}({row.pk})"


def plain(value: Any) -> Any:
    """A property's value as JSON has it."""
    return times.text(value) if isinstance(value, datetime | Interval) else value


def entity(
    context: Context, entities: EntitySet, row: Any, options: Options, *, alone: bool = False
) -> dict[str, Any]:
    """One entity with what `$select` and `$expand` ask; `alone` if it is not one of a list."""
    chosen = options.select
    body: dict[str, Any] = {}
    if not chosen or any(name in chosen for name in ALONE):
        body["@iot.id"] = row.pk
    if not chosen or "@iot.selfLink" in chosen:
        body["@iot.selfLink"] = self_link(context, entities, row)
    for field in entities.fields:
        if _shown(field, chosen, alone):
            _put(body, field, rows.read(field, entities, row), bool(chosen))
    for link in entities.links:
        if _leads(link, entities, row):
            _link(body, context, entities, row, link, options)
    return body


def _shown(field: Field, chosen: tuple[str, ...], alone: bool) -> bool:
    """What costs a look through history is told of one entity, or when it is asked for."""
    if chosen:
        return any(name.partition("/")[0] == field.name for name in chosen)
    return alone or field.kind != "computed"


def _put(body: dict[str, Any], field: Field, value: Any, chosen: bool) -> None:
    empty = value is None or (field.kind == "object" and value == {})
    computed = field.kind == "computed"
    if empty and (computed or field.name in OPTIONAL) and not (chosen and not computed):
        return
    body[field.name] = plain(value)


def _leads(link: Link, entities: EntitySet, row: Any) -> bool:
    """An observation belongs to a Datastream or to a MultiDatastream."""
    if entities.name != OBSERVATIONS or link.name == "FeatureOfInterest":
        return True
    return (link.name == "MultiDatastream") == (row.stream.multi is not None)


def _link(
    body: dict[str, Any],
    context: Context,
    entities: EntitySet,
    row: Any,
    link: Link,
    options: Options,
) -> None:
    way = f"{self_link(context, entities, row)}/{link.name}"
    if link.name in options.expand:
        body |= _expanded(context, entities, row, link, options.expand[link.name], way)
    elif not options.select or link.name in options.select:
        body[f"{link.name}@iot.navigationLink"] = way


def _expanded(
    context: Context, entities: EntitySet, row: Any, link: Link, options: Options, way: str
) -> dict[str, Any]:
    target, origin = SETS[link.target], Origin(entities, row, link)
    if not link.many:
        held = rows.linked(context, entities, row, link)
        return {link.name: entity(context, target, held[0], options) if held else None}
    found = rows.find(context, target, origin, options)
    body: dict[str, Any] = {}
    if found.count is not None:
        body[f"{link.name}@iot.count"] = found.count
    body[link.name] = [entity(context, target, other, options) for other in found.rows]
    if found.more:
        body[f"{link.name}@iot.nextLink"] = next_link(way, options)
    return body


def next_link(way: str, options: Options) -> str:
    """The address of the page after this one."""
    told = [(name, text) for name, text in options.told if name != "$skip"]
    query = urlencode([*told, ("$skip", str(options.skip + options.size))], safe="$,/()'@:;=")
    return f"{way}?{query}"


def page(
    context: Context, entities: EntitySet, found: Found, options: Options, way: str
) -> dict[str, Any]:
    """A list of entities."""
    body = head(found, options, way)
    body["value"] = [entity(context, entities, row, options) for row in found.rows]
    return body


def head(found: Found, options: Options, way: str) -> dict[str, Any]:
    """Count and next page, where there are any."""
    body: dict[str, Any] = {}
    if found.count is not None:
        body["@iot.count"] = found.count
    if found.more:
        body["@iot.nextLink"] = next_link(way, options)
    return body


def text(value: Any) -> str:
    """A bare value, for `$value`."""
    value = plain(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
