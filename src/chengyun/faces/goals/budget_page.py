"""Budget lines 预算科目: what is set aside, planned, released and spent of each, and for whom."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals.forms import amount
from chengyun.faces.goals.import_budget import FUNDS, LINES
from chengyun.goals.models import BudgetLine
from chengyun.goals.queries import budget as queries
from chengyun.goals.queries.budget import Account
from chengyun.goals.queries.money import Money
from chengyun.goals.refused import Refused
from chengyun.goals.services import budget

Cells = list[Any]


@never_cache
@require_GET
@officers_only
def page(request: OfficerRequest) -> HttpResponse:
    """Every line; with `?line=CODE` also the nodes that are paid from it."""
    rows = queries.accounts()
    chosen = next((one for one in rows if one.line.code == request.GET.get("line")), None)
    told: dict[str, Any] = {
        "here": "projects",
        "rows": [(one, _bars(one)) for one in rows],
        "whole": sum((one.money for one in rows), Money()),
        "aside": sum(one.line.planned for one in rows),
        "chosen": chosen,
        "uses": queries.uses(request.viewer, chosen) if chosen else None,
        "may": budget.may_budget(request.user),
    }
    return render(request, "goals/budget.html", told | pages.shell())


def _bars(account: Account) -> dict[str, float]:
    """Planned, released and spent in per cent of what is set aside, or of what is planned where
    that is more."""
    money = account.money
    whole = max(account.line.planned, money.planned, money.released, money.spent) or 1
    told = {"planned": money.planned, "released": money.released, "spent": money.spent}
    return {name: round(float(100 * amount / whole), 1) for name, amount in told.items()}


@require_POST
@officers_only
def act(request: OfficerRequest, verb: str) -> HttpResponse:
    """`put` a line, or `remove` it, and back to the list."""
    if verb not in ("put", "remove"):
        raise Http404
    code = request.POST.get("code", "").strip()[:31]
    try:
        told = _put(request, code) if verb == "put" else _remove(request, code)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("goals-budget")
    messages.success(request, told)
    return redirect("goals-budget")


def _put(request: OfficerRequest, code: str) -> str:
    given = request.POST
    titles = given.get("title_zh", ""), given.get("title_en", "")
    planned = amount(given.get("planned", ""))
    line = budget.put_line(request.user, code, titles[0], planned, titles[1])
    return _("%(name)s is changed.") % {"name": line}


def _remove(request: OfficerRequest, code: str) -> str:
    line = BudgetLine.objects.filter(code=code).first()
    if line is None:
        raise Refused(_("There is nothing of this code."))
    budget.remove_line(request.user, line)
    return _("%(node)s is gone.") % {"node": line.title}


def lines(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """The lines in the columns in which they are brought in, with their sums behind."""
    sums = [_("Planned sum"), _("Released"), _("Spent"), _("Not planned yet")]
    head = [*LINES.heading, *sums]
    return head, [
        [one.line.code, one.line.title_zh, one.line.title_en, float(one.line.planned),
         float(one.money.planned), float(one.money.released), float(one.money.spent),
         float(one.left)]
        for one in queries.accounts()
    ]  # fmt: skip


def funds(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """What nodes have, in the columns in which it is brought in; `?project=KEY` of one."""
    rows = queries.funds(request.viewer, request.GET.get("project", "").strip()[:40])
    return FUNDS.heading, [
        [one.node.project.key, one.node.key, one.line.code, float(one.planned),
         float(one.released), float(one.spent), one.reason]
        for one in rows
    ]  # fmt: skip
