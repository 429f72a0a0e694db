"""Works out an expression for one row: what the database cannot decide is decided here."""

from collections.abc import Callable
from datetime import date, datetime, time
from itertools import product
from typing import Any

from odata_query import ast

from chengyun.api.sensorthings import functions, times
from chengyun.api.sensorthings.errors import bad
from chengyun.api.sensorthings.odata import OPERATORS, SPAN, path_of

Look = Callable[[tuple[str, ...]], Any]


class Many(tuple[Any, ...]):
    """The values of a path through several entities: a condition holds if it does for one."""


def literal(node: Any) -> Any:
    """The value of a literal. Raises Fault 400."""
    try:
        return LITERALS[type(node)](node)
    except KeyError:
        raise bad(f"{node} cannot be used here") from None
    except ValueError as error:
        raise bad(f"{node.val!r}: {error}") from None


def _geography(node: Any) -> Any:
    if node.val.startswith(SPAN):
        return times.parse(node.val.removeprefix(SPAN))
    try:
        return functions.shape_of(node.val)
    except TypeError as error:
        raise bad(f"geography'{node.val}': {error}") from None


LITERALS: dict[type, Callable[[Any], Any]] = {
    ast.Null: lambda node: None,
    ast.Integer: lambda node: int(node.val),
    ast.Float: lambda node: float(node.val),
    ast.Boolean: lambda node: node.val.lower() == "true",
    ast.String: lambda node: node.val,
    ast.GUID: lambda node: node.val,
    ast.Date: lambda node: date.fromisoformat(node.val),
    ast.Time: lambda node: time.fromisoformat(node.val),
    ast.DateTime: lambda node: _moment(node.val),
    ast.Duration: lambda node: node.py_val,
    ast.Geography: _geography,
}


def _moment(text: str) -> datetime:
    return times.instant(
        text if text[-1] in "Zz" or "+" in text or "-" in text[10:] else f"{text}Z"
    )


def evaluate(node: Any, look: Look) -> Any:
    """The value of an expression; `look` gives that of a path. Raises Fault 400."""
    if path := path_of(node):
        return look(path)
    worked = WORK.get(type(node))
    if worked:
        return worked(node, look)
    return literal(node)


def holds(node: Any, look: Look) -> bool:
    """Whether a condition is true of the row."""
    return _truth(evaluate(node, look))


def _truth(value: Any) -> bool:
    return any(v is True for v in value) if isinstance(value, Many) else value is True


def _compare(node: Any, look: Look) -> Any:
    if isinstance(node.comparator, ast.In):
        left = evaluate(node.left, look)
        return any(_each("eq", functions.compare, left, literal(v)) for v in node.right.val)
    name = OPERATORS[type(node.comparator)]
    return _each(name, functions.compare, evaluate(node.left, look), evaluate(node.right, look))


def _each(name: str, of: Callable[..., Any], *values: Any) -> Any:
    """Apply to every combination of many-valued arguments."""
    if not any(isinstance(value, Many) for value in values):
        return _tried(name, of, values)
    sides = [value if isinstance(value, Many) else (value,) for value in values]
    results = Many(_tried(name, of, one) for one in product(*sides))
    return _truth(results) if of is functions.compare else results


def _tried(name: str, of: Callable[..., Any], values: Any) -> Any:
    try:
        return of(name, *values)
    except (TypeError, AttributeError, ValueError, OverflowError) as error:
        raise bad(f"$filter: {name} cannot be applied here: {error}") from None


def _bool(node: Any, look: Look) -> bool:
    left = holds(node.left, look)
    if isinstance(node.op, ast.And):
        return left and holds(node.right, look)
    return left or holds(node.right, look)


def _unary(node: Any, look: Look) -> Any:
    if isinstance(node.op, ast.Not):
        return not holds(node.operand, look)
    return _each("Mult", functions.arithmetic, evaluate(node.operand, look), -1)


def _binary(node: Any, look: Look) -> Any:
    left, right = evaluate(node.left, look), evaluate(node.right, look)
    return _each(type(node.op).__name__, functions.arithmetic, left, right)


def _call(node: Any, look: Look) -> Any:
    values = [evaluate(argument, look) for argument in node.args]
    return _each(node.func.full_name(), lambda name, *given: functions.call(name, given), *values)


WORK: dict[type, Callable[[Any, Look], Any]] = {
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Call: _call,
}
