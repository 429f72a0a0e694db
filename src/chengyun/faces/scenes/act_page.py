"""What is done with an entry from its sheet: to a stage, planned, ended."""

from collections.abc import Callable, Mapping
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.scenes import sheet_page
from chengyun.faces.scenes.door import entry_of, hand_of
from chengyun.packs.queries.entries import Kept
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services import chains
from chengyun.packs.services import entries as writing
from chengyun.packs.services.entries import Hand
from chengyun.people.refused import Refused


@never_cache
@require_POST
@officers_only
def act(request: OfficerRequest, pack: str, register: str, key: object, verb: str) -> HttpResponse:
    """One act; what it refuses is said on the sheet."""
    door, sheet, entry = entry_of(request, pack, register, key)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](hand_of(door), sheet, entry, request.POST)
    except (Refused, ValueError) as refused:
        status = refused.status if isinstance(refused, Refused) else 422
        told = str(refused) if isinstance(refused, Refused) else _("Choose a day.")
        return sheet_page.show(request, door, sheet, entry, problem=told, status=status)
    return redirect("entry", pack=pack, register=register, key=key)


def _advance(hand: Hand, sheet: Sheet, entry: Kept, given: Mapping[str, str]) -> None:
    chains.advance(
        hand, sheet, entry, given.get("to", ""), given.get("reason", ""), _version(given)
    )


def _plan(hand: Hand, sheet: Sheet, entry: Kept, given: Mapping[str, str]) -> None:
    days = {
        name.removeprefix("day-"): date.fromisoformat(day) if day else None
        for name, day in given.items()
        if name.startswith("day-")
    }
    chains.plan(hand, sheet, entry, days)


def _end(hand: Hand, sheet: Sheet, entry: Kept, given: Mapping[str, str]) -> None:
    writing.end(hand, sheet, entry, given.get("reason", ""))


def _version(given: Mapping[str, str]) -> int | None:
    told = given.get("version", "")
    return int(told) if told.isascii() and told.isdigit() else None


VERBS: Mapping[str, Callable[[Hand, Sheet, Kept, Mapping[str, str]], None]] = {
    "stage": _advance,
    "plan": _plan,
    "end": _end,
}
