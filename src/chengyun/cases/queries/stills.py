"""Readers of the last pictures of cameras: for those who may see the area where one stands."""

import math
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chengyun.cases.files.pictures import SIZES
from chengyun.cases.models import CameraStill, Case
from chengyun.cases.present import iso
from chengyun.cases.services.stills import KEPT
from chengyun.people.policy import Viewer, scope_for

NEAR_M = 400.0
METRES = 111_320.0
SHOWN = 3


def visible(viewer: Viewer) -> QuerySet[CameraStill]:
    """The pictures that are not past their time, of cameras within the viewer's area."""
    path = scope_for(viewer).area_path
    if path is None:
        return CameraStill.objects.none()
    fresh = CameraStill.objects.filter(received_at__gte=timezone.now() - KEPT)
    return fresh.filter(thing__area__path__startswith=path).select_related("thing")


def get(viewer: Viewer, key: str) -> CameraStill:
    """One picture. Raises CameraStill.DoesNotExist if there is none, or none for this viewer."""
    return visible(viewer).get(key=key)


def near(viewer: Viewer, case: Case) -> list[CameraStill]:
    """The pictures of the three cameras nearest to a case, within 400 m, the nearest first."""
    if case.lon is None or case.lat is None:
        return []
    reach = NEAR_M / METRES
    wide = reach / math.cos(math.radians(case.lat))
    boxed = visible(viewer).filter(
        thing__lon__range=(case.lon - wide, case.lon + wide),
        thing__lat__range=(case.lat - reach, case.lat + reach),
    )
    away = {one: metres(case, one) for one in boxed}
    return sorted((one for one in away if away[one] <= NEAR_M), key=lambda one: away[one])[:SHOWN]


def metres(case: Case, still: CameraStill) -> float:
    """How far a camera stands from a case that has a place."""
    assert case.lon is not None
    assert case.lat is not None
    east = (still.thing.lon - case.lon) * math.cos(math.radians(case.lat))
    return math.hypot(east, still.thing.lat - case.lat) * METRES


def as_dict(still: CameraStill) -> dict[str, Any]:
    """The object of the HTTP interface, with the addresses of what can be fetched."""
    return {
        "id": still.key,
        "camera": still.thing.key,
        "name": still.thing.name,
        "at": iso(still.received_at),
        "simulated": still.thing.simulated,
        "urls": {str(size): f"/stills/{still.key}/{size}" for size in SIZES},
    }
