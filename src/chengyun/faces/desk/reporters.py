"""What the desk shows of those who reported: their reports, and what a case looks like."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from chengyun.cases import reporter_rules as rules
from chengyun.cases.choices import Action
from chengyun.cases.models import CallBack, CallOutcome, Case
from chengyun.cases.queries import alike
from chengyun.cases.queries import reporting as report_queries
from chengyun.faces.access import OfficerRequest
from chengyun.faces.desk.action_bar import Bar
from chengyun.faces.public.forms import RatingForm
from chengyun.faces.times import dated
from chengyun.people.policy import Viewer

# While it is decided what a case is; later it has its own life.
UNDECIDED = ("reported", "verification", "filed")
SCORES = dict(RatingForm.SCORES)


def panel(request: OfficerRequest, found: Case, bar: Bar) -> dict[str, Any]:
    """The reports of a case with what this officer may do with each, and what it looks like."""
    viewer = request.viewer
    reports = [_line(row) for row in report_queries.reports(viewer, found)]
    return {
        "reports": reports,
        "witnesses": sum(row["witness"] for row in reports),
        "may_ask": found.is_open and viewer.role in rules.MAY_ASK,
        "may_call": viewer.role in rules.MAY_CALL,
        "may_merge": bar.find(Action.MERGE) is not None,
        "outcomes": CallOutcome.choices,
        "scores": RatingForm.SCORES,
        "alike": _alike(viewer, found),
    }


def _line(row: dict[str, Any]) -> dict[str, Any]:
    told = row | {"at": dated(row["at"]), "rated": SCORES.get(row["rating"], "")}
    told["questions"] = [
        one | {"at": dated(one["at"]), "answered_at": dated(one["answered_at"])}
        for one in row["questions"]
    ]
    made = row["call_back"]
    if made:
        times = {name: dated(made[name]) for name in ("due_at", "done_at")}
        told["call_back"] = made | times | {"rated": SCORES.get(made["rating"], "")}
    return told


@dataclass(frozen=True)
class Beside:
    """A case that the open one looks like, with why."""

    case: Case
    reasons: tuple[str | Promise, ...]
    score: int


def _alike(viewer: Viewer, found: Case) -> list[Beside]:
    wanted = viewer.role in rules.MAY_JOIN and found.stage in UNDECIDED
    near = alike.alike(viewer, found) if wanted else []
    return [Beside(one.case, one.likeness.reasons, round(one.likeness.score * 100)) for one in near]


@dataclass(frozen=True)
class Waiting:
    """A call-back to make; `late` when its fifteen working days are over."""

    call_back: CallBack
    late: bool


def waiting(viewer: Viewer) -> list[Waiting]:
    """The call-backs of this viewer's cases, the most urgent first."""
    now = timezone.now()
    found = report_queries.call_backs(viewer) if viewer.role in rules.MAY_CALL else []
    return [Waiting(one, one.due_at < now) for one in found]
