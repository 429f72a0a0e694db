"""Rows of the sets: which there are, one of them, and those linked to another."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from django.db.models import Q, QuerySet

from chengyun.api.sensorthings import functions
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import COMPLEX, SETS, EntitySet, Field, Link
from chengyun.api.sensorthings.errors import bad, missing
from chengyun.api.sensorthings.evaluate import Look, Many, evaluate, holds
from chengyun.api.sensorthings.narrow import Narrowed, column_of, narrow
from chengyun.api.sensorthings.odata import path_of
from chengyun.api.sensorthings.options import Options, Order

# A filter that only we can decide looks at no more rows than this.
BOUND = 50_000


@dataclass(frozen=True)
class Origin:
    """The entity from which a link leads here."""

    entities: EntitySet
    row: Any
    link: Link


@dataclass(frozen=True)
class Found:
    """A page: its rows, how many there are in all (if that was asked), whether more follow."""

    rows: list[Any]
    count: int | None
    more: bool


def find(context: Context, entities: EntitySet, origin: Origin | None, options: Options) -> Found:
    """A page of a set. Raises Fault."""
    if not entities.stored:
        from chengyun.api.sensorthings import observations

        return observations.find(context, origin, options)
    narrowed = narrow(options.filter, entities, context)
    rows = _ordered(base(context, entities, origin).filter(narrowed.q), origin)
    columns = [_column(order, entities) for order in options.orderby]
    if narrowed.exact and all(columns):
        return _page(rows.order_by(*columns, *rows.query.order_by), options)
    return _worked_out(context, entities, rows, narrowed, options)


def base(context: Context, entities: EntitySet, origin: Origin | None) -> QuerySet[Any]:
    """What the viewer sees of a set, or of what is linked to one entity."""
    rows: QuerySet[Any] = entities.model._default_manager.filter(context.access.q(entities))
    return rows.filter(_linked(context, entities, origin)) if origin else rows


def _linked(context: Context, entities: EntitySet, origin: Origin) -> Q:
    if not origin.entities.stored:
        from chengyun.api.sensorthings import observations

        return observations.linked(context, origin)
    back = origin.link.back
    if origin.link.name == "MultiDatastreams" and "__" in back:
        same = entities.model._default_manager.filter(**{back: origin.row.pk})
        return Q(pk__in=same.order_by().values("pk"))
    return Q(**{back: origin.row.pk})


def _ordered(rows: QuerySet[Any], origin: Origin | None) -> QuerySet[Any]:
    """By id; the properties of a MultiDatastream in the order of its results."""
    if origin and origin.link.name == "ObservedProperties":
        return rows.order_by("datastream__position")
    return rows.order_by("pk")


def _page(rows: QuerySet[Any], options: Options) -> Found:
    count = rows.count() if options.count else None
    held = list(rows[options.skip : options.skip + options.size + 1])
    return Found(held[: options.size], count, len(held) > options.size)


def _worked_out(
    context: Context, entities: EntitySet, rows: QuerySet[Any], narrowed: Narrowed, options: Options
) -> Found:
    held = list(rows[: BOUND + 1])
    if len(held) > BOUND:
        raise bad(f"the filter leaves more than {BOUND} rows to look at; add a narrower condition")
    return sift(held, options, lambda row: looker(context, entities, row), narrowed.exact)


def sift(
    rows: list[Any], options: Options, look: Callable[[Any], Look], decided: bool = False
) -> Found:
    """Filter, order and cut rows in memory."""
    if options.filter is not None and not decided:
        rows = [row for row in rows if holds(options.filter, look(row))]
    if options.orderby:
        rows = sorted(rows, key=_sort_key(options.orderby, look))
    page = rows[options.skip : options.skip + options.size]
    more = len(rows) > options.skip + options.size
    return Found(page, len(rows) if options.count else None, more)


def _sort_key(orders: tuple[Order, ...], look: Callable[[Any], Look]) -> Any:
    def key(row: Any) -> list[Any]:
        looked = look(row)
        return [evaluate(order.node, looked) for order in orders]

    def compare(a: list[Any], b: list[Any]) -> int:
        for order, left, right in zip(orders, a, b, strict=True):
            if way := _before(left, right):
                return -way if order.newest_first else way
        return 0

    wrapped = cmp_to_key(compare)
    return lambda row: wrapped(key(row))


def _before(left: Any, right: Any) -> int:
    """-1, 0 or 1; nothing comes before everything."""
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if functions.compare("lt", left, right):
        return -1
    return 1 if functions.compare("gt", left, right) else 0


def _column(order: Order, entities: EntitySet) -> str:
    """The database's name for a key of $orderby, through single links; "" if it has none."""
    way, path, place = [], path_of(order.node), entities
    while path and (link := place.link(path[0])):
        if link.many or not link.own:
            return ""
        way.append(link.own)
        place, path = SETS[link.target], path[1:]
    column, _kind = column_of(path, place) if path else ("", "")
    if not column:
        return ""
    return ("-" if order.newest_first else "") + "__".join([*way, column])


