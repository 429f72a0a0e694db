"""What the command bar shows while somebody types."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import command_line, finding

LONGEST = 80


@never_cache
@require_GET
@officers_only
def find(request: OfficerRequest) -> HttpResponse:
    """A command that was understood, and the cases, places, units, people and devices found."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    read = command_line.read(request.viewer, text)
    found = {} if read else _found(request, text)
    name = "closed" if isinstance(read, command_line.NotOpen) else "command"
    return render(request, "desk/_found.html", {name: read, "text": text, **found})


def _found(request: OfficerRequest, text: str) -> dict[str, Any]:
    """What holds what was typed; where nothing does, what is called much the same."""
    viewer = request.viewer
    found: dict[str, Any] = {
        "cases": finding.cases(viewer, text),
        **_named(request, text, guess=False),
        "streams": list(finding.streams(viewer, text)),
    }
    if any(found.values()):
        return found
    guessed = _named(request, text, guess=True)
    return guessed | {"guessed": any(guessed.values())}


def _named(request: OfficerRequest, text: str, *, guess: bool) -> dict[str, Any]:
    def of(kind: str, limit: int) -> list[finding.Entry]:
        return finding.entries(request.viewer, text, kind, limit, guess=guess)

    places = [*of(finding.AREA, finding.SHOWN), *of(finding.FACILITY, finding.SHOWN)]
    return {
        "kinds": of(finding.KIND, 3),
        "places": places[: finding.SHOWN + 1],
        "units": of(finding.UNIT, 3),
        "officers": of(finding.OFFICER, 3),
    }
