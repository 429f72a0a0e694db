"""Changing and deleting: PATCH, PUT, JSON Patch, DELETE (OGC 18-088, clauses 10.3 and 10.4)."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from jsonpath import patch as jsonpatch
from jsonpath.exceptions import JSONPatchError, JSONPointerError

from chengyun.api.sensorthings import (
    checking,
    door,
    moments,
    observe,
    options,
    paths,
    render,
    rows,
    times,
)
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import OBSERVATIONS, SETS, EntitySet, Link
from chengyun.api.sensorthings.errors import Fault, bad
from chengyun.api.sensorthings.observation import Observation
from chengyun.api.sensorthings.reading import reach
from chengyun.api.sensorthings.reply import Reply
from chengyun.api.sensorthings.rows import Origin
from chengyun.api.sensorthings.write import JOINERS, existing
from chengyun.sensing import sta_places, sta_services
from chengyun.sensing.models import Thing
from chengyun.sensing.sta_models import (
    FeatureOfInterest,
    Location,
    MultiDatastream,
    ObservationExtra,
)

JSON_PATCH = "application/json-patch+json"
# Deleting a feature deletes its observations, each with a mark of its own.
MOST_DELETED = 10_000


def patch(context: Context, text: str, query: str, body: bytes, kind: str) -> Reply:
    """Change what is told and leave the rest: merge patch (RFC 7396) or JSON Patch (RFC 6902)."""
    told = checking.decode(body)
    with transaction.atomic():
        entities, row = _target(context, text)
        before = representation(entities, row)
        if kind.partition(";")[0].strip().lower() == JSON_PATCH:
            after = _patched(before, told)
            removed = {name: None for name in before if name not in after}
            told = {n: v for n, v in {**after, **removed}.items() if v != before.get(n)}
        else:
            checking.known(entities, told)
            told = {n: merged(before[n], v) if n in before else v for n, v in told.items()}
        return _changed(context, entities, row, told)


def put(context: Context, text: str, query: str, body: bytes, kind: str) -> Reply:
    """Replace: what is not told becomes as if it had never been. Links stay unless told."""
    told = checking.known(*_object(context, text, body))
    with transaction.atomic():
        entities, row = _target(context, text)
        empty = {f.name: None for f in entities.fields if not f.needed and f.kind not in KEPT}
        checking.values(entities, told, whole=True)
        return _changed(context, entities, row, {**empty, **told})


# A PUT that does not name them leaves these alone.
KEPT = (*checking.OURS, "time")


def _object(context: Context, text: str, body: bytes) -> tuple[EntitySet, Any]:
    return paths.parse(text).last.entities, checking.decode(body)


def _target(context: Context, text: str) -> tuple[EntitySet, Any]:
    path = paths.parse(text)
    if path.many or path.field or path.ref:
        raise Fault(405, f"{text} is not an entity; only entities are changed and deleted")
    context.need("observes" if path.last.entities.name == OBSERVATIONS else "manages")
    entities, _, row = reach(observe.finding(context), path)
    return entities, row


def representation(entities: EntitySet, row: Any) -> dict[str, Any]:
    """The entity's properties as JSON, without those that the service works out."""
    fields = [field for field in entities.fields if field.kind not in checking.OURS]
    return {f.name: render.plain(rows.read(f, entities, row)) for f in fields}


def merged(before: Any, told: Any) -> Any:
    """RFC 7396: objects are merged, null takes away, everything else is replaced."""
    if not isinstance(told, dict):
        return told
    held = dict(before) if isinstance(before, dict) else {}
    for name, value in told.items():
        if value is None:
            held.pop(name, None)
        else:
            held[name] = merged(held.get(name), value)
    return held


def _patched(before: dict[str, Any], told: Any) -> dict[str, Any]:
    if not isinstance(told, list):
        raise bad("a JSON Patch is a list of operations")
    try:
        after = jsonpatch.apply(told, deepcopy(before))
    except (JSONPatchError, JSONPointerError, KeyError, TypeError, AttributeError) as error:
        raise bad(f"the JSON Patch cannot be applied: {error}") from None
    if not isinstance(after, dict) or any(name not in before for name in after):
        raise bad("the JSON Patch adds a property that there is not")
    return after


def _changed(context: Context, entities: EntitySet, row: Any, told: dict[str, Any]) -> Reply:
    values = checking.values(entities, told, whole=False)
    links = [link for link in entities.links if link.name in told]
    if entities.stored:
        _set(row, values)
        for link in links:
            _relink(context, entities, row, link, told[link.name])
        _after(row, values)
        door.changed()
    else:
        _set_observation(context, row, values, told)
    shown = rows.one(observe.finding(context), entities, row.pk)
    body = render.entity(context, entities, shown, options.Options())
    return Reply(200, body, headers={"Location": render.self_link(context, entities, row)})


