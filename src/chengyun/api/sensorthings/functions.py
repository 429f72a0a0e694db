"""The functions and operators of `$filter` over values (OGC 18-088, tables 22 to 24).

Values are None, truth, numbers, text, times, dates, durations, shapes, and JSON.
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from chengyun.api.sensorthings import times
from chengyun.api.sensorthings.times import Interval

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Function:
    """How many arguments it may have, and what it makes of them. None in, None out."""

    arguments: tuple[int, ...]
    of: Callable[..., Any]


def _substring(text: str, start: int, length: int | None = None) -> str:
    start = max(int(start), 0)
    return text[start:] if length is None else text[start : start + max(int(length), 0)]


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        return times.start_of(times.parse(value))
    if isinstance(value, datetime | Interval):
        return times.start_of(value).astimezone(UTC)
    raise TypeError("this function takes a time")


def _offset(value: Any) -> int:
    """Always 0: times are told in UTC."""
    return (_moment(value).utcoffset() or timedelta()) // MINUTE


def _part(name: str) -> Function:
    def of(value: Any) -> Any:
        if type(value) is date:
            return getattr(value, name)
        return getattr(_moment(value), name)

    return Function((1,), of)


def shape_of(value: Any) -> BaseGeometry:
    """A shape of WKT text or GeoJSON; a Feature gives its geometry. Raises TypeError."""
    try:
        if isinstance(value, BaseGeometry):
            return value
        if isinstance(value, str):
            return shapely.from_wkt(value.partition(";")[2] if ";" in value else value)
        if isinstance(value, dict) and value.get("type") == "Feature":
            value = value["geometry"]
        return shape(value)
    except (ShapelyError, AttributeError, KeyError, ValueError, IndexError) as error:
        raise TypeError(f"not a geometry: {error}") from None


def _geometric(predicate: Callable[..., Any]) -> Function:
    return Function((2,), lambda a, b: bool(predicate(shape_of(a), shape_of(b))))


def _rounded(value: float) -> float:
    """Half away from zero, as OData says."""
    return math.copysign(math.floor(abs(value) + 0.5), value)


def _at(name: str) -> Callable[[Any, Any], bool]:
    return lambda a, b: times.compare(name, a, b)


def _overlap(a: Any, b: Any) -> bool:
    first, second = sorted((a, b), key=times.start_of)
    same = times.start_of(first) == times.start_of(second)
    return same or times.start_of(second) < times.end_of(first)


def _during(a: Any, b: Any) -> bool:
    if not isinstance(b, Interval):
        raise TypeError("during needs an interval as its second argument")
    inside = b.start <= times.start_of(a)
    return inside and (a.end <= b.end if isinstance(a, Interval) else a < b.end)


def _meets(a: Any, b: Any) -> bool:
    if isinstance(a, datetime) and isinstance(b, datetime):
        return a == b
    return times.end_of(a) == times.start_of(b) or times.end_of(b) == times.start_of(a)


FUNCTIONS: Mapping[str, Function] = {
    # text
    "substringof": Function((2,), lambda part, text: part in text),
    "contains": Function((2,), lambda text, part: part in text),
    "startswith": Function((2,), lambda text, part: text.startswith(part)),
    "endswith": Function((2,), lambda text, part: text.endswith(part)),
    "length": Function((1,), len),
    "indexof": Function((2,), lambda text, part: text.find(part)),
    "substring": Function((2, 3), _substring),
    "tolower": Function((1,), lambda text: text.lower()),
    "toupper": Function((1,), lambda text: text.upper()),
    "trim": Function((1,), lambda text: text.strip()),
    "concat": Function((2,), lambda a, b: f"{a}{b}"),
    # times
    **{name: _part(name) for name in ("year", "month", "day", "hour", "minute", "second")},
    "fractionalseconds": Function((1,), lambda t: _moment(t).microsecond / 1e6),
    "date": Function((1,), lambda t: _moment(t).date()),
    "time": Function((1,), lambda t: _moment(t).time()),
    "totaloffsetminutes": Function((1,), _offset),
    "now": Function((0,), lambda: datetime.now(UTC)),
    "mindatetime": Function((0,), lambda: datetime.min.replace(tzinfo=UTC)),
    "maxdatetime": Function((0,), lambda: datetime.max.replace(tzinfo=UTC)),
    "before": Function((2,), _at("lt")),
    "after": Function((2,), _at("gt")),
    "meets": Function((2,), _meets),
    "during": Function((2,), _during),
    "overlaps": Function((2,), _overlap),
    "starts": Function((2,), lambda a, b: times.start_of(a) == times.start_of(b)),
    "finishes": Function((2,), lambda a, b: times.end_of(a) == times.end_of(b)),
    # numbers
    "round": Function((1,), _rounded),
    "floor": Function((1,), math.floor),
    "ceiling": Function((1,), math.ceil),
    # places; distances and lengths are in the units of the coordinates, degrees
    "geo.distance": Function((2,), lambda a, b: float(shapely.distance(shape_of(a), shape_of(b)))),
    "geo.length": Function((1,), lambda a: float(shapely.length(shape_of(a)))),
    "geo.intersects": _geometric(shapely.intersects),
    "st_equals": _geometric(shapely.equals),
    "st_disjoint": _geometric(shapely.disjoint),
    "st_touches": _geometric(shapely.touches),
    "st_within": _geometric(shapely.within),
    "st_overlaps": _geometric(shapely.overlaps),
    "st_crosses": _geometric(shapely.crosses),
    "st_intersects": _geometric(shapely.intersects),
    "st_contains": _geometric(shapely.contains),
    "st_relate": Function(
        (3,), lambda a, b, how: bool(shapely.relate_pattern(shape_of(a), shape_of(b), how))
    ),
}

ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "Mod": math.fmod,
}
ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
}  # fmt: skip


def compare(name: str, left: Any, right: Any) -> bool:
    """`left eq right` and so on; values of different kinds are unequal and have no order."""
    if left is None or right is None:
        same = left is right
        return same if name == "eq" else not same if name == "ne" else False
    if isinstance(left, datetime | Interval) and isinstance(right, datetime | Interval):
        return times.compare(name, left, right)
    if name in ("eq", "ne"):
        return (_kind(left) is _kind(right) and left == right) is (name == "eq")
    return _kind(left) is _kind(right) and _kind(left) is not bool and ORDER[name](left, right)


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def arithmetic(name: str, left: Any, right: Any) -> Any:
    """Numbers, and times with durations. None for what cannot be worked out."""
    if left is None or right is None:
        return None
    if isinstance(left, Interval) and isinstance(right, timedelta):
        return Interval(arithmetic(name, left.start, right), arithmetic(name, left.end, right))
    try:
        return ARITHMETIC[name](left, right)
    except (ArithmeticError, ValueError):
        return None


def call(name: str, values: Sequence[Any]) -> Any:
    """A function's value; None where an argument is None."""
    if any(value is None for value in values):
        return None
    return FUNCTIONS[name].of(*values)
