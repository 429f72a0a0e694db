"""A visit at the desk: a checklist gone through, or the form of a task."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.scenes import visiting


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def visit(
    request: OfficerRequest, pack: str, register: str, key: object, task: str
) -> HttpResponse:
    """The task on this entry; what is wrong or refused is said on the form."""
    call = visiting.called(request, pack, register, key, task)
    failed = visiting.tried(call, request.POST) if request.method == "POST" else {}
    if failed is None:
        return redirect("entry", pack=pack, register=register, key=key)
    page = visiting.page(call, request.POST or None, **failed) | {"here": "scenes"}
    status = 422 if failed else 200
    return render(request, "scenes/visit.html", page | pages.shell(), status=status)
