"""Every door of the house, found where Django and the web process themselves keep them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

READING = ("GET",)
SENSORTHINGS = "/sta/v1.1"
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
# A view that says nothing of methods may be asked either way.
EITHER = ("GET", "POST")
WRITTEN = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Door:
    """One method of one address; `query` and `body` are what its schema says it takes."""

    method: str
    route: str
    query: tuple[str, ...] = ()
    body: Mapping[str, Any] | None = field(default=None, hash=False, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def names(self) -> list[str]:
        """What stands in the address and must be known before it can be asked."""
        return PLACEHOLDER.findall(self.route)

    @property
    def reads(self) -> bool:
        return self.method in READING

    def path(self, values: Mapping[str, object]) -> str:
        return PLACEHOLDER.sub(lambda found: str(values[found[1]]), self.route)


@cache
def all_doors() -> list[Door]:
    """All doors in Django's resolver, those of SensorThings by their sets."""
    return sorted({*_django(), *_sensorthings()}, key=lambda door: (door.route, door.method))


def beside_django() -> list[str]:
    """Doors of the web process that Django never sees: classes it serves, and stream topics."""
    from chengyun.api.stream import TOPICS
    from chengyun.runtime import asgi

    served = [name for name in vars(asgi) if name.endswith("Door")]
    return [*(f"ASGI {name}" for name in served), *(f"STREAM {topic}" for topic in TOPICS)]


def _django() -> Iterator[Door]:
    client, told = Client(raise_request_exception=False), _schema()
    for route in _routes(get_resolver().url_patterns, "/"):
        if route.startswith(SENSORTHINGS):
            continue
        for method in _methods(client, route):
            yield Door(method, route, *told.get((method, _plain(route)), ((), None)))


def _routes(patterns: list[Any], prefix: str) -> Iterator[str]:
    for one in patterns:
        route = prefix + _template(str(one.pattern))
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def _template(pattern: str) -> str:
    """A regular expression as the template that it would have been."""
    return GROUP.sub(r"<\1>", pattern).removeprefix("^").removesuffix("$").replace("\\.", ".")


def _methods(client: Client, route: str) -> tuple[str, ...]:
    """What the view's own refusal of OPTIONS says that it takes."""
    answer = client.options(PLACEHOLDER.sub("1", route))
    allowed = [name.strip() for name in answer.headers.get("Allow", "").split(",")]
    kept = tuple(name for name in ("GET", *WRITTEN) if name in allowed)
    return kept or EITHER


Told = tuple[tuple[str, ...], dict[str, Any] | None]


def _schema() -> dict[tuple[str, str], Told]:
    """What the API's own description says of each operation: query names and body fields."""
    from chengyun.api.rest import make

    told = make().get_openapi_schema(path_prefix="/api/v1/")
    return {
        (method.upper(), _plain(path)): (_query(one), _body(one, told))
        for path, methods in told["paths"].items()
        for method, one in methods.items()
    }


def _plain(route: str) -> str:
    return re.sub(r"[<{](?:\w+:)?\w+[>}]", "*", route)


def _query(operation: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(p["name"] for p in operation.get("parameters", ()) if p["in"] == "query")


def _body(operation: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = told["components"]["schemas"].get(name, {})
    return dict(found.get("properties", {}))


def _sensorthings() -> Iterator[Door]:
    """The paths are the standard's own: one door for each set and each entity of it."""
    from chengyun.api.sensorthings.entities import SETS

    options = tuple(f"${name}" for name in
                    ("filter", "expand", "orderby", "select", "top", "skip", "count"))  # fmt: skip
    yield Door("GET", SENSORTHINGS)
    yield Door("POST", f"{SENSORTHINGS}/$batch", (), {"requests": {}})
    yield Door("POST", f"{SENSORTHINGS}/CreateObservations", (), {})
    for name in SETS:
        yield Door("GET", f"{SENSORTHINGS}/{name}", options)
        yield Door("POST", f"{SENSORTHINGS}/{name}", (), {"name": {}, "description": {}})
        one = f"{SENSORTHINGS}/{name}(<{name}>)"
        yield Door("GET", one, options)
        for method in ("PUT", "PATCH", "DELETE"):
            yield Door(method, one, (), {"name": {}, "description": {}})
