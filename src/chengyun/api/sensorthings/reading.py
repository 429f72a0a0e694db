"""GET: the root, collections, entities, properties, references."""

from typing import Any

from chengyun.api.sensorthings import conformance, dataarray, options, paths, render, rows
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import ALL, EntitySet
from chengyun.api.sensorthings.errors import Fault, missing
from chengyun.api.sensorthings.options import Options
from chengyun.api.sensorthings.paths import Path, Step
from chengyun.api.sensorthings.reply import Reply
from chengyun.api.sensorthings.rows import Origin


def root(context: Context) -> Reply:
    """The entity sets, and what this service holds of the standard (OGC 18-088, 9.2.1)."""
    sets = [{"name": one.name, "url": f"{context.root}/{one.name}"} for one in ALL]
    settings = {"conformance": list(conformance.held())}
    return Reply(200, {"value": sets, "serverSettings": settings})


def get(context: Context, text: str, query: str) -> Reply:
    """Whatever a path leads to. Raises Fault."""
    if context.access.path is None:
        raise Fault(403, "this key writes and does not read; sign in to read")
    path = paths.parse(text)
    entities, origin, row = reach(context, path)
    if path.many:
        return _collection(context, text, query, path, entities, origin)
    if path.field is not None:
        return part(path, entities, row)
    if path.ref:
        return Reply(200, {"@iot.selfLink": render.self_link(context, entities, row)})
    asked = options.parse(query, entities)
    return Reply(200, render.entity(context, entities, row, asked, alone=True))


def reach(context: Context, path: Path) -> tuple[EntitySet, Origin | None, Any]:
    """Follow a path: the last set, from where a link led to it, and the entity if it is one.

    Every entity on the way must be there, be seen, and be linked to the one before. Raises Fault.
    """
    origin: Origin | None = None
    row: Any = None
    for step in path.steps:
        if step.link is not None and row is not None:
            origin = Origin(_before(path, step), row, step.link)
        row = _entity(context, step, origin)
    return path.last.entities, origin, row


def _before(path: Path, step: Step) -> EntitySet:
    return path.steps[path.steps.index(step) - 1].entities


def _entity(context: Context, step: Step, origin: Origin | None) -> Any:
    if step.id is not None:
        return rows.one(context, step.entities, step.id, origin)
    if step.link is None or step.link.many:
        return None
    assert origin
    held = rows.linked(context, origin.entities, origin.row, step.link)
    if not held:
        raise missing(f"{origin.entities.single}({origin.row.pk})/{step.link.name}")
    return held[0]


def _collection(
    context: Context,
    text: str,
    query: str,
    path: Path,
    entities: EntitySet,
    origin: Origin | None,
) -> Reply:
    asked = options.parse(query, entities)
    found = rows.find(context, entities, origin, asked)
    way = f"{context.root}/{text.strip('/')}"
    if path.ref:
        return Reply(200, _references(context, entities, found, asked, way))
    if asked.data_array:
        return Reply(200, dataarray.page(context, found, asked, way))
    return Reply(200, render.page(context, entities, found, asked, way))


def _references(
    context: Context, entities: EntitySet, found: rows.Found, asked: Options, way: str
) -> dict[str, Any]:
    body = render.head(found, asked, way)
    links = [render.self_link(context, entities, row) for row in found.rows]
    return {**body, "value": [{"@iot.selfLink": link} for link in links]}


def part(path: Path, entities: EntitySet, row: Any) -> Reply:
    """A property alone, or its bare value; 204 where it has none (clause 9.2.5)."""
    assert path.field
    value = rows.within(rows.read(path.field, entities, row), path.keys)
    if value is None or value == {}:
        if path.keys:
            raise missing("/".join((path.field.name, *path.keys)))
        return Reply(204, None)
    if path.value:
        return Reply(200, render.text(value), "text/plain; charset=utf-8")
    name = (path.field.name, *path.keys)[-1]
    return Reply(200, {name: render.plain(value)})
