"""Resource paths (OGC 18-088, clause 9.2): `Things(1)/Datastreams(2)/unitOfMeasurement/name`."""

import re
from dataclasses import dataclass

from chengyun.api.sensorthings.entities import SETS, EntitySet, Field, Link
from chengyun.api.sensorthings.errors import Fault, missing

SEGMENT = re.compile(r"([A-Za-z_$@.][\w$@.\-]*)(?:\((.*)\))?")
INTEGER = re.compile(r"-?\d{1,19}")


@dataclass(frozen=True)
class Step:
    """One entity set or entity on the way: the link that leads there (None at the start)."""

    entities: EntitySet
    link: Link | None
    id: int | None


@dataclass(frozen=True)
class Path:
    """A parsed path. `field` and `keys` lead into a property; `value` and `ref` are `$value` and
    `$ref` at its end."""

    steps: tuple[Step, ...]
    field: Field | None = None
    keys: tuple[str, ...] = ()
    value: bool = False
    ref: bool = False

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def many(self) -> bool:
        """True for a collection, False for one entity or a part of it."""
        link = self.last.link
        return self.last.id is None and (link is None or link.many)


def parse(text: str) -> Path:
    """The path below the service's root. Raises Fault 404 for what is no path, 400 for an id."""
    parts = [part for part in text.strip("/").split("/") if part]
    steps = [_first(parts[0])]
    for at, part in enumerate(parts[1:], 1):
        step = _next(steps[-1], part)
        if step is None:
            return _rest(tuple(steps), parts[at:], text)
        steps.append(step)
    return Path(tuple(steps))


def _first(part: str) -> Step:
    name, key = _split(part)
    if name not in SETS:
        raise Fault(404, f"there is no entity set {name!r}; the sets are {', '.join(SETS)}")
    return Step(SETS[name], None, key)


def _next(before: Step, part: str) -> Step | None:
    name, key = _split(part)
    link = before.entities.link(name)
    if link is None:
        return None
    if before.id is None and (before.link is None or before.link.many):
        raise missing(f"{before.entities.name}/{name}: choose one of {before.entities.name} first")
    if key is not None and not link.many:
        raise missing(f"{name}({key}): {name} is one entity, it takes no id")
    return Step(SETS[link.target], link, key)


def _split(part: str) -> tuple[str, int | None]:
    match = SEGMENT.fullmatch(part)
    if not match:
        raise missing(repr(part))
    name, key = match[1], match[2]
    if key is None:
        return name, None
    if not INTEGER.fullmatch(key):
        raise Fault(404, f"{part}: ids are whole numbers")
    return name, int(key)


def _rest(steps: tuple[Step, ...], rest: list[str], text: str) -> Path:
    """What follows the last entity: a property, keys within it, $value, or $ref."""
    path = Path(steps)
    if rest == ["$ref"]:
        return Path(steps, ref=True)
    if path.many:
        raise missing(text)
    end = rest[-1] == "$value"
    names = rest[:-1] if end else rest
    known = _field(path.last.entities, names[0]) if names else None
    if known is None:
        raise missing(f"{text}: {path.last.entities.single} has no {rest[0]!r}")
    return Path(steps, known, tuple(names[1:]), value=end)


def _field(entities: EntitySet, name: str) -> Field | None:
    return ID if name in ("id", "@iot.id") else entities.field(name)


ID = Field("id", "pk", "id")
