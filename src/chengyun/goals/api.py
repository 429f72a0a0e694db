"""GET /goals/board, /goals/matters and /goals/drafts, for signed-in officers. Mounted by the API
with its own ways of signing in.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chengyun.goals.queries import drafts as plan_texts
from chengyun.goals.queries import half_year_board
from chengyun.goals.queries import matters as supervised
from chengyun.people.policy import viewer_of

router = Router(tags=["goals"])


@router.get("/board")
def board(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """The half-year board as of a day; today without one."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    return half_year_board(viewer, day or timezone.localdate())


@router.get("/matters")
def matters(
    request: HttpRequest, lamp: str = "", stage: str = "", unit: str = "", open: str = ""
) -> list[dict[str, Any]]:
    """Matters under supervision, the worst lamp first; `lamp` is the computed one, `open` 1 leaves
    the ended out."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    wanted = supervised.Wanted(lamp=lamp, stage=stage, unit=unit, open=open)
    found = supervised.search(viewer, wanted, timezone.localdate())
    return [supervised.told(line) for line in found]


@router.get("/drafts")
def drafts(request: HttpRequest, kind: str = "", stage: str = "") -> list[dict[str, Any]]:
    """Plan texts with the stage they are in and its lamp."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    found = plan_texts.search(viewer, kind, stage, "", timezone.localdate())
    return [plan_texts.told(line) for line in found]
