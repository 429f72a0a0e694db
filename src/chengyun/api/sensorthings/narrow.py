"""What of a `$filter` the database can decide: a query, and whether it decides everything."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from odata_query import ast

from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import SETS, EntitySet, Link
from chengyun.api.sensorthings.evaluate import literal
from chengyun.api.sensorthings.odata import FLIPPED, OPERATORS, path_of

LOOKUPS = {"lt": "__lt", "le": "__lte", "gt": "__gt", "ge": "__gte", "eq": ""}
TEXTS = {"startswith": "startswith", "endswith": "endswith", "contains": "contains"}
WANTED: dict[str, tuple[type, ...]] = {
    "text": (str,), "id": (int,), "instant": (datetime,),
}  # fmt: skip


@dataclass(frozen=True)
class Narrowed:
    """`q` lets through at least what the filter does; exactly that where `exact`."""

    q: Q = field(default_factory=Q)
    exact: bool = False


UNDECIDED = Narrowed()


def narrow(node: Any, entities: EntitySet, context: Context) -> Narrowed:
    """The filter as a query over the rows of a stored set."""
    if node is None:
        return Narrowed(Q(), True)
    if isinstance(node, ast.BoolOp):
        return _both(node, entities, context)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = narrow(node.operand, entities, context)
        return Narrowed(~inner.q, True) if inner.exact else UNDECIDED
    if isinstance(node, ast.Compare):
        return _compare(node, entities, context)
    if isinstance(node, ast.Call):
        return _call(node, entities, context)
    return UNDECIDED


def _both(node: Any, entities: EntitySet, context: Context) -> Narrowed:
    left, right = (narrow(side, entities, context) for side in (node.left, node.right))
    exact = left.exact and right.exact
    if isinstance(node.op, ast.And):
        return Narrowed(left.q & right.q, exact)
    return Narrowed(left.q | right.q, exact) if exact else UNDECIDED


def _compare(node: Any, entities: EntitySet, context: Context) -> Narrowed:
    name = OPERATORS.get(type(node.comparator))
    path, other = path_of(node.left), node.right
    if name and not path:
        path, other, name = path_of(node.right), node.left, FLIPPED[name]
    if not name or not path or not isinstance(other, ast._Literal):
        return UNDECIDED
    if isinstance(other, ast.Geography | ast.List):
        return UNDECIDED
    return _reached(path, name, literal(other), entities, context)


def _call(node: Any, entities: EntitySet, context: Context) -> Narrowed:
    """Text functions; the database may let other capitals through, so rows are looked at again."""
    name, arguments = node.func.full_name(), node.args
    if name == "substringof":
        name, arguments = "contains", arguments[::-1]
    if name not in TEXTS or not isinstance(arguments[1], ast.String):
        return UNDECIDED
    path = path_of(arguments[0])
    found = _reached(path, name, arguments[1].val, entities, context) if path else UNDECIDED
    return Narrowed(found.q, False)


def _reached(
    path: tuple[str, ...], name: str, value: Any, entities: EntitySet, context: Context
) -> Narrowed:
    """The condition at the end of a path; each link on the way is cut to what the viewer sees."""
    link = entities.link(path[0])
    if link is None:
        return _here(path, name, value, entities)
    target = SETS[link.target]
    if not target.stored or not entities.stored:
        return UNDECIDED
    inner = _reached(path[1:], name, value, target, context)
    return Narrowed(through(link, inner.q, target, context), inner.exact)


def through(link: Link, q: Q, target: EntitySet, context: Context) -> Q:
    """Rows linked to one that the viewer sees and that `q` holds for."""
    rows = target.model._default_manager.filter(context.access.q(target) & q)
    rows = rows.filter(**{f"{link.back}__isnull": False}).order_by()
    return Q(pk__in=rows.values(link.back))


def _here(path: tuple[str, ...], name: str, value: Any, entities: EntitySet) -> Narrowed:
    column, kind = column_of(path, entities)
    if not column or not isinstance(value, WANTED[kind]) or isinstance(value, bool):
        return UNDECIDED
    if name == "ne":
        return Narrowed(~Q(**{column: value}), True)
    if name in TEXTS:
        return Narrowed(Q(**{f"{column}__{TEXTS[name]}": value}), False)
    return Narrowed(Q(**{f"{column}{LOOKUPS[name]}": value}), True)


def column_of(path: tuple[str, ...], entities: EntitySet) -> tuple[str, str]:
    """The column and kind of a property; ("", "") where the database cannot tell it."""
    if path == ("id",):
        return "pk", "id"
    field = entities.field(path[0])
    if len(path) > 1 or field is None or not field.searchable or field.kind not in WANTED:
        return "", ""
    return field.column, field.kind
