"""Projects for signed-in officers, those in their sight only.

GET /goals/projects, /goals/projects/{key}, /goals/projects/{key}/schedule,
/goals/projects/{key}/what-if.
"""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from chengyun.goals.models import Project
from chengyun.goals.networks import Dates
from chengyun.goals.queries import projects as queries
from chengyun.goals.queries import slips
from chengyun.goals.queries.money import Money
from chengyun.goals.queries.projects import Line
from chengyun.goals.queries.sheet import Row, Sheet, sheet
from chengyun.people.policy import Viewer, viewer_of

router = Router(tags=["projects"])
MOST, MOST_DAYS = 500, 250


class Wanted(Schema):
    """Which projects, and which of these."""

    lamp: str = ""
    plan: str = ""
    limit: int = Field(100, ge=1, le=MOST)
    offset: int = Field(0, ge=0)


class Slip(Schema):
    """A node and the workdays that it takes longer."""

    node: str
    days: int = Field(ge=0, le=MOST_DAYS)


@router.get("")
def projects(request: HttpRequest, query: Query[Wanted]) -> dict[str, Any]:
    """Projects by their slack, the least first; `lamp` is red, yellow, green, done or none."""
    lines = queries.portfolio(_viewer(request), timezone.localdate())
    fit = [
        one
        for one in lines
        if query.lamp in ("", one.lamp) and query.plan in ("", _plan(one) or "")
    ]
    fit.sort(key=_order)
    shown = queries.filled(fit[query.offset : query.offset + query.limit])
    return {"count": len(fit), "projects": [_line(one) for one in shown]}


@router.get("/{key}")
def project(request: HttpRequest, key: str) -> dict[str, Any]:
    """One project: how it stands, its units, money and weekly reports."""
    found = _sheet(request, key)
    reports = found.project.reports.all()[:20]
    return _line(found.line) | {
        "supporting": [unit.code for unit in found.project.supporting.all()],
        "risk_text": found.project.risk_text,
        "reports": [{"week": one.week.isoformat(), "text": one.text} for one in reports],
    }


@router.get("/{key}/schedule")
def schedule(request: HttpRequest, key: str) -> dict[str, Any]:
    """The nodes of a project with their dates, float and what they follow."""
    found = _sheet(request, key)
    return {
        "key": key,
        "today": found.today.isoformat(),
        "deadline": found.project.deadline.isoformat(),
        "nodes": [_node(row) for row in found.rows],
        "handovers": [
            {"before": one.before, "after": one.after, "gap_days": one.gap_days}
            for one in found.handovers
        ],
    }


@router.get("/{key}/what-if")
def what_if(request: HttpRequest, key: str, query: Query[Slip]) -> dict[str, Any]:
    """What of all projects in sight moves if a node takes so many workdays longer."""
    found = _sheet(request, key)
    chosen = next((row.node for row in found.rows if row.node.key == query.node), None)
    if chosen is None:
        raise Http404
    moved = slips.what_if(_viewer(request), chosen, query.days, found.today)
    return {
        "node": query.node,
        "days": query.days,
        "projects": [
            {
                "key": one.project.key,
                "finish": one.before.isoformat(),
                "finish_then": one.after.isoformat(),
                "moves_by": one.days,
                "slack_then": one.slack_days,
                "lamp_then": one.lamp.value,
                "nodes": [{"key": n.node.key, "moves_by": n.days} for n in one.nodes],
            }
            for one in moved
        ],
    }


def _viewer(request: HttpRequest) -> Viewer:
    return viewer_of(request.auth)  # type: ignore[attr-defined]


def _sheet(request: HttpRequest, key: str) -> Sheet:
    try:
        return sheet(_viewer(request), key, timezone.localdate())
    except Project.DoesNotExist:
        raise Http404 from None


def _plan(line: Line) -> str | None:
    plan = line.project.plan
    return plan.key if plan else None


def _order(line: Line) -> tuple[bool, int, str]:
    standing = line.standing
    over = standing is None or standing.finished
    return over, standing.slack_days if standing else 0, line.project.key


def _line(line: Line) -> dict[str, Any]:
    one, standing, dates = line.project, line.standing, line.next_dates
    return {
        "key": one.key,
        "title": one.title,
        "kind": one.kind,
        "unit": one.unit.code if one.unit else None,
        "plan": _plan(line),
        "start": one.start.isoformat(),
        "deadline": one.deadline.isoformat(),
        "lamp": line.lamp,
        "finish": standing.finish.isoformat() if standing else None,
        "slack_days": standing.slack_days if standing else None,
        "share": round(standing.share, 4) if standing else None,
        "due_share": round(standing.due_share, 4) if standing else None,
        "next_node": line.next_node.key if line.next_node else None,
        "next_by": _day(dates.latest_finish if dates else None),
        "risk": one.risk,
        "money": _money(line.money),
        "lon": one.lon,
        "lat": one.lat,
    }


def _node(row: Row) -> dict[str, Any]:
    node, dates = row.node, row.dates
    return {
        "key": node.key,
        "title": node.title,
        "stage": node.stage_title,
        "days": node.days,
        "unit": node.unit.code if node.unit else None,
        "follows": row.after,
        "share": 1.0 if node.done_on else node.share,
        "begun_on": _day(node.begun_on),
        "done_on": _day(node.done_on),
        "not_before": _day(node.not_before),
        "critical": dates.critical,
        "float_days": dates.float_days,
        **_dates(dates),
        "money": _money(row.money),
    }


def _dates(dates: Dates) -> dict[str, str]:
    names = ("start", "finish", "latest_start", "latest_finish")
    return {name: getattr(dates, name).isoformat() for name in names}


def _money(money: Money) -> dict[str, float]:
    return {name: float(getattr(money, name)) for name in ("planned", "released", "spent")}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
