"""Administrators: which systems are told of cases, how that goes, and what each was told."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases.choices import Action
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.notices_page import may_manage
from chengyun.notices import queries
from chengyun.notices.models import Webhook
from chengyun.notices.services import hooking
from chengyun.notices.services import webhooks as service
from chengyun.people.models import Unit
from chengyun.people.refused import Refused
from chengyun.places.choices import Level
from chengyun.places.models import Area


@never_cache
@require_GET
@officers_only
def webhooks(request: OfficerRequest) -> HttpResponse:
    """All webhooks with their state, and the form for a new one."""
    _may(request)
    return _page(request)


def _may(request: OfficerRequest) -> None:
    if not may_manage(request):
        raise PermissionDenied


def _page(request: OfficerRequest, status: int = 200, **more: Any) -> HttpResponse:
    areas = Area.objects.filter(level__in=[Level.DISTRICT, Level.STREET])
    page = {
        "here": "notices",
        "part": "webhooks",
        "manages": True,
        "hooks": queries.webhooks(),
        "areas": areas.order_by("path").defer("boundary"),
        "units": Unit.objects.all(),
        "actions": Action.choices,
        "now": timezone.now(),
        **more,
    }
    return render(request, "desk/webhooks.html", page | pages.shell(), status=status)


@never_cache
@require_POST
@officers_only
def add(request: OfficerRequest) -> HttpResponse:
    """A new webhook; its secret is shown in the answer and never again."""
    _may(request)
    try:
        hook, secret = hooking.make(request.user, asked(request), timezone.now())
    except Refused as refused:
        chosen = request.POST.getlist("event")
        return _page(request, 422, problem=str(refused), typed=request.POST, chosen=chosen)
    return _one(request, _hook(hook.pk), secret)


def asked(request: OfficerRequest) -> hooking.HookIn:
    """The webhook that was typed."""
    given = request.POST
    return hooking.HookIn(
        title=given.get("title", ""),
        url=given.get("url", ""),
        events=given.getlist("event"),
        area=Area.objects.filter(code=given.get("area", "")).first(),
        unit=Unit.objects.filter(code=given.get("unit", "")).first(),
    )


@never_cache
@require_GET
@officers_only
def webhook(request: OfficerRequest, pk: int) -> HttpResponse:
    """One webhook: its health and the log of what it was told."""
    _may(request)
    return _one(request, _hook(pk))


def _one(request: OfficerRequest, hook: Webhook, secret: str = "") -> HttpResponse:
    labels = dict(Action.choices)
    page = {
        "here": "notices",
        "hook": hook,
        "log": queries.log_of(hook),
        "events": [labels.get(action, action) for action in hook.events],
        "secret": secret,
        "now": timezone.now(),
    }
    return render(request, "desk/webhook.html", page | pages.shell())


def _hook(pk: int) -> Webhook:
    found = queries.webhooks().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@officers_only
def change(request: OfficerRequest, pk: int, verb: str) -> HttpResponse:
    """Switch, go on at once, or delete."""
    _may(request)
    VERBS[verb](request, _hook(pk))
    return redirect("webhooks") if verb == "remove" else redirect("webhook", pk=pk)


@never_cache
@require_POST
@officers_only
def rotate(request: OfficerRequest, pk: int) -> HttpResponse:
    """A new secret, shown in the answer and never again."""
    _may(request)
    secret = hooking.rotate(_hook(pk), timezone.now())
    return _one(request, _hook(pk), secret)


def _remove(request: OfficerRequest, hook: Webhook) -> None:
    hooking.remove(hook)
    messages.success(request, _("The webhook is deleted."))


VERBS: dict[str, Callable[[OfficerRequest, Webhook], None]] = {
    "on": lambda _request, hook: hooking.switch(hook, True),
    "off": lambda _request, hook: hooking.switch(hook, False),
    "go": lambda _request, hook: service.go_on(hook),
    "remove": _remove,
}


@require_POST
@officers_only
def resend(request: OfficerRequest, pk: int, event: int) -> HttpResponse:
    """Send one event once more, with the same id."""
    _may(request)
    if service.send_again(_hook(pk), event):
        messages.success(request, _("Being sent again: %(n)s.") % {"n": 1})
    return redirect("webhook", pk=pk)
