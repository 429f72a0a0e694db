"""A visit at the desk: a checklist gone through, or the form of a task."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.scenes import visiting
from chengyun.faces.scenes.visiting import Call, Sent
from chengyun.people.refused import Refused


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def visit(
    request: OfficerRequest, pack: str, register: str, key: object, task: str
) -> HttpResponse:
    """The task on this entry; what is wrong or refused is said on the form."""
    call = visiting.called(request, pack, register, key, task)
    if request.method == "GET":
        return _page(request, call)
    faults = visiting.faults(call, request.POST)
    if faults:
        return _page(request, call, faults=faults)
    try:
        visiting.keep(call, request.POST, Sent(request.POST.get("key", "")))
    except Refused as refused:
        return _page(request, call, str(refused))
    return redirect("entry", pack=pack, register=register, key=key)


def _page(
    request: OfficerRequest, call: Call, problem: str = "", faults: dict[str, str] | None = None
) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    page = visiting.shown(call, post, faults or {}) | {
        "here": "scenes",
        "key": post.get("key") if post else str(uuid4()),
        "problem": problem,
    }
    status = 422 if problem or faults else 200
    return render(request, "scenes/visit.html", page | pages.shell(), status=status)
