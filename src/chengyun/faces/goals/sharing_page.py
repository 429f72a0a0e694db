"""What projects share: who wants it when, where that clashes, and a levelling to accept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals.forms import whole as whole_number
from chengyun.faces.goals.gantt import Axis, Bar, ticks
from chengyun.goals.models import ProjectNode, SharedResource
from chengyun.goals.models.sharing import SharedKind
from chengyun.goals.queries import sharing as queries
from chengyun.goals.queries.projects import visible
from chengyun.goals.queries.sharing import Levelling, Shared, Use
from chengyun.goals.refused import Refused
from chengyun.goals.rights import may_project
from chengyun.goals.services import sharing as verbs
from chengyun.people.policy import is_whole
from chengyun.planning.resource_solver import SolverMissing

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
SALT, KEPT_S = "goals.sharing", 3600


@dataclass(frozen=True)
class Step:
    """Days on which the same is wanted: where they are drawn, how high in per cent of the chart."""

    bar: Bar
    y: float
    height: float
    over: bool


@dataclass(frozen=True)
class Drawn:
    """One resource with its curve and the bars of its uses."""

    shared: Shared
    steps: Sequence[Step]
    room: float
    uses: Sequence[tuple[Use, Bar]]


@never_cache
@require_GET
@officers_only
def page(request: OfficerRequest) -> HttpResponse:
    """The clashes over time; with `?level=1` a proposal that does away with them."""
    today = timezone.localdate()
    found = queries.shared(request.viewer, today)
    proposal, problem = _proposal(request, today)
    axis = _axis(found, today)
    told: dict[str, Any] = {
        "here": "projects",
        "today": today,
        "axis": axis,
        "ticks": ticks(axis),
        "today_x": axis.x(today),
        "drawn": [_drawn(axis, one) for one in found],
        "clashing": any(one.clashes for one in found),
        "proposal": proposal,
        "problem": problem,
        "token": _signed(proposal) if proposal else "",
        "kinds": SharedKind.choices,
        "may_plan": may_project(request.user, "plan"),
        "may_declare": may_project(request.user, "plan") and is_whole(request.viewer.area_path),
    }
    return render(request, "goals/sharing.html", told | pages.shell())


def _proposal(request: OfficerRequest, today: date) -> tuple[Levelling | None, str]:
    if request.GET.get("level") != "1" or not may_project(request.user, "plan"):
        return None, ""
    try:
        return queries.levelling(request.viewer, today), ""
    except SolverMissing:
        return None, _(
            "No levelling could be proven without OR-tools, which is not installed here: "
            "pip install 'chengyun[schedules]'"
        )


def _axis(found: Sequence[Shared], today: date) -> Axis:
    ends = [one.first + timedelta(days=len(one.wanted)) for one in found]
    return Axis.over([today, today + timedelta(days=28), *ends])


def _drawn(axis: Axis, one: Shared) -> Drawn:
    most = max([one.resource.capacity, *one.wanted])
    steps = [
        Step(
            axis.bar(first, last),
            round(100 - 100 * n / most, 2),
            round(100 * n / most, 2),
            n > one.resource.capacity,
        )
        for first, last, n in _runs(one)
        if n
    ]
    room = round(100 - 100 * one.resource.capacity / most, 2)
    bars = [(use, axis.bar(max(use.start, axis.first), use.finish)) for use in one.uses]
    return Drawn(one, steps, room, bars)


def _runs(one: Shared) -> list[tuple[date, date, int]]:
    """Days in a row on which the same is wanted."""
    runs: list[tuple[date, date, int]] = []
    for at, n in enumerate(one.wanted):
        day = one.first + timedelta(days=at)
        if runs and runs[-1][2] == n:
            runs[-1] = runs[-1][0], day, n
        else:
            runs.append((day, day, n))
    return runs


def _signed(proposal: Levelling) -> str:
    """What is accepted is what was seen."""
    told = {str(pk): day.isoformat() if day else "" for pk, day in proposal.held.items()}
    return signing.dumps(told, salt=SALT, compress=True)


def _read(token: str) -> dict[int, date | None]:
    try:
        told = signing.loads(token, salt=SALT, max_age=KEPT_S)
    except signing.BadSignature:
        raise Refused(_("Something has changed since; look at the levelling again.")) from None
    return {int(pk): date.fromisoformat(day) if day else None for pk, day in told.items()}


def _accept(request: OfficerRequest) -> None:
    verbs.accept(request.user, _read(request.POST.get("token", "")), timezone.localdate())


def _declare(request: OfficerRequest) -> None:
    given = request.POST
    key = given.get("key", "").strip()
    if not KEY.fullmatch(key):
        raise Refused(_("A key has small letters, digits or hyphens."))
    verbs.declare(
        request.user, key, given.get("title_zh", ""), given.get("kind", ""),
        whole_number(given.get("capacity", "")) or 0, given.get("title_en", ""),
    )  # fmt: skip


def _need(request: OfficerRequest) -> None:
    given = request.POST
    project, _slash, key = given.get("node", "").strip().rpartition("/")
    node = ProjectNode.objects.filter(
        project__in=visible(request.viewer), project__key=project, key=key
    ).first()
    resource = SharedResource.objects.filter(key=given.get("resource", "")).first()
    if node is None or resource is None:
        raise Refused(_("Choose a node, written project/node, and what it uses."))
    verbs.need(request.user, node, resource, whole_number(given.get("amount", "")) or 0)


ACTS: Mapping[str, tuple[str | Promise, Callable[[OfficerRequest], None]]] = {
    "accept": (gettext_lazy("The levelling is accepted; the baselines are kept."), _accept),
    "declare": (gettext_lazy("It is written down."), _declare),
    "need": (gettext_lazy("It is written down."), _need),
}


@require_POST
@officers_only
def act(request: OfficerRequest, verb: str) -> HttpResponse:
    """One of ACTS, and back."""
    if verb not in ACTS:
        raise Http404
    done, run = ACTS[verb]
    try:
        run(request)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, str(done))
    return redirect("projects-sharing")
