"""Area, unit and days chosen on one page are found again on the next.

The address always wins, and what it names is what is kept, in the session. A page that is asked
for by its bare address moves to the one with what was chosen before, so that every address says
all that is shown and can be sent to somebody else. An address that says anything is left alone:
the list behind a number is that list. Days are forgotten at midnight: "last week" is another one
tomorrow. Nothing here widens what somebody may see; each page narrows by its own policy.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from chengyun.faces.access import OfficerRequest, OfficerView
from chengyun.people.models import Unit
from chengyun.places.models import Area

P = ParamSpec("P")
SESSION = "kept"
AREA, UNIT, HOURS = "area", "unit", "hours"
DAYS = ("from", "to")
# Longer than any code; what is longer is nobody's choice.
LONGEST = 40


@dataclass(frozen=True)
class Place:
    """A page and what it can be narrowed by: the kept thing and what its address calls it, and
    what its bare address asks for.
    """

    names: Mapping[str, str]
    bare: Mapping[str, str]


@dataclass(frozen=True)
class Chip:
    """A choice in force: its words, and the address of the same page without it."""

    words: str
    without: str


def across_pages(
    *names: str, called: Mapping[str, str] | None = None, bare: Mapping[str, str] | None = None
) -> Callable[[OfficerView[P]], OfficerView[P]]:
    """Let a page take and keep the choices `names`. `called`: another name in its address;
    `bare`: what its bare address asks for, to be said where choices are added.
    """
    place = Place({name: (called or {}).get(name, name) for name in names}, bare or {})

    def page(view: OfficerView[P]) -> OfficerView[P]:
        @wraps(view)
        def shown(request: OfficerRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return _moved(request, place) or view(request, *args, **kwargs)

        return cast(OfficerView[P], shown)

    return page


def _moved(request: OfficerRequest, place: Place) -> HttpResponse | None:
    """To the address that says all, from a bare one; keeps what any other names."""
    request.kept = place
    if request.GET:
        _keep(request, place)
        return None
    found = _in_address(request, place)
    if not found or request.htmx:
        return None
    return HttpResponseRedirect(f"{request.path}?{urlencode({**place.bare, **found})}")


def _in_address(request: OfficerRequest, place: Place) -> dict[str, str]:
    held = held_by(request)
    return {called: held[name] for name, called in place.names.items() if name in held}


def held_by(request: OfficerRequest) -> dict[str, str]:
    """What this session keeps; days only on the day on which they were chosen."""
    held = dict(request.session.get(SESSION, {}))
    if held.pop("on", "") != timezone.localdate().isoformat():
        held = {name: value for name, value in held.items() if name not in DAYS}
    return held


def _keep(request: OfficerRequest, place: Place) -> None:
    before = held_by(request)
    held = dict(before)
    for name, called in place.names.items():
        if called in request.GET:
            held[name] = str(request.GET[called]).strip()[:LONGEST]
    held = {name: value for name, value in held.items() if value}
    if held != before:
        request.session[SESSION] = held | {"on": timezone.localdate().isoformat()}


def chips(request: OfficerRequest) -> list[Chip]:
    """What narrows this page of the choices that go along, in words."""
    place: Place | None = getattr(request, "kept", None)
    if place is None:
        return []
    given = {name: str(request.GET.get(called, "")) for name, called in place.names.items()}
    return [
        Chip(words, without(request, place, group))
        for group, tell in WORDS.items()
        if any(given.get(name) for name in group) and (words := tell(given))
    ]


def without(request: OfficerRequest, place: Place, names: Iterable[str]) -> str:
    """The address of the page with these choices named and empty, by which they are forgotten."""
    query = request.GET.copy()
    query.pop("page", None)
    for name in names:
        if name in place.names:
            query[place.names[name]] = ""
    return f"{request.path}?{query.urlencode()}"


def clear(request: OfficerRequest) -> str:
    """The bare address of the page, and all choices forgotten that it shares."""
    place: Place | None = getattr(request, "kept", None)
    if place is None:
        return request.path
    return f"{request.path}?{urlencode({**place.bare, **dict.fromkeys(place.names.values(), '')})}"


def _area(given: Mapping[str, str]) -> str:
    found = Area.objects.only("code", "name", "name_en").filter(code=given.get(AREA, "")).first()
    return found.title if found else ""


def _unit(given: Mapping[str, str]) -> str:
    found = Unit.objects.filter(code=given.get(UNIT, "")).first()
    return found.title if found else ""


def _days(given: Mapping[str, str]) -> str:
    try:
        first, last = (date.fromisoformat(given.get(name, "")) for name in DAYS)
    except ValueError:
        return ""
    return f"{first:%m-%d} – {last:%m-%d}"


WORDS: Mapping[tuple[str, ...], Callable[[Mapping[str, str]], str]] = {
    (AREA,): _area,
    (UNIT,): _unit,
    DAYS: _days,
}
