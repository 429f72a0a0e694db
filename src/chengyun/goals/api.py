"""GET /goals/board, for signed-in officers. Mounted by the API with its own ways of signing in."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chengyun.goals.queries import half_year_board
from chengyun.people.policy import viewer_of

router = Router(tags=["goals"])


@router.get("/board")
def board(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """The half-year board as of a day; today without one."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    return half_year_board(viewer, day or timezone.localdate())
