"""The desk: a queue, the open case, what its reader may do."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import queries, services
from chengyun.cases.choices import Action
from chengyun.cases.models import Alarm, Case
from chengyun.cases.services.conflict import CHANGED
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import action_form, filters, kept, pages, rows
from chengyun.faces.desk import definitions as terms
from chengyun.faces.desk.explain import rules_by_key
from chengyun.places.models import in_language
from chengyun.sensing import maintenance
from chengyun.sensing.models import Datastream

DESK, QUEUE, CASE = "desk/desk.html", "desk/_queue.html", "desk/_case.html"
ACTIONS = "desk/_actions.html"


@never_cache
@require_GET
@officers_only
@kept.across_pages("area", "unit", bare=filters.DEFAULT)
def desk(request: OfficerRequest) -> HttpResponse:
    """The queue, and the state of the shift while no case is open. `?case=` asks for the queue
    beside an open case."""
    if request.htmx and request.htmx.target == "queue":
        return render(request, QUEUE, pages.queue(request))
    page = pages.queue(request) | pages.shell() | {"shift": pages.shift(request.viewer)}
    return render(request, DESK, page)


@never_cache
@require_GET
@officers_only
@kept.across_pages("area", "unit", bare=filters.DEFAULT)
def case(request: OfficerRequest, number: str) -> HttpResponse:
    """A case: the right half of the desk by htmx, else the whole desk with it open."""
    return _case_page(request, _case(request, number))


def _case(request: OfficerRequest, number: str) -> Case:
    try:
        return queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise Http404 from None


def _case_page(
    request: OfficerRequest, found: Case, status: int = 200, **more: Any
) -> HttpResponse:
    page = pages.case(request, found, **more)
    if request.htmx:
        # Looking changes nothing; the line of a case that others change comes by the stream.
        beside = _row(page) if request.method == "POST" else {}
        return render(request, CASE, page | beside, status=status)
    page |= pages.queue(request) | pages.shell() | more
    return render(request, DESK, page, status=status)


def _row(page: Mapping[str, Any]) -> dict[str, SafeString]:
    """The line of the page's case in the queue beside it, as it is now."""
    return {"row": rows.row(page["case"], page["query"], timezone.now(), in_place=True)}


@never_cache
@require_GET
@officers_only
def row(request: OfficerRequest, number: str) -> HttpResponse:
    """One line of the queue, after an event said that the case changed."""
    found = _case(request, number)
    return HttpResponse(rows.row(found, request.GET.urlencode(), timezone.now()))


@never_cache
@require_GET
@officers_only
def form(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """The form of an action: what it needs, inline under the bar."""
    found = _case(request, number)
    more = _form(request, found, action)
    if more["asked"] is None:
        raise Http404
    if request.htmx:
        return render(request, ACTIONS, pages.case(request, found, **more))
    return _case_page(request, found, **more)


def _form(request: OfficerRequest, found: Case, action: str) -> dict[str, Any]:
    given = request.POST or action_form.given_beforehand(request.GET)
    return action_form.form(request.viewer, found, action, given)


@require_POST
@officers_only
def act(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """Do it, or say in a sentence why not, with what was typed kept."""
    found = _case(request, number)
    try:
        done = services.act(request.user, number, action, **action_form.given_in(request.POST))
    except services.Refused as refused:
        return _refused(request, found, action, refused)
    return _done(request, done, action)


def _refused(
    request: OfficerRequest, found: Case, action: str, why: services.Refused
) -> HttpResponse:
    """The form again with the sentence; the whole case where somebody else has changed it."""
    found = _case(request, found.number)
    more = _form(request, found, action) | {"problem": str(why.message)}
    if not request.htmx or why.code == CHANGED.code:
        return _case_page(request, found, 422, **more)
    response = render(request, ACTIONS, pages.case(request, found, **more), status=422)
    response.headers["HX-Retarget"] = "#case-actions"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _done(request: OfficerRequest, done: Case, action: str) -> HttpResponse:
    said = {"done": action, "done_text": done_text(action, done)}
    if request.htmx:
        return _after(request, done, said)
    messages.success(request, said["done_text"], extra_tags=action)
    if queries.visible(request.viewer).filter(pk=done.pk).exists():
        return redirect("desk-case", number=done.number)
    return redirect("desk")


def _after(request: OfficerRequest, done: Case, said: dict[str, str]) -> HttpResponse:
    """The case as it is now, or a goodbye where it left the viewer's sight."""
    try:
        found = queries.get(request.viewer, done.number)
    except Case.DoesNotExist:
        return render(request, "desk/_gone.html", {"case": done, **said})
    page = pages.case(request, found, **said)
    return render(request, CASE, page | _row(page))


def done_text(action: str, done: Case) -> str:
    """What was just done, in a few words."""
    if action == Action.DISPATCH and done.unit and done.handler:
        return _("Dispatched to %(unit)s, %(person)s.") % {
            "unit": done.unit.title,
            "person": done.handler,
        }
    if action == Action.DISPATCH and done.unit:
        return _("Dispatched to %(unit)s.") % {"unit": done.unit.title}
    return _("Done: %(action)s.") % {"action": Action(action).label}


@never_cache
@require_GET
@officers_only
@kept.across_pages("hours")
def datastream(request: OfficerRequest, pk: int) -> HttpResponse:
    """A datastream: what it measures, where, its past and its alarms."""
    try:
        stream = pages.visible_stream(request.viewer, pk)
    except Datastream.DoesNotExist:
        raise Http404 from None
    raised = Alarm.objects.filter(datastream_id=pk).select_related("case")[:30]
    seen = set(
        queries.visible(request.viewer)
        .filter(pk__in=[alarm.case_id for alarm in raised])
        .values_list("pk", flat=True)
    )
    names = {key: in_language(r.title_zh, r.title_en) for key, r in rules_by_key().items()}
    now = timezone.now()
    page = {"stream": stream, "alarms": raised, "seen": seen, **pages.chart_span(request.GET)}
    page |= {"names": names, "now": now, "window": maintenance.of(stream, now)}
    return render(request, "desk/datastream.html", page | pages.shell())


@require_GET
@officers_only
def definitions(request: OfficerRequest) -> HttpResponse:
    """Every figure of the wall and the desk, with what it counts."""
    page = {"figures": terms.FIGURES, "vitals": terms.vitals()}
    return render(request, "desk/definitions.html", page | pages.shell())
