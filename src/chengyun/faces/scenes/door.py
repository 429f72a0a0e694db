"""Which register, which entry: what the reader may not see does not exist."""

from django.http import Http404

from chengyun.faces.access import OfficerRequest
from chengyun.packs.queries import entries as reading
from chengyun.packs.queries.entries import Kept
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.services.entries import Hand
from chengyun.people.gates import Doorman


def register_of(request: OfficerRequest, pack: str, register: str) -> tuple[Doorman, Sheet]:
    """A register of a pack that the reader may see. Raises Http404."""
    door, sheet = Doorman(request.viewer), sheets().get(register)
    if sheet is None or sheet.pack != pack or not door.passes(sheet.readers):
        raise Http404
    return door, sheet


def entry_of(
    request: OfficerRequest, pack: str, register: str, key: object
) -> tuple[Doorman, Sheet, Kept]:
    """An entry that the reader may see. Raises Http404."""
    door, sheet = register_of(request, pack, register)
    found = reading.one(door, {sheet.key: sheet}, str(key))
    if found is None:
        raise Http404
    return door, sheet, found[0]


def hand_of(door: Doorman) -> Hand:
    """The hand with which the reader writes."""
    return Hand(door)


def may_write(door: Doorman, sheet: Sheet, entry: Kept | None = None) -> bool:
    """True if the reader may write the register, or that entry."""
    scope = door.scope(sheet.writers)
    if entry is None:
        return scope.area_path is not None
    return not entry.ended_at and scope.allows({"area_path": entry.area_path, "unit_id": None})
