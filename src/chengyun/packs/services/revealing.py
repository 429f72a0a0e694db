"""Opening what is sealed: one field at a time, by those who may write, and noted each time."""

from chengyun.packs.models import Entry
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services.entries import Hand
from chengyun.packs.services.refusals import refuse
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.people.secrets import unseal


def reveal(user: User, hand: Hand, sheet: Sheet, entry: Entry, field: str) -> str:
    """A personal field as it was written; "" if nothing was. Raises Refused: not_yours, outside,
    unknown_field."""
    hand.need(sheet, entry.area_path)
    if field not in {one.key for one in sheet.register.sealed_fields}:
        refuse("unknown_field")
    audit.note(user, "reveal", f"{sheet.key} {entry.key}", field=field)
    return unseal(entry.sealed).get(field, "")


def opened(user: User, sheet: Sheet, entry: Entry) -> None:
    """Note that an entry of a strict register was looked at."""
    if sheet.register.strict:
        audit.note(user, "open_entry", f"{sheet.key} {entry.key}")
