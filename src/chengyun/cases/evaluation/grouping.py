"""Whom the figures are of: an area, a unit, a post or a person; and what they have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import Exact, IsNull
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from chengyun.cases.evaluation.columns import ACTORS, Columns
from chengyun.cases.evaluation.metrics import Actor
from chengyun.cases.models import LedgerEntry
from chengyun.cases.rules import Text
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.places.choices import Level
from chengyun.places.models import Area

Codes = NDArray[np.int64]


class By(StrEnum):
    """The objects of evaluation of GB/T 30428.4: areas, departments, posts, persons."""

    STREET = "street"
    COMMITTEE = "committee"
    GRID = "grid"
    UNIT = "unit"
    POST = "post"
    PERSON = "person"


LABELS: dict[By, Text] = {
    By.STREET: _("Sub-district"),
    By.COMMITTEE: _("Residents' committee"),
    By.GRID: _("Grid"),
    By.UNIT: _("Unit"),
    By.POST: _("Post"),
    By.PERSON: _("Person"),
}
LEVELS = {
    By.STREET: Level.STREET.value,
    By.COMMITTEE: Level.COMMITTEE.value,
    By.GRID: Level.GRID.value,
}
NOBODY = _("Not assigned")


@dataclass(frozen=True)
class Peer:
    """One of those compared. `key` is its code in addresses, "" for what belongs to none; `path`
    is an area's."""

    key: str
    title: str
    path: str = ""


@dataclass(frozen=True)
class Groups:
    """The peers, the last of them nobody, and which of them each case counts for."""

    peers: tuple[Peer, ...]
    of: Callable[[Actor], Codes]


def groups(columns: Columns, by: By) -> Groups:
    """The peers of a grouping, with the cases assigned to them."""
    if by in LEVELS:
        return _areas(columns, LEVELS[by])
    if by is By.UNIT:
        return _units(columns)
    return _posts(columns) if by is By.POST else _persons(columns)


def within(by: By, key: str, actor: Actor) -> Q:
    """The cases that count for a peer, as a query; the same rule as `groups`."""
    if by in LEVELS:
        return _in_area(LEVELS[by], key)
    if by is By.UNIT:
        return Q(unit__code=key) if key else Q(unit=None)
    return _by_post(key, actor) if by is By.POST else _by_person(key, actor)


def last_actor(actor: Actor) -> Subquery:
    """Who did it last to a case, by the ledger."""
    rows = LedgerEntry.objects.filter(case=OuterRef("pk"), action__in=ACTORS[actor.value])
    return Subquery(rows.order_by("-seq").values("actor_id")[:1])


def _areas(columns: Columns, level: str) -> Groups:
    areas = list(Area.objects.filter(level=level).only("code", "name", "name_en", "path"))
    place = {area.path: at for at, area in enumerate(areas)}
    depth = {path.count("/") for path in place}
    codes = np.array(
        [_ancestor(path, place, depth, len(areas)) for path in columns.texts["area_path"]] or [0]
    )
    return _same(
        [Peer(area.code, area.title, area.path) for area in areas], codes[columns["area_path"]]
    )


def _ancestor(path: str, place: Mapping[str, int], depths: set[int], none: int) -> int:
    """The place in the list of the area of that level that holds a path."""
    steps = path.split("/")
    above = ("/".join(steps[:depth]) + "/" for depth in depths)
    return next((place[one] for one in above if one in place), none)


def _units(columns: Columns) -> Groups:
    units = list(Unit.objects.all())
    codes = _placed([unit.pk for unit in units], columns["unit_id"])
    return _same([Peer(unit.code, unit.title) for unit in units], codes)


def _same(peers: list[Peer], codes: Codes) -> Groups:
    """Groups that do not depend on whose work a figure is."""
    return Groups((*peers, Peer("", str(NOBODY))), lambda actor: codes)


def _persons(columns: Columns) -> Groups:
    users = list(User.objects.order_by("username").only("pk", "name", "username"))
    ids = [user.pk for user in users]
    peers = [Peer(str(user.pk), str(user)) for user in users]
    return Groups(
        (*peers, Peer("", str(NOBODY))), lambda actor: _placed(ids, columns[column_of(actor)])
    )


def _posts(columns: Columns) -> Groups:
    roles = dict(User.objects.values_list("pk", "role"))
    keys = list(Role.values)
    places = [keys.index(role) if role in keys else len(keys) for role in roles.values()]

    def of(actor: Actor) -> Codes:
        who = _placed(list(roles), columns[column_of(actor)])
        return np.array([*places, len(keys)], dtype=np.int64)[who]

    peers = [Peer(role.value, str(role.label)) for role in Role]
    return Groups((*peers, Peer("", str(NOBODY))), of)


def column_of(actor: Actor) -> str:
    return "handler_id" if actor is Actor.HANDLER else actor.value


def _placed(ids: Sequence[int], column: Codes) -> Codes:
    """For each id of the column its place in `ids`, or their number where it is none of them."""
    if not ids:
        return np.zeros(len(column), dtype=np.int64)
    place = np.full(max(ids) + 2, len(ids), dtype=np.int64)
    place[np.array(ids)] = np.arange(len(ids))
    # Below none and above the greatest both fall on the last place, which is nobody's.
    return place[np.where((column < 0) | (column > max(ids)), max(ids) + 1, column)]


def _in_area(level: str, code: str) -> Q:
    areas = Area.objects.filter(level=level)
    if code:
        path = areas.filter(code=code).values_list("path", flat=True).first()
        return Q(area_path__within=path) if path else Q(pk__in=[])
    place = dict.fromkeys(areas.values_list("path", flat=True), 0)
    depths = {path.count("/") for path in place}
    paths = Area.objects.values_list("path", flat=True)
    outside = [path for path in paths if _ancestor(path, place, depths, -1) < 0]
    return Q(area_path__in=["", *outside])


def _by_person(key: str, actor: Actor) -> Q:
    if key and not (key.isascii() and key.isdecimal()):
        return Q(pk__in=[])
    who = int(key) if key else None
    if actor is Actor.HANDLER:
        return Q(handler=who)
    if who is None:
        return Q(IsNull(last_actor(actor), True))
    return Q(Exact(last_actor(actor), who))


def _by_post(key: str, actor: Actor) -> Q:
    if not key:
        return _by_person("", actor)
    if actor is Actor.HANDLER:
        return Q(handler__role=key)
    role = User.objects.filter(pk=OuterRef("actor_id")).values("role")[:1]
    rows = LedgerEntry.objects.filter(case=OuterRef("pk"), action__in=ACTORS[actor.value])
    return Q(Exact(Subquery(rows.order_by("-seq").values(r=Subquery(role))[:1]), key))


def name_of(by: By, key: str) -> str:
    """A peer's name by its key; "" for an unknown one."""
    if not key:
        return str(NOBODY)
    if by is By.POST:
        return str(dict(Role.choices).get(key, ""))
    if by is By.PERSON:
        return (
            str(User.objects.filter(pk=key).first() or "")
            if key.isascii() and key.isdecimal()
            else ""
        )
    model = Unit if by is By.UNIT else Area
    found = model.objects.filter(code=key).first()
    return found.title if found else ""
