"""Saving a filter of the queue under a name, and deleting it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengyun.cases.services import Refused, saved_filters
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import filters


def queue_at(query: str) -> str:
    """The address of the queue with a filter, and nothing that is not one."""
    return f"/desk/?{urlencode(filters.values(QueryDict(query)))}"


def beside(request: OfficerRequest, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The reader's own filters, and whether this one is worth saving."""
    query, own = urlencode(chosen), list(request.user.saved_filters.all())
    known = any(one.query == query for one in own)
    return {"saved": own, "may_save": filters.is_own(chosen) and not known}


@require_POST
@officers_only
def save(request: OfficerRequest) -> HttpResponse:
    """Keep the filter that is on under a name."""
    back = queue_at(request.POST.get("query", ""))
    try:
        saved = saved_filters.save(request.user, request.POST.get("name", ""), back.split("?")[1])
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Saved as “%(name)s”.") % {"name": saved.name})
    return redirect(back)


@require_POST
@officers_only
def forget(request: OfficerRequest, pk: int) -> HttpResponse:
    """Delete one of one's own."""
    saved_filters.forget(request.user, pk)
    return redirect(queue_at(request.POST.get("query", "")))
