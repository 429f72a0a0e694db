"""What a client sends of an entity, checked against its declaration."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from chengyun.api.sensorthings import times
from chengyun.api.sensorthings.entities import EntitySet, Field
from chengyun.api.sensorthings.errors import bad
from chengyun.sensing import sta_places

# Worked out by the service: what a client says of them is passed over.
OURS = ("computed", "complex")


def decode(body: bytes) -> Any:
    """JSON of a request. Raises Fault 400 saying where it breaks."""
    try:
        return json.loads(body)
    except ValueError as error:
        raise bad(f"the body is not JSON: {error}") from None


def known(entities: EntitySet, body: Any) -> dict[str, Any]:
    """The body, if it is an object of names that the entity has. Raises Fault 400."""
    if not isinstance(body, dict):
        raise bad(f"{entities.single} must be a JSON object")
    for name in body:
        if "@" not in name and not entities.field(name) and not entities.link(name):
            raise bad(f"{entities.single} has no property {name!r}")
    return body


def values(entities: EntitySet, body: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Columns of the properties told; of all, with defaults, where `whole`. Raises Fault 400."""
    found: dict[str, Any] = {}
    for field in entities.fields:
        if field.kind in OURS:
            continue
        if field.name in body:
            found[field.column] = value(entities, field, body[field.name])
        elif whole and field.needed:
            raise bad(f"{entities.single} lacks {field.name}")
    _geometry(entities, body)
    return found


def value(entities: EntitySet, field: Field, told: Any) -> Any:
    """A property's value as its column holds it. Raises Fault 400."""
    if told is None and field.needed and field.kind != "any":
        raise bad(f"{entities.single}.{field.name} must not be null")
    try:
        held = READERS[field.kind](told)
    except ValueError as error:
        raise bad(f"{entities.single}.{field.name}: {error}") from None
    _fits(entities, field, held)
    return held


def _fits(entities: EntitySet, field: Field, held: Any) -> None:
    if isinstance(held, str) and entities.stored:
        most = getattr(entities.model._meta.get_field(field.column), "max_length", None)
        if most and len(held) > most:
            raise bad(f"{entities.single}.{field.name} has more than {most} characters")


def _geometry(entities: EntitySet, body: Mapping[str, Any]) -> None:
    """What says that it is GeoJSON must be (Locations and FeaturesOfInterest)."""
    geojson = "geo+json" in str(body.get("encodingType", ""))
    for name in ("location", "feature"):
        told = geojson and entities.field(name) and name in body
        if told and sta_places.middle(body[name]) is None:
            raise bad(f"{entities.single}.{name} is not a geometry of GeoJSON")


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise ValueError("must be text")
    return told


def _object(told: Any) -> dict[str, Any]:
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise ValueError("must be a JSON object")
    return told


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list) or not told:
        raise ValueError("must be a list with something in it")
    return told


def _unit(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise ValueError("must be an object with name, symbol and definition")
    return told


def _instant(told: Any) -> Any:
    return None if told is None else times.instant(told)


def _time(told: Any) -> Any:
    return None if told is None else times.parse(told)


def _interval(told: Any) -> Any:
    held = _time(told)
    if held is not None and not isinstance(held, times.Interval):
        raise ValueError("must be an interval, start/end")
    return held


READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "object": _object,
    "json": lambda told: told,
    "any": lambda told: told,
    "list": _list,
    "unit": _unit,
    "instant": _instant,
    "time": _time,
    "interval": _interval,
}
