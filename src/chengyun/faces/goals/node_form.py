"""The form of one node: a new one, other facts, or away with it. The rules are those of a table."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, typed
from chengyun.faces.desk.typed import Form
from chengyun.faces.goals.project_files import known_of
from chengyun.faces.goals.project_page import need, sheet_of
from chengyun.goals import project_rows
from chengyun.goals.project_rows import BadCell
from chengyun.goals.queries.sheet import Row, Sheet
from chengyun.goals.refused import Refused
from chengyun.goals.services import nodes as verbs
from chengyun.people.models import Unit

FIELDS = ("key", "title_zh", "title_en", "stage", "stage_en", "days", "after", "unit", "milestone")


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest, key: str) -> HttpResponse:
    """A new node behind the others."""
    need(request, "plan")
    sheet = sheet_of(request, key)
    if request.method == "GET":
        return _page(request, sheet, Form(dict.fromkeys(FIELDS, "")))
    return _put(request, sheet, None)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def change(request: OfficerRequest, key: str, node: str) -> HttpResponse:
    """Other facts of a node; what was done of it stays. With `remove` it goes."""
    need(request, "plan")
    sheet = sheet_of(request, key)
    row = next((row for row in sheet.rows if row.node.key == node), None)
    if row is None:
        raise Http404
    if request.method == "GET":
        return _page(request, sheet, Form(_typed(row)), row)
    if request.POST.get("remove"):
        verbs.remove(request.user, row.node)
        messages.success(request, _("%(node)s is gone.") % {"node": row.node.title})
        return redirect("project", key=key)
    return _put(request, sheet, row)


def _put(request: OfficerRequest, sheet: Sheet, row: Row | None) -> HttpResponse:
    form = typed.read(request.POST, FIELDS)
    if row:
        form.typed["key"] = row.node.key
    try:
        known = known_of(request, sheet.project, _keys(sheet, form))
        made = project_rows.parse(form.typed, known)
        if row is None and made.key in {one.node.key for one in sheet.rows}:
            raise BadCell("key", _("This stands in the file twice."))
        verbs.put(request.user, sheet.project, made, row.node if row else None)
    except BadCell as bad:
        form.errors[bad.column] = str(bad)
        return _page(request, sheet, form, row, 422)
    except Refused as no:
        form.problem = str(no)
        return _page(request, sheet, form, row, 422)
    messages.success(request, _("%(node)s is written down.") % {"node": made.title_zh})
    return redirect("project", key=sheet.project.key)


def _keys(sheet: Sheet, form: Form) -> frozenset[str]:
    return frozenset(one.node.key for one in sheet.rows) | {form.typed["key"]}


def _typed(row: Row) -> dict[str, str]:
    node = row.node
    told = {name: str(getattr(node, name)) for name in FIELDS if hasattr(node, name)}
    return told | {
        "after": row.after,
        "unit": node.unit.code if node.unit else "",
        "milestone": "1" if node.milestone else "",
    }


def _page(
    request: OfficerRequest, sheet: Sheet, form: Form, row: Row | None = None, status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {
        "here": "projects",
        "project": sheet.project,
        "form": form,
        "row": row,
        "units": Unit.objects.all(),
        "stages": list(dict.fromkeys(one.node.stage for one in sheet.rows if one.node.stage)),
    }
    return render(request, "goals/node_form.html", page | pages.shell(), status=status)
