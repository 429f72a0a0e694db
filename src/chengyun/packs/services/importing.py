"""Taking in a table of entries: those whose code is known are changed, the others are added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from chengyun.packs.api import NewEntry
from chengyun.packs.models import Entry
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services.entries import Hand, add_many, change


@dataclass(frozen=True)
class Taken:
    """What became of the rows."""

    added: int
    changed: int
    same: int


@transaction.atomic
def take(hand: Hand, sheet: Sheet, rows: Sequence[NewEntry]) -> Taken:
    """Take in rows of which the sheet has one each. Raises Refused: as `add` and `change` do."""
    register = sheet.register
    code = register.code or register.name
    known = _known(sheet.key, code, [row.values.get(code) for row in rows])
    fresh = [row for row in rows if row.values.get(code) not in known]
    changed = 0
    for row in rows:
        entry = known.get(row.values.get(code))
        if entry is not None:
            spot = (row.lon, row.lat) if row.lon is not None and row.lat is not None else None
            after = change(hand, sheet, entry, _given(row.values), spot=spot)
            changed += after.version > entry.version
    added = len(add_many(hand, sheet, fresh))
    return Taken(added, changed, len(rows) - added - changed)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the row says: an empty cell takes nothing away."""
    return {key: value for key, value in values.items() if value not in (None, "")}


def _known(register: str, code: str, codes: Sequence[Any]) -> dict[Any, Entry]:
    wanted = {str(one) for one in codes if one}
    rows = Entry.objects.filter(register=register, ended_at__isnull=True)
    return {
        entry.values[code]: entry for entry in rows if str(entry.values.get(code, "")) in wanted
    }
