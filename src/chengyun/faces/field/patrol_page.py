"""Patrols on the phone: the one that is on, those that were, and where one led."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest
from chengyun.faces.field.door import phone_data, phone_page
from chengyun.people import patrols
from chengyun.people.models import Patrol

LIST_SIZE = 30


@require_GET
@phone_page
def patrol(request: OfficerRequest) -> HttpResponse:
    """Start, stop, and the last patrols; for those who lead, also their officers'."""
    rows = patrols.visible(request.viewer)
    mine = rows.filter(user=request.user)[:LIST_SIZE]
    shown = {
        "mine": mine,
        "others": rows.exclude(user=request.user)[:LIST_SIZE],
        "leads": request.user.role in patrols.LEADS,
    }
    return render(request, "field/patrol.html", shown)


@require_GET
@phone_page
def past(request: OfficerRequest, key: UUID) -> HttpResponse:
    """One patrol with its track. A lead's look is written into the audit."""
    found = patrols.visible(request.viewer).filter(key=key).first()
    if found is None:
        raise Http404
    return render(
        request, "field/past_patrol.html", {"patrol": found, "own": found.user == request.user}
    )


@require_GET
@phone_data
def track(request: OfficerRequest, key: UUID) -> HttpResponse:
    """The pieces of a track as GeoJSON lines."""
    try:
        pieces = patrols.track(request.user, key)
    except Patrol.DoesNotExist:
        raise Http404 from None
    features = [_line([[fix.lon, fix.lat] for fix in piece]) for piece in pieces]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _line(places: list[list[float]]) -> dict[str, Any]:
    geometry: dict[str, Any] = (
        {"type": "LineString", "coordinates": places}
        if len(places) > 1
        else {"type": "Point", "coordinates": places[0]}
    )
    return {"type": "Feature", "properties": {}, "geometry": geometry}
