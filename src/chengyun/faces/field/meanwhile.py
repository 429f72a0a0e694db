"""A conflict told to a phone: what others did to the case since the officer saw it."""

from typing import Any

from django.http import JsonResponse

from chengyun.cases import queries, rules, tasking
from chengyun.cases.models import Case
from chengyun.cases.services import Refused, attachments
from chengyun.cases.services.act import UNKNOWN_CASE
from chengyun.cases.services.conflict import CHANGED, DECIDING
from chengyun.faces.access import OfficerRequest

UNKNOWN = UNKNOWN_CASE
# Refusals that come from what others did meanwhile, not from what was sent.
OTHERS = {
    CHANGED.code,
    UNKNOWN.code,
    rules.WRONG_STAGE.code,
    rules.IS_SUSPENDED.code,
    tasking.TASK_MOVED_ON.code,
    tasking.UNKNOWN_TASK.code,
    attachments.CASE_OVER.code,
}
STEPS = 5


def answer(request: OfficerRequest, refused: Refused) -> JsonResponse:
    """409 with the steps of others, or 422 where it was refused for itself."""
    told = {"code": refused.code, "message": str(refused.message)}
    if refused.code not in OTHERS:
        return JsonResponse({"state": "refused", **told}, status=422)
    return JsonResponse({"state": "conflict", **told, **_now(request)}, status=409)


def _now(request: OfficerRequest) -> dict[str, Any]:
    try:
        case = queries.get(request.viewer, request.POST.get("number", ""))
    except Case.DoesNotExist:
        return {"now": None, "steps": []}
    now = {"version": case.version, "stage": str(case.get_stage_display())}
    allowed = queries.allowed_actions(request.viewer, case)
    actions = [one.action for one in allowed]
    return {"now": {**now, "actions": actions}, "steps": _steps(request, case)}


def _steps(request: OfficerRequest, case: Case) -> list[dict[str, Any]]:
    """The latest of what was decided since the version that the officer saw, oldest first."""
    told = request.POST.get("version", "")
    seen = int(told) if told.isascii() and told.isdigit() else case.version
    since = queries.timeline(request.viewer, case)[-max(case.version - seen, 1) :]
    shown = [step for step in since if step["action"] in DECIDING][-STEPS:]
    return [
        {"who": (step["actor"] or {}).get("name", ""), "what": step["label"], "at": step["at"]}
        for step in shown
    ]
