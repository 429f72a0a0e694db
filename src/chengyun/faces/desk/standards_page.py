"""The category table in the desk: groups, categories, conditions; keeping the conditions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.calendar import ClockUnit
from chengyun.cases.models import CaseType, Category, Condition, StandardChange
from chengyun.cases.services import Refused
from chengyun.cases.services import standards as writing
from chengyun.cases.standards import editions, queries
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, standards_words
from chengyun.places.models import in_language

TEXTS = ("filing_zh", "closing_zh", "filing_en", "closing_en", "limit")


@never_cache
@require_GET
@officers_only
def table(request: OfficerRequest) -> HttpResponse:
    """The groups of an edition with their categories, conditions and crosswalk."""
    asked = _asked(request)
    page = {
        "here": "standards",
        "tab": "table",
        "asked": asked,
        "edition": editions.BY_KEY[asked.edition],
        "editions": _editions(),
        "groups": queries.groups(asked),
        "may_write": writing.may_write(request.user),
    }
    return render(request, "desk/standards.html", page | pages.shell())


def _asked(request: OfficerRequest) -> queries.Browse:
    told = {
        name: request.GET.get(name, "").strip() for name in ("kind", "group", "conditions", "q")
    }
    edition = request.GET.get("edition", "")
    known = edition if edition in editions.BY_KEY else _current().key
    return queries.Browse(known, **told)


def _current() -> editions.Edition:
    return editions.current(timezone.localdate())


def _editions() -> list[dict[str, Any]]:
    """The newest first, with whether it is in force today."""
    now = _current()
    return [{"row": one, "now": one == now} for one in reversed(editions.EDITIONS)]


@never_cache
@require_GET
@officers_only
def category(request: OfficerRequest, edition: str, kind: str, code: str) -> HttpResponse:
    """A category with its conditions, its place in the crosswalk and what was changed of it."""
    return _page(request, _category(edition, kind, code))


def _category(edition: str, kind: str, code: str) -> Category:
    try:
        return queries.category(edition, kind, code)
    except Category.DoesNotExist:
        raise Http404 from None


def _page(
    request: OfficerRequest, row: Category, form: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = {
        "here": "standards",
        "row": row,
        "edition": editions.BY_KEY[row.edition],
        "in_force": editions.BY_KEY[row.edition] == _current(),
        "conditions": row.conditions.all(),
        "became": row.became.select_related("new"),
        "came_from": row.came_from.select_related("old"),
        "case_types": CaseType.objects.filter(category=row.code) if row.edition != "2013" else (),
        "story": [_step(change) for change in queries.changes(row)],
        "may_write": writing.may_write(request.user),
        "form": form,
        "units": _units(),
    }
    return render(request, "desk/standard.html", page | pages.shell(), status=status)


def _units() -> list[tuple[str, str]]:
    return [(unit.value, in_language(unit.title_zh, unit.title_en)) for unit in ClockUnit]


def _step(change: StandardChange) -> dict[str, Any]:
    names = [name for name in standards_words.FIELDS if name in change.after]
    moved = [
        {
            "label": standards_words.FIELDS[name],
            "before": standards_words.shown(name, change.before.get(name)),
            "after": standards_words.shown(name, change.after[name]),
        }
        for name in names
    ]
    return {"row": change, "what": standards_words.ACTIONS.get(change.action), "moved": moved}


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def write(
    request: OfficerRequest, edition: str, kind: str, code: str, number: int | None = None
) -> HttpResponse:
    """The form of a condition, a new one without a number; POST writes it."""
    row = _category(edition, kind, code)
    if not writing.may_write(request.user):
        raise PermissionDenied
    held = _condition(row, number)
    if request.method == "GET":
        typed = {name: getattr(held, name, "") for name in TEXTS}
        return _page(request, row, {"number": number, "typed": _split(typed)})
    typed = {name: request.POST.get(name, "").strip() for name in TEXTS}
    typed["limit"] = request.POST.get("amount", "").strip() + request.POST.get("unit", "")
    try:
        writing.put_condition(request.user, row, typed, typed["limit"], number)
    except Refused as refused:
        form = {"number": number, "typed": _split(typed), "problem": str(refused.message)}
        return _page(request, row, form, 422)
    messages.success(request, _("Written. Cases filed from now on follow it."))
    return _back(row)


def _condition(row: Category, number: int | None) -> Condition | None:
    if number is None:
        return None
    try:
        return row.conditions.get(number=number)
    except Condition.DoesNotExist:
        raise Http404 from None


def _split(typed: dict[str, str]) -> dict[str, str]:
    """The limit as its amount and its unit, as the form has them."""
    unit = typed["limit"].lstrip("0123456789")
    amount = typed["limit"].removesuffix(unit)
    return typed | {"amount": amount, "unit": unit or ClockUnit.WORKDAY.value}


@require_POST
@officers_only
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Withdraw a condition or restore it (`to`)."""
    try:
        held = writing.withdraw_condition(request.user, pk, request.POST.get("to") != "restore")
    except Condition.DoesNotExist:
        raise Http404 from None
    except Refused:
        raise PermissionDenied from None
    said = _("Withdrawn. Cases filed by it keep it.") if held.withdrawn else _("In use again.")
    messages.success(request, said)
    return _back(held.category)


def _back(row: Category) -> HttpResponse:
    return redirect("standard", edition=row.edition, kind=row.kind.value, code=row.code)
