"""Adding, changing and ending entries. Each verb is one transaction: the entries and their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chengyun.packs import values
from chengyun.packs.api import NewEntry, Register
from chengyun.packs.models import Entry
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services import book, staging, underway
from chengyun.packs.services.refusals import refuse
from chengyun.people.gates import Doorman
from chengyun.people.privacy import masked_name
from chengyun.people.secrets import seal, unseal
from chengyun.places import queries as places
from chengyun.places.models import Area

# How a sealed field stands in the history: that it changed, and no more.
SEALED = "•"


@dataclass(frozen=True)
class Hand:
    """Who writes, and what they may: the house itself has no viewer."""

    door: Doorman
    simulated: bool = False

    @property
    def actor_id(self) -> int | None:
        return self.door.viewer.user_id if self.door.viewer else None

    @property
    def role(self) -> str:
        return str(self.door.viewer.role) if self.door.viewer else ""

    def need(self, sheet: Sheet, path: str) -> None:
        """Raise Refused unless entries of that register may be written there."""
        scope = self.door.scope(sheet.writers)
        if scope.area_path is None:
            refuse("not_yours")
        if not scope.allows({"area_path": path, "unit_id": None}):
            refuse("outside")


def add_many(
    hand: Hand, sheet: Sheet, told: Sequence[NewEntry], at: datetime | None = None
) -> list[Entry]:
    """Add entries; those whose own key is there already are left as they are.

    Raises Refused: not_yours, outside, needs_place, bad_value, unknown_field, unknown_link, no_way,
    needs_fields, untimely.
    """
    now = at or timezone.now()
    with book.writing() as rows:
        fresh = _unknown(sheet.register, told)
        areas = _areas(fresh)
        made = [_made(hand, sheet, one, areas[i], now) for i, one in enumerate(fresh)]
        born = [_born(entry) for entry in made]
        role = None if hand.simulated else hand.role
        steps = [
            list(underway.through(e, sheet, fresh[i].stages, role)) for i, e in enumerate(made)
        ]
        _need_links(sheet.register, made)
        Entry.objects.bulk_create(made, batch_size=500)
        for entry, told_of, gone in zip(made, born, steps, strict=True):
            rows.note(entry, "add", now, hand.actor_id, told_of)
            for before, stage, _when in gone:
                rows.note(entry, "stage", now, hand.actor_id, {"stage": [before, stage]})
    return made


def add(hand: Hand, sheet: Sheet, told: NewEntry, at: datetime | None = None) -> Entry:
    """Add one entry; the same own key again gives the entry that is there."""
    made = add_many(hand, sheet, [told], at)
    return made[0] if made else Entry.objects.get(register=sheet.key, own_key=told.key)


def change(
    hand: Hand,
    sheet: Sheet,
    entry: Entry,
    typed: Mapping[str, Any],
    version: int | None = None,
    spot: tuple[float, float] | None = None,
) -> Entry:
    """Change the fields that are given, and the place.

    Raises Refused: not_yours, outside, ended, changed, bad_value, unknown_field, unknown_link.
    """
    with book.writing() as rows:
        entry = locked(entry, version)
        hand.need(sheet, entry.area_path)
        detail = write_values(sheet.register, entry, typed)
        if spot is not None and spot != (entry.lon, entry.lat):
            detail["place"] = [[entry.lon, entry.lat], list(spot)]
            _put(hand, sheet, entry, _area_of(NewEntry(values={}, lon=spot[0], lat=spot[1])), *spot)
        if detail:
            _need_links(sheet.register, [entry])
            staging.again(entry, sheet.chain)
            _save(entry)
            rows.note(entry, "change", entry.changed_at, hand.actor_id, detail)
    return entry


def end(hand: Hand, sheet: Sheet, entry: Entry, reason: str) -> Entry:
    """End an entry: it leaves the lists and stays in the history. Raises Refused: needs_reason."""
    with book.writing() as rows:
        entry = locked(entry)
        hand.need(sheet, entry.area_path)
        if not reason.strip():
            refuse("needs_reason")
        entry.ended_at, entry.due = timezone.now(), None
        _save(entry)
        rows.note(entry, "end", entry.ended_at, hand.actor_id, {"reason": reason.strip()})
    return entry


def locked(entry: Entry, version: int | None = None) -> Entry:
    """The entry as it is now, while the book is held. Raises Refused: ended, changed."""
    now = Entry.objects.select_related("area").defer("area__boundary").get(pk=entry.pk)
    if now.ended_at is not None:
        refuse("ended")
    if version is not None and version != now.version:
        refuse("changed")
    return now


def write_values(register: Register, entry: Entry, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Take the given fields over into the entry; what changed, as the history says it."""
    found = _read(register, tuple(one for one in register.fields if one.key in typed), typed)
    before = dict(entry.values)
    merged = before | found.values
    entry.values = {key: value for key, value in merged.items() if value is not None}
    keys = [key for key in found.values if before.get(key) != entry.values.get(key)]
    detail: dict[str, Any] = {key: [before.get(key), entry.values.get(key)] for key in keys}
    if found.sealed:
        known = unseal(entry.sealed)
        changed = [key for key, value in found.sealed.items() if known.get(key, "") != value]
        entry.sealed = seal(known | found.sealed)
        detail |= {key: [SEALED, SEALED] for key in changed}
    entry.name = _name(register, entry, found.sealed) or entry.name
    return detail


