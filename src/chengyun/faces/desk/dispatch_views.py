"""The dispatch list in the desk: read by all, written by few, tried before it is switched on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.cases import services
from chengyun.cases.dispatching import Rule
from chengyun.cases.dispatching.rulerow import rule_of
from chengyun.cases.dispatching.trial import with_draft
from chengyun.cases.models import DispatchRule
from chengyun.cases.services import Refused
from chengyun.cases.services.dispatch_rules import NOT_WRITER
from chengyun.cases.services.dispatching import lines
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import dispatch_form, dispatch_page, dispatch_trial_page, pages
from chengyun.faces.desk.dispatch_form import DispatchForm
from chengyun.sensing.rulebook import may_write

LIST, TABLE = "desk/dispatch.html", "desk/_dispatch_list.html"
FORM, RESULT = "desk/dispatch_form.html", "desk/_dispatch_trial.html"


@never_cache
@require_GET
@officers_only
def dispatch_list(request: OfficerRequest) -> HttpResponse:
    """The rules in their order: what each asks, where it sends to, who wrote it last."""
    return render(request, LIST, _listed(request) | pages.shell())


@never_cache
@require_GET
@officers_only
def rule(request: OfficerRequest, pk: int) -> HttpResponse:
    """One rule with its versions; a withdrawn one too."""
    row = DispatchRule.objects.select_related("unit", "changed_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    page = {"here": "dispatch", "may_write": may_write(request.user), **dispatch_page.page(row)}
    return render(request, "desk/dispatch_rule.html", page | pages.shell())


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """Write a rule; it stands last unless a place is chosen."""
    return _writing(request, Rule(0, ""), None)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a rule: a new version of it."""
    row = next((row for row in lines() if row.pk == pk), None)
    if row is None:
        raise Http404
    return _writing(request, rule_of(row), row)


@require_POST
@officers_only
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    row = DispatchRule.objects.filter(pk=pk, withdrawn=False).first()
    if row is None:
        raise Http404
    step = -1 if request.POST.get("by") == "up" else 1
    return _do(request, lambda: services.move_rule(request.user, pk, row.place + step))


@require_POST
@officers_only
def switch(request: OfficerRequest, pk: int) -> HttpResponse:
    """On or off."""
    return _do(
        request, lambda: services.switch_rule(request.user, pk, request.POST.get("to") == "on")
    )


@require_POST
@officers_only
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a rule out of the list."""
    note = request.POST.get("note", "")
    return _do(request, lambda: services.withdraw_rule(request.user, pk, note))


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def trial(request: OfficerRequest) -> HttpResponse:
    """Try the list with other rules on; a POST switches it to what was tried."""
    _insist_writer(request)
    if request.method == "POST":
        on = {int(pk) for pk in request.POST.getlist("on") if pk.isdecimal()}
        note = request.POST.get("note", "")
        return _do(request, lambda: services.switch_rules(request.user, on, note))
    old = [rule_of(row) for row in lines()]
    chosen = {pk for pk in request.GET.getlist("on") if pk.isdecimal()}
    asked = "days" in request.GET
    wanted = [replace(rule, on=str(rule.key) in chosen if asked else rule.on) for rule in old]
    days = dispatch_trial_page.days_of(request.GET.get("days", ""))
    page = _listed(request) | {"days": days, "on": {rule.key for rule in wanted if rule.on}}
    if asked:
        page |= dispatch_trial_page.shown(request.viewer, old, wanted, days)
    return render(request, "desk/dispatch_trial.html", page | pages.shell())


def _writing(request: OfficerRequest, rule: Rule, row: DispatchRule | None) -> HttpResponse:
    _insist_writer(request)
    count = len(lines()) + (row is None)
    place = row.place if row else count
    if request.method == "GET":
        return _form_page(request, DispatchForm(rule, place), row, count)
    form = dispatch_form.read(request.POST, rule.key, place)
    days = request.POST.get("try", "")
    if form.errors:
        return _form_page(request, form, row, count, {}, 422)
    if days:
        return _form_page(request, form, row, count, _tried(request, form, days))
    return _keep(request, form, row, count)


def _tried(request: OfficerRequest, form: DispatchForm, days: str) -> dict[str, Any]:
    """The list in force beside the list with the draft at its place, switched on."""
    old = [rule_of(row) for row in lines()]
    new = with_draft(old, replace(form.rule, on=True), form.place)
    return dispatch_trial_page.shown(request.viewer, old, new, dispatch_trial_page.days_of(days))


def _keep(
    request: OfficerRequest, form: DispatchForm, row: DispatchRule | None, count: int
) -> HttpResponse:
    given = request.POST
    seen = int(raw) if (raw := given.get("seen", "")).isdecimal() else None
    rule = replace(form.rule, on=given.get("on") == "1")
    try:
        kept = services.write_rule(
            request.user, rule, place=form.place, note=given.get("note", ""), seen=seen
        )
    except Refused as refused:
        form.errors["all"] = str(refused.message)
        return _form_page(request, form, row, count, {}, 409)
    messages.success(request, _kept(kept))
    return redirect("dispatch-list")


def _kept(row: DispatchRule) -> str:
    told = {"rule": row.title, "n": row.place}
    if row.on:
        return _("“%(rule)s” is kept at place %(n)s and is on.") % told
    return _("“%(rule)s” is kept at place %(n)s, switched off.") % told


def _form_page(
    request: OfficerRequest,
    form: DispatchForm,
    row: DispatchRule | None,
    count: int,
    tried: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {"form": form, "row": row, "given": request.POST, **(tried or {})}
    if request.htmx and tried is not None:
        return render(request, RESULT, page, status=status)
    page |= {"here": "dispatch", **dispatch_form.around(count, form), **pages.shell()}
    return render(request, FORM, page, status=status)


def _do(request: OfficerRequest, verb: Callable[[], object]) -> HttpResponse:
    """Change the list and show it; by htmx only the table."""
    try:
        verb()
    except Refused as refused:
        if refused.code == NOT_WRITER.code:
            raise PermissionDenied from None
        messages.error(request, str(refused.message))
    if request.htmx:
        return render(request, TABLE, _listed(request))
    return redirect("dispatch-list")


def _listed(request: OfficerRequest) -> dict[str, Any]:
    listed = dispatch_page.listed()
    return {
        "here": "dispatch",
        "lines": listed,
        "off": sum(not line.row.on for line in listed),
        "may_write": may_write(request.user),
    }


def _insist_writer(request: OfficerRequest) -> None:
    if not may_write(request.user):
        raise PermissionDenied