def one(context: Context, entities: EntitySet, key: int, origin: Origin | None = None) -> Any:
    """The entity with that id, among those linked to the origin. Raises Fault 404."""
    if not entities.stored:
        from chengyun.api.sensorthings import observations

        return observations.one(context, key, origin)
    row = base(context, entities, origin).filter(pk=key).first()
    if row is None:
        raise missing(f"{entities.name}({key})")
    return row


def linked(context: Context, entities: EntitySet, row: Any, link: Link) -> list[Any]:
    """All that a link leads to, for conditions over it; remembered for the request."""
    key = ("linked", entities.name, row.pk, link.name)
    if key not in context.cache:
        context.cache[key] = _linked_rows(context, entities, row, link)
    found: list[Any] = context.cache[key]
    return found


def _linked_rows(context: Context, entities: EntitySet, row: Any, link: Link) -> list[Any]:
    target, origin = SETS[link.target], Origin(entities, row, link)
    if target.stored:
        return list(_ordered(base(context, target, origin), origin))
    found = find(context, target, origin, Options(top=1000))
    if found.more:
        raise bad(f"too many {link.name} to look through; filter {target.name} themselves")
    return found.rows


def looker(context: Context, entities: EntitySet, row: Any) -> Look:
    """How an expression looks things up, starting from a row."""
    return lambda path: value_at(context, entities, row, path)


def value_at(context: Context, entities: EntitySet, row: Any, path: tuple[str, ...]) -> Any:
    """The value at the end of a path from a row; Many through links to several."""
    link = entities.link(path[0])
    if link is None:
        field = entities.field(path[0])
        return within(read(field, entities, row) if field else row.pk, path[1:])
    target = SETS[link.target]
    values = [
        value_at(context, target, other, path[1:]) for other in linked(context, entities, row, link)
    ]
    if not link.many:
        return values[0] if values else None
    return Many(v for value in values for v in (value if isinstance(value, Many) else (value,)))


def within(value: Any, keys: tuple[str, ...]) -> Any:
    """A part of a JSON value; None where there is none."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def read(field: Field, entities: EntitySet, row: Any) -> Any:
    """A property's value."""
    special = SPECIAL.get(field.kind)
    return special(field, entities, row) if special else getattr(row, field.column)


def _unit(field: Field, entities: EntitySet, row: Any) -> Any:
    if row.unit is not None:
        return row.unit
    symbol = row.observed_property.unit
    return {"name": symbol or None, "symbol": symbol or None, "definition": None}


def _computed(field: Field, entities: EntitySet, row: Any) -> Any:
    from chengyun.api.sensorthings import observations

    return observations.span(field.name, entities, row)


SPECIAL: dict[str, Callable[[Field, EntitySet, Any], Any]] = {
    "unit": _unit,
    "computed": _computed,
    "complex": lambda field, entities, row: COMPLEX,
    "id": lambda field, entities, row: row.pk,
}
