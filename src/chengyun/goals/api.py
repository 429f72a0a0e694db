"""Goals for signed-in officers. Mounted by the API with its own ways of signing in.

GET /goals/board, /goals/indicators/{key}, /goals/ranking; projects stand in `api_projects`.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from chengyun.goals.api_projects import router as projects_router
from chengyun.goals.queries import drafts as plan_texts
from chengyun.goals.queries import half_year_board, peers, ranking, visible_indicators
from chengyun.goals.queries import matters as supervised
from chengyun.goals.queries.board import standing_told, unit_told
from chengyun.goals.queries.climbing import Climb
from chengyun.goals.standing import stand
from chengyun.people.policy import viewer_of

router = Router(tags=["goals"])
router.add_router("/projects", projects_router)


@router.get("/board")
def board(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """The half-year board as of a day; today without one."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    return half_year_board(viewer, day or timezone.localdate())


@router.get("/indicators/{key}")
def indicator(request: HttpRequest, key: str, unit: str = "") -> dict[str, Any]:
    """One indicator, or one unit in it: its standing, and every figure with its revisions."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    seen = visible_indicators(viewer).select_related("plan__unit")
    found = seen.filter(key=key).first()
    values = peers.values_of(found) if found else {}
    if found is None or (unit and unit not in values):
        raise Http404
    today, rows = timezone.localdate(), values.get(unit, [])
    of = rows[0].unit if unit else None
    goal = peers.goal_of(found, of, found.plan.year)
    points = peers.counted(rows, found.plan.year, today)
    return {
        "key": found.key,
        "title": found.title,
        "measure": found.measure,
        "plan": found.plan.key,
        "unit": unit_told(of or found.plan.unit),
        "standing": standing_told(stand(found, goal, points, today)) if goal else None,
        "figures": [
            {
                "period": one.period.isoformat(),
                "revision": one.revision,
                "value": one.value,
                "note": one.note,
                "recorded_at": one.recorded_at.isoformat(),
            }
            for one in rows
        ],
    }


@router.get("/ranking")
def ranked(
    request: HttpRequest, tier: str = "streets", month: date | None = None, plan: str = ""
) -> dict[str, Any]:
    """The units of a tier (`streets` or `departments`) in a month, the best first."""
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    if tier not in ranking.TIERS:
        raise Http404
    found = ranking.ranking(viewer, timezone.localdate(), tier, month, plan)
    if found is None:
        return {"tier": tier, "month": None, "indicators": [], "units": []}
    return {
        "tier": tier,
        "month": found.month.isoformat(),
        "indicators": [{"key": one.key, "title": one.title} for one in found.indicators],
        "units": [
            {
                "unit": unit_told(line.unit),
                "score": line.score,
                "place": line.place,
                "tied": line.tied,
                "change": line.change,
                "climb": _climb(line.climb),
                "cells": [asdict(cell) for cell in line.cells],
            }
            for line in found.lines
        ],
    }


def _climb(found: Climb | None) -> dict[str, Any] | None:
    """What lacks of the next place."""
    if found is None:
        return None
    return {
        "points": found.points,
        "place": found.place,
        "beside": unit_told(found.beside),
        "indicator": found.indicator.key if found.indicator else None,
        "figure": found.figure,
        "reached": found.reached,
    }


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
