"""The `$` options of a request, parsed: nested in `$expand` as in the query string."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from chengyun.api.sensorthings import odata
from chengyun.api.sensorthings.entities import SETS, EntitySet
from chengyun.api.sensorthings.errors import bad

PAGE = 100
MOST = 1000
DEEPEST = 8


@dataclass(frozen=True)
class Order:
    """One key of `$orderby`: an expression and its direction."""

    node: Any
    newest_first: bool


@dataclass(frozen=True)
class Options:
    """What was asked; `expand` maps a link's name to the options below it."""

    filter: Any = None
    orderby: tuple[Order, ...] = ()
    select: tuple[str, ...] = ()
    expand: Mapping[str, "Options"] = field(default_factory=dict)
    top: int | None = None
    skip: int = 0
    count: bool = False
    data_array: bool = False
    told: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Rows of a page: at most MOST, PAGE unless told."""
        return PAGE if self.top is None else min(self.top, MOST)


def parse(query: str, entities: EntitySet) -> Options:
    """The options of a query string. Raises Fault 400 naming the option that is wrong."""
    told = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "token"]
    return _options(told, entities, 0)


def _options(told: list[tuple[str, str]], entities: EntitySet, depth: int) -> Options:
    if depth > DEEPEST:
        raise bad(f"$expand goes deeper than {DEEPEST}")
    values: dict[str, Any] = {}
    for name, text in told:
        reader = READERS.get(name)
        if reader is None:
            raise bad(f"{name} is not a query option; they are {', '.join(READERS)}")
        key, value = reader(text, entities, depth)
        if key in values:
            raise bad(f"{name} is given twice")
        values[key] = value
    return Options(**values, told=tuple(told))


def _filter(text: str, entities: EntitySet, depth: int) -> tuple[str, Any]:
    tree = odata.parse(text)
    for path in odata.paths_in(tree):
        check_path(path, entities, "$filter")
    return "filter", tree


def check_path(path: tuple[str, ...], entities: EntitySet, where: str) -> None:
    """Raise Fault 400 for a path whose names an entity does not have."""
    for name in path:
        if link := entities.link(name):
            entities = SETS[link.target]
        elif entities.field(name) or name == "id":
            return
        else:
            raise bad(f"{where}: {entities.single} has no {name!r} in {'/'.join(path)}")
    raise bad(f"{where}: {'/'.join(path)} is an entity, not a property")


def _orderby(text: str, entities: EntitySet, depth: int) -> tuple[str, Any]:
    return "orderby", tuple(_order(part.strip(), entities) for part in split(text, ","))


def _order(text: str, entities: EntitySet) -> Order:
    body, _, last = text.rpartition(" ")
    newest = last.lower() == "desc"
    node = odata.parse(body if body and last.lower() in ("asc", "desc") else text, "$orderby")
    for path in odata.paths_in(node):
        check_path(path, entities, "$orderby")
    return Order(node, newest)


def _select(text: str, entities: EntitySet, depth: int) -> tuple[str, Any]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        known = entities.field(name.partition("/")[0]) or entities.link(name)
        if name not in ("id", "@iot.id", "@iot.selfLink", "*") and known is None:
            raise bad(f"$select: {entities.single} has no {name!r}")
    if not names:
        raise bad("$select is empty")
    return "select", () if "*" in names else names


def _expand(text: str, entities: EntitySet, depth: int) -> tuple[str, Any]:
    found: dict[str, Options] = {}
    for part in split(text, ","):
        path, inner = _parenthesised(part.strip())
        first, _, rest = path.partition("/")
        link = entities.link(first)
        if link is None:
            raise bad(f"$expand: {entities.single} has no {first!r}")
        told = [("$expand", f"{rest}({inner})" if inner else rest)] if rest else _pairs(inner)
        below = _options(told, SETS[link.target], depth + 1)
        found[first] = _joined(found[first], below) if first in found else below
    return "expand", found


def _joined(first: Options, second: Options) -> Options:
    """Two expansions of one link: `Datastreams/Sensor,Datastreams/Thing`."""
    expand = {**first.expand, **second.expand}
    kept = first if {name for name, _ in second.told} <= {"$expand"} else second
    return replace(kept, expand=expand)


def _parenthesised(text: str) -> tuple[str, str]:
    path, bracket, inner = text.partition("(")
    if bracket and not inner.endswith(")"):
        raise bad(f"$expand: a bracket is not closed in {text!r}")
    return path.strip(), inner[:-1] if bracket else ""


def _pairs(inner: str) -> list[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in split(inner, ";") if part.strip())
    return [(name.strip(), value) for name, _, value in pairs]


def split(text: str, at: str) -> Iterator[str]:
    """Parts between separators that are neither quoted nor in brackets."""
    depth, quoted, start = 0, False, 0
    for index, letter in enumerate(text):
        if letter == "'":
            quoted = not quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
            if letter == at and depth == 0:
                yield text[start:index]
                start = index + 1
    yield text[start:]


def _whole(name: str) -> Any:
    def read(text: str, entities: EntitySet, depth: int) -> tuple[str, int]:
        if not text.strip().isdigit() or len(text) > 15:
            raise bad(f"${name} must be a whole number from 0 on, not {text!r}")
        return name, int(text)

    return read


def _count(text: str, entities: EntitySet, depth: int) -> tuple[str, bool]:
    if text not in ("true", "false"):
        raise bad(f"$count must be true or false, not {text!r}")
    return "count", text == "true"


def _format(text: str, entities: EntitySet, depth: int) -> tuple[str, bool]:
    if text.lower() != "dataarray" or entities.stored:
        raise bad(f"$resultFormat={text} is not there; Observations have dataArray")
    return "data_array", True


READERS: Mapping[str, Any] = {
    "$filter": _filter,
    "$expand": _expand,
    "$select": _select,
    "$orderby": _orderby,
    "$top": _whole("top"),
    "$skip": _whole("skip"),
    "$count": _count,
    "$resultFormat": _format,
}
