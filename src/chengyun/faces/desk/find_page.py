"""What the command bar shows while somebody types."""

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
    command = command_line.read(request.viewer, text)
    found = {} if command else _found(request, text)
    return render(request, "desk/_found.html", {"command": command, "text": text, **found})


def _found(request: OfficerRequest, text: str) -> dict[str, object]:
    viewer = request.viewer
    places = (
        entry
        for kind in (finding.AREA, finding.FACILITY)
        for entry in finding.entries(viewer, text, kind)
    )
    return {
        "cases": finding.cases(viewer, text),
        "places": list(places)[: finding.SHOWN + 1],
        "units": finding.entries(viewer, text, finding.UNIT, 3),
        "officers": finding.entries(viewer, text, finding.OFFICER, 3),
        "streams": finding.streams(viewer, text),
    }
