"""Asking for what is not one's own by every parameter, and asking nonsense."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from tests.access.asking import Answer, FormBody
from tests.access.doors import Door
from tests.access.personas import BY_NAME
from tests.access.places import BEARERS, filled, foreign, sides
from tests.access.walking import Walk

# To some who see one part only, a case of another.
NOT_THEIRS = {"liqiang": "b-fire", "zhaojun": "a-water", "kiosk": "b-fire"}
# What SensorThings joins, from each set to the next, and what it filters through them.
JOINS = (
    ("Things", {"$expand": "Datastreams($expand=ObservedProperty),Locations,HistoricalLocations"}),
    ("Things", {"$filter": "startswith(Datastreams/name,'w')"}),
    ("Things", {"$orderby": "name desc", "$top": "1", "$skip": "1", "$count": "true"}),
    ("Locations", {"$expand": "Things($expand=Datastreams($expand=Thing)),HistoricalLocations"}),
    ("HistoricalLocations", {"$expand": "Thing,Locations"}),
    ("Datastreams", {"$expand": "Thing($expand=Locations),Sensor,Observations"}),
    ("Datastreams", {"$filter": "Thing/name ne 'x'", "$select": "name"}),
    ("Sensors", {"$expand": "Datastreams($expand=Thing)"}),
    ("ObservedProperties", {"$expand": "Datastreams($expand=Thing($expand=Locations))"}),
    ("FeaturesOfInterest", {"$expand": "Observations($expand=Datastream($expand=Thing))"}),
    ("Observations", {"$expand": "Datastream($expand=Thing),FeatureOfInterest"}),
    ("ObservedProperties(1)/Datastreams", {"$expand": "Thing"}),
    ("Sensors(1)/Datastreams", {"$expand": "Thing"}),
)
# NUL and signs of all kinds, too large, negative, no number, no date, the last date, empty.
NASTY = ("a\0'\"%_\\<ü𝕏٣", "9" * 400, "-1", "NaN", "9999-12-31T23:59:59Z", "2026-13-45", "")
WRONG_TYPES = ([], None, 1e308, "a\0b", "9" * 400)
IN_PATHS = ("%00", "9" * 40, "-1", quote("'\"<ü𝕏٣"), "a" * 300)


def reach(walk: Walk) -> None:
    """Every parameter of every readable door, given what belongs to somebody else."""
    for name, parcel in NOT_THEIRS.items():
        for door in _readable(walk):
            for values in list(sides(walk.world, door).values())[:1]:
                for given in _queries(walk, door, parcel):
                    _read(walk, door, name, values, given)
        for path, given in JOINS:
            _read(walk, Door("GET", f"/sta/v1.1/{path}"), name, {}, given)


def _readable(walk: Walk) -> list[Door]:
    """Doors that take parameters and are not the administrator's alone."""
    return [d for d in walk.asked if d.reads and not d.route.startswith(("/admin/", *BEARERS))]


def _queries(walk: Walk, door: Door, parcel: str) -> Iterator[dict[str, object]]:
    for name in sorted(walk.asked[door]):
        if name.startswith("$"):
            continue
        for value in foreign(walk.world, name, parcel):
            yield {name: value}


def _read(
    walk: Walk, door: Door, name: str, values: dict[str, object], given: dict[str, object]
) -> None:
    answer = walk.askers[name].ask(door.method, door.path(values), given)
    shown = "&".join(f"{key}={value}" for key, value in given.items())
    told = [word for value in (*values.values(), *given.values()) for word in _parts(value)]
    walk.judge(f"{door}?{shown}", BY_NAME[name], answer, told)


def _parts(value: object) -> list[str]:
    return [str(value), *re.findall(r"[\w-]+", str(value))]


def nonsense(walk: Walk) -> Iterator[str]:
    """Doors that answer 500, with what they were asked."""
    for door in walk.asked:
        who = "admin" if door.route.startswith("/admin/") else "zhoumin"
        for told, answer in _nonsense(walk, door, who):
            if answer.kind == "ERROR":
                yield f"{door} {told} as {who}: {answer.fault}"


def _nonsense(walk: Walk, door: Door, who: str) -> Iterator[tuple[str, Answer]]:
    values = next(iter(sides(walk.world, door).values()))
    ask = walk.askers[who].ask
    for name in door.names:
        for bad in IN_PATHS:
            yield f"<{name}>={bad[:20]}", ask(door.method, door.path({**values, name: bad}))
    path = door.path(values)
    if door.reads:
        for name in sorted(walk.asked[door]):
            for given in NASTY[:5]:
                yield f"?{name}={given[:20]!r}", ask("GET", path, {name: given})
    elif door.body is not None:
        yield from _json(walk, door, who, path)
    else:
        yield from _forms(walk, door, who, path)


def _json(walk: Walk, door: Door, who: str, path: str) -> Iterator[tuple[str, Answer]]:
    ask, sound = walk.askers[who].ask, filled(walk.world, walk.asked[door], "a")
    for raw in (b"", b"\xff", b"[]", b"null", b"{", b"[" * 5000):
        yield repr(raw[:9]), ask(door.method, path, (), raw, "application/json")
    for name in sorted(walk.asked[door]):
        for wrong in WRONG_TYPES:
            yield f"{name}: {str(wrong)[:20]}", ask(door.method, path, (), {**sound, name: wrong})


def _forms(walk: Walk, door: Door, who: str, path: str) -> Iterator[tuple[str, Answer]]:
    ask, sound = walk.askers[who].ask, filled(walk.world, walk.asked[door], "a")
    yield "a broken form", ask(door.method, path, (), b"\xff", "multipart/form-data; boundary=x")
    names = sorted(walk.asked[door])
    for bad in NASTY:
        yield f"all={bad[:20]!r}", ask(door.method, path, (), FormBody(dict.fromkeys(names, bad)))
    for at, name in enumerate(names):
        bad = NASTY[at % len(NASTY)]
        yield f"{name}={bad[:20]!r}", ask(door.method, path, (), FormBody({**sound, name: bad}))


def without_token(walk: Walk) -> Iterator[str]:
    """Doors that a session may write through although no CSRF token came along."""
    from tests.access.asking import Asker

    for name in ("zhoumin", "wangfang", "liqiang", "admin"):
        strict = Asker(BY_NAME[name], walk.world, strict=True)
        for door in walk.asked:
            if door.reads or "+" not in walk.cells[str(door), name]:
                continue
            side, values = next(iter(sides(walk.world, door).items()))
            given = filled(walk.world, walk.asked[door], side)
            body = given if door.body is not None else FormBody(given)
            answer = strict.ask(door.method, door.path(values), (), body)
            if answer.changed and "+" not in walk.cells[str(door), "anonymous"]:
                yield f"{door} as {name}"
