"""Matters under supervision 督办: the board with the list, one matter, registering, its slip."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.cases.casefile import NoFont
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import import_kinds, kept, pages, typed
from chengyun.faces.desk.typed import Form
from chengyun.faces.goals import matter_slip, matter_view, proofs_page
from chengyun.faces.goals.forms import day_of
from chengyun.goals.choices_matters import MatterSource, MatterStage, Slip
from chengyun.goals.models import Matter, MatterNotice
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services import matter_notices
from chengyun.goals.services import matters as verbs
from chengyun.people.models import Unit
from chengyun.people.policy import is_whole

FIELDS = ("title", "source", "source_ref", "due", "text")


@never_cache
@require_GET
@officers_only
@kept.across_pages("unit")
def board(request: OfficerRequest) -> HttpResponse:
    """Counts by lamp and unit; the list, narrowed; what the reader's unit was sent."""
    today = timezone.localdate()
    wanted = queries.wanted_of({"open": "1"} | request.GET.dict())
    chosen = {name: value for name, value in vars(wanted).items() if value}
    page = {
        "here": "matters",
        "board": queries.board(request.viewer, today),
        "lines": queries.search(request.viewer, wanted, today),
        "wanted": wanted,
        "query": urlencode(chosen),
        "narrowed": set(chosen) - {"open"},
        "slips": [(slip, slip.label) for slip in reversed(Slip)],
        "stages": MatterStage.choices,
        "sources": MatterSource.choices,
        "units": Unit.objects.order_by("code"),
        "notices": queries.unread(request.viewer),
        "may_register": verbs.may_register(request.user.role),
        "may_import": _may_import(request),
        "circulars": queries.circulars(request.viewer).count(),
    }
    return render(request, "goals/matters.html", page | pages.shell())


def _may_import(request: OfficerRequest) -> bool:
    kinds = [kind.key for kind in import_kinds.allowed(request.viewer.role)]
    return "matters" in kinds and is_whole(request.viewer.area_path)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """The form of registering; a matter that is registered is shown."""
    if not verbs.may_register(request.user.role):
        raise PermissionDenied
    if request.method == "GET":
        return _form(request, Form(dict.fromkeys(FIELDS, "")))
    form = typed.read(request.POST, FIELDS)
    try:
        matter = verbs.register(request.user, _typed_matter(form.typed))
    except Refused as refused:
        form.problem = str(refused)
        return _form(request, form, 422)
    messages.success(request, _("%(number)s is registered.") % {"number": matter.number})
    return redirect("matter", matter=matter.number)


def _typed_matter(typed: dict[str, str]) -> verbs.NewMatter:
    return verbs.NewMatter(
        typed["title"][:120], typed["source"], day_of(typed["due"]), typed["text"],
        typed["source_ref"][:200],
    )  # fmt: skip


def _form(request: OfficerRequest, form: Form, status: int = 200) -> HttpResponse:
    page = {"here": "matters", "form": form, "sources": MatterSource.choices}
    return render(request, "goals/matter_new.html", page | pages.shell(), status=status)


@never_cache
@require_GET
@officers_only
def one(request: OfficerRequest, matter: str) -> HttpResponse:
    """A matter: its chain, its sub-items, what the reader may do with it, its history."""
    return _one(request, _found(request, matter))


def _one(
    request: OfficerRequest, matter: Matter, problem: str = "", action: str = "", status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {"here": "matters", "problem": problem, "tried": action}
    page |= {"given": request.POST, "given_supporting": request.POST.getlist("supporting")}
    page |= matter_view.context(request.viewer, matter)
    return render(request, "goals/matter.html", page | pages.shell(), status=status)


@never_cache
@require_POST
@officers_only
def act(request: OfficerRequest, matter: str, action: str) -> HttpResponse:
    """Do something with it; what is refused is said beside the form that was sent."""
    found = _found(request, matter)
    try:
        told = matter_view.given(request.POST)
        told["files"] = proofs_page.stored(request)
        verbs.act(request.user, matter, action, told)
    except Refused as refused:
        return _one(request, found, str(refused), action, 422)
    except Matter.DoesNotExist:
        raise Http404 from None
    if not queries.visible(request.viewer).filter(pk=found.pk).exists():
        messages.success(request, _("%(number)s went back.") % {"number": matter})
        return redirect("matters")
    return redirect("matter", matter=matter)


@never_cache
@require_GET
@officers_only
def slip(request: OfficerRequest, matter: str) -> HttpResponse:
    """督办单: the matter on one sheet, in its colour."""
    found = _found(request, matter)
    try:
        body = matter_slip.to_pdf(found, queries.state_of(found, timezone.localdate()))
    except NoFont as fault:
        messages.error(request, str(fault))
        return redirect("matter", matter=matter)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


def _found(request: OfficerRequest, number: str) -> Matter:
    try:
        return queries.one(request.viewer, number)
    except Matter.DoesNotExist:
        raise Http404 from None


@require_POST
@officers_only
def seen(request: OfficerRequest, notice: int) -> HttpResponse:
    """A unit's notice is marked as seen."""
    try:
        matter_notices.seen(request.user, notice)
    except MatterNotice.DoesNotExist:
        raise Http404 from None
    return redirect("matters")


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def circulars(request: OfficerRequest) -> HttpResponse:
    """通报 that the reader may read; POST sends one of what is overdue now."""
    may_send = verbs.may_register(request.user.role)
    problem = ""
    if request.method == "POST":
        if not may_send:
            raise PermissionDenied
        try:
            made = matter_notices.circulate(request.user, request.POST.get("note", ""))
            return redirect("circular", circular=made.pk)
        except Refused as refused:
            problem = str(refused)
    today = timezone.localdate()
    overdue = queries.search(request.viewer, queries.Wanted(lamp="red"), today)
    page = {"here": "matters", "may_send": may_send, "problem": problem, "overdue": len(overdue)}
    page["circulars"] = queries.circulars(request.viewer).select_related("made_by")
    status = 422 if problem else 200
    return render(request, "goals/circulars.html", page | pages.shell(), status=status)


@never_cache
@require_GET
@officers_only
def circular(request: OfficerRequest, circular: int) -> HttpResponse:
    """One circular, with its lines as far as the reader may see them; it prints well."""
    found = queries.circulars(request.viewer).filter(pk=circular).first()
    if found is None:
        raise Http404
    rows = queries.circular_lines(request.viewer, found)
    done = queries.circular_progress(found)
    lines = [CircularLine(r, (found.day - r.due).days, done.get(r.matter_id)) for r in rows]
    worst = Counter(row.unit for row in rows)
    page = {"here": "matters", "circular": found, "lines": lines, "units": worst.most_common()}
    return render(request, "goals/circular.html", page | pages.shell())


@dataclass(frozen=True)
class CircularLine:
    """A line of a circular: how many days over its matter was on the day of it, and how much of it
    was done, per cent."""

    notice: MatterNotice
    days_over: int
    progress: int | None
