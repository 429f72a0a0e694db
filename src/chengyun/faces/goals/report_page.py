"""The weekly report of a project, written on the site with a phone, and its photos."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.cases.choices import Medium
from chengyun.cases.files import media, pictures, serving
from chengyun.cases.services import Refused as FileRefused
from chengyun.faces import sent_files
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals.project_page import need, project_of
from chengyun.goals.models import ReportPhoto
from chengyun.goals.refused import Refused
from chengyun.goals.services import reports

SHOWN = 8


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def write(request: OfficerRequest, key: str) -> HttpResponse:
    """The form, and the last reports below it. POST writes one down with its photos."""
    project = project_of(request, key)
    need(request, "report")
    problem = ""
    if request.method == "POST":
        try:
            photos = sent_files.taken(request, reports.MOST_PHOTOS)
            reports.report(request.user, project, request.POST.get("text", ""), photos)
        except FileRefused as no:
            problem = str(no.message)
        except Refused as no:
            problem = str(no)
        else:
            messages.success(request, _("The weekly report is written down."))
            return redirect("project-report", key=key)
    page = {
        "here": "projects",
        "project": project,
        "problem": problem,
        "text": request.POST.get("text", ""),
        "most": reports.MOST_PHOTOS,
        "accept": media.ACCEPT[Medium.PHOTO],
        "reports": project.reports.select_related("by").prefetch_related("photos")[:SHOWN],
    }
    status = 422 if problem else 200
    return render(request, "goals/report.html", page | pages.shell(), status=status)


@require_GET
@officers_only
def photo(request: OfficerRequest, key: str, photo: str, size: int) -> HttpResponse:
    """A photo of a report of a project in sight, painted anew in one of the small sizes."""
    project = project_of(request, key)
    found = get_object_or_404(ReportPhoto, key=photo, report__project=project)
    if size not in pictures.SIZES:
        raise Http404
    try:
        return serving.respond(request, found, str(size))  # type: ignore[return-value]
    except FileNotFoundError:
        raise Http404 from None
