"""The evaluation in the desk: the table, its files, and the standard it judges by."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.cases.casefile import NoFont
from chengyun.cases.evaluation import building
from chengyun.cases.evaluation.grouping import By
from chengyun.cases.evaluation.judging import rankable
from chengyun.cases.evaluation.kept import NotReadyError
from chengyun.cases.evaluation.periods import Period, Span
from chengyun.cases.evaluation.tables import Question, evaluate
from chengyun.cases.evaluation.trend import trend
from chengyun.cases.services.evaluation import set_standard
from chengyun.cases.services.refused import Refused
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import evaluation_files as files
from chengyun.faces.desk import evaluation_form as form
from chengyun.faces.desk import evaluation_view as view
from chengyun.faces.desk import kept, pages
from chengyun.people.choices import Role

LONGEST_YEARS = 5


@never_cache
@require_GET
@officers_only
@kept.across_pages("area", "from", "to")
def table(request: OfficerRequest) -> HttpResponse:
    """The table of a period, with the course of the figure that it is ranked by."""
    question, show, now = asked(request.GET), shown(request.GET), timezone.now()
    try:
        found = evaluate(request.viewer, question, now)
    except NotReadyError:
        return _later(request)
    page = view.page(request.viewer, found, show, trend(request.viewer, question, now))
    return render(request, "desk/evaluation.html", page | _shell(request))


@never_cache
@require_GET
@officers_only
def file(request: OfficerRequest) -> HttpResponse:
    """The same table as a workbook or as a PDF to print (`as` is `xlsx` or `pdf`)."""
    question, show = asked(request.GET), shown(request.GET)
    try:
        found = evaluate(request.viewer, question, timezone.now())
    except NotReadyError:
        return redirect(f"/desk/evaluation/?{_without_kind(request.GET)}")
    kind = files.KINDS.get(request.GET.get("as", ""), files.KINDS["xlsx"])
    try:
        body = kind.write(files.sheet(found, show, timezone.now()))
    except NoFont as fault:
        messages.error(request, str(fault))
        return redirect(f"/desk/evaluation/?{_without_kind(request.GET)}")
    response = HttpResponse(body, content_type=kind.content_type)
    response.headers["Content-Disposition"] = files.disposition(found, kind)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def standard(request: OfficerRequest) -> HttpResponse:
    """The standard in force with its versions, and, for an administrator, the form to change it."""
    typed, problem = form.blank(), ""
    if request.method == "POST":
        typed = form.typed(request.POST)
        try:
            set_standard(request.user, form.wanted(request.POST))
        except Refused as refused:
            problem = str(refused.message)
        else:
            messages.success(request, _("The standard is set; it holds from now on."))
            return redirect("evaluation-standard")
    page = form.page(typed, problem) | {"may_write": request.user.role == Role.ADMINISTRATOR}
    return render(
        request,
        "desk/evaluation_standard.html",
        page | _shell(request),
        status=422 if problem else 200,
    )


def _later(request: OfficerRequest) -> HttpResponse:
    """The cases are being read: how far that is, and the table once it is done."""
    page = {"percent": building.begin(), "address": request.get_full_path()}
    return render(request, "desk/evaluation_later.html", page | _shell(request))


def asked(query: QueryDict) -> Question:
    """What an address asks for; what cannot be read is this month, by sub-district."""
    by, ranked = query.get("by", ""), query.get("rank", "")
    return Question(
        period(query),
        By(by) if by in set(By) else By.STREET,
        ranked if rankable(ranked) else Question.ranked,
        query.get("area", "")[:18],
    )


def period(query: QueryDict) -> Period:
    """The days given, the other way round if need be; this month without them."""
    today = timezone.localdate()
    try:
        days = sorted(date.fromisoformat(query.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return Period.around(today, Span.MONTH)
    first, last = days
    if first.year < 2000 or last.year > 2999 or (last - first).days > LONGEST_YEARS * 366:
        return Period.around(today, Span.MONTH)
    return Period(first, last)


def shown(query: QueryDict) -> str:
    """The part of the figures that is looked at."""
    name = query.get("show", "")
    return name if name in view.VIEWS else "overview"


def _without_kind(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("as", None)
    return kept.urlencode()


def _shell(request: OfficerRequest) -> dict[str, Any]:
    return {"here": "evaluation", **pages.shell()}