def save(entry: Entry) -> None:
    """Keep a changed entry with its next version."""
    _save(entry)


def _save(entry: Entry) -> None:
    entry.changed_at = timezone.now()
    entry.version += 1
    entry.save()


def _unknown(register: Register, told: Sequence[NewEntry]) -> list[NewEntry]:
    """Those whose own key is not there yet, each once."""
    keys = {one.key for one in told if one.key}
    held = set(
        Entry.objects.filter(register=register.key, own_key__in=keys).values_list(
            "own_key", flat=True
        )
    )
    first = {one.key: i for i, one in reversed(list(enumerate(told))) if one.key not in held}
    return [one for i, one in enumerate(told) if not one.key or first.get(one.key) == i]


def _made(hand: Hand, sheet: Sheet, told: NewEntry, area: Area | None, now: datetime) -> Entry:
    register = sheet.register
    found = _read(register, register.fields, told.values)
    since = told.since or now
    entry = Entry(
        register=register.key,
        own_key=told.key or None,
        values={key: value for key, value in found.values.items() if value is not None},
        sealed=seal(found.sealed),
        added_at=since,
        changed_at=since,
        simulated=hand.simulated,
    )
    entry.name = _name(register, entry, found.sealed)
    if register.point and told.lon is None:
        refuse("needs_place")
    _put(hand, sheet, entry, area, told.lon, told.lat)
    if sheet.chain:
        staging.begin(entry, sheet.chain, since)
    return entry


def _read(register: Register, fields: tuple[Any, ...], typed: Mapping[str, Any]) -> values.Read:
    strange = values.unknown(register, typed)
    if strange:
        refuse("unknown_field", f"{register.key}: {', '.join(strange)}")
    found = values.read(fields, typed)
    if found.fault:
        refuse("bad_value", found.fault)
    return found


def _name(register: Register, entry: Entry, sealed: Mapping[str, str]) -> str:
    """What the entry is called in lists: a person by the family name alone."""
    if register.field(register.name).is_sealed:
        return masked_name(sealed.get(register.name, ""))
    return str(entry.values.get(register.name, ""))[:200]


def _put(
    hand: Hand,
    sheet: Sheet,
    entry: Entry,
    area: Area | None,
    lon: float | None,
    lat: float | None,
) -> None:
    entry.area, entry.lon, entry.lat = area, lon, lat
    entry.area_path = area.path if area else ""
    hand.need(sheet, entry.area_path)


def _areas(told: Sequence[NewEntry]) -> list[Area | None]:
    """The area of each: the one that is named, else the one its point lies in."""
    named = {one.area for one in told if one.area}
    by_code = {area.code: area for area in Area.objects.defer("boundary").filter(code__in=named)}
    placed = [i for i, one in enumerate(told) if not one.area and one.lon is not None]
    lons, lats = [told[i].lon or 0.0 for i in placed], [told[i].lat or 0.0 for i in placed]
    held = places.locate_all(lons, lats)
    areas = Area.objects.defer("boundary").in_bulk([key for key in held if key])
    found: list[Area | None] = [by_code.get(one.area) for one in told]
    for i, key in zip(placed, held, strict=True):
        found[i] = areas.get(key or 0)
    for one, area in zip(told, found, strict=True):
        _need_place(one, area)
    return found


def _area_of(told: NewEntry) -> Area | None:
    return _areas([told])[0]


def _need_place(told: NewEntry, area: Area | None) -> None:
    if area is None and told.area:
        refuse("outside")
    if area is None and told.lon is not None and places.has_outlines():
        refuse("outside")
    if area is None and told.lon is None:
        refuse("needs_place")


def _need_links(register: Register, entries: Sequence[Entry]) -> None:
    """Every link leads to an entry of its register, with one query a link."""
    for one in register.links():
        asked = {UUID(entry.values[one.key]) for entry in entries if entry.values.get(one.key)}
        if not asked:
            continue
        held = Entry.objects.filter(register=one.register, key__in=asked).count()
        if held < len(asked):
            refuse("unknown_link")


def _born(entry: Entry) -> dict[str, Any]:
    """What the history says of a new entry: its open values and where it begins."""
    told: dict[str, Any] = {key: [None, value] for key, value in entry.values.items()}
    if entry.lon is not None:
        told["place"] = [None, [entry.lon, entry.lat]]
    return told | ({"stage": [None, entry.stage]} if entry.stage else {})
