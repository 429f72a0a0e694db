"""A visit on the phone: its page, and what the outbox brings of it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from msgspec import DecodeError, ValidationError, json

from chengyun.faces.access import OfficerRequest
from chengyun.faces.field.door import Unreadable, phone_page
from chengyun.faces.scenes import listing, sheet_page, visiting
from chengyun.faces.scenes.visiting import Call, Sent
from chengyun.packs.queries import entries
from chengyun.people.refused import Refused

# Refusals that come from what others did meanwhile.
OTHERS = ("visited", "changed", "ended", "gone")
GONE = _("It has ended, or it is no longer yours to visit.")
STEPS = 5


@require_http_methods(["GET", "POST"])
@phone_page
def visit(
    request: OfficerRequest, pack: str, register: str, key: object, task: str
) -> HttpResponse:
    """The task on this entry. Phones with script send it by the outbox, others from here."""
    call = visiting.called(request, pack, register, key, task)
    failed = visiting.tried(call, request.POST) if request.method == "POST" else {}
    if failed is None:
        return redirect("field")
    page = visiting.page(call, request.POST or None, **failed)
    page |= {"call": call, "seen": entries.last_seq(call.entry)}
    return render(request, "field/visit.html", page, status=422 if failed else 200)


def take(request: OfficerRequest, done_at: datetime) -> dict[str, Any]:
    """What the outbox brings: its place as the page named it, the answers as JSON.

    Raises Unreadable, Refused.
    """
    sent = Sent(request.POST["key"], done_at, _seen(request))
    made = visiting.keep(_called(request), _given(request), sent)
    return {"score": made.score, "passed": made.passed}


def conflict(request: OfficerRequest, refused: Refused) -> JsonResponse | None:
    """409 with what others did since the officer looked; None where it is the visit's own fault."""
    if refused.code not in OTHERS:
        return None
    told: dict[str, Any] = {
        "state": "conflict",
        "code": refused.code,
        "message": str(refused.message),
    }
    try:
        told |= _now(request, _called(request))
    except Refused:
        told |= {"now": None, "steps": []}
    return JsonResponse(told, status=409)


def _called(request: OfficerRequest) -> Call:
    try:
        pack, register, key, task = request.POST.get("visit", "").split("/")
    except ValueError:
        raise Unreadable("visit: pack/register/entry/task") from None
    try:
        return visiting.called(request, pack, register, key, task)
    except (Http404, PermissionDenied):
        raise Refused("gone", GONE, 409) from None


def _given(request: OfficerRequest) -> QueryDict:
    """The fields of the form, as a form would have sent them."""
    try:
        told = json.decode(request.POST.get("given", ""), type=dict[str, list[str]])
    except (DecodeError, ValidationError):
        raise Unreadable("given: {field: [text]}") from None
    given = QueryDict(mutable=True)
    for name, texts in told.items():
        given.setlist(name, texts)
    return given


def _seen(request: OfficerRequest) -> int | None:
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None


def _now(request: OfficerRequest, call: Call) -> dict[str, Any]:
    since = entries.history(call.entry).filter(seq__gt=_seen(request) or 0)[:STEPS]
    steps = [
        {
            "who": str(row.actor or ""),
            "what": str(sheet_page.ACTIONS.get(row.action, row.action)),
            "at": row.at.isoformat(),
        }
        for row in reversed(since)
        if row.actor_id != request.user.pk
    ]
    stage = listing.stage_title(call.sheet, call.entry.stage)
    last = str(entries.last_seq(call.entry))
    return {"now": {"version": last, "stage": stage, "actions": ["visit"]}, "steps": steps}
