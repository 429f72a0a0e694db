"""A link that shows the wall as its maker sees it, for a screen without a keyboard."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import pgettext

from chengyun.faces.access import OfficerRequest
from chengyun.faces.desk import filters
from chengyun.packs import queries as packs
from chengyun.people import audit
from chengyun.people.policy import Viewer
from chengyun.people.services import KIOSK, issue_token
from chengyun.places.models import in_language

DAYS = (30, 90, 365)
USUAL_DAYS = 365
WHOLE = "all"


def offered(viewer: Viewer) -> dict[str, Any]:
    """What may be chosen: the viewer's part of the district, the scenes that are on, how long."""
    return {
        "wall_areas": filters.options(viewer)["streets"],
        "wall_scenes": _scenes().items(),
        "wall_days": DAYS,
        "wall_usual": USUAL_DAYS,
    }


def make(request: OfficerRequest) -> str:
    """A new link; its token is kept nowhere. Of what was sent only what is offered counts."""
    days = _days(request.POST)
    asked = _asked(request.viewer, request.POST)
    with transaction.atomic():
        token = issue_token(request.user, KIOSK, timedelta(days=days))
        audit.note(request.user, "wall_link", str(request.user), days=days, **asked)
    query = urlencode(asked | {"token": token})
    return request.build_absolute_uri(f"{reverse('wall:wall')}?{query}")


def _scenes() -> dict[str, str]:
    titles = {key: in_language(one.title_zh, one.title_en) for key, one in packs.scenes().items()}
    return {WHOLE: pgettext("scenes", "All")} | titles


def _asked(viewer: Viewer, post: QueryDict) -> dict[str, str]:
    """As the wall's address says it: one scene, or several in turn."""
    known = _scenes()
    scenes = [key for key in post.getlist("scenes") if key in known]
    areas = {area.code for area in filters.options(viewer)["streets"]}
    area = post.get("area", "")
    asked = {"area": area} if area in areas else {}
    if len(scenes) > 1:
        return asked | {"playlist": ",".join(scenes)}
    return asked | ({"scene": scenes[0]} if scenes and scenes[0] != WHOLE else {})


def _days(post: QueryDict) -> int:
    given = post.get("days", "")
    return int(given) if given in map(str, DAYS) else USUAL_DAYS
