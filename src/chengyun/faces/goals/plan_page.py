"""One plan: its tasks, milestones and projects, each with a form."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals.forms import day_of, day_or_none
from chengyun.faces.goals.forms import whole as whole_number
from chengyun.goals import rights
from chengyun.goals.models import Plan
from chengyun.goals.queries import projects, visible
from chengyun.goals.refused import NotYours, Refused
from chengyun.goals.services import milestones, plan_steps
from chengyun.people.models import Unit


@never_cache
@require_GET
@officers_only
def plan(request: OfficerRequest, plan: str) -> HttpResponse:
    """The page of a plan."""
    found = _plan(request, plan)
    seen = projects.visible(request.viewer).filter(plan=found)
    tasks = found.tasks.select_related("unit")
    steps = found.milestones.select_related("unit")
    page = {
        "here": "goals",
        "plan": found,
        "indicators": list(found.indicators.order_by("order", "key")),
        "tasks": [(one, _may(request, one.unit_id or found.unit_id)) for one in tasks],
        "milestones": [(one, _may(request, one.unit_id or found.unit_id)) for one in steps],
        "funds": sum((one.funds for one in steps), Decimal(0)),
        "projects": seen.defer("shape"),
        "units": Unit.objects.all(),
        "today": timezone.localdate(),
        "may_plan": rights.may(request.user, "target"),
    }
    return render(request, "goals/plan.html", page | pages.shell())


def _may(request: OfficerRequest, unit: int | None) -> bool:
    return rights.may(request.user, "task", unit)


def _plan(request: OfficerRequest, key: str) -> Plan:
    seen = visible(request.viewer).select_related("unit", "owner").prefetch_related("supporting")
    return get_object_or_404(seen, key=key)


def _told(request: OfficerRequest) -> plan_steps.Step:
    given = request.POST
    try:
        funds = Decimal(given.get("funds", "").strip().replace(",", "") or "0")
    except InvalidOperation:
        raise Refused(_("An amount is 0 or more.")) from None
    return plan_steps.Step(
        given.get("title_zh", ""), given.get("title_en", ""),
        Unit.objects.filter(code=given.get("unit", "")).first(), day_of(given.get("due", "")),
        day_or_none(given.get("start", "")), funds, given.get("proof", ""),
    )  # fmt: skip


def _pk(request: OfficerRequest) -> int:
    return int(whole_number(request.POST.get("pk", "")) or 0)


def _put_task(request: OfficerRequest, found: Plan) -> None:
    task = found.tasks.filter(pk=_pk(request)).first()
    plan_steps.put_task(request.user, found, _told(request), task)


def _put_milestone(request: OfficerRequest, found: Plan) -> None:
    step = found.milestones.filter(pk=_pk(request)).first()
    plan_steps.put_milestone(request.user, found, _told(request), step)


def _tell_task(request: OfficerRequest, found: Plan) -> None:
    given = request.POST
    task = get_object_or_404(found.tasks, pk=_pk(request))
    share = (whole_number(given.get("share", "")) or 0) / 100
    milestones.report_task(request.user, task, share, given.get("proof", ""))


def _reach(request: OfficerRequest, found: Plan) -> None:
    given = request.POST
    step = get_object_or_404(found.milestones, pk=_pk(request))
    milestones.complete(step, day_of(given.get("on", "")), request.user)


Act = tuple[str | Promise, Callable[[OfficerRequest, Plan], None]]
ACTS: Mapping[str, Act] = {
    "task": (gettext_lazy("The task is written down."), _put_task),
    "milestone": (gettext_lazy("The milestone is written down."), _put_milestone),
    "progress": (gettext_lazy("What was done is written down."), _tell_task),
    "reach": (gettext_lazy("The milestone is reached."), _reach),
}


@require_POST
@officers_only
def act(request: OfficerRequest, plan: str, verb: str) -> HttpResponse:
    """One of ACTS, and back to the plan."""
    found = _plan(request, plan)
    if verb not in ACTS:
        raise Http404
    done, run = ACTS[verb]
    try:
        run(request, found)
    except NotYours:
        raise PermissionDenied from None
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, str(done))
    return redirect("goal-plan", plan=plan)
