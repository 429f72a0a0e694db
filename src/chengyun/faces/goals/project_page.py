"""One project: its Gantt, nodes, funds, risk, weekly reports, baselines, and what a slip moves."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals import gantt
from chengyun.faces.goals.forms import amount
from chengyun.faces.goals.projects_page import LAMPS
from chengyun.goals.models import Baseline, BudgetLine, Funding, Project, ProjectNode
from chengyun.goals.models.projects import Risk
from chengyun.goals.queries import baselines as baseline_queries
from chengyun.goals.queries import projects as queries
from chengyun.goals.queries import sheet as sheets
from chengyun.goals.queries import slips
from chengyun.goals.queries.money import money_of_lines
from chengyun.goals.queries.sheet import Sheet
from chengyun.goals.refused import Refused
from chengyun.goals.rights import PROJECT, may_project
from chengyun.goals.services import baselines, funding, reports
from chengyun.goals.services import projects as verbs

SHOWN_REPORTS = 12
MOST_DAYS = 250


def sheet_of(request: OfficerRequest, key: str) -> Sheet:
    """A project in sight, with its dates. Raises Http404."""
    try:
        return sheets.sheet(request.viewer, key, timezone.localdate())
    except Project.DoesNotExist:
        raise Http404 from None


def project_of(request: OfficerRequest, key: str) -> Project:
    """A project in sight. Raises Http404."""
    return get_object_or_404(queries.visible(request.viewer), key=key)


def need(request: OfficerRequest, what: str) -> None:
    """403 for a role that may not do it."""
    if not may_project(request.user, what):
        raise PermissionDenied


@never_cache
@require_GET
@officers_only
def project(request: OfficerRequest, key: str) -> HttpResponse:
    """The page of a project."""
    sheet = sheet_of(request, key)
    kept = list(sheets.baselines(sheet.project))
    chosen = _baseline(request, kept)
    found = sheet.project
    page = {
        "here": "projects",
        "sheet": sheet,
        "line": sheet.line,
        "project": found,
        "today": sheet.today,
        "chart": gantt.chart(sheet, _frozen(chosen)),
        "chosen": request.GET.get("node", ""),
        "baselines": kept,
        "baseline": chosen,
        "comparison": _comparison(request, sheet, kept),
        "slip": _slip(request, sheet),
        "funding": Funding.objects.filter(node__project=found).select_related("node", "line"),
        "fund": _fund_asked(request, found),
        "lines": BudgetLine.objects.all(),
        "by_line": money_of_lines(found),
        "reports": found.reports.select_related("by").prefetch_related("photos")[:SHOWN_REPORTS],
        "risks": Risk.choices,
        "lamp_word": LAMPS[sheet.line.lamp],
        "may": {what: may_project(request.user, what) for what in PROJECT},
        "area": _area(found),
    }
    return render(request, "goals/project.html", page | pages.shell())


def _fund_asked(request: OfficerRequest, found: Project) -> Funding | None:
    """The row that is to be changed: `?fund=NODE&line=CODE`."""
    asked = {"node__key": request.GET.get("fund", ""), "line__code": request.GET.get("line", "")}
    rows = Funding.objects.select_related("node", "line")
    return rows.filter(node__project=found, **asked).first()


def _area(found: Project) -> str:
    from chengyun.places.models import Area

    area = Area.objects.filter(path=found.area_path).defer("boundary").first()
    return area.title if area else ""


def _baseline(request: OfficerRequest, kept: list[Baseline]) -> Baseline | None:
    """The one whose bars stand behind: as asked, else the first of all, the plan."""
    day = _day(request.GET.get("baseline", ""))
    asked = [one for one in kept if one.taken_on == day]
    return next(iter(asked or kept[-1:]), None)


def _frozen(chosen: Baseline | None) -> gantt.Frozen:
    if chosen is None:
        return {}
    day = date.fromisoformat
    return {row["key"]: (day(row["start"]), day(row["finish"])) for row in chosen.rows}


def _comparison(
    request: OfficerRequest, sheet: Sheet, kept: list[Baseline]
) -> baseline_queries.Comparison | None:
    first, last = _day(request.GET.get("from", "")), _day(request.GET.get("to", ""))
    if not kept:
        return None
    usual = kept[min(4, len(kept) - 1)].taken_on
    return baseline_queries.compare(sheet, first or usual, last)


def _slip(request: OfficerRequest, sheet: Sheet) -> dict[str, Any] | None:
    """What moves if the node asked for takes so many days longer; None where nobody asks."""
    nodes = {row.node.key: row.node for row in sheet.rows if row.node.done_on is None}
    node, days = nodes.get(request.GET.get("slip", "")), request.GET.get("days", "")
    if node is None or not days.isdecimal() or int(days) > MOST_DAYS:
        return None
    moved = slips.what_if(request.viewer, node, int(days), sheet.today)
    return {"node": node, "days": int(days), "moved": moved}


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _asked_day(text: str) -> date | None:
    """A day of a form; empty is none. Raises Refused for what is no day."""
    found = _day(text)
    if text.strip() and found is None:
        raise Refused(_("This is no date: %(text)s") % {"text": text[:20]})
    return found


@require_POST
@officers_only
def node(request: OfficerRequest, key: str, node: str) -> HttpResponse:
    """What was done of a node."""
    found = get_object_or_404(project_of(request, key).nodes, key=node)
    need(request, "progress")
    given = request.POST
    try:
        share = float(given.get("share", "0") or 0) / 100
    except ValueError:
        share = -1.0
    try:
        days = _asked_day(given.get("begun_on", "")), _asked_day(given.get("done_on", ""))
        verbs.record(request.user, found, verbs.Progress(*days, share))
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("%(node)s is written down.") % {"node": found.title})
    return redirect(f"{reverse('project', args=[key])}?node={found.key}#node-{found.key}")


def _risk(request: OfficerRequest, found: Project) -> None:
    verbs.judge_risk(
        request.user, found, request.POST.get("risk", ""), request.POST.get("text", "")
    )


def _report(request: OfficerRequest, found: Project) -> None:
    reports.report(request.user, found, request.POST.get("text", ""))


def _keep(request: OfficerRequest, found: Project) -> None:
    baselines.take_baseline(request.user, found, timezone.localdate())


def _fund(request: OfficerRequest, found: Project) -> None:
    given = request.POST
    chosen = ProjectNode.objects.filter(project=found, key=given.get("node", "")).first()
    line = BudgetLine.objects.filter(code=given.get("line", "")).first()
    if chosen is None or line is None:
        raise Refused(_("Choose a node and a budget line."))
    sums = (amount(given.get(name, "")) for name in ("planned", "released", "spent"))
    if given.get("remove"):
        funding.unfund(request.user, chosen, line)
    else:
        funding.fund(request.user, chosen, line, funding.Sums(*sums), given.get("reason", ""))


Act = tuple[str, str, str | Promise, Callable[[OfficerRequest, Project], None]]
# Verb: what the role must allow, where on the page it stands, what it says, what it does.
ACTS: Mapping[str, Act] = {
    "risk": ("progress", "risk", gettext_lazy("The risk is written down."), _risk),
    "report": ("report", "reports", gettext_lazy("The weekly report is written down."), _report),
    "baseline": ("plan", "baselines", gettext_lazy("The baseline is kept."), _keep),
    "funds": ("money", "funds", gettext_lazy("The funds are written down."), _fund),
}


@require_POST
@officers_only
def act(request: OfficerRequest, key: str, verb: str) -> HttpResponse:
    """One of ACTS, and back to its place on the page."""
    found = project_of(request, key)
    if verb not in ACTS:
        raise Http404
    role, place, done, run = ACTS[verb]
    need(request, role)
    try:
        run(request, found)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, str(done))
    return redirect(f"{reverse('project', args=[key])}#{place}")
