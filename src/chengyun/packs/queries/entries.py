"""Readers of entries. Every one goes through the gate of the register for its viewer."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from chengyun.packs.api import EntryView
from chengyun.packs.models import Entry, EntryRow
from chengyun.packs.queries.registers import Sheet
from chengyun.people.gates import Doorman
from chengyun.people.policy import Scope
from chengyun.places.models import Area
from chengyun.planning.lamps import deadline_lamp

# What other rooms call it, which may not know the table.
Kept = Entry
# Boxes in which what is near is sought, in metres from the middle to the side, one after the other.
BOXES_M = (300.0, 1500.0, 6000.0)
DEGREE_M = 111_195.0
COLUMNS = {"stage": "stage", "area": "area__code"}


def visible(door: Doorman, sheet: Sheet, ended: bool = False) -> QuerySet[Entry]:
    """The entries of a register that the viewer may see, with their areas, by name."""
    rule = door.scope(sheet.readers).q()
    found = Entry.objects.filter(rule, register=sheet.key, ended_at__isnull=not ended)
    return found.select_related("area").defer("area__boundary").order_by("name", "pk")


def narrowed(found: QuerySet[Entry], where: Mapping[str, Any]) -> QuerySet[Entry]:
    """The entries with these values: of fields, or of stage and area (a code: all within)."""
    for key, value in where.items():
        if key == "area":
            area = Area.objects.filter(code=value).values_list("path", flat=True).first()
            found = found.filter(area_path__within=area or "-")
        elif key in COLUMNS:
            found = found.filter(**{COLUMNS[key]: value})
        else:
            found = found.filter(**{f"values__{key}": value})
    return found


def around(found: QuerySet[Entry], at: tuple[float, float], most: int) -> list[EntryView]:
    """The entries among which the nearest to a place (lon, lat) are: those of the smallest of some
    boxes that surely holds so many of them, else all that have a place."""
    lon, lat = at
    narrow = math.cos(math.radians(lat))
    for metres in BOXES_M:
        high, wide = metres / DEGREE_M, metres / DEGREE_M / max(narrow, 0.01)
        box = found.filter(lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide))
        held = list(box)
        inside = sum(_metres(one, lon, lat, narrow) <= metres for one in held)
        if inside >= most:
            return views(held)
    return views(found.filter(lon__isnull=False))


def _metres(one: Entry, lon: float, lat: float, narrow: float) -> float:
    east, north = ((one.lon or 0.0) - lon) * narrow, (one.lat or 0.0) - lat
    return math.hypot(east, north) * DEGREE_M


def standing_in(scope: Scope, sheet: Sheet) -> QuerySet[Entry]:
    """The entries of a register in a scope, whoever may read them: to be counted only."""
    return Entry.objects.filter(scope.q(), register=sheet.key, ended_at__isnull=True)


def counted(found: QuerySet[Entry], by: str, now: datetime | None = None) -> dict[str, int]:
    """How many entries, by the values of a choice (or stage, area, lamp); "" counts all as ""."""
    if not by:
        return {"": found.count()}
    if by == "lamp":
        held = found.order_by().select_related(None).only("stage", "due", "ended_at")
        return dict(Counter(lamp(entry, now or timezone.now()) for entry in held))
    what = F(COLUMNS[by]) if by in COLUMNS else KT(f"values__{by}")
    rows = found.order_by().annotate(told=what).values_list("told").annotate(n=Count("pk"))
    return {str(told or ""): n for told, n in rows}


def one(door: Doorman, sheets: Mapping[str, Sheet], key: str) -> tuple[Entry, Sheet] | None:
    """An entry that the viewer may see, ended or not, with its register."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    found = Entry.objects.filter(key=wanted).select_related("area").defer("area__boundary").first()
    sheet = sheets.get(found.register) if found else None
    if found is None or sheet is None:
        return None
    facts = {"area_path": found.area_path, "unit_id": None}
    return (found, sheet) if door.scope(sheet.readers).allows(facts) else None


def views(entries: Iterable[Entry], now: datetime | None = None) -> list[EntryView]:
    """The entries as records, their lamps at `now`."""
    now = now or timezone.now()
    return [view(entry, now) for entry in entries]


def view(entry: Entry, now: datetime | None = None) -> EntryView:
    """An entry as a record."""
    now = now or timezone.now()
    return EntryView(
        key=str(entry.key),
        register=entry.register,
        name=entry.name,
        area=entry.area.code if entry.area else "",
        area_title=entry.area.title if entry.area else "",
        lon=entry.lon,
        lat=entry.lat,
        values=entry.values,
        stage=entry.stage,
        stage_since=entry.stage_since,
        due=entry.due,
        lamp=lamp(entry, now),
        stages=_times(entry, "entered"),
        dues=_times(entry, "due"),
        added_at=entry.added_at,
        changed_at=entry.changed_at,
        ended_at=entry.ended_at,
        version=entry.version,
    )


def _times(entry: Entry, what: str) -> dict[str, datetime]:
    """When an entry came to each stage that it has been in, or was to be done with it."""
    told = ((key, one.get(what)) for key, one in entry.stages.items())
    return {key: datetime.fromisoformat(at) for key, at in told if at}


def lamp(entry: Entry, now: datetime) -> str:
    """The lamp of the stage in hand; "" without a chain."""
    if not entry.stage:
        return ""
    if entry.due is None or entry.ended_at is not None:
        return "green"
    late = now > entry.due
    days = (timezone.localtime(entry.due).date() - timezone.localtime(now).date()).days
    return str(deadline_lamp(min(days, -1) if late else days))


def names(keys: Iterable[str]) -> dict[str, str]:
    """The names of entries by their keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Entry.objects.filter(key__in=wanted).order_by().values_list("key", "name")
    return {str(key): name for key, name in rows}


def names_in(registers: Iterable[str]) -> dict[str, str]:
    """The names of all entries of some registers, for those who list their links."""
    wanted = set(registers)
    if not wanted:
        return {}
    rows = Entry.objects.filter(register__in=wanted).order_by().values_list("key", "name")
    return {str(key): name for key, name in rows}


def linked(
    door: Doorman, sheets: Mapping[str, Sheet], entry: Entry
) -> list[tuple[Sheet, QuerySet[Entry]]]:
    """The registers whose entries link to this one, with those that the viewer may see."""
    found = []
    for sheet in sheets.values():
        keys = [f"values__{one.key}" for one in sheet.register.links()
                if one.register == entry.register]  # fmt: skip
        if keys and door.passes(sheet.readers):
            rule = Q()
            for key in keys:
                rule |= Q(**{key: str(entry.key)})
            found.append((sheet, visible(door, sheet).filter(rule)))
    return found


def history(entry: Entry) -> QuerySet[EntryRow]:
    """The steps of an entry, newest first."""
    return entry.rows.select_related("actor").order_by("-seq")


def last_seq(entry: Entry) -> int:
    """The number of the newest step of an entry."""
    return entry.rows.order_by("-seq").values_list("seq", flat=True).first() or 0


def standing(door: Doorman, mine: Mapping[str, Sheet]) -> dict[str, tuple[int, int]]:
    """How many entries each register has for the viewer, and how many are late, in one query."""
    rule = Q(pk__in=[])
    for key, sheet in mine.items():
        rule |= door.scope(sheet.readers).q() & Q(register=key)
    late = Count("pk", filter=Q(due__lt=timezone.now()))
    rows = Entry.objects.filter(rule, ended_at__isnull=True).order_by().values_list("register")
    return {key: (n, bad) for key, n, bad in rows.annotate(n=Count("pk"), late=late)}
