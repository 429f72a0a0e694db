"""The weekly report of a project from the site: my projects, this week, text and photos."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.cases.choices import Medium
from chengyun.cases.files import media
from chengyun.cases.services import Refused as FileRefused
from chengyun.faces import sent_files
from chengyun.faces.access import OfficerRequest
from chengyun.faces.field.door import Unreadable, phone_page
from chengyun.faces.goals.projects_page import LAMPS
from chengyun.goals.models import Project, ProjectReport
from chengyun.goals.queries import projects as queries
from chengyun.goals.queries import reporting
from chengyun.goals.refused import Refused as GoalsRefused
from chengyun.goals.rights import may_project
from chengyun.goals.services import reports
from chengyun.people.policy import Viewer
from chengyun.people.refused import Refused

SHOWN_REPORTS = 6
GONE = gettext_lazy("The project is no longer in your sight.")


def of_today(viewer: Viewer) -> dict[str, Any]:
    """For the list of the day: the projects that wait for this week's report."""
    found = reporting.mine(viewer, timezone.localdate())
    return {"weekly": [site for site in found if not site.told], "projects": len(found)}


@require_GET
@phone_page
def listed(request: OfficerRequest) -> HttpResponse:
    """The officer's projects that are on, or all in their sight; what waits for a report first."""
    today, mine = timezone.localdate(), request.GET.get("all") != "1"
    read = reporting.mine if mine else reporting.every
    page = {"sites": read(request.viewer, today), "mine": mine, "week": reporting.monday(today)}
    return render(request, "field/projects.html", page)


@require_http_methods(["GET", "POST"])
@phone_page
def weekly(request: OfficerRequest, key: str) -> HttpResponse:
    """One project: where it stands, this week's report, the last ones. Phones with script send by
    the outbox, others from here."""
    project = get_object_or_404(queries.visible(request.viewer), key=key)
    problem = ""
    if request.method == "POST":
        if not may_project(request.user, "report"):
            raise PermissionDenied
        try:
            _write(request, project)
        except (FileRefused, GoalsRefused) as no:
            problem = str(no)
        else:
            messages.success(request, _("The weekly report is written down."))
            return redirect("field-project", key=key)
    site = reporting.site(project, timezone.localdate())
    page = {
        "project": project,
        "site": site,
        "lamp": LAMPS[site.line.lamp],
        "problem": problem,
        "text": request.POST.get("text", ""),
        "may_report": may_project(request.user, "report"),
        "most": reports.MOST_PHOTOS,
        "accept": media.ACCEPT[Medium.PHOTO],
        "reports": project.reports.select_related("by").prefetch_related("photos")[:SHOWN_REPORTS],
    }
    return render(request, "field/project.html", page, status=422 if problem else 200)


def take(request: OfficerRequest, done_at: datetime) -> dict[str, Any]:
    """What the outbox brings: a report of the week in which it was written.

    Raises Unreadable, Refused of files and of people.
    """
    key = request.POST.get("project", "")
    if not key:
        raise Unreadable("project: the key of a project")
    project = queries.visible(request.viewer).filter(key=key).first()
    if project is None:
        raise Refused("gone", GONE, 409)
    try:
        made = _write(request, project, done_at)
    except GoalsRefused as no:
        raise Refused("not_taken", str(no), 422) from None
    return {"week": made.week.isoformat(), "photos": made.photos.count()}


def _write(request: OfficerRequest, project: Project, at: datetime | None = None) -> ProjectReport:
    photos = sent_files.taken(request, reports.MOST_PHOTOS)
    return reports.report(request.user, project, request.POST.get("text", ""), photos, at)
