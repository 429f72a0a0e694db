"""The residents' pages: what the district does, and reporting in three steps.

The three steps carry everything in their addresses, so that they work without scripts, with the
back button and without a session.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.cases import services
from chengyun.cases.models import CaseType
from chengyun.faces.public import known, open_data, photos
from chengyun.faces.public.forms import PlaceForm, ReportForm
from chengyun.faces.public.known import REPORTS
from chengyun.faces.shared import shared

KEY_S = 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the way to report, and the district's figures today."""
    return render(request, "public/home.html", {"figures": open_data.figures()})


@require_GET
def what(request: HttpRequest) -> HttpResponse:
    """Step 1 of 3: which kind."""
    q = request.GET.get("q", "").strip()[:40]
    page = {"kinds": open_data.kinds(q), "q": q, "step": 1}
    return render(request, "public/what.html", page)


@require_GET
def where(request: HttpRequest, kind: str) -> HttpResponse:
    """Step 2 of 3: which place; a good place goes on to step 3."""
    case_type = _kind(kind)
    form = PlaceForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect(_details_address(kind, form.cleaned_data))
    page = {"kind": case_type, "form": form, "step": 2}
    return render(request, "public/where.html", page, status=422 if form.is_bound else 200)


def _kind(key: str) -> CaseType:
    return get_object_or_404(CaseType, key=key, reportable=True)


def _details_address(kind: str, place: dict[str, Any]) -> str:
    told = {"address": place["address"]}
    if place["in_words"]:
        told["street"] = place["street"]
    else:
        told |= {"lon": f"{place['lon']:.6f}", "lat": f"{place['lat']:.6f}"}
    return f"{reverse('report-details', args=[kind])}?{urlencode(told)}"


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, kind: str) -> HttpResponse:
    """Step 3 of 3: what is the matter; the same form sent twice is one report."""
    case_type, place = _kind(kind), PlaceForm(request.GET)
    if not place.is_valid():
        return redirect("report-where", kind=kind)
    form = ReportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _send_once(request, case_type, place.cleaned_data, form)
    return _details_page(request, case_type, place.cleaned_data, form)


def _details_page(
    request: HttpRequest, case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> HttpResponse:
    page = _step_3(case_type, place, form)
    page["known"] = known.find(case_type, place, page["carried"]["text"])
    page |= photos.FORM
    return render(request, "public/details.html", page, status=422 if form.is_bound else 200)


def _step_3(case_type: CaseType, place: dict[str, Any], form: ReportForm) -> dict[str, Any]:
    told = {name: form[name].value() for name in ("text", "name", "phone")}
    more = {"carried": known.carried(place, told), "step": 3}
    return {"kind": case_type, "place": place, "form": form, **more}


def _send_once(
    request: HttpRequest, case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> HttpResponse:
    sent = shared().get(_cache_key(form))
    if sent:
        return redirect("received", token=sent)
    if REPORTS.full(_address(request)):
        return render(request, "public/wait.html", status=429)
    found = _known_already(case_type, place, form)
    if found:
        page = _step_3(case_type, place, form) | {"known": found}
        return render(request, "public/known.html", page)
    try:
        return _send(request, case_type, place, form)
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return _details_page(request, case_type, place, form)


def _known_already(
    case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> list[known.Known]:
    """What is shown before sending, until the resident says that theirs is another matter."""
    told = form.cleaned_data
    if told["apart"] or told["confidential"]:
        return []
    return known.find(case_type, place, told["text"])


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _cache_key(form: ReportForm) -> str:
    return f"report:{form.cleaned_data['key']}"


def _send(
    request: HttpRequest, case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> HttpResponse:
    told = form.cleaned_data
    report = photos.take_report(
        request,
        services.ReportIn(
            text=told["text"],
            lon=place["lon"],
            lat=place["lat"],
            case_type=case_type.key,
            name=told["name"],
            phone=told["phone"],
            channel="web",
            address=place["address"],
            area=place["street"],
            confidential=told["confidential"],
            apart=told["apart"],
            key=str(told["key"]),
        ),
    )
    REPORTS.count(_address(request))
    shared().set(_cache_key(form), report.follow, KEY_S)
    return redirect("received", token=report.follow)
