"""What the wall reads: an area as it is now, its last day, and one incident with all about it."""

import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.views.decorators.gzip import gzip_page
from ninja import Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from chengyun import __version__
from chengyun.api import hub, points, scene_of_case
from chengyun.api.auth import Bearer, Session, own_path, viewer
from chengyun.cases import queries as cases
from chengyun.cases.models import Case
from chengyun.cases.wall import replay
from chengyun.packs import panels
from chengyun.packs import queries as packs
from chengyun.packs.api import Scene
from chengyun.places import queries as places
from chengyun.places.models import Area, in_language
from chengyun.vitals import queries as vitals

router = Router()
WHOLE = Scene()


@router.get("")
@decorate_view(gzip_page)
def wall(request: HttpRequest, area: str = "", scene: str = "") -> dict[str, Any]:
    """Everything a wall shows of one area, or of it what one pack's scene is about.

    The scene of a pack that is off or unknown is the whole picture; `scene.key` says which it is.
    """
    who, shown, source = viewer(request), _area(request, area), hub.current()
    resting = packs.resting_at(shown.path)
    key, chosen = _scene(scene, resting)
    now = datetime.now(UTC)
    told = cases.wall(who, shown, source.last, chosen.case_types if key else None)
    signs = vitals.current(who, shown, now, source.vitals_of(shown.code))
    of = chosen.properties if key else None
    return {
        **told,
        "now": now,
        "version": __version__,
        "after": source.last,
        "scene": _as_dict(key, chosen),
        "scenes": [_tab(k, one, told["kinds"]) for k, one in packs.scenes(resting=resting).items()],
        "vitals": [sign for sign in signs if not key or sign["key"] in chosen.vitals],
        "counts": points.counts(who, shown.path, time.time_ns() // 1000, of),
    }


@router.get("/panels")
def pack_panels(request: HttpRequest, scene: str = "", case: str = "") -> dict[str, Any]:
    """What the pack of a scene has to say on the wall, or all packs of one incident; without a
    scene or a case, nothing."""
    if case:
        return {"scene": "", "panels": panels.of_case(viewer(request), case)}
    key, _ = _scene(scene)
    return {"scene": key, "panels": panels.told(viewer(request), key) if key else []}


@router.get("/past")
@decorate_view(gzip_page)
def past(request: HttpRequest, area: str = "", scene: str = "") -> dict[str, Any]:
    """The last 24 hours of an area: cases and alarms with their beginnings and ends."""
    key, chosen = _scene(scene)
    kinds = chosen.case_types if key else None
    return replay.past(viewer(request), _area(request, area), kinds)


@router.get("/cases/{number}")
@decorate_view(gzip_page)
def incident(request: HttpRequest, number: str) -> dict[str, Any]:
    """One incident as a command post sees it: case, tasks, history, sensors, photos."""
    try:
        case = cases.get(viewer(request), number)
    except Case.DoesNotExist:
        raise HttpError(404, "there is no such case among yours") from None
    # A kiosk's link opens no files: whoever stands before the wall is not known by name.
    known = bool(Session()(request) or Bearer()(request))
    return scene_of_case.told(viewer(request), case, photos=known)


def properties_of(scene: str) -> tuple[str, ...] | None:
    """Codes of the properties that a scene shows; None is all."""
    key, chosen = _scene(scene)
    return chosen.properties if key else None


def _scene(key: str, resting: Collection[str] = ()) -> tuple[str, Scene]:
    found = packs.scenes(resting=resting).get(key) if key else None
    return (key, found) if found else ("", WHOLE)


def _as_dict(key: str, scene: Scene) -> dict[str, Any]:
    title = in_language(scene.title_zh, scene.title_en)
    return {"key": key, "title": title, "kinds": scene.case_types, "layers": scene.layers}


def _tab(key: str, scene: Scene, kinds: dict[str, int]) -> dict[str, Any]:
    title = in_language(scene.title_zh, scene.title_en)
    return {
        "key": key,
        "title": title,
        "open": sum(kinds.get(kind, 0) for kind in scene.case_types),
    }


def _area(request: HttpRequest, code: str) -> Area:
    found = places.shown_area(code, own_path(request))
    if found is None:
        raise HttpError(404, "there is no such area within your own")
    return found