def _set(row: Any, values: Mapping[str, Any]) -> None:
    for column, value in values.items():
        field = type(row)._meta.get_field(column)
        setattr(row, column, "" if value is None and not field.null else value)
    if values:
        row.save(update_fields=list(values))


def _relink(context: Context, entities: EntitySet, row: Any, link: Link, told: Any) -> None:
    where, target = f"{entities.single}.{link.name}", SETS[link.target]
    keys = [_reference(item, where) for item in (told if link.many else [told])]
    found = [existing(context, target, key, where) for key in keys]
    joiner = JOINERS.get((entities.name, link.name))
    if not link.many and link.own:
        setattr(row, link.own, found[0])
        row.save(update_fields=[link.own])
    elif joiner and entities.name != "MultiDatastreams":
        joiner(row, found)
    else:
        raise bad(f"{where} is not changed here; change {target.single} instead")


def _reference(told: Any, where: str) -> object:
    """In a change links are named by id alone: nothing new is made (clause 10.3.2)."""
    if not isinstance(told, dict) or set(told) != {"@iot.id"}:
        raise bad(f'{where} must be {{"@iot.id": …}} and nothing else in a change')
    return told["@iot.id"]


def _after(row: Any, values: Mapping[str, Any]) -> None:
    """What follows from a change."""
    if isinstance(row, Location) and "location" in values:
        row.generated = False
        row.area = sta_places.area_of(row.location, row.area)
        row.save(update_fields=["area", "generated"])
        for thing in Thing.objects.filter(locations=row):
            sta_places.stand(thing, [row])
    elif isinstance(row, FeatureOfInterest) and "feature" in values:
        row.area = sta_places.area_of(row.feature, row.area)
        row.save(update_fields=["area"])
    elif isinstance(row, MultiDatastream):
        sta_services.follow_multi(row)


def _set_observation(
    context: Context, row: Observation, values: dict[str, Any], told: Mapping[str, Any]
) -> None:
    """History is only added to: a change is kept beside it (ADR 17)."""
    extra = row.extra or ObservationExtra(id=row.pk, datastream_id=row.stream.id)
    when = values.get("phenomenon")
    if when is not None and when != row.phenomenon:
        extra.moved = when != times.moment(row.time)
        moments.set_time(extra, when if extra.moved else None)
    if "result" in values:
        extra.has_result, extra.result = True, values["result"]
    observe.fill(extra, values)
    if "FeatureOfInterest" in told:
        where, target = "Observation.FeatureOfInterest", SETS["FeaturesOfInterest"]
        key = _reference(told["FeatureOfInterest"], where)
        extra.feature = existing(context, target, key, where)
    extra.save()


def delete(context: Context, text: str, query: str, body: bytes, kind: str) -> Reply:
    """Delete an entity and what the standard deletes with it."""
    with transaction.atomic():
        entities, row = _target(context, text)
        if isinstance(row, Observation):
            _mark([row])
        else:
            _sees_all(context, entities, row)
            if isinstance(row, FeatureOfInterest):
                _mark(_observations(context, entities, row))
            _gone(row)
            door.changed()
    return Reply(200, None)


def _gone(row: Any) -> None:
    """Raises Fault 409 where the desk still speaks of it, as a window of maintenance does."""
    try:
        sta_services.delete(row)
    except ProtectedError as error:
        kinds = sorted({str(one._meta.verbose_name) for one in error.protected_objects})
        raise Fault(409, f"still in use by {', '.join(kinds)}") from None


def _sees_all(context: Context, entities: EntitySet, row: Any) -> None:
    """Sensors and properties are shared: who deletes one must see all that goes with it."""
    everything = Context(context.root, replace(context.access, path=""))
    for link in entities.links if not entities.area else ():
        target, origin = SETS[link.target], Origin(entities, row, link)
        counts = {rows.base(one, target, origin).count() for one in (context, everything)}
        if len(counts) > 1:
            raise Fault(403, f"{link.name} outside your area would be deleted with it")


def _mark(held: list[Observation]) -> None:
    for row in held:
        extra = row.extra or ObservationExtra(id=row.pk, datastream_id=row.stream.id)
        extra.deleted = True
        extra.save()


def _observations(
    context: Context, entities: EntitySet, row: FeatureOfInterest
) -> list[Observation]:
    link = entities.links[0]
    found: list[Observation] = []
    more = True
    while more:
        page = rows.find(
            context, SETS[link.target], Origin(entities, row, link),
            options.Options(top=options.MOST, skip=len(found)),
        )  # fmt: skip
        found, more = [*found, *page.rows], page.more
        if len(found) > MOST_DELETED:
            raise Fault(409, f"more than {MOST_DELETED} Observations are of it; delete those first")
    return found
