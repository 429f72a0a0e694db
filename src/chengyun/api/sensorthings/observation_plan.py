"""What of a `$filter` on Observations can be decided by columns: datastreams, times, values."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import Q
from odata_query import ast

from chengyun.api.sensorthings import ids, odata, times
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import DATASTREAMS, MULTI_DATASTREAMS
from chengyun.api.sensorthings.errors import Fault
from chengyun.api.sensorthings.evaluate import literal
from chengyun.api.sensorthings.narrow import narrow
from chengyun.sensing.history_rows import EARLIEST, LATEST
from chengyun.sensing.sta_models import MultiDatastream

# Observations at one time are kept this near to one another (see observe.free).
NEAR_US = 60_000_000


@dataclass(frozen=True)
class Plan:
    """Datastreams as a query, times in µs, bounds of the value; `exact` if that is all.

    `timed` and `valued` say whether times and values were narrowed.
    """

    streams: Q = field(default_factory=Q)
    low: int = EARLIEST
    high: int = LATEST
    values: tuple[tuple[str, float], ...] = ()
    exact: bool = True
    timed: bool = False

    def also(self, low: int = EARLIEST, high: int = LATEST) -> "Plan":
        return replace(self, low=max(self.low, low), high=min(self.high, high), timed=True)


def plan(node: Any, context: Context) -> Plan:
    """Take what columns can decide out of a filter; the rest makes it inexact."""
    if node is None:
        return Plan()
    return reduce(lambda made, part: _take(made, part, context), odata.conjuncts(node), Plan())


def _take(made: Plan, part: Any, context: Context) -> Plan:
    for reader in (_by_stream, _by_multi, _by_comparison):
        found = reader(made, part, context)
        if found is not None:
            return found
    return replace(made, exact=False)


def _by_stream(made: Plan, part: Any, context: Context) -> Plan | None:
    inner = odata.strip(part, "Datastream")
    if inner is None:
        return None
    found = narrow(inner, DATASTREAMS, context)
    streams = made.streams & Q(multi=None) & found.q
    return replace(made, streams=streams, exact=made.exact and found.exact)


def _by_multi(made: Plan, part: Any, context: Context) -> Plan | None:
    inner = odata.strip(part, "MultiDatastream")
    if inner is None:
        return None
    found = narrow(inner, MULTI_DATASTREAMS, context)
    seen = context.access.q(MULTI_DATASTREAMS)
    rows = MultiDatastream.objects.filter(seen & found.q).order_by().values("pk")
    streams = made.streams & Q(multi__in=rows)
    return replace(made, streams=streams, exact=made.exact and found.exact)


def _by_comparison(made: Plan, part: Any, context: Context) -> Plan | None:
    if not isinstance(part, ast.Compare) or type(part.comparator) not in odata.OPERATORS:
        return None
    name, path, other = odata.OPERATORS[type(part.comparator)], odata.path_of(part.left), part.right
    if not path:
        name, path, other = odata.FLIPPED[name], odata.path_of(part.right), part.left
    reader = COMPARED.get("/".join(path))
    if reader is None or not isinstance(other, ast._Literal) or isinstance(other, ast.List):
        return None
    return reader(made, name, literal(other))


def _time(made: Plan, name: str, value: Any) -> Plan | None:
    if not isinstance(value, datetime) or name == "ne":
        return None
    us = times.micros(value)
    low = {"gt": us + 1, "ge": us, "eq": us}.get(name, EARLIEST)
    high = {"lt": us - 1, "le": us, "eq": us}.get(name, LATEST)
    return made.also(low, high)


def _value(made: Plan, name: str, value: Any) -> Plan | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or abs(value) > 1e300:
        return None
    return replace(made, values=(*made.values, (name, float(value))))


def _id(made: Plan, name: str, value: Any) -> Plan | None:
    if name != "eq" or not isinstance(value, int):
        return None
    try:
        stream, us = ids.decode(value)
    except Fault:
        return replace(made, streams=made.streams & Q(pk__in=[]))
    here = replace(made, streams=made.streams & Q(pk=stream))
    return replace(here.also(us, us + 999), timed=made.timed)


COMPARED = {"phenomenonTime": _time, "result": _value, "id": _id}
