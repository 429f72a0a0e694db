"""Creating entities: deep insert and links by id, all or nothing (OGC 18-088, clause 10)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from chengyun.api.sensorthings import checking, door, observe, options, paths, render, rows
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import OBSERVATIONS, SETS, EntitySet, Link
from chengyun.api.sensorthings.errors import Fault, bad
from chengyun.api.sensorthings.reading import reach
from chengyun.api.sensorthings.reply import Reply
from chengyun.api.sensorthings.rows import Origin
from chengyun.sensing import sta_places, sta_services
from chengyun.sensing.models import Thing
from chengyun.sensing.sta_models import HistoricalLocation, Location

Rows = Mapping[str, Any]
MAKERS: Mapping[str, Callable[..., Any]] = {
    "Things": sta_services.make_thing,
    "Locations": sta_services.make_location,
    "HistoricalLocations": sta_services.make_history,
    "Datastreams": sta_services.make_datastream,
    "MultiDatastreams": sta_services.make_multi,
    "Sensors": sta_services.make_sensor,
    "ObservedProperties": sta_services.make_property,
    "FeaturesOfInterest": sta_services.make_feature,
}


def post(context: Context, text: str, query: str, body: bytes, kind: str) -> Reply:
    """Create an entity in a collection; 201 with its address. Raises Fault."""
    path = paths.parse(text)
    if not path.many or path.field or path.ref:
        raise Fault(405, f"entities are created in a collection; {text} is none")
    told = checking.decode(body)
    context.need("observes" if path.last.entities.name == OBSERVATIONS else "manages")
    with transaction.atomic():
        entities, origin, _ = reach(observe.finding(context), path)
        implied = _implied(entities, origin)
        row = create(context, entities, told, implied)
        if entities.stored:
            observe.flush(context)
        else:
            (row,) = observe.flush(context)
    if entities.stored:
        door.changed()
    return _created(context, entities, row)


def _implied(entities: EntitySet, origin: Origin | None) -> dict[str, Any]:
    """What a path says of the new entity: in `Things(1)/Datastreams` its Thing."""
    if origin is None:
        return {}
    link = inverse(origin.entities, entities, origin.link)
    return {link.name: origin.row} if link else {}


def inverse(source: EntitySet, target: EntitySet, link: Link) -> Link | None:
    """The way back of a link."""
    return next((back for back in target.links if back.target == source.name), None)


def _created(context: Context, entities: EntitySet, row: Any) -> Reply:
    way = render.self_link(context, entities, row)
    shown = render.entity(context, entities, row, options.Options())
    return Reply(201, shown, headers={"Location": way})


def create(context: Context, entities: EntitySet, told: Any, implied: Rows) -> Any:
    """Make an entity and everything inside it. Observations wait for `observe.flush`."""
    body = checking.known(entities, told)
    if not entities.stored:
        return observe.take(context, body, implied)
    context.need("manages")
    values = checking.values(entities, body, whole=True)
    for link in entities.links:
        if link.own and not link.many:
            values[link.own] = single(context, entities, link, body, implied)
    _needs(entities, body, implied)
    row = MAKERS[entities.name](values, context.access.home)
    for link in entities.links:
        if link.many:
            _children(context, entities, row, link, body, implied)
    return row


def _needs(entities: EntitySet, body: Mapping[str, Any], implied: Rows) -> None:
    for link in entities.links:
        if link.needed and link.many and not body.get(link.name) and link.name not in implied:
            raise bad(f"{entities.single} lacks {link.name}")
    if entities.name == "MultiDatastreams":
        _constrained(body, len(body.get(PARTS[2]) or ()) + (PARTS[2] in implied))


PARTS = ("multiObservationDataTypes", "unitOfMeasurements", "ObservedProperties")


def _constrained(body: Mapping[str, Any], properties: int) -> None:
    """As many units and types as properties (OGC 18-088, clause 14.2)."""
    if not len(body[PARTS[0]]) == len(body[PARTS[1]]) == properties:
        raise bad(f"MultiDatastream: {', '.join(PARTS)} must be of one length")


def single(
    context: Context, entities: EntitySet, link: Link, body: Mapping[str, Any], implied: Rows
) -> Any:
    """The one entity that a link leads to: implied, named by id, or made. Raises Fault 400."""
    if link.name in body:
        return referred(
            context, SETS[link.target], body[link.name], f"{entities.single}.{link.name}"
        )
    if link.name in implied:
        return implied[link.name]
    raise bad(f"{entities.single} lacks {link.name}")


def referred(
    context: Context, target: EntitySet, told: Any, where: str, implied: Rows | None = None
) -> Any:
    """An entity named by `@iot.id`, or a new one. Raises Fault 400 for an id that is not there."""
    if not isinstance(told, dict):
        raise bad(f'{where} must be {{"@iot.id": …}} or a whole {target.single}')
    if "@iot.id" not in told:
        return create(context, target, told, implied or {})
    return existing(context, target, told["@iot.id"], where)


def existing(context: Context, target: EntitySet, key: object, where: str) -> Any:
    """The entity with that id. Raises Fault 400: the request names what is not there."""
    if type(key) is not int:
        raise bad(f"{where}: ids are whole numbers, not {key!r}")
    held = ("existing", target.name, key)
    try:
        if held not in context.cache:
            context.cache[held] = rows.one(observe.finding(context), target, key)
    except Fault:
        raise bad(f"{where}: there is no {target.single} with the id {key}") from None
    return context.cache[held]


def _children(
    context: Context,
    entities: EntitySet,
    row: Any,
    link: Link,
    body: Mapping[str, Any],
    implied: Rows,
) -> None:
    """What is linked to a new entity: made with it, named by id, or implied by the path.

    Where a joiner stands, it links them all at once; elsewhere each holds the link itself.
    """
    told = body.get(link.name)
    if told is not None and not isinstance(told, list):
        raise bad(f"{entities.single}.{link.name} must be a list")
    target, where = SETS[link.target], f"{entities.single}.{link.name}"
    back, joiner = inverse(entities, target, link), JOINERS.get((entities.name, link.name))
    below = {back.name: row} if back and not joiner else {}
    made = [referred(context, target, item, where, below) for item in told or []]
    if joiner:
        if link.name in implied:
            made.append(implied[link.name])
        if made:
            joiner(row, made)
    elif back and back.own and not back.many:
        for item in made:
            setattr(item, back.own, row)
            item.save(update_fields=[back.own])


def _locate_here(row: Location, things: Sequence[Thing]) -> None:
    for thing in things:
        sta_places.locate(thing, [row])


def _past_places(row: HistoricalLocation, locations: Sequence[Location]) -> None:
    row.locations.set(locations)
    sta_places.take_newest(row)


JOINERS: Mapping[tuple[str, str], Callable[[Any, Any], None]] = {
    ("Things", "Locations"): sta_places.locate,
    ("Locations", "Things"): _locate_here,
    ("HistoricalLocations", "Locations"): _past_places,
    ("MultiDatastreams", "ObservedProperties"): sta_services.set_components,
}
